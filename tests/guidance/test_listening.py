"""Rapport steps: after distress, not too often, and before the question where listening leads."""

from __future__ import annotations

import pytest

from assistant.events import GuidanceWithdrawn, Signal
from tests.guidance.builders import Call


def taker(call: Call) -> None:
    """The person who holds the others is on the line, and has said where."""
    call.type("hostage")
    call.fact("caller_role", value="suspect")
    call.answer("location")


@pytest.mark.parametrize(("eccs", "expected"), [(1, False), (2, False), (3, True), (5, True)])
def test_a_rapport_step_follows_distress(call: Call, eccs: int, expected: bool) -> None:
    call.caller("please somebody come", eccs=eccs)
    assert (call.rapport is not None) is expected


def test_words_that_are_distress_in_themselves_call_for_a_step(call: Call) -> None:
    call.caller("i want to die", signals=(Signal("suicidal_intent", 0.8, "i want to die"),))
    assert call.rapport is not None


def test_at_most_one_rapport_step_in_twenty_seconds(call: Call) -> None:
    call.caller("he is dying", eccs=5)
    call.dispatcher("okay")
    call.caller("please hurry", eccs=5)
    assert len(call.issued("rapport")) == 1
    call.later(20_000)
    call.caller("please hurry", eccs=5)
    assert len(call.issued("rapport")) == 2


def test_a_step_goes_when_the_dispatcher_has_spoken(call: Call) -> None:
    call.caller("he is dying", eccs=5)
    technique = call.rapport
    assert technique is not None
    followed = call.dispatcher("you sound so scared", technique)
    assert GuidanceWithdrawn("g-0002", "asked") in followed
    assert call.rapport is None


def test_a_step_goes_when_the_moment_has_passed(call: Call) -> None:
    call.caller("he is dying", eccs=5)
    call.later(20_000)
    assert call.rapport is None


def test_no_sentence_is_offered_twice(call: Call) -> None:
    for _ in range(30):
        call.caller("he is dying", eccs=5)
        call.dispatcher("okay")
        call.later(20_000)
    texts = [g.text for g in call.issued("rapport")]
    assert len(texts) > 3 and len(texts) == len(set(texts))


def test_no_rapport_step_while_an_urgent_instruction_waits(call: Call) -> None:
    call.answer("location")
    call.answer("conscious", "denied")
    call.answer("breathing", "denied")
    call.caller("oh god oh god", eccs=5)
    assert call.instruction == "compressions" and call.rapport is None


def test_where_listening_leads_the_next_question_waits_for_the_answer(call: Call) -> None:
    taker(call)
    assert call.question == "caller_name"
    call.ask("caller_name")
    assert call.question is None
    call.caller("sam", eccs=1)
    assert call.question == "injuries"


def test_where_listening_leads_the_step_comes_before_the_next_question(call: Call) -> None:
    taker(call)
    call.ask("caller_name")
    call.caller("nobody has ever listened to me", eccs=4)
    assert call.rapport == "emotion_label" and call.question is None
    shown = call.shown("rapport")
    assert shown is not None and "nobody has ever listened to me" in shown.text
    call.dispatcher("it sounds like nobody has been listening to you", "emotion_label")
    assert call.rapport is None and call.question == "injuries"


def test_with_a_witness_danger_goes_before_rapport(call: Call) -> None:
    call.type("hostage")
    call.fact("caller_role", value="witness")
    call.answer("location")
    call.caller("i am so scared", eccs=4)
    question, rapport = call.shown("critical_question"), call.shown("rapport")
    assert question is not None and rapport is not None
    assert question.subject == "caller_safe" and question.priority > rapport.priority


def test_a_silent_caller_does_not_stop_the_questions_for_good(call: Call) -> None:
    taker(call)
    call.ask("caller_name")
    call.later(15_000)
    assert call.question == "injuries"


def test_the_callers_name_is_used_once_known(call: Call) -> None:
    call.answer("caller_name", value="Maria Lopez")
    texts = []
    for _ in range(4):
        call.caller("he is dying", eccs=5)
        shown = call.shown("rapport")
        texts.append(shown.text if shown else "")
        call.dispatcher("okay")
        call.later(20_000)
    assert any("Maria" in text for text in texts)
    assert not any("Lopez" in text or "{" in text for text in texts)


@pytest.mark.parametrize("eccs", [3, 4, 5])
def test_a_step_stays_in_view_until_somebody_speaks(call: Call, eccs: int) -> None:
    call.caller("he is dying", eccs=eccs)
    for _ in range(5):
        call.later(1000)
    assert len(call.issued("rapport")) == 1 and call.rapport is not None


def test_a_feeling_is_not_kept_waiting_by_a_word_between_questions(call: Call) -> None:
    taker(call)
    call.later(20_000)
    for question in ("weapons", "injuries"):
        call.dispatcher("…?", asked=(question,))
        call.caller("no", eccs=1)
    woven = call.shown("rapport")
    assert woven is not None and woven.priority == 71
    call.dispatcher("okay")
    call.caller("She takes everything from me!", eccs=3)
    shown = call.shown("rapport")
    assert shown is not None and shown.priority == 72


def test_where_listening_leads_each_feeling_is_named_soon(call: Call) -> None:
    taker(call)
    call.caller("She takes everything!", eccs=3)
    call.dispatcher("everything")
    call.later(6000)
    call.caller("Nobody listens to me.", eccs=3)
    shown = call.shown("rapport")
    assert shown is not None and "listening" in shown.text


def test_a_step_for_somebody_else_goes_when_it_is_known_who_calls(call: Call) -> None:
    call.type("hostage")
    call.caller("tell 'em to back off", eccs=4)
    before = call.shown("rapport")
    call.fact("caller_role", value="suspect")
    after = call.shown("rapport")
    assert before is not None and (after is None or after.protocol_ref != before.protocol_ref)


@pytest.mark.parametrize(
    ("words", "eccs", "named"),
    [("I'm scared.", 2, True), ("I'm scared.", None, False), ("Oh my god.", 2, False)],
)
def test_a_feeling_named_outright_counts_where_the_caller_is_not_calm(
    call: Call, words: str, eccs: int | None, named: bool
) -> None:
    call.type("intruder")
    call.caller(words, eccs=eccs)
    call.later(1000)
    assert (call.rapport is not None) is named
