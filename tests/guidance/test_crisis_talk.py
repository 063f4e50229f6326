"""Hostage, barricade, suicide: questions woven into listening, and what to say when it runs dry."""

from __future__ import annotations

import pytest

from assistant.events import SilenceObserved, SpeechStarted
from tests.guidance.builders import Call

AT_RISK = {"hostage": "suspect", "barricade": "suspect", "suicidal_person": "victim"}


def crisis(call: Call, call_type: str) -> None:
    """The person at risk is on the line, and has said where."""
    call.type(call_type)
    call.fact("caller_role", value=AT_RISK[call_type])
    call.answer("location")
    call.dispatcher("my name is marcus", "self_introduction")


def exchange(call: Call, answer: str = "yes i suppose so") -> str:
    """The dispatcher asks what is in view, the caller answers; what was asked."""
    question = call.question
    assert question is not None
    call.dispatcher("whatever it is", asked=(question,))
    call.ask(question)
    call.caller(answer, eccs=1)
    call.answer(question)
    return question


@pytest.mark.parametrize("call_type", AT_RISK)
def test_after_two_questions_a_listening_word_comes_before_the_third(
    call: Call, call_type: str
) -> None:
    crisis(call, call_type)
    exchange(call)
    assert call.question is not None
    exchange(call, "i was at the lake this morning")
    assert call.question is None and call.rapport == "paraphrase"
    shown = call.shown("rapport")
    assert shown is not None and "“i was at the lake this morning”" in shown.text
    assert shown.priority > 70
    call.dispatcher("you were at the lake", "reflection")
    assert call.rapport is None and call.question is not None


def test_a_question_asked_openly_is_listening_itself(call: Call) -> None:
    crisis(call, "barricade")
    exchange(call)
    call.dispatcher("tell me about it", "open_question", asked=("what_happened",))
    call.caller("well", eccs=1)
    call.answer("what_happened")
    assert call.rapport is None and call.question is not None


def test_with_a_witness_questions_follow_one_another(call: Call) -> None:
    call.type("hostage")
    call.fact("caller_role", value="witness")
    call.answer("location")
    for _ in range(4):
        exchange(call)
        question, rapport = call.shown("critical_question"), call.shown("rapport")
        assert question is not None
        assert rapport is None or rapport.priority < question.priority


def test_the_location_is_never_held_back(call: Call) -> None:
    call.type("suicidal_person")
    for question in ("caller_name", "suicidal_intent"):
        call.dispatcher("whatever it is", asked=(question,))
        call.ask(question)
        call.caller("yes", eccs=1)
        call.answer(question)
    assert call.question == "location"


def test_a_feeling_goes_before_a_question_that_was_passed_over(call: Call) -> None:
    call.type("hostage")
    call.answer("location")
    assert call.question == "caller_safe"
    call.dispatcher("what kind of car is it")
    call.caller("I can't do this.", eccs=4)
    question, rapport = call.shown("critical_question"), call.shown("rapport")
    assert question is not None and rapport is not None
    assert rapport.priority > question.priority and "exhausted" in rapport.text


def test_whoever_has_told_so_much_is_not_asked_whether_they_can_talk(call: Call) -> None:
    call.type("hostage")
    call.answer("location")
    for name in ("caller_safe", "weapons"):
        call.answer(name, "denied" if name == "weapons" else "affirmed")
    assert call.question == "can_speak_freely"
    for _ in range(5):
        call.caller("he is in the back of the shop", eccs=1)
    call.later(100)
    assert call.question != "can_speak_freely"


@pytest.mark.parametrize("call_type", AT_RISK)
def test_a_silence_brings_a_conversation_starter(call: Call, call_type: str) -> None:
    crisis(call, call_type)
    call.caller("i don't know", eccs=1)
    call.feed(SilenceObserved("caller", 10_000))
    shown = call.shown("rapport")
    assert shown is not None and shown.subject in ("open_question", "i_message", "stay_on_line")
    assert shown.priority == 55


def test_the_starter_takes_up_what_matters_to_them(call: Call) -> None:
    crisis(call, "suicidal_person")
    call.caller("My dog is the only thing I have left.", eccs=1)
    call.dispatcher("mm-hm", "minimal_encourager")
    call.caller("yeah", eccs=1)
    call.feed(SilenceObserved("caller", 10_000))
    shown = call.shown("rapport")
    assert shown is not None and "My dog is the only thing I have left" in shown.text


def test_when_nothing_is_left_to_ask_the_talk_goes_on(call: Call) -> None:
    crisis(call, "suicidal_person")
    call.asks_through()
    call.dispatcher("okay", "minimal_encourager")
    texts = []
    for _ in range(6):
        call.later(20_000)
        call.caller("i guess", eccs=1)
        shown = call.shown("rapport")
        assert call.question is None and shown is not None
        texts.append(shown.text)
        call.dispatcher("whatever they say")
    assert len(set(texts)) == 6


def test_a_caller_who_speaks_again_has_ended_the_silence(call: Call) -> None:
    crisis(call, "suicidal_person")
    call.feed(SilenceObserved("caller", 10_000))
    call.feed(SpeechStarted("caller", "u-9"))
    call.dispatcher("go on", "minimal_encourager")
    call.later(20_000)
    assert call.rapport is None


def test_a_starter_makes_room_for_a_feeling(call: Call) -> None:
    crisis(call, "suicidal_person")
    call.feed(SilenceObserved("caller", 10_000))
    assert call.rapport is not None
    call.later(8_000)
    call.caller("nobody would miss me", eccs=4)
    assert call.rapport == "emotion_label"


def test_no_starters_on_other_calls(call: Call) -> None:
    call.type("chest_pain")
    call.feed(SilenceObserved("caller", 10_000))
    assert call.rapport is None


def test_an_instruction_tells_what_not_to_do(call: Call) -> None:
    crisis(call, "barricade")
    call.answer("weapons")
    shown = call.shown("safety_instruction")
    assert shown is not None and shown.do_not == ("bargain for it", "tell where officers stand")
