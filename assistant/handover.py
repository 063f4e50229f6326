"""The handover sheet: what the negotiator or officer who takes over must know."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.sheets import (
    MOODS,
    Sheet,
    SheetLine,
    SheetPart,
    alert_lines,
    clock,
    entry_line,
    known,
    label,
    missing,
    spoken_line,
)
from assistant.views import CallerStateView, CallView

POSITION = (
    "location", "location_verified", "position_inside", "caller_position", "suspect_location",
    "access", "entry_point", "doors_locked",
)  # fmt: skip
CALLER = (
    "caller_name", "caller_role", "callback_number", "language", "can_speak_freely",
    "caller_safe", "alone",
)  # fmt: skip
PEOPLE = (
    "hostage_count", "hostage_condition", "people_count", "people_inside", "children_present",
    "patient_name", "age", "trapped_in_vehicle",
)  # fmt: skip
SUBJECT = (
    "suspect_name", "relationship", "suspect_count", "suspect_description", "suspect_intoxicated",
    "prior_violence", "medical_history", "suicidal_intent", "prior_attempts", "reasons",
    "violent_now", "suspect_vehicle", "suspect_direction",
)  # fmt: skip
WEAPONS = (
    "weapons", "weapon_type", "weapon_location", "caller_armed", "shots_fired", "suicide_means",
    "hazards",
)  # fmt: skip
INJURIES = (
    "injuries", "conscious", "breathing", "breathing_normally", "bleeding", "attempt_made",
    "substance", "amount_taken", "symptoms",
)  # fmt: skip
GROUPED = frozenset(
    {*POSITION, *CALLER, *PEOPLE, *SUBJECT, *WEAPONS, *INJURIES, "demands", "deadline"}
)
CRISIS = frozenset({"hostage", "barricade", "kidnapping", "suicidal_person", "active_shooter"})
"""Calls on which an empty part is worth saying."""
LOGGED = (
    ("Demands", "demand"), ("Deadlines", "deadline"), ("What helps", "hook"),
    ("What escalates", "trigger"),
)  # fmt: skip
OPEN = ("contradicted", "unclear", "refused", "asked")
NOT_KNOWN, NOT_HEARD = "not known yet", "none heard"
LAST_OF_CALLER, LAST_LINES = 3, 4
MOODS_SHOWN = 8


def handover(view: CallView) -> Sheet:
    """The sheet of a call as it stands."""
    crisis = view.call_type in CRISIS
    parts = [part for part in _parts(view) if part.lines or crisis and part.name in _SAID_EMPTY]
    filled = tuple(
        part if part.lines else SheetPart(part.name, missing(_SAID_EMPTY[part.name]))
        for part in parts
    )
    return Sheet(view.summary.call_id, "Handover", view.last_seq, filled)


_SAID_EMPTY = {
    "Exact position": NOT_KNOWN, "Caller": NOT_KNOWN, "People": NOT_KNOWN, "Weapons": NOT_KNOWN,
    "Injuries": NOT_KNOWN, "Mood": NOT_KNOWN, "Demands": NOT_HEARD, "Deadlines": NOT_HEARD,
    "Promises made": NOT_HEARD, "What helps": NOT_HEARD, "What escalates": NOT_HEARD,
}  # fmt: skip


def _parts(view: CallView) -> Iterator[SheetPart]:
    yield SheetPart("Call", (about(view),))
    yield SheetPart("Exact position", known(view, POSITION))
    yield SheetPart("Caller", known(view, CALLER))
    yield SheetPart("People", known(view, PEOPLE))
    yield SheetPart("Subject", known(view, SUBJECT))
    yield SheetPart("Weapons", known(view, WEAPONS))
    yield SheetPart("Injuries", known(view, INJURIES))
    yield SheetPart("Alerts", alert_lines(view))
    yield SheetPart("Mood", tuple(_mood(view)))
    for name, kind in LOGGED[:2]:
        yield _logged(view, name, kind)
    yield _logged(view, "Promises made", "promise")
    for name, kind in LOGGED[2:]:
        yield _logged(view, name, kind)
    yield SheetPart("Told the caller", tuple(_told(view)))
    yield SheetPart("Still open", tuple(_open(view)))
    others = [fact.fact for fact in view.facts if fact.fact not in GROUPED]
    yield SheetPart("Also known", known(view, others))
    yield SheetPart("Notes", tuple(SheetLine(n.text, at_ms=n.at_ms, seq=n.seq) for n in view.notes))
    yield SheetPart("Last words of the caller", tuple(_last_words(view)))
    yield SheetPart(
        "Last exchange", tuple(spoken_line(one) for one in view.transcript[-LAST_LINES:])
    )


def about(view: CallView) -> SheetLine:
    """What kind of call it is, since when, and whether it goes on."""
    kind = label(view.call_type) if view.call_type else "Kind not known"
    began = view.summary.started_at.strftime("%Y-%m-%d %H:%M:%S UTC")
    end = f"over: {view.ended}" if view.ended else "still on"
    return SheetLine(f"{kind}; began {began}, {clock(view.at_ms)} so far, {end}")


def _logged(view: CallView, name: str, kind: str) -> SheetPart:
    lines = []
    for entry in view.standing.log:
        if entry.kind == kind:
            line = entry_line(entry)
            seen = "Calmer after" if kind == "hook" else "More upset after"
            text = seen if entry.basis == "seen" else line.text
            lines.append(SheetLine(text, line.quote, line.speaker, line.at_ms, line.seq))
    return SheetPart(name, tuple(lines))


def _mood(view: CallView) -> Iterator[SheetLine]:
    states = view.caller_states
    if not states:
        return
    now = states[-1]
    yield SheetLine(f"Now {MOODS[now.eccs]}{_trend(states)}", at_ms=now.at_ms, seq=now.seq)
    changes = [s for i, s in enumerate(states) if i == 0 or s.eccs != states[i - 1].eccs]
    for state in changes[-MOODS_SHOWN:]:
        yield SheetLine(MOODS[state.eccs], at_ms=state.at_ms, seq=state.seq)
    step = view.standing.stairway
    if step.step:
        yield SheetLine(f"Talk stands at: {label(step.name).lower()} (step {step.step} of 5)")


def _trend(states: tuple[CallerStateView, ...]) -> str:
    before = states[max(0, len(states) - 4)].eccs
    if states[-1].eccs == before:
        return ", steady"
    return ", getting more upset" if states[-1].eccs > before else ", calming"


def _told(view: CallView) -> Iterator[SheetLine]:
    for one in view.given:
        if one.kind == "safety_instruction":
            yield SheetLine(one.text, at_ms=one.at_ms, seq=one.seq)


def _open(view: CallView) -> Iterator[SheetLine]:
    for one in view.questions:
        if one.state in OPEN:
            yield SheetLine(f"{label(one.question)}: {one.state}", seq=one.seq)


def _last_words(view: CallView) -> Iterator[SheetLine]:
    said = [line for line in view.transcript if line.speaker == "caller"]
    return (spoken_line(line) for line in said[-LAST_OF_CALLER:])
