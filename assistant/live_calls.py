"""The calls that are on, each in a line: what a board of many calls shows.

Fed with what sessions publish, so that a board never has to read logs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from assistant.events import (
    CallEnded,
    CallerStateObserved,
    CallStarted,
    CallTypeChanged,
    Event,
    FactConfirmed,
    FactCorrected,
    FactEvent,
    FactHeard,
    GuidanceAcknowledged,
    GuidanceDismissed,
    GuidanceIssued,
    GuidanceWithdrawn,
    StageFailed,
    StageRecovered,
    TranscriptFinal,
    TranscriptPartial,
)
from assistant.holding import gives_way


@dataclass(frozen=True, slots=True)
class LiveCall:
    """One line of the board: a call that is on, as it stands at `at_ms`.

    `alert` is the strongest in view and `alert_text` its words; `unseen` counts those nobody has
    seen. `spoke_ms` is when anybody was last heard.
    """

    call_id: str
    started_at: datetime
    source: str
    at_ms: int
    spoke_ms: int
    call_type: str | None
    call_type_confidence: float | None
    location: str | None
    eccs: int | None
    alert: str | None
    alert_text: str
    unseen: int
    prompt: str | None
    troubles: tuple[str, ...]
    last_seq: int


class _Line:
    """One call's line, and the guidance in view it is made of."""

    def __init__(self, event: Event, started: CallStarted) -> None:
        self.row = LiveCall(
            event.call_id, event.recorded_at, started.source, event.at_ms, event.at_ms,
            None, None, None, None, None, "", 0, None, (), event.seq,
        )  # fmt: skip
        self._guidance: dict[str, GuidanceIssued] = {}
        self._seen: set[str] = set()
        self._where: FactEvent | None = None

    def apply(self, event: Event) -> None:
        """Take the call's next event in."""
        self.row = replace(self.row, at_ms=event.at_ms, last_seq=event.seq)
        payload = event.payload
        if isinstance(payload, TranscriptFinal | TranscriptPartial):
            self.row = replace(self.row, spoke_ms=event.at_ms)
        elif isinstance(payload, CallTypeChanged):
            sure = payload.confidence
            self.row = replace(self.row, call_type=payload.call_type, call_type_confidence=sure)
        elif isinstance(payload, FactHeard | FactConfirmed | FactCorrected):
            self._place(payload)
        elif isinstance(payload, CallerStateObserved):
            self.row = replace(self.row, eccs=payload.eccs)
        elif isinstance(payload, StageFailed | StageRecovered):
            rest = tuple(one for one in self.row.troubles if one != payload.stage)
            failed = (payload.stage,) if isinstance(payload, StageFailed) else ()
            self.row = replace(self.row, troubles=(*rest, *failed))
        else:
            self._apply_guidance(event)

    def _place(self, fact: FactEvent) -> None:
        by_hand = isinstance(fact, FactCorrected)
        if fact.fact == "location" and fact.value and (by_hand or gives_way(self._where, fact)):
            self._where = fact
            self.row = replace(self.row, location=fact.value)

    def _apply_guidance(self, event: Event) -> None:
        payload = event.payload
        if isinstance(payload, GuidanceIssued):
            self._guidance[payload.guidance_id] = payload
        elif isinstance(payload, GuidanceWithdrawn | GuidanceDismissed):
            gone = self._guidance.pop(payload.guidance_id, None)
            confirmed = isinstance(payload, GuidanceWithdrawn) and payload.reason == "confirmed"
            if gone and confirmed and gone.guidance_id in self._seen:
                alerts = (one for one in self._guidance.values() if one.kind == "alert")
                self._seen.update(a.guidance_id for a in alerts if a.subject == gone.subject)
        elif isinstance(payload, GuidanceAcknowledged):
            self._seen.add(payload.guidance_id)
        else:
            return
        self._show_guidance()

    def _show_guidance(self) -> None:
        """The strongest alert and the first prompt; the earlier one where two weigh the same."""
        ranked = sorted(self._guidance.values(), key=lambda one: -one.priority)
        alerts = [one for one in ranked if one.kind == "alert"]
        prompts = (
            one.text for one in ranked if one.kind != "alert" and one.guidance_id not in self._seen
        )
        self.row = replace(
            self.row,
            alert=alerts[0].subject if alerts else None,
            alert_text=alerts[0].text if alerts else "",
            unseen=sum(one.guidance_id not in self._seen for one in alerts),
            prompt=next(prompts, None),
        )


class LiveCalls:
    """Every call between its first event and its last."""

    def __init__(self) -> None:
        self._lines: dict[str, _Line] = {}

    def apply(self, batch: Sequence[Event]) -> None:
        """Take what was published in."""
        for event in batch:
            if isinstance(event.payload, CallStarted):
                self._lines[event.call_id] = _Line(event, event.payload)
            elif isinstance(event.payload, CallEnded):
                self._lines.pop(event.call_id, None)
            elif event.call_id in self._lines:
                self._lines[event.call_id].apply(event)

    def rows(self) -> tuple[LiveCall, ...]:
        """The calls that are on, oldest first."""
        return tuple(line.row for line in self._lines.values())
