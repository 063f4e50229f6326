"""The clock of CPR by telephone: four times, told when they are reached, and the targets."""

from __future__ import annotations

from assistant.events import CprTimed, Event
from assistant.folds import fold
from assistant.guidance.cards import CardSet
from assistant.guidance.cpr_clock import CprStage
from assistant.pipeline import Pipeline
from assistant.review.profile import profile_of
from assistant.review.record import record_of
from tests.core.builders import BEGAN
from tests.guidance.builders import Call, shipped_cards
from tests.review.calls import arrest

CARDS = shipped_cards()


def clocks(call: Call) -> list[tuple[int | None, ...]]:
    told = [event.payload for event in call.events if isinstance(event.payload, CprTimed)]
    return [
        (c.address_ms, c.recognition_ms, c.instruction_ms, c.first_compression_ms) for c in told
    ]


def test_the_clock_tells_each_time_when_it_is_reached(call: Call) -> None:
    call.answer("location", value="12 Oak Street")
    assert clocks(call) == []
    call.at_ms = 8000
    call.type("cardiac_arrest")
    call.dispatcher("We're going to do CPR.")
    call.dispatcher("Push hard and fast on the chest.")
    call.dispatcher("Keep pushing.")
    call.caller("One, two, three, four.")
    call.caller("One, two, three, four.")
    assert clocks(call) == [
        (0, None, None, None),
        (0, 10_000, None, None),
        (0, 10_000, 12_000, None),
        (0, 10_000, 12_000, 16_000),
    ]


def test_it_starts_with_the_signs_and_with_the_prompt_too(cards: CardSet) -> None:
    for told in (("conscious", "breathing"), ("conscious", "breathing_normally")):
        call = Call(cards, [CprStage(cards)])
        call.fact(told[0], "denied")
        assert clocks(call) == []
        call.fact(told[1], "denied")
        assert clocks(call) == [(None, None, None, None)]


def test_a_prompt_taken_up_by_hand_is_an_instruction(call: Call) -> None:
    call.answer("location")
    call.answer("conscious", "denied")
    call.answer("breathing_normally", "denied")
    shown = call.shown("safety_instruction")
    assert shown is not None and shown.subject == "compressions"
    call.at_ms = 30_000
    call.acknowledge(shown.guidance_id)
    assert clocks(call)[-1] == (0, 30_000, 30_000, None)


def test_a_count_before_any_instruction_is_no_compression(call: Call) -> None:
    call.type("cardiac_arrest")
    call.caller("One, two, three people are here.")
    assert clocks(call) == [(None, None, None, None)]


def test_another_call_has_no_clock(call: Call) -> None:
    call.type("structure_fire")
    call.dispatcher("Is there a defibrillator?")
    assert clocks(call) == []


def fed(events: list[Event]) -> list[Event]:
    """The call as its log would be with the clock in it."""
    pipeline = Pipeline("c", [CprStage(CARDS)])
    return [e for event in events for e in pipeline.feed(event.payload, event.at_ms, BEGAN)]


def test_the_live_view_and_the_review_tell_the_same_times() -> None:
    live = fold(fed(arrest())).cpr
    reviewed = profile_of(record_of(arrest()), CARDS).timings.cpr
    assert live is not None and reviewed is not None
    moments = (reviewed.address, reviewed.recognised, reviewed.instructed, reviewed.compressing)
    assert [moment and moment.at_ms for moment in moments] == [
        live.address_ms,
        live.recognition_ms,
        live.instruction_ms,
        live.first_compression_ms,
    ]
    assert None not in moments
    assert live.targets == reviewed.targets == {"recognition_s": 90, "first_compression_s": 150}
