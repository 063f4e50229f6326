"""Drills: where a call stops, and what is said to a trainee's line."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import CallNotFound, ReviewInvalid, ReviewNotFound
from assistant.events import Asked, UtteranceUnderstood
from assistant.review.drill_sessions import assign, checked, drill, drills, take_answer
from assistant.review.drills import (
    POINTS_MAX,
    DrillAssigned,
    Feedback,
    Point,
    Wanted,
    answer,
    points_of,
    stage_of,
)
from assistant.review.library import Library
from assistant.review.record import record_of
from tests.review.calls import Script, arrest
from tests.review.shelves import keep, library

POINT = Point(
    1, 8000, (Wanted("critical_question", "conscious", "Is he awake?"),), "How old is he?",
    ("age",), (),
)  # fmt: skip


def line(*asked: str, techniques: tuple[str, ...] = (), faults: tuple[str, ...] = ()) -> (
    UtteranceUnderstood
):  # fmt: skip
    questions = tuple(Asked(question, 0.9, "") for question in asked)
    return UtteranceUnderstood(
        "line", "dispatcher", asked=questions, techniques=techniques, faults=faults
    )


def test_a_call_stops_before_the_dispatcher_speaks_and_knows_what_the_card_led_to() -> None:
    first = points_of(record_of(arrest()))[0]
    assert first.at_ms == 8000 and first.did == "Is he awake?"
    assert [wanted.subject for wanted in first.wanted] == ["conscious"]


def test_a_long_call_stops_at_no_more_than_a_dozen_places() -> None:
    call = Script()
    for turn in range(60):
        call.say("caller", "something", turn * 10_000, turn * 10_000 + 2000)
        call.say("dispatcher", "what", turn * 10_000 + 3000, turn * 10_000 + 4000).asks("age")
    points = points_of(record_of(call.ends()))
    assert len(points) == POINTS_MAX and [p.number for p in points] == list(range(1, 13))


def test_the_cards_question_is_praised_first() -> None:
    said = answer(POINT, line("conscious"), "questions", [])
    assert said.hit and said.sentences[0].startswith("Good") and len(said.sentences) == 1


def test_the_dispatchers_question_is_recognised_and_the_cards_told() -> None:
    said = answer(POINT, line("age"), "questions", [])
    assert said.hit is False and said.like_dispatcher
    assert said.sentences == (
        "That is what the dispatcher did as well.",
        "First here: “Is he awake?”",
    )


def test_a_line_that_says_nothing_known_is_answered_kindly_and_never_marked() -> None:
    said = answer(POINT, line(faults=("calm_down",)), "questions", [])
    assert "as you would say it" in said.sentences[0]
    assert "rarely calms" in said.sentences[-1]


def test_the_stairway_is_climbed_one_step_after_the_other() -> None:
    heard = ["open_question", "minimal_encourager"]
    assert stage_of([]) == "listening" and stage_of(heard) == "empathy"
    assert stage_of([*heard, "emotion_label"]) == "rapport"
    assert stage_of([*heard, "emotion_label", "name_use"]) == "influence"
    assert stage_of(["safety_instruction", "name_use"]) == "listening"


def test_asking_for_a_change_too_soon_is_said_in_a_negotiation() -> None:
    reading = line(techniques=("safety_instruction",))
    said = answer(POINT, reading, "negotiation", [])
    assert said.stage == "listening" and "comes later" in said.sentences[-1]
    first = answer(POINT, line(techniques=("open_question", "reflection")), "negotiation", [])
    assert "come up a step" in first.sentences[-1]


@pytest.fixture
def held(tmp_path: Path) -> Library:
    one = library(tmp_path)
    keep(one, arrest(), "arrest")
    return one


def test_a_drill_is_taken_point_by_point_to_its_end_and_counted(held: Library) -> None:
    one = assign(held, "Kim", DrillAssigned("arrest", "Ana", "questions", "2026-02-01"))
    assert one.answers == () and one.next is not None and one.next.at_ms == 8000
    while one.next:
        at, point = checked(held, one.drill_id, one.next.point, "conscious?")
        one = take_answer(held, at, point, "conscious?", line("conscious"))
    assert len(one.answers) == one.points and one.hits == 1 <= one.led
    assert isinstance(one.answers[0].feedback, Feedback)
    with pytest.raises(ReviewInvalid, match="finished"):
        checked(held, one.drill_id, 1, "again")


def test_drills_are_listed_page_by_page_the_last_assigned_first(held: Library) -> None:
    given = [
        assign(held, "Kim", DrillAssigned("arrest", trainee, "questions")).drill_id
        for trainee in ("Ana", "Lee", "Ana", "Ana")
    ][::-1]
    first = drills(held, limit=3)
    assert [one.drill_id for one in first.drills] == given[:3] and first.next_before == given[2]
    rest = drills(held, limit=3, before=first.next_before)
    assert [one.drill_id for one in rest.drills] == given[3:] and rest.next_before is None
    assert drills(held, limit=4).next_before is None
    ana = drills(held, "Ana", limit=2)
    assert [one.drill_id for one in ana.drills] == given[:2] and ana.next_before == given[1]
    last = drills(held, "Ana", limit=2, before=given[1])
    assert [one.drill_id for one in last.drills] == [given[3]]
    assert drills(held, "A").drills == () and drills(held, "").drills == ()
    with pytest.raises(ReviewNotFound, match="no such drill"):
        drills(held, before="none")


def test_a_list_of_drills_reads_no_call_and_an_older_note_still_stops(held: Library) -> None:
    one = assign(held, "Kim", DrillAssigned("arrest", "Ana", "questions"))
    old = '{"type": "drill_assigned", "call_id": "arrest", "trainee": "Lee", "kind": "questions"}'
    held.note("drill:old", "Kim", old)
    assert drill(held, "old").next == one.next and drill(held, "old").points == one.points
    held.events = None  # type: ignore[assignment,method-assign]
    assert drills(held, "Ana").drills == (one,)


def test_what_cannot_be_a_drill_is_refused(held: Library) -> None:
    keep(held, Script().say("caller", "hello", 0, 900).ends(), "empty", day=1)
    with pytest.raises(ReviewInvalid, match="no decision"):
        assign(held, "Kim", DrillAssigned("empty", "Ana", "questions"))
    with pytest.raises(CallNotFound):
        assign(held, "Kim", DrillAssigned("none", "Ana", "questions"))
    with pytest.raises(ReviewNotFound):
        drill(held, "none")


@pytest.mark.parametrize(("point", "text"), [(2, "hello"), (1, "  "), (1, "x" * 501)])
def test_an_answer_out_of_turn_or_without_words_is_refused(
    held: Library, point: int, text: str
) -> None:
    one = assign(held, "Kim", DrillAssigned("arrest", "Ana", "questions"))
    with pytest.raises(ReviewInvalid):
        checked(held, one.drill_id, point, text)
