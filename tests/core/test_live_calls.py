"""The board of live calls: a line a call, from what sessions publish."""

from __future__ import annotations

from assistant.events import (
    CallEnded,
    CallerStateObserved,
    CallStarted,
    CallTypeChanged,
    FactHeard,
    GuidanceAcknowledged,
    GuidanceIssued,
    GuidanceKind,
    GuidanceWithdrawn,
    Payload,
    StageFailed,
    StageRecovered,
)
from assistant.live_calls import LiveCall, LiveCalls
from tests.core.builders import events

STARTED = CallStarted("a.wav", ("caller", "dispatcher"), {}, {})


def line(*payloads: Payload) -> LiveCall:
    """The call's line after these."""
    live = LiveCalls()
    live.apply(events(STARTED, *payloads))
    return live.rows()[0]


def guidance(guidance_id: str, kind: GuidanceKind, text: str, priority: int) -> GuidanceIssued:
    return GuidanceIssued(guidance_id, kind, "subject", text, priority, "card@1#x", ())


def test_a_call_is_on_the_board_from_its_first_event_to_its_last() -> None:
    live = LiveCalls()
    live.apply(events(STARTED))
    assert [row.call_id for row in live.rows()] == ["call"]
    live.apply(events(CallEnded("hung up")))
    assert live.rows() == ()


def test_it_tells_kind_place_and_the_callers_state() -> None:
    row = line(
        CallTypeChanged("hostage", 0.8, (), "model"),
        FactHeard("location", "4 Mill Lane", "affirmed", "caller", "u-1", "four mill lane", 0.9),
        FactHeard("weapons", "gun", "affirmed", "caller", "u-1", "a gun", 0.9),
        CallerStateObserved(3, "u-1"),
    )
    assert (row.call_type, row.call_type_confidence) == ("hostage", 0.8)
    assert (row.location, row.eccs) == ("4 Mill Lane", 3)


def test_the_strongest_alert_leads_until_it_is_withdrawn() -> None:
    weak, strong = guidance("a-1", "alert", "Weak", 90), guidance("a-2", "alert", "Strong", 97)
    prompt = guidance("g-1", "critical_question", "Where?", 75)
    row = line(weak, strong, prompt)
    assert (row.alert_text, row.unseen, row.prompt) == ("Strong", 2, "Where?")
    after = line(weak, strong, prompt, GuidanceAcknowledged("a-1", "dispatcher"))
    assert after.unseen == 1
    gone = line(weak, strong, prompt, GuidanceWithdrawn("a-2", "denied"))
    assert gone.alert_text == "Weak"


def test_a_failed_stage_is_told_until_it_recovers() -> None:
    failed = StageFailed("alerts", "stage_failed", "stopped")
    assert line(failed).troubles == ("alerts",)
    assert line(failed, StageRecovered("alerts", "stage_recovered", "works")).troubles == ()
