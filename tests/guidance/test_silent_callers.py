"""Callers who cannot talk, or not freely: one rung after the other, nothing said aloud."""

from __future__ import annotations

import pytest

from assistant.events import KeyPressed, QuestionAsked, SpeechStarted, TranscriptFinal
from assistant.guidance.cards import CardSet
from tests.guidance.builders import Call
from tests.guidance.test_conditions import board, condition


@pytest.fixture
def silent(cards: CardSet) -> Call:
    """A line on which nobody has spoken."""
    call = Call(cards)
    call.type("silent_call")
    return call


def asked_aloud(call: Call, question: str) -> None:
    call.feed(QuestionAsked(question, None, ""))
    call.state(question, "asked")


def text(call: Call) -> str:
    shown = call.shown("critical_question")
    return shown.text if shown else ""


def test_the_next_rung_waits_for_an_answer(silent: Call) -> None:
    assert silent.question == "can_speak_freely"
    silent.ask("can_speak_freely")
    silent.later(7000)
    assert silent.question is None
    silent.later(1000)
    assert silent.question == "location"


def test_an_answer_brings_the_next_rung_at_once(silent: Call) -> None:
    silent.ask("can_speak_freely")
    silent.later(1000)
    silent.answer("can_speak_freely", "denied")
    assert silent.question == "location"


def test_a_key_is_the_beginning_of_an_answer_and_is_waited_for(silent: Call) -> None:
    silent.ask("can_speak_freely")
    silent.later(7000)
    silent.feed(KeyPressed("1", "caller"))
    silent.later(3000)
    assert silent.question is None


def test_what_stays_unanswered_is_followed_up_once(silent: Call) -> None:
    silent.answer("can_speak_freely", "denied")
    silent.ask("location")
    silent.later(8000)
    assert text(silent).startswith("Whisper only")
    silent.ask("location")
    silent.later(8000)
    assert silent.question == "alone"


def test_a_question_another_card_asked_is_put_as_this_one_words_it(cards: CardSet) -> None:
    call = Call(cards)
    asked_aloud(call, "location")
    call.later(10_000)
    call.type("silent_call")
    call.ask("can_speak_freely")
    call.later(8000)
    assert text(call).startswith("I'll say the address we have")


def test_no_words_are_shown_twice_however_long_the_silence(silent: Call) -> None:
    for _ in range(120):
        silent.later(1000)
        if silent.question:
            asked_aloud(silent, silent.question)
    texts = [issued.text for issued in silent.issued("critical_question")]
    assert len(texts) == len(set(texts)) and len(texts) > 8


def test_the_line_is_queried_by_tty_and_never_closed(silent: Call) -> None:
    silent.later(19_000)
    assert silent.instruction is None
    silent.later(1000)
    assert silent.instruction == "tty_query"
    silent.dispatcher("If you can type, use TTY or text now.")
    silent.later(10_000)
    assert silent.instruction == "stay_listening"


@pytest.mark.parametrize("kind", ["silent_call", "domestic_violence"])
def test_nothing_is_shown_that_would_have_to_be_said_aloud(cards: CardSet, kind: str) -> None:
    call = Call(cards)
    call.caller("I'd like to order a pizza.")
    call.type(kind)
    call.answer("can_speak_freely", "denied")
    call.asks_through()
    dangerous = {"suspect_name", "suspect_vehicle", "suspect_description", "callback_number"}
    shown = call.issued("critical_question")
    assert shown and dangerous.isdisjoint(issued.subject for issued in shown[2:])
    after = [issued.text for issued in shown if issued.because and "quiet" in issued.protocol_ref]
    assert after and all("yes or no" in words or "delivered" in words for words in after)


def test_what_was_asked_aloud_is_asked_once_more_in_quiet_words(cards: CardSet) -> None:
    call = Call(cards)
    call.caller("He hit me.")
    call.type("domestic_violence")
    asked_aloud(call, "location")
    assert call.question != "location"
    call.answer("can_speak_freely", "denied")
    assert text(call) == "What address should it be delivered to?"
    asked_aloud(call, "location")
    assert call.question != "location"


def test_a_caller_who_can_speak_freely_again_is_asked_in_plain_words(cards: CardSet) -> None:
    call = Call(cards)
    call.caller("He hit me.")
    call.type("domestic_violence")
    call.answer("can_speak_freely", "denied")
    call.answer("can_speak_freely", "affirmed")
    assert text(call).endswith("Where are you right now?")


def test_silence_is_counted_from_the_last_voice_or_key() -> None:
    silent = condition("{caller_silent_s: 1}")
    said = TranscriptFinal("u", "dispatcher", "hello", 0, 100, (), 0.9, "en")
    quiet = [said] * 12
    assert silent.holds(board(*quiet))
    assert not silent.holds(board(*quiet, KeyPressed("1", "caller"), said))
    assert not silent.holds(board(*quiet, SpeechStarted("caller", "u"), *quiet))
