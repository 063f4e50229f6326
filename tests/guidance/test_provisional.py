"""Provisional alerts: told from words still being said, settled by their final, never more."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.events import (
    Event,
    GuidanceIssued,
    GuidanceWithdrawn,
    PartialUnderstood,
    Payload,
    Signal,
    SpeechEnded,
    Told,
    TranscriptFinal,
    UtteranceUnderstood,
)
from assistant.folds import fold
from assistant.guidance.board_parts import is_provisional
from assistant.guidance.cards import CardSet
from assistant.guidance.raising import AlertBudget
from assistant.guidance.stages import guidance_stages
from assistant.live_calls import LiveCalls
from assistant.pipeline import Pipeline, replay_inputs
from assistant.review.record import record_of
from tests.guidance.builders import Call, shipped_cards

CARDS: CardSet = shipped_cards()
GUN = Signal("weapon_present", 0.9, "he's got a gun")
SHOTS = Signal("shots_fired", 0.9, "he's shooting")
HAZARD = Signal("hazard", 0.9, "I smell gas")


def glimpse(call: Call, *signals: Signal, of: str = "caller-1") -> list[Payload]:
    """Words so far, with these dangers in them."""
    return call.feed(PartialUnderstood(of, 1, "caller", signals))


def final(call: Call, *signals: Signal, of: str = "caller-1", told: tuple[Told, ...] = ()) -> None:
    """The same utterance, over and understood."""
    call.feed(TranscriptFinal(of, "caller", "words", 0, call.at_ms, (), 0.9, "en"))
    call.feed(UtteranceUnderstood(of, "caller", told=told, signals=signals))


def reasons(call: Call) -> dict[str, str]:
    """Why each alert was withdrawn."""
    payloads = (event.payload for event in call.events)
    return {p.guidance_id: p.reason for p in payloads if isinstance(p, GuidanceWithdrawn)}


def test_an_agency_may_do_without(call: Call) -> None:
    sober = Call(CARDS, guidance_stages(CARDS, 10_000, AlertBudget(provisional=False)))
    glimpse(sober, GUN)
    assert sober.issued("alert") == []


def test_words_being_said_raise_an_alert_that_says_it_is_not_sure(call: Call) -> None:
    glimpse(call, GUN)
    (alert,) = call.issued("alert")
    assert alert.text == "Perhaps: Weapon: “he's got a gun”"
    assert alert.protocol_ref == "alerts@0.1.1#alerts/weapon_present/provisional"
    assert [call.events[seq - 1].type for seq in alert.because] == ["partial_understood"]


def test_the_final_confirms_it_and_one_alert_stays_in_view(call: Call) -> None:
    glimpse(call, GUN)
    final(call, GUN)
    assert reasons(call) == {"p-0001": "confirmed"} and set(call.in_view) >= {"a-0001"}
    assert [g.text for g in call.in_view.values() if g.kind == "alert"] == [
        "Weapon: “he's got a gun”"
    ]


def test_the_real_one_comes_before_the_provisional_one_goes(call: Call) -> None:
    glimpse(call, GUN)
    final(call, GUN)
    payloads = (e.payload for e in call.events)
    shown = [p for p in payloads if isinstance(p, GuidanceIssued | GuidanceWithdrawn)]
    names = [(p.type, p.guidance_id) for p in shown if p.guidance_id[0] in "ap"]
    assert names[1:] == [("guidance_issued", "a-0001"), ("guidance_withdrawn", "p-0001")]


def test_a_fact_of_the_final_confirms_it_too(call: Call) -> None:
    glimpse(call, GUN)
    final(call, told=(Told("weapons", "gun", "hedged", 0.9, "maybe a gun"),))
    call.fact("weapons", "hedged")
    assert reasons(call) == {"p-0001": "confirmed"} and len(call.issued("alert")) == 2


@pytest.mark.parametrize("told", [(), (Told("weapons", "", "denied", 0.9, "no gun"),)])
def test_a_final_that_does_not_say_it_withdraws_it(call: Call, told: tuple[Told, ...]) -> None:
    glimpse(call, GUN)
    final(call, told=told)
    assert reasons(call) == {"p-0001": "not_confirmed"} and call.alerts == set()
    glimpse(call, GUN, of="caller-2")
    assert call.alerts == {"weapon_present"}


def test_no_provisional_alert_repeats_what_is_known(call: Call) -> None:
    call.fact("weapons", "affirmed")
    assert glimpse(call, GUN) == []
    call.dismiss("a-0001")
    assert glimpse(call, GUN) == []


def test_what_life_does_not_depend_on_waits_for_the_final(call: Call) -> None:
    assert glimpse(call, HAZARD) == []
    assert glimpse(call, Signal("weapon_present", 0.55, "it's not a gun")) == []


def test_the_dispatchers_words_raise_nothing(call: Call) -> None:
    assert call.feed(PartialUnderstood("dispatcher-1", 1, "dispatcher", (GUN,))) == []


def test_a_glimpse_that_comes_after_its_final_raises_nothing(call: Call) -> None:
    final(call)
    assert glimpse(call, GUN) == []


def test_one_at_a_time_and_the_worse_takes_its_place(call: Call) -> None:
    glimpse(call, GUN)
    assert glimpse(call, Signal("trapped", 0.9, "can't get out")) == []
    glimpse(call, GUN, SHOTS)
    assert reasons(call) == {"p-0001": "overtaken"} and call.alerts == {"shots_fired"}


def test_a_dismissed_one_does_not_come_back_confirmed(call: Call) -> None:
    glimpse(call, GUN)
    call.dismiss("p-0001")
    assert glimpse(call, GUN) == []
    final(call, GUN)
    assert call.alerts == set() and len(call.issued("alert")) == 1


def test_a_dismissed_one_that_was_nothing_does_not_hide_a_real_one(call: Call) -> None:
    glimpse(call, GUN)
    call.dismiss("p-0001")
    final(call)
    final(call, GUN, of="caller-2")
    assert call.alerts == {"weapon_present"}


def test_it_goes_when_no_final_comes(call: Call) -> None:
    glimpse(call, GUN)
    call.feed(SpeechEnded("caller", "caller-1"))
    call.later(9_000)
    assert call.alerts == {"weapon_present"}
    call.later(2_000)
    assert reasons(call) == {"p-0001": "not_confirmed"} and call.alerts == set()


def test_no_prompt_rests_on_it(call: Call) -> None:
    """Severe bleeding calls for an urgent instruction, once it is sure."""
    bleeding = Signal("severe_bleeding", 0.9, "blood everywhere")
    call.type("stabbing")
    before = call.instruction
    glimpse(call, bleeding)
    assert call.instruction == before
    final(call, bleeding)
    assert call.instruction == "press_on_bleeding"


def test_who_has_seen_it_need_not_see_it_again_confirmed(call: Call) -> None:
    glimpse(call, GUN)
    call.acknowledge("p-0001")
    final(call, GUN)
    (alert,) = [g for g in fold(call.events).guidance.values() if g.kind == "alert"]
    assert (alert.guidance_id, alert.acknowledged) == ("a-0001", True)
    live = LiveCalls()
    live.apply(call.events)
    assert live.rows()[0].unseen == 0


def test_reviews_know_only_of_what_was_sure(call: Call) -> None:
    glimpse(call, GUN)
    final(call)
    assert record_of(call.events).alerts == []


NAMES = ["weapon_present", "shots_fired", "severe_bleeding", "hazard", "not_breathing"]
heard = st.lists(st.sampled_from(NAMES), max_size=2).map(
    lambda names: tuple(Signal(name, 0.9, "words") for name in names)
)
denials = st.sampled_from([(), (Told("weapons", "", "denied", 0.9, "no"),),
                           (Told("breathing", "", "denied", 0.9, "not breathing"),)])  # fmt: skip
utterances = st.lists(st.tuples(st.lists(heard, max_size=3), heard, denials), max_size=6)
relaxed = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@relaxed
@given(utterances, st.lists(st.integers(0, 20), max_size=5))
def test_every_provisional_alert_is_settled_by_its_final(
    said: list[tuple[list[tuple[Signal, ...]], tuple[Signal, ...], tuple[Told, ...]]],
    dismissed: list[int],
) -> None:
    call = Call(CARDS)
    for number, (partials, signals, told) in enumerate(said):
        name = f"caller-{number}"
        for partial in partials:
            glimpse(call, *partial, of=name)
            if number in dismissed and call.in_view:
                call.dismiss(max(call.in_view))
        provisional = [g for g in call.in_view.values() if is_provisional(g)]
        assert len(provisional) <= 1
        final(call, *signals, of=name, told=told)
        assert not any(is_provisional(g) for g in call.in_view.values())
        alerts = [g.subject for g in call.in_view.values() if g.kind == "alert"]
        assert len(alerts) == len(set(alerts))
    assert _again(call.events) == call.events


def _again(events: list[Event]) -> list[Event]:
    return list(replay_inputs(events, Pipeline("call-1", guidance_stages(CARDS, 10_000))))


def test_a_glimpse_without_an_alert_leaves_no_trace(call: Call) -> None:
    before = len(call.events)
    glimpse(call, HAZARD)
    call.fact("weapons", "affirmed")
    glimpse(call, GUN)
    assert "partial_understood" not in [event.type for event in call.events[before:]]
    assert isinstance(call.events[-1].payload, GuidanceIssued)
    assert _again(call.events) == call.events
