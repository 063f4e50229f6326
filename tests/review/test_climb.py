"""The stairway of a crisis talk, as the review page and the report show it."""

from __future__ import annotations

from pathlib import Path

from assistant.review.climb import Climb, climb_of
from assistant.review.pages import page_of
from assistant.review.record import record_of
from assistant.review.reports import call_report
from tests.review.calls import Script, arrest, standoff
from tests.review.shelves import keep, library


def climbed(call: list) -> Climb:  # type: ignore[type-arg]
    climb = climb_of(record_of(call))
    assert climb is not None
    return climb


def test_every_step_says_when_why_and_what_was_said() -> None:
    steps = climbed(standoff()).steps
    assert [one.step for one in steps] == [1, 2, 3, 2]
    assert [one.because for one in steps] == [
        "reflection", "emotion_label", "caller_settled", "argue",
    ]  # fmt: skip
    assert steps[2].told == ("Up to rapport (3 of 5): the caller kept talking and got no worse")
    assert steps[3].told == "Down to empathy (2 of 5): argue" and not steps[3].up
    assert steps[2].evidence.quote == "My brother Marek went first"


def test_steps_stand_from_the_end_of_their_words_to_the_next_and_to_the_end() -> None:
    steps = climbed(standoff()).steps
    spans = [(one.at_ms, one.until_ms) for one in steps]
    assert spans == [(11_000, 17_000), (17_000, 26_000), (26_000, 32_000), (32_000, 41_000)]
    assert [one.evidence.at_ms for one in steps] == [10_000, 15_000, 23_000, 30_000]


def test_evidence_stands_in_the_log() -> None:
    call = standoff()
    assert {one.evidence.seq for one in climbed(call).steps} <= {event.seq for event in call}


def test_how_far_it_came_and_where_it_ended_is_said() -> None:
    climb = climbed(standoff())
    assert climb.highest == 3
    assert climb.told == "The talk came to rapport (3 of 5), and ended at empathy (2 of 5)."


def test_a_crisis_in_which_nobody_listened_says_so() -> None:
    call = Script().say("caller", "stay back", 0, 1000).typed("barricade")
    climb = climbed(call.ends())
    assert climb.steps == () and "did not come to the first step" in climb.told


def test_a_call_that_is_no_crisis_talk_has_no_stairway() -> None:
    assert climb_of(record_of(arrest())) is None


def test_voices_that_overlap_never_turn_the_time_back() -> None:
    call = Script().typed("hostage")
    call.say("dispatcher", "Tell me about it then", 0, 9000).shows("open_question")
    call.shows("reflection").say("caller", "no", 2000, 3000)
    call.say("dispatcher", "It hurts", 3500, 4500).shows("emotion_label")
    times = [one.at_ms for one in climbed(call.ends()).steps]
    assert times == sorted(times) and len(times) == 2


def test_the_report_has_the_steps_and_a_training_copy_names_nobody(tmp_path: Path) -> None:
    held = library(tmp_path)
    keep(held, standoff(), "talk")
    keep(held, arrest(), "arrest")
    report = call_report(held, "talk")
    assert "came to rapport (3 of 5)" in report and "My brother Marek" in report
    assert report.count("<svg") == 2 and "Stairway" not in call_report(held, "arrest")
    redacted = call_report(held, "talk", redacted=True)
    assert "Down to empathy" in redacted and "Marek" not in redacted
    assert page_of(held, "arrest").stairway is None and page_of(held, "talk").stairway
