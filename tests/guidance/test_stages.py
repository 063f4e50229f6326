"""The smaller stages: caller state, rapport heard, silence, and the fallback."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.events import (
    CallerStateObserved,
    Event,
    GuidanceIssued,
    GuidanceWithdrawn,
    Payload,
    RapportObserved,
    SilenceObserved,
    SpeechEnded,
    SpeechStarted,
    StageRecovered,
)
from assistant.guidance.cards import CardSet
from assistant.guidance.fallback import FallbackGuidance, next_in_card_order
from assistant.guidance.guidance_stage import GuidanceStage
from assistant.pipeline import Pipeline
from tests.guidance.builders import Call


def eccs(call: Call, *shown: int | None) -> list[int]:
    """What is observed while the caller shows these scores, turn by turn."""
    payloads = [p for level in shown for p in call.caller("words", eccs=level)]
    return [p.eccs for p in payloads if isinstance(p, CallerStateObserved)]


def heard(payloads: list[Payload]) -> set[str]:
    """Techniques and faults among these."""
    observed = [p for p in payloads if isinstance(p, RapportObserved)]
    names = [p.technique or p.fault or "" for p in observed]
    assert len(names) == len(set(names))
    return set(names)


def test_the_callers_state_rises_at_once_and_falls_slowly(call: Call) -> None:
    assert eccs(call, 1, 4, 1, 1, 1) == [1, 4, 3, 2, 1]


def test_a_turn_without_evidence_says_nothing_of_the_state(call: Call) -> None:
    assert eccs(call, None, 2, None) == [2]


def test_the_dispatchers_turns_say_nothing_of_the_callers_state(call: Call) -> None:
    payloads = call.says("dispatcher", "what", eccs=5)
    assert not any(isinstance(p, CallerStateObserved) for p in payloads)


def test_techniques_and_faults_of_the_reading_are_observed(call: Call) -> None:
    payloads = call.says("dispatcher", "x", techniques=("paraphrase",), faults=("calm_down",))
    assert heard(payloads) == {"paraphrase", "calm_down"}


def test_the_callers_own_words_observe_nothing(call: Call) -> None:
    assert heard(call.says("caller", "x", techniques=("paraphrase",))) == set()


@pytest.mark.parametrize(
    ("said", "reflected"),
    [
        ("they took the kids away", True),
        ("so he took your kids away?", True),
        ("what is the address", False),
        ("took me a while to find the kids menu", False),
    ],
)
def test_repeating_the_callers_last_words_is_a_reflection(
    call: Call, said: str, reflected: bool
) -> None:
    call.caller("and then he just took the kids away")
    assert ("reflection" in heard(call.dispatcher(said))) is reflected


def test_a_number_read_back_is_no_reflection(call: Call) -> None:
    call.caller("555 0134")
    assert heard(call.dispatcher("555 0134")) == set()


def test_using_the_callers_name_is_heard(call: Call) -> None:
    call.answer("caller_name", value="Maria Lopez")
    assert heard(call.dispatcher("okay maria listen")) == {"name_use"}
    assert heard(call.dispatcher("is your name maria", asked=("caller_name",))) == set()


def test_the_same_instruction_again_is_persistence(call: Call) -> None:
    first = call.dispatcher("push hard on the chest now", "medical_instruction")
    again = call.dispatcher("push hard on the chest", "medical_instruction")
    other = call.dispatcher("open the front door for the crew", "safety_instruction")
    assert "persistence" not in heard(first) | heard(other)
    assert "persistence" in heard(again)


def test_two_questions_in_one_breath_are_a_fault(call: Call) -> None:
    assert heard(call.dispatcher("where, and who?", asked=("location", "caller_name"))) == {
        "several_questions"
    }
    assert heard(call.dispatcher("where? where?", asked=("location", "location"))) == set()


def test_one_question_in_two_clauses_is_none(call: Call) -> None:
    place = "12 Oak Street. Are you safe?"
    assert heard(call.dispatcher(place, asked=("location_verified", "caller_safe"))) == set()
    count = "how many people is he holding"
    assert heard(call.dispatcher(count, asked=("people_count", "hostage_count"))) == set()


def test_minor_questions_before_a_life_saving_instruction_are_a_fault_once(call: Call) -> None:
    call.answer("conscious", "denied")
    call.answer("breathing", "denied")
    assert heard(call.dispatcher("where are you", asked=("location",))) == set()
    assert heard(call.dispatcher("how old is she", asked=("age",))) == set()
    assert heard(call.dispatcher("any illness", asked=("medical_history",))) == {
        "delayed_instruction"
    }
    assert heard(call.dispatcher("any medicine", asked=("medical_history",))) == set()


def silences(payloads: list[Payload]) -> list[tuple[str, int]]:
    """Who was silent for how long."""
    return [(p.speaker, p.duration_ms) for p in payloads if isinstance(p, SilenceObserved)]


def test_silence_is_noted_once_each_time(call: Call) -> None:
    assert silences(call.later(9_999)) == []
    assert silences(call.later(1)) == [("caller", 10_000), ("dispatcher", 10_000)]
    assert silences(call.later(30_000)) == []
    call.feed(SpeechStarted("caller", "u"))
    call.feed(SpeechEnded("caller", "u"))
    assert silences(call.later(10_000)) == [("caller", 10_000)]


def test_nobody_is_silent_while_somebody_speaks(call: Call) -> None:
    call.feed(SpeechStarted("caller", "u"))
    assert silences(call.later(60_000)) == []
    call.feed(SpeechEnded("caller", "u"))
    assert silences(call.later(1000)) == [("dispatcher", 61_000)]


class Breaking:
    """The guidance stage, failing on the types of event it is told to."""

    name = "guidance"

    def __init__(self, cards: CardSet) -> None:
        self.breaks_on: set[str] = set()
        self._stage = GuidanceStage(cards)

    def handle(self, event: Event) -> Iterator[Payload]:
        """As the stage does, or not at all."""
        payloads = list(self._stage.handle(event))
        if event.type in self.breaks_on:
            raise RuntimeError
        yield from payloads


def with_fallback(cards: CardSet, stage: Breaking) -> Call:
    """A call led by a stage that may break, with the fallback behind it."""
    pipeline = Pipeline("call-1", [stage], {"guidance": FallbackGuidance(cards)})
    return Call(cards, pipeline=pipeline)


def test_plain_card_order_while_guidance_fails_and_guidance_again_after(cards: CardSet) -> None:
    stage = Breaking(cards)
    call = with_fallback(cards, stage)
    stage.breaks_on = {"question_state_changed"}
    assert call.question == "location"
    call.ask("location")
    assert call.question == "what_happened"
    call.ask("what_happened")
    shown = call.shown("critical_question")
    assert shown is not None and shown.guidance_id.startswith("f-")
    stage.breaks_on = set()
    followed = call.answer("location")
    assert any(isinstance(p, StageRecovered) for p in followed)
    call.type("cardiac_arrest")
    shown = call.shown("critical_question")
    assert shown is not None and shown.guidance_id.startswith("g-")
    assert shown.subject == "conscious"


def test_what_nobody_heard_while_guidance_failed_is_shown_after(cards: CardSet) -> None:
    stage = Breaking(cards)
    call = with_fallback(cards, stage)
    stage.breaks_on = {"fact_heard", "question_state_changed"}
    call.answer("conscious", "denied")
    call.answer("breathing", "denied")
    assert call.instruction is None
    stage.breaks_on = set()
    call.state("callback_number", "answered")
    assert call.instruction == "compressions"
    ids = [e.payload.guidance_id for e in call.events if isinstance(e.payload, GuidanceIssued)]
    assert len(ids) == len(set(ids))


def test_the_fallback_is_quiet_while_guidance_works(cards: CardSet) -> None:
    fallback = FallbackGuidance(cards)
    call = Call(cards, [fallback])
    call.type("hostage")
    call.answer("location")
    guidance = (GuidanceIssued, GuidanceWithdrawn)
    assert not any(isinstance(event.payload, guidance) for event in call.events)


def test_next_in_card_order_puts_the_location_first(cards: CardSet) -> None:
    card = cards.card("cardiac_arrest")
    assert next_in_card_order((), (), card) == "location"
    assert next_in_card_order({"location"}, {"conscious"}, card) == "breathing_normally"
    everything = {question.id for question in card.questions}
    assert next_in_card_order(everything, (), card) is None


def test_a_short_sentence_said_back_with_persons_turned_is_a_reflection(cards: CardSet) -> None:
    call = Call(cards)
    call.caller("They are everything to me.")
    assert RapportObserved("reflection", None, "u-2") in call.dispatcher(
        "They are everything to you."
    )
