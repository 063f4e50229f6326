"""The incident summary: a call in plain lines for the CAD, each from a fact and its quote."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.handover import CALLER, INJURIES, PEOPLE, POSITION, SUBJECT, WEAPONS, about
from assistant.sheets import (
    Sheet,
    SheetLine,
    SheetPart,
    alert_lines,
    clock,
    entry_line,
    known,
    label,
    spoken_line,
)
from assistant.views import CallView, FactView, LineView

ORDERED = (*POSITION, *CALLER, *WEAPONS, *INJURIES, *PEOPLE, *SUBJECT)
OPENING_LINES = 2
MACHINE = "Made from what was heard; check against the recording before relying on a detail."


def incident(view: CallView, code: str = "") -> Sheet:
    """The summary of a call as it stands; `code` is the incident type's, where one is known."""
    parts = (
        SheetPart("Incident", tuple(_heading(view, code))),
        SheetPart("In the caller's words", tuple(_opening(view))),
        SheetPart("Known", (*known(view, ORDERED), *_others(view))),
        SheetPart("Demands, deadlines, promises", tuple(_pledges(view))),
        SheetPart("Alerts", alert_lines(view)),
        SheetPart("Told the caller", tuple(_told(view))),
        SheetPart("Times", tuple(_times(view))),
        SheetPart("Note", (SheetLine(MACHINE),)),
    )
    kept = tuple(part for part in parts if part.lines)
    return Sheet(view.summary.call_id, "Incident summary", view.last_seq, kept)


def _heading(view: CallView, code: str) -> Iterator[SheetLine]:
    yield about(view)
    if code:
        yield SheetLine(f"Code {code}")
    if view.call_type and view.call_type_set_by == "model" and view.call_type_confidence:
        yield SheetLine(f"Kind concluded from the call, {view.call_type_confidence:.0%} sure")
    elif view.call_type:
        yield SheetLine("Kind set by the dispatcher")


def _opening(view: CallView) -> Iterator[SheetLine]:
    """What the caller said first that told anything, verbatim."""
    told = {fact.utterance_id for fact in view.facts}
    said: list[LineView] = [line for line in view.transcript if line.speaker == "caller"]
    telling = [line for line in said if line.utterance_id in told] or said
    return (spoken_line(line) for line in telling[:OPENING_LINES])


def _others(view: CallView) -> tuple[SheetLine, ...]:
    listed = {*ORDERED, "demands", "deadline"}
    return known(view, [fact.fact for fact in view.facts if fact.fact not in listed])


def _pledges(view: CallView) -> Iterator[SheetLine]:
    for entry in view.standing.log:
        if entry.kind in ("demand", "deadline", "promise"):
            line = entry_line(entry)
            text = ": ".join(part for part in (label(entry.kind), line.text) if part)
            yield SheetLine(text, line.quote, line.speaker, line.at_ms, line.seq)


def _told(view: CallView) -> Iterator[SheetLine]:
    for one in view.given:
        if one.kind == "safety_instruction":
            yield SheetLine(one.text, at_ms=one.at_ms, seq=one.seq)


def _times(view: CallView) -> Iterator[SheetLine]:
    place = _fact(view, "location")
    if place:
        yield SheetLine(f"Place last given at {clock(place.at_ms)}", seq=place.seq)
    arrived = _fact(view, "responders_arrived")
    if arrived and arrived.certainty == "affirmed":
        yield SheetLine(f"Responders there at {clock(arrived.at_ms)}", seq=arrived.seq)
    yield SheetLine(f"{'Ended' if view.ended else 'As of'} {clock(view.at_ms)}")


def _fact(view: CallView, name: str) -> FactView | None:
    return next((fact for fact in view.facts if fact.fact == name), None)
