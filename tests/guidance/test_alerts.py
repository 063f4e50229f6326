"""Alerts: from words and from facts, once each, again only when worse, gone when denied."""

from __future__ import annotations

from assistant.events import FactHeard, GuidanceIssued, GuidanceWithdrawn, Signal, Told
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
    assert alert.protocol_ref == "alerts@0.1.1#alerts/weapon_present"
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


def test_a_danger_heard_more_surely_than_its_denial_stands(call: Call) -> None:
    call.caller("he's here", signals=(Signal("caller_in_danger", 0.8, "he's here"),))
    away = Told("caller_safe", "yes", "affirmed", 0.6, "I got away")
    signal = Signal("caller_in_danger", 0.8, "he's breaking it down")
    call.says("caller", "I got away, he's breaking it down", told=(away,), signals=(signal,))
    utterance = f"u-{call._utterances}"
    call.feed(FactHeard("caller_safe", "yes", "affirmed", "caller", utterance, "I got away", 0.6))
    assert call.alerts == {"caller_in_danger"}
    call.caller("okay")
    call.fact("caller_safe")
    assert call.alerts == set()


def test_bleeding_is_severe_by_the_words_for_it(call: Call) -> None:
    call.fact("bleeding", quote="a little cut")
    assert call.alerts == set()
    call.fact("bleeding", quote="he's bleeding really bad")
    assert call.alerts == {"severe_bleeding"}


def test_children_in_danger_raise_an_alert_on_calls_about_danger(call: Call) -> None:
    call.fact("children_present", quote="my two kids")
    assert call.alerts == set()
    call.type("vehicle_in_water")
    assert call.alerts == {"child_at_risk"}


def test_a_small_child_gone_is_a_child_at_risk(call: Call) -> None:
    call.type("missing_person")
    call.fact("age", value="34")
    assert call.alerts == set()
    call.fact("age", value="4")
    assert call.alerts == {"child_at_risk"}


def test_who_holds_or_is_held_says_that_people_are_held(call: Call) -> None:
    call.type("hostage", 0.4)
    assert call.alerts == set()
    call.fact("caller_role", value="suspect", quote="tell 'em to back off")
    assert call.alerts == {"hostage_taken"}
