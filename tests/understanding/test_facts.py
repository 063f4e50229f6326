"""The facts stage: short answers by the pending question, certainty, read-backs, confidence."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.events import (
    Answer,
    Asked,
    CallTypeChanged,
    Event,
    FactConfirmed,
    FactCorrected,
    FactHeard,
    Payload,
    QuestionStateChanged,
    Speaker,
    Told,
)
from assistant.pipeline import Pipeline
from assistant.settings import ROOT
from assistant.stage import Stage
from assistant.understanding.context import Context
from assistant.understanding.facts import FactStage
from assistant.understanding.questions import QuestionStage
from assistant.vocabulary import load_vocabulary
from tests.core.builders import BEGAN, final, reading

VOCABULARY = load_vocabulary(Path(ROOT / "nlu_data/vocabulary.yml"))


class Talk:
    """A conversation through the two stages; `say` gives what follows from an utterance."""

    def __init__(self, context: Context | None = None) -> None:
        stages: list[Stage] = [FactStage(VOCABULARY, context), QuestionStage(VOCABULARY, 0.45)]
        self.pipeline = Pipeline("call", stages)
        self.number = 0
        self.states: dict[str, str] = {}

    def say(
        self, speaker: Speaker, text: str, confidence: float = 1.0, **understood: object
    ) -> list[Payload]:
        self.number += 1
        said = final(text, speaker, self.number, confidence)
        return self.put(said)[1:] + self.put(reading(said, **understood))[1:]

    def put(self, payload: Payload) -> list[Payload]:
        batch: list[Event] = self.pipeline.feed(payload, self.number * 1000, BEGAN)
        for event in batch:
            if isinstance(event.payload, QuestionStateChanged):
                self.states[event.payload.question] = event.payload.state
        return [event.payload for event in batch]

    def ask(self, *questions: str) -> None:
        asked = tuple(Asked(question, 0.9, "…?") for question in questions)
        self.say("dispatcher", "…?", asked=asked)

    def answer(
        self, text: str, certainty: str, *told: Told, confidence: float = 1.0
    ) -> list[Payload]:
        short = Answer(certainty, 0.9, text)  # type: ignore[arg-type]
        return self.say("caller", text, confidence, answer=short, told=told)


def told(fact: str, value: str, certainty: str = "affirmed", quote: str = "q") -> Told:
    return Told(fact, value, certainty, 0.9, quote)  # type: ignore[arg-type]


def corrected(fact: str, value: str, certainty: str) -> FactCorrected:
    return FactCorrected(fact, value, certainty, "dispatcher", None, "", 1.0)  # type: ignore[arg-type]


def facts(payloads: list[Payload]) -> dict[str, tuple[str, str]]:
    return {p.fact: (p.value, p.certainty) for p in payloads if isinstance(p, FactHeard)}


@pytest.fixture
def talk() -> Talk:
    return Talk()


@pytest.mark.parametrize(
    ("certainty", "value", "state"),
    [
        ("affirmed", "yes", "answered"),
        ("denied", "no", "answered"),
        ("hedged", "sort of", "unclear"),
        ("unknown", "", "unclear"),
        ("refused", "", "refused"),
    ],
)
def test_a_short_answer_is_about_what_was_asked(
    talk: Talk, certainty: str, value: str, state: str
) -> None:
    talk.ask("weapons")
    heard = facts(talk.answer("sort of", certainty))
    assert heard == {"weapons": (value, certainty)}
    assert talk.states["weapons"] == state


def test_asked_is_not_answered(talk: Talk) -> None:
    talk.ask("weapons")
    assert talk.states == {"weapons": "asked"}


def test_a_yes_without_a_question_is_about_nothing(talk: Talk) -> None:
    assert facts(talk.answer("yes", "affirmed")) == {}


def test_a_question_nobody_came_back_to_is_let_go(talk: Talk) -> None:
    talk.ask("weapons")
    talk.say("caller", "please hurry")
    talk.say("caller", "he is coming")
    assert facts(talk.answer("yes", "affirmed")) == {}


def test_a_bare_value_answers_the_question_for_it(talk: Talk) -> None:
    talk.ask("caller_name")
    assert facts(talk.say("caller", "uh Maria Lopez")) == {
        "caller_name": ("Maria Lopez", "affirmed")
    }


def test_what_is_volunteered_ticks_before_it_is_asked(talk: Talk) -> None:
    talk.say("caller", "he has a gun", told=(told("weapons", "gun"),))
    assert talk.states["weapons"] == "answered"
    talk.ask("weapons")
    assert talk.states["weapons"] == "answered"


def test_yes_but_gasping_ticks_neither_breathing_question(talk: Talk) -> None:
    talk.ask("breathing")
    talk.answer("yes but he's gasping", "hedged", told("breathing_normally", "gasping", "hedged"))
    assert talk.states == {"breathing": "unclear", "breathing_normally": "unclear"}


def test_a_plain_yes_to_breathing_leaves_breathing_normally_open(talk: Talk) -> None:
    talk.ask("breathing")
    talk.answer("yes", "affirmed")
    assert talk.states == {"breathing": "answered"}


def test_words_heard_badly_tick_nothing(talk: Talk) -> None:
    talk.ask("weapons")
    talk.answer("no", "denied", confidence=0.2)
    assert talk.states == {"weapons": "asked"}


def test_said_again_in_the_same_sense_is_confirmed(talk: Talk) -> None:
    talk.say("caller", "he has a gun", told=(told("weapons", "gun"),))
    again = talk.say("caller", "I told you a gun", told=(told("weapons", "gun"),))
    assert [type(payload) for payload in again] == [FactConfirmed]


def test_a_read_back_that_is_affirmed_confirms_and_verifies(talk: Talk) -> None:
    address = "4217 Alder Creek Road"
    talk.say("caller", address, told=(told("location", address),))
    talk.say(
        "dispatcher", f"so {address}", told=(told("location", address),),
        asked=(Asked("location_verified", 0.9, "so"),),
    )  # fmt: skip
    after = talk.answer("yes that's right", "affirmed")
    assert {p.fact for p in after if isinstance(p, FactConfirmed)} == {"location"}
    assert talk.states["location_verified"] == "answered"


def test_a_no_to_what_wants_a_value_leaves_it_unknown(talk: Talk) -> None:
    talk.ask("suspect_name")
    assert facts(talk.answer("no", "denied")) == {"suspect_name": ("", "unknown")}
    assert talk.states["suspect_name"] == "unclear"


def test_opposite_answers_contradict(talk: Talk) -> None:
    talk.say("caller", "no weapons", told=(told("weapons", "no", "denied"),))
    talk.say("caller", "he has a gun", told=(told("weapons", "gun"),))
    assert talk.states["weapons"] == "contradicted"


def test_the_dispatchers_correction_wins_over_everything_after(talk: Talk) -> None:
    talk.put(corrected("weapons", "none", "denied"))
    assert facts(talk.say("caller", "he has a gun", told=(told("weapons", "gun"),))) == {}
    assert talk.states["weapons"] == "answered"


def test_what_the_dispatcher_leaves_open_may_still_be_answered(talk: Talk) -> None:
    talk.say("caller", "he has a gun", told=(told("weapons", "gun"),))
    talk.put(corrected("weapons", "not seen", "unknown"))
    assert talk.states["weapons"] == "unclear"
    talk.say("caller", "he has a gun", told=(told("weapons", "gun"),))
    assert talk.states["weapons"] == "answered"


def test_not_knowing_takes_no_value_back_but_may_take_a_yes_back(talk: Talk) -> None:
    talk.say("caller", "he's 40, he is awake", told=(told("age", "40"), told("conscious", "yes")))
    talk.ask("age", "conscious")
    talk.answer("I don't know", "unknown")
    assert talk.states == {"age": "answered", "conscious": "unclear"}


def test_a_value_denied_may_be_told_after_all(talk: Talk) -> None:
    talk.say("caller", "no medicine", told=(told("medications", "no", "denied"),))
    maybe = told("medications", "aspirin I think", "hedged")
    talk.say("caller", "aspirin I think", told=(maybe,))
    assert talk.states["medications"] == "unclear"


def test_i_dont_know_is_about_every_question_of_the_turn(talk: Talk) -> None:
    talk.ask("age", "suspect_name")
    assert facts(talk.answer("I don't know", "unknown")) == {
        "age": ("", "unknown"),
        "suspect_name": ("", "unknown"),
    }


def test_nobody_else_does_not_take_back_who_is_there(talk: Talk) -> None:
    talk.say("caller", "my son is upstairs", told=(told("people_inside", "yes"),))
    asked = (Asked("people_inside", 0.9, "is anyone else in the house?"),)
    talk.say("dispatcher", "is anyone else in the house?", asked=asked)
    talk.answer("no", "denied")
    assert talk.states["people_inside"] == "answered"


def test_the_rival_of_a_fact_told_does_not_get_the_same_answer() -> None:
    talk = Talk(Context(rivals=(frozenset({"caller_name", "suspect_name"}),)))
    talk.ask("caller_name", "suspect_name")
    name = told("suspect_name", "Kevin", quote="his name is Kevin")
    heard = facts(talk.say("caller", "his name is Kevin", told=(name,)))
    assert heard == {"suspect_name": ("Kevin", "affirmed")}


def test_a_fact_foreign_to_the_kind_of_call_counts_only_when_asked_for() -> None:
    context = Context(groups={"hostage": "police"}, home={"substance": frozenset({"medical"})})
    talk = Talk(context)
    talk.put(CallTypeChanged("hostage", 0.9, (), "model"))
    drunk = told("substance", "whiskey")
    assert facts(talk.say("caller", "he drank whiskey", told=(drunk,))) == {}
    talk.ask("substance")
    assert "substance" in facts(talk.say("caller", "whiskey", told=(drunk,)))


def test_what_was_foreign_comes_in_when_the_call_turns_out_to_be_of_its_kind() -> None:
    context = Context(
        groups={"hostage": "police", "overdose": "medical"},
        home={"substance": frozenset({"medical"})},
    )
    talk = Talk(context)
    talk.put(CallTypeChanged("hostage", 0.3, (), "model"))
    talk.say("caller", "he took whiskey", told=(told("substance", "whiskey"),))
    late = talk.put(CallTypeChanged("overdose", 0.8, (), "model"))
    assert facts(late) == {"substance": ("whiskey", "affirmed")}
    assert facts(talk.put(CallTypeChanged("overdose", 0.9, (), "model"))) == {}


def test_words_mean_another_question_on_another_kind_of_call() -> None:
    talk = Talk(Context(reads_as={"hostage": {"people_count": "hostage_count"}}))
    talk.put(CallTypeChanged("hostage", 0.9, (), "model"))
    talk.ask("people_count")
    assert talk.states == {"hostage_count": "asked"}


def test_a_fact_brings_what_it_implies() -> None:
    talk = Talk(Context(implies={"caller_armed.affirmed": "weapons.affirmed"}))
    talk.say("caller", "I have my gun here", told=(told("caller_armed", "yes"),))
    assert talk.states == {"caller_armed": "answered", "weapons": "answered"}


def test_a_bare_yes_means_what_its_question_makes_of_it() -> None:
    talk = Talk()
    talk.say(
        "dispatcher",
        "She's not breathing?",
        asked=(Asked("breathing", 0.9, "She's not breathing?"),),
    )
    seems = Told("breathing", "yes", "affirmed", 0.9, "Yes.")
    assert facts(talk.answer("Yes.", "affirmed", seems))["breathing"] == ("no", "denied")


@pytest.mark.parametrize(
    "noise", ["uh um mm", "[noise]", "😱", "\x00\x07", "救命 我丈夫没有呼吸", ""]
)
def test_noise_answers_no_question(talk: Talk, noise: str) -> None:
    for fact in VOCABULARY.facts:
        if fact == "caller_position":
            continue  # while no place is known, it asks for the place
        talk.ask(fact)
        assert facts(talk.say("caller", noise)) == {}
        assert talk.states[fact] == "asked"


def test_words_that_only_tell_their_language_answer_no_other_question(talk: Talk) -> None:
    talk.ask("what_happened")
    spanish = "por favor mi esposo no respira"
    heard = facts(talk.say("caller", spanish, told=(told("language", spanish, quote=spanish),)))
    assert set(heard) == {"language"} and talk.states["what_happened"] == "asked"


def test_where_are_you_asks_for_the_place_until_there_is_one(talk: Talk) -> None:
    talk.ask("caller_position")
    assert talk.states["location"] == "asked"
    talk.say("caller", "12 Oak Street", told=(told("location", "12 Oak Street"),))
    talk.ask("caller_position")
    assert talk.states["caller_position"] == "asked"


def test_a_bare_yes_to_one_question_tells_nothing_of_another(talk: Talk) -> None:
    talk.ask("weapons")
    seems = Told("can_speak_freely", "yes", "affirmed", 0.9, "Yes.")
    assert set(facts(talk.answer("Yes.", "affirmed", seems))) == {"weapons"}
