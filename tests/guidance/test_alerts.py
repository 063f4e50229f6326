"""Alerts: from words and from facts, once each, again only when worse, gone when denied."""

from __future__ import annotations

from assistant.events import GuidanceIssued, GuidanceWithdrawn, Signal, Told
from tests.guidance.builders import Call


def gun(certainty: str = "affirmed") -> Told:
    """What a caller says of a gun."""
    return Told("weapons", "gun", certainty, 0.9, "he's got a gun")  # type: ignore[arg-type]


def test_a_danger_heard_raises_an_alert_with_a_short_quote(call: Call) -> None:
    signal = Signal("weapon_present", 0.8, "he's got a gun")
    call.says("caller", "he's got a gun", told=(gun(),), signals=(signal,))
    (alert,) = call.issued("alert")
    assert alert.subject == "weapon_present" and alert.text == "Weapon: “he's got a gun”"
    assert alert.priority >= 90 and alert.guidance_id == "a-0001"
    assert alert.protocol_ref == "alerts@0.1.0#alerts/weapon_present"
    by_seq = {event.seq: event.type for event in call.events}
    assert [by_seq[seq] for seq in alert.because] == ["utterance_understood"]


def test_an_unsure_signal_raises_nothing(call: Call) -> None:
    call.says("caller", "gun", signals=(Signal("weapon_present", 0.3, "gun"),))
    assert call.alerts == set()


def test_the_dispatchers_words_raise_nothing(call: Call) -> None:
    call.says("dispatcher", "a gun", signals=(Signal("weapon_present", 0.9, "a gun"),))
    assert call.alerts == set()


def test_a_fact_raises_its_alert_and_a_denied_one_does_not(call: Call) -> None:
    call.fact("shots_fired", "denied")
    assert call.alerts == set()
    call.fact("breathing_normally", "hedged", quote="sort of")
    assert call.alerts == {"not_breathing"}
    call.fact("conscious", "denied")
    assert call.alerts == {"not_breathing", "unconscious"}


def test_a_denial_in_the_same_breath_stops_the_signal(call: Call) -> None:
    signal = Signal("weapon_present", 0.7, "no gun")
    call.says("caller", "no gun", told=(gun("denied"),), signals=(signal,))
    assert call.alerts == set()


def test_an_alert_is_told_once(call: Call) -> None:
    call.fact("weapons", "affirmed")
    call.fact("weapons", "affirmed")
    call.caller("a gun", signals=(Signal("weapon_present", 0.9, "a gun"),))
    assert len(call.issued("alert")) == 1


def test_an_alert_grown_worse_is_told_again_once(call: Call) -> None:
    call.caller("one")
    call.fact("breathing_normally", "hedged", quote="sort of")
    call.caller("two")
    followed = call.fact("breathing", "denied", quote="he stopped breathing")
    assert GuidanceWithdrawn("a-0001", "overtaken") in followed
    call.caller("three")
    call.fact("breathing", "denied", quote="not breathing")
    assert [a.guidance_id for a in call.issued("alert")] == ["a-0001", "a-0002"]


def test_the_same_utterance_does_not_tell_it_twice(call: Call) -> None:
    call.caller("a gun", signals=(Signal("weapon_present", 0.9, "a gun"),))
    call.fact("weapons", "affirmed")
    assert len(call.issued("alert")) == 1


def test_a_denied_fact_withdraws_the_alert(call: Call) -> None:
    call.fact("weapons", "affirmed")
    assert GuidanceWithdrawn("a-0001", "denied") in call.fact("weapons", "denied")
    assert call.alerts == set()


def test_an_older_fact_does_not_bring_a_lifted_alert_back(call: Call) -> None:
    call.fact("breathing", "hedged")
    call.fact("breathing_normally", "affirmed")
    call.fact("age", value="40")
    assert call.alerts == set()


def test_a_dismissed_alert_stays_away(call: Call) -> None:
    call.fact("hazards", "affirmed")
    call.dismiss("a-0001")
    call.fact("hazards", "affirmed")
    assert call.alerts == set() and len(call.issued("alert")) == 1


def test_people_held_are_told_once_the_call_type_is_sure(call: Call) -> None:
    call.type("hostage", 0.4)
    assert call.alerts == set()
    call.type("hostage", 0.9)
    (alert,) = call.issued("alert")
    assert alert.text == "People held"


def test_a_stage_of_alerts_leaves_guidance_numbers_alone(call: Call) -> None:
    call.fact("weapons", "affirmed")
    ids = [e.payload.guidance_id for e in call.events if isinstance(e.payload, GuidanceIssued)]
    assert len(ids) == len(set(ids))
