"""Handover and incident summary: all that the next person needs, each line from what was said."""

from __future__ import annotations

from datetime import datetime, timezone

from assistant.events import (
    CallerStateObserved,
    CallTypeChanged,
    FactHeard,
    Payload,
    PhraseFlagged,
    QuestionAsked,
    RapportObserved,
)
from assistant.folds import fold
from assistant.handover import handover
from assistant.incident import incident
from assistant.sheets import Sheet
from assistant.views import CallSummary, CallView
from tests.core.builders import events, final

BEGAN = datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone.utc)


def view(*payloads: Payload) -> CallView:
    """The call of these events."""
    log = events(*payloads)
    summary = CallSummary("call", BEGAN, "test", True, None, None, len(log), 1000 * len(log))
    return fold(log).view(summary)


def fact(name: str, value: str, quote: str, number: int) -> FactHeard:
    """A fact in the caller's words."""
    return FactHeard(name, value, "affirmed", "caller", f"caller-{number:04d}", quote, 0.9)


def standoff() -> CallView:
    """A man with two people in a shop."""
    opening = final("It's Ray. I'm at 12 Elm Street with two people and a shotgun.", "caller", 1)
    pledge = final("I promise nobody will come in.", "dispatcher", 2)
    wants = final("I want a lawyer by noon. I love my son. If I see a cop it's over.", "caller", 3)
    named = final("You sound exhausted.", "dispatcher", 4)
    return view(
        CallTypeChanged("hostage", 0.93, (), "model"),
        opening,
        fact("caller_name", "Ray", "It's Ray", 1),
        fact("caller_role", "suspect", "I'm at", 1),
        fact("location", "12 Elm Street", "12 Elm Street", 1),
        fact("hostage_count", "2", "two people", 1),
        fact("weapon_type", "shotgun", "a shotgun", 1),
        CallerStateObserved(4, opening.utterance_id),
        pledge,
        wants,
        fact("demands", "a lawyer", "I want a lawyer", 3),
        fact("deadline", "noon", "by noon", 3),
        named,
        RapportObserved("emotion_label", None, named.utterance_id),
        PhraseFlagged("i promise", "I'll pass that on.", pledge.utterance_id, "hostage@1#avoid/3"),
    )


def part(sheet: Sheet, name: str) -> str:
    """A part's lines as they are read out."""
    return "\n".join(line.plain for one in sheet.parts if one.name == name for line in one.lines)


def test_the_handover_sheet_holds_all_a_negotiator_needs() -> None:
    sheet = handover(standoff())
    assert "12 Elm Street" in part(sheet, "Exact position")
    assert "Caller name: Ray" in part(sheet, "Caller") and "suspect" in part(sheet, "Caller")
    assert "How many held: 2, said so (0:06, Caller “two people”)" in part(sheet, "People")
    assert "shotgun" in part(sheet, "Weapons")
    assert part(sheet, "Injuries") == "not known yet"
    assert "Now not listening" in part(sheet, "Mood")
    assert part(sheet, "Demands") == "a lawyer (0:11, Caller “I want a lawyer”)"
    assert part(sheet, "Deadlines") == "noon (0:12, Caller “by noon”)"
    assert part(sheet, "Promises made") == "0:02, Dispatcher “I promise nobody will come in.”"
    assert part(sheet, "What helps") == "0:03, Caller “I love my son.”"
    assert "“If I see a cop it's over.”" in part(sheet, "What escalates")
    assert "If I see a cop it's over." in part(sheet, "Last words of the caller")


def test_every_line_rests_on_an_event_or_says_that_nothing_is_known() -> None:
    call = standoff()
    said = " ".join(line.text for line in call.transcript)
    for sheet in (handover(call), incident(call)):
        for line in (line for part in sheet.parts for line in part.lines):
            assert line.quote in said
            assert line.seq is None or 1 <= line.seq <= call.last_seq


def test_an_empty_call_has_nothing_to_hand_over() -> None:
    sheet = handover(view())
    assert [part.name for part in sheet.parts] == ["Call"]
    assert "Kind not known" in sheet.plain


def test_what_a_person_entered_is_told_apart_from_what_was_heard() -> None:
    entered = FactHeard("location", "9 Oak", "affirmed", "dispatcher", None, "", 1.0)
    assert "entered by hand" in part(handover(view(entered)), "Exact position")


def test_the_incident_summary_is_plain_and_carries_the_code() -> None:
    text = incident(standoff(), "HOSTAGE").plain
    assert text.startswith("Incident summary\n\nIncident\n  Hostage; began 2026-01-02 03:04:05 UTC")
    assert "Code HOSTAGE" in text and "93% sure" in text
    assert "Demand: a lawyer" in text and "Deadline: noon" in text


def test_how_the_talk_stands_is_a_fold() -> None:
    asked = final("Tell me about today.", "dispatcher", 5)
    closed = final("Are you hurt?", "dispatcher", 6)
    standing = view(
        final("hello", "caller", 1), asked, QuestionAsked("reasons", asked.utterance_id, "Tell me"),
        RapportObserved("open_question", None, asked.utterance_id), closed,
        QuestionAsked("injuries", closed.utterance_id, "hurt?"),
        RapportObserved("name_use", None, closed.utterance_id),
    ).standing  # fmt: skip
    talk = standing.talk
    assert (talk.open_questions, talk.closed_questions) == (1, 1)
    assert (talk.name_uses, talk.name_used_ms) == (1, 7000)
    assert talk.caller_share == 0.3333 and standing.stairway.step == 0


def test_phrases_to_avoid_are_kept_with_the_words_they_were_said_in() -> None:
    flag = standoff().standing.flagged[0]
    assert (flag.phrase, flag.instead) == ("i promise", "I'll pass that on.")
