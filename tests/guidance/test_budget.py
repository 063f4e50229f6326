"""The budget: one danger is one alert, and nothing new comes while the dispatcher speaks."""

from __future__ import annotations

from assistant.events import (
    GuidanceWithdrawn,
    Signal,
    SpeechEnded,
    SpeechStarted,
    UtteranceUnderstood,
)
from assistant.guidance.board import READ_WAIT_MS, TALK_MAX_MS
from tests.guidance.builders import Call

GUN = Signal("weapon_present", 0.9, "he's got a gun")
SHOTS = Signal("shots_fired", 0.9, "he's shooting")


def talks(call: Call) -> None:
    """The dispatcher begins to speak."""
    call.feed(SpeechStarted("dispatcher", "dispatcher-1"))


def pauses(call: Call) -> None:
    """The dispatcher has spoken."""
    call.feed(SpeechEnded("dispatcher", "dispatcher-1"))


def test_shots_and_a_gun_are_one_alert(call: Call) -> None:
    call.caller("he's got a gun, he's shooting", signals=(GUN, SHOTS))
    assert [alert.subject for alert in call.issued("alert")] == ["shots_fired"]
    call.fact("weapons", "affirmed")
    assert call.alerts == {"shots_fired"}


def test_the_worse_takes_the_place_of_the_milder(call: Call) -> None:
    call.caller("he's got a gun", signals=(GUN,))
    followed = call.caller("he's shooting", signals=(SHOTS,))
    assert GuidanceWithdrawn("a-0001", "overtaken") in followed
    assert call.alerts == {"shots_fired"}


def test_the_milder_comes_back_when_the_worse_is_denied(call: Call) -> None:
    call.caller("he's got a gun", signals=(GUN,))
    call.caller("he's shooting", signals=(SHOTS,))
    call.fact("shots_fired", "denied")
    assert call.alerts == {"weapon_present"}
    call.fact("weapons", "denied")
    assert call.alerts == set()


def test_a_covered_alert_that_is_denied_does_not_come_back(call: Call) -> None:
    call.caller("he's got a gun, he's shooting", signals=(GUN, SHOTS))
    call.fact("weapons", "denied")
    call.fact("shots_fired", "denied")
    assert call.alerts == set()


def test_what_can_wait_waits_until_the_dispatcher_is_understood(call: Call) -> None:
    talks(call)
    call.fact("hazards", "affirmed")
    assert call.alerts == set()
    pauses(call)
    assert call.alerts == set()
    call.feed(UtteranceUnderstood("dispatcher-1", "dispatcher"))
    assert call.alerts == {"hazard"}


def test_life_does_not_wait(call: Call) -> None:
    talks(call)
    call.caller("he's got a gun", signals=(GUN,))
    assert call.alerts == {"weapon_present"}


def test_nothing_waits_for_ever(call: Call) -> None:
    talks(call)
    call.fact("hazards", "affirmed")
    call.later(TALK_MAX_MS)
    assert call.alerts == {"hazard"}


def test_a_pause_without_words_ends_the_wait(call: Call) -> None:
    talks(call)
    pauses(call)
    call.fact("hazards", "affirmed")
    call.later(READ_WAIT_MS)
    assert call.alerts == {"hazard"}


def test_what_is_denied_while_it_waits_is_never_told(call: Call) -> None:
    talks(call)
    call.fact("hazards", "affirmed")
    call.fact("hazards", "denied")
    pauses(call)
    call.later(READ_WAIT_MS)
    assert call.issued("alert") == []


def test_no_new_question_comes_while_the_dispatcher_speaks(call: Call) -> None:
    first = call.question
    talks(call)
    call.answer(first or "")
    assert first is not None and call.question is None
    pauses(call)
    call.feed(UtteranceUnderstood("dispatcher-1", "dispatcher"))
    assert call.question not in (None, first)


def test_a_question_in_view_stays_until_another_may_take_its_place(call: Call) -> None:
    call.answer("location")
    shown = call.question
    talks(call)
    for _ in range(3):
        call.dispatcher("something else")
    assert call.question == shown
    pauses(call)
    call.later(READ_WAIT_MS)
    assert call.question not in (None, shown)


def test_a_prompt_that_is_passed_over_says_so(call: Call) -> None:
    call.answer("location")
    shown = call.shown("critical_question")
    for _ in range(4):
        call.dispatcher("something else")
    reasons = [p.reason for e in call.events if isinstance(p := e.payload, GuidanceWithdrawn)
               and shown and p.guidance_id == shown.guidance_id]  # fmt: skip
    assert reasons == ["passed_over"]
