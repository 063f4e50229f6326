"""Presses of a telephone's keys: what they say after what was asked, and when they say nothing."""

from __future__ import annotations

import pytest

from assistant.events import (
    Asked,
    CallEnded,
    ClockTicked,
    Event,
    FactCorrected,
    FactHeard,
    KeyPressed,
    Payload,
    Speaker,
    Told,
    TranscriptFinal,
    UtteranceUnderstood,
)
from assistant.pipeline import Pipeline, replay_inputs
from assistant.understanding.facts import FactStage
from assistant.understanding.key_offer import offer_in
from assistant.understanding.keys import KeyStage
from tests.core.builders import BEGAN
from tests.guidance.builders import shipped_vocabulary

VOCABULARY = shipped_vocabulary()
HEAR_ME = "If you can hear me but can't talk, press any key."


def fresh() -> Pipeline:
    return Pipeline("c", [FactStage(VOCABULARY), KeyStage(VOCABULARY)])


class Call:
    """A call of questions and keys; ticks come each second, as they do live."""

    def __init__(self) -> None:
        self.pipeline = fresh()
        self.at_ms = 0
        self.events: list[Event] = []

    def feed(self, payload: Payload) -> None:
        self.events += self.pipeline.feed(payload, self.at_ms, BEGAN)

    def wait(self, ms: int) -> None:
        until = self.at_ms + ms
        while self.at_ms // 1000 < until // 1000:
            self.at_ms = (self.at_ms // 1000 + 1) * 1000
            self.feed(ClockTicked())
        self.at_ms = until

    def says(self, speaker: Speaker, text: str, *asked: str, place: str = "") -> None:
        self.wait(2000)
        name = f"u-{len(self.events)}"
        said = TranscriptFinal(name, speaker, text, self.at_ms - 2000, self.at_ms, (), 0.9, "en")
        told = (Told("location", place, "affirmed", 0.9, text),) if place else ()
        self.feed(said)
        asks = tuple(Asked(question, 0.9, text) for question in asked)
        self.feed(UtteranceUnderstood(name, speaker, asks, told))

    def asks(self, text: str, *asked: str, place: str = "") -> None:
        self.says("dispatcher", text, *asked, place=place)

    def presses(self, keys: str, apart_ms: int = 700) -> None:
        for key in keys:
            self.wait(apart_ms)
            self.feed(KeyPressed(key, "caller"))

    def heard(self) -> list[tuple[str, str, str, str]]:
        """The facts so far, after a long pause."""
        self.wait(8000)
        facts = [e.payload for e in self.events if isinstance(e.payload, FactHeard)]
        return [(f.fact, f.value, f.certainty, f.quote) for f in facts]


@pytest.fixture
def call() -> Call:
    return Call()


def test_any_key_after_can_you_hear_me_says_somebody_cannot_talk(call: Call) -> None:
    call.asks(HEAR_ME, "can_speak_freely")
    call.presses("5")
    assert call.heard() == [("can_speak_freely", "no", "denied", "key 5 pressed once")]


@pytest.mark.parametrize(
    ("text", "question", "keys", "value", "certainty"),
    [
        ("Are you alone?", "alone", "1", "yes", "affirmed"),
        ("Are you alone?", "alone", "11", "no", "denied"),
        ("Is someone there with you?", "alone", "1", "no", "denied"),
        ("Is someone there with you?", "alone", "11", "yes", "affirmed"),
        ("Press once for yes, twice for no: is it safe to talk?", "can_speak_freely", "1", "yes",
         "affirmed"),
        ("Is there a weapon? Press 1 for yes, 2 for no.", "weapons", "2", "no", "denied"),
        ("Press once for no, twice for yes: is anybody hurt?", "injuries", "##", "yes",
         "affirmed"),
        ("Press once for police, twice for fire, three times for an ambulance.", "service_needed",
         "999", "medical", "affirmed"),
        ("Press once for an ambulance, twice for police.", "service_needed", "11", "police",
         "affirmed"),
        ("Do you need police: once for yes, twice for no?", "service_needed", "1", "police",
         "affirmed"),
        ("Is he near you: once for yes, twice for no?", "suspect_location", "1",
         "Is he near you: yes", "affirmed"),
    ],
)  # fmt: skip
def test_presses_answer_what_was_asked_as_it_was_worded(
    call: Call, text: str, question: str, keys: str, value: str, certainty: str
) -> None:
    call.asks(HEAR_ME, "can_speak_freely")
    call.asks(text, question)
    call.presses(keys)
    [(fact, told, sure, _)] = call.heard()
    assert (fact, told, sure) == (question, value, certainty)


def test_a_count_that_says_nothing_leaves_the_question_open(call: Call) -> None:
    call.asks("Are you alone: once for yes, twice for no?", "alone")
    call.presses("1111")
    assert call.heard() == [("alone", "", "unknown", "key 1 pressed 4 times")]


def test_presses_far_apart_count_by_themselves(call: Call) -> None:
    call.asks("Are you alone: once for yes, twice for no?", "alone")
    call.presses("1")
    call.wait(4000)
    call.asks("Is anybody hurt?", "injuries")
    call.presses("12")
    assert call.heard() == [
        ("alone", "yes", "affirmed", "key 1 pressed once"),
        ("injuries", "no", "denied", "keys pressed twice"),
    ]


def test_a_place_read_out_and_affirmed_by_key_is_the_location(call: Call) -> None:
    call.asks("I have 12 Oak Street. Press once if that is right.", "location_verified",
              place="12 Oak Street")  # fmt: skip
    call.presses("1")
    quote = "key 1 pressed once"
    assert call.heard() == [
        ("location", "12 Oak Street", "affirmed", quote),
        ("location_verified", "12 Oak Street", "affirmed", quote),
    ]


def test_how_to_answer_may_be_said_after_the_question(call: Call) -> None:
    call.asks("Are you alone?", "alone")
    call.asks("Press two for yes and one for no.")
    call.presses("2")
    assert call.heard()[0][:3] == ("alone", "yes", "affirmed")


def test_a_question_begun_after_the_press_does_not_get_its_answer(call: Call) -> None:
    call.asks("Are you alone: once for yes, twice for no?", "alone")
    call.presses("1", apart_ms=200)
    call.asks("Is anybody hurt?", "injuries")
    assert [fact[0] for fact in call.heard()] == ["alone"]


def test_a_press_waits_until_the_words_before_it_are_understood(call: Call) -> None:
    call.asks("Are you alone: once for yes, twice for no?", "alone")
    call.wait(2000)
    said = "Is anybody hurt?"
    call.feed(TranscriptFinal("u", "dispatcher", said, 2000, call.at_ms, (), 0.9, "en"))
    call.presses("1")
    call.wait(4000)
    call.feed(UtteranceUnderstood("u", "dispatcher", (Asked("injuries", 0.9, said),)))
    assert [fact[0] for fact in call.heard()] == ["injuries"]


def test_a_question_nobody_understood_is_not_taken_for_the_one_before(call: Call) -> None:
    call.asks("Are you alone: once for yes, twice for no?", "alone")
    call.asks("Is the thing over there?")
    call.presses("1")
    assert "alone" not in [fact[0] for fact in call.heard()]


def test_a_press_nobody_asked_for_tells_that_somebody_is_there(call: Call) -> None:
    call.presses("3")
    assert [fact[:3:2] for fact in call.heard()] == [("can_speak_freely", "hedged")]


def test_keys_of_a_caller_who_talks_are_no_answers(call: Call) -> None:
    call.says("caller", "My house is on fire!")
    call.asks("Is anybody hurt?", "injuries")
    call.presses("1")
    assert call.heard() == []


def test_keys_do_not_change_what_the_dispatcher_corrected(call: Call) -> None:
    call.feed(FactCorrected("alone", "no", "denied", "dispatcher", None, "", 1.0))
    call.asks("Are you alone? Press once for yes.", "alone")
    call.presses("1")
    assert call.heard() == []


def test_an_open_question_is_not_answered_by_a_key(call: Call) -> None:
    call.says("caller", "Please come.")
    call.asks("You can answer by key. What's your name?", "caller_name")
    call.presses("1")
    assert call.heard() == []


def test_calling_into_a_silent_line_asks_nobody_whether_they_are_alone(call: Call) -> None:
    call.asks("Hello? Is anybody there?", "alone")
    call.presses("1")
    assert [fact[:3:2] for fact in call.heard()] == [("can_speak_freely", "hedged")]


def test_the_last_count_is_taken_when_the_call_ends(call: Call) -> None:
    call.asks("Are you alone: once for yes, twice for no?", "alone")
    call.presses("1")
    call.feed(CallEnded("hung up"))
    assert [e.payload.fact for e in call.events if isinstance(e.payload, FactHeard)] == ["alone"]


def test_the_recorded_inputs_lead_to_the_same_again(call: Call) -> None:
    call.asks(HEAR_ME, "can_speak_freely")
    call.presses("1")
    call.says("caller", "yes I'm here")
    call.presses("1")
    call.wait(5000)
    call.asks("Is anybody hurt: one press for yes?", "injuries")
    call.presses("1")
    call.heard()
    assert list(replay_inputs(call.events, fresh())) == call.events


@pytest.mark.parametrize("text", ["Where are you?", "Push hard on the chest.", "One two three."])
def test_other_words_offer_no_keys(text: str) -> None:
    assert not offer_in(text).keys and not offer_in(text).any_key
