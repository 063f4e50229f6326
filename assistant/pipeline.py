"""The pure heart of a call: inputs in, numbered events out, through the stages.

Every stage sees every event in `seq` order. What a stage yields is numbered, joined to the same
batch, and seen by every stage in turn, until nothing more follows. Feeding the recorded inputs
of a call again gives the same batches, byte for byte.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from assistant.events import (
    ClockTicked,
    Event,
    PartialUnderstood,
    Payload,
    StageFailed,
    StageRecovered,
)
from assistant.stage import Stage

FOLLOWING_MAX = 500
"""No input leads to this many events; a loop between stages is cut there."""
TRACELESS = (ClockTicked, PartialUnderstood)
"""Inputs that are not recorded when nothing follows; stages keep nothing of them then."""


class Pipeline:
    """Numbers a call's events and runs them through the stages.

    `fallbacks` stand in by name for a stage that fails: they see everything all the time, and
    are heard only while their stage fails.
    """

    def __init__(
        self, call_id: str, stages: Sequence[Stage], fallbacks: Mapping[str, Stage] | None = None
    ) -> None:
        self.call_id = call_id
        self._stages = stages
        self._fallbacks = dict(fallbacks or {})
        self._failing: dict[str, str] = {}
        self._next_seq = 1

    def feed(self, payload: Payload, at_ms: int, recorded_at: datetime) -> list[Event]:
        """One input and all that follows; a tick or glimpse that leads to nothing has no trace."""
        cause = Event(self.call_id, self._next_seq, at_ms, recorded_at, None, payload)
        batch, todo = [cause], deque([cause])
        while todo and len(batch) < FOLLOWING_MAX:
            for follower in self._run_stages(todo.popleft()):
                seq = cause.seq + len(batch)
                event = Event(self.call_id, seq, at_ms, recorded_at, cause.seq, follower)
                batch.append(event)
                todo.append(event)
        if len(batch) == 1 and isinstance(payload, TRACELESS):
            return []
        self._next_seq += len(batch)
        return batch

    def _run_stages(self, event: Event) -> Iterator[Payload]:
        for stage in self._stages:
            yield from self._run(stage, event)

    def _run(self, stage: Stage, event: Event) -> list[Payload]:
        """What the stage yields; all or nothing, so that a failing one leaves no half answers."""
        stand_in = self._fallbacks.get(stage.name)
        instead = list(stand_in.handle(event)) if stand_in else []
        try:
            payloads = list(stage.handle(event))
        except Exception as error:
            return [*self._failed(stage.name, event, error), *instead]
        if stage.name not in self._failing:
            return payloads
        if self._failing[stage.name] != event.type:
            return instead if stand_in else payloads
        del self._failing[stage.name]
        return [StageRecovered(stage.name, "stage_recovered", "works again"), *payloads]

    def _failed(self, name: str, event: Event, error: Exception) -> list[Payload]:
        """Told once; the stage has recovered when it can take such an event again."""
        told = name in self._failing
        self._failing[name] = event.type
        # The error's own text may quote a caller, so only its kind is told.
        failed = StageFailed(name, "stage_failed", f"{type(error).__name__} in stage {name}")
        return [] if told else [failed]


def replay_inputs(events: Iterable[Event], pipeline: Pipeline) -> Iterator[Event]:
    """Feed the inputs of a recorded call to fresh stages; yields the events they lead to now."""
    for event in events:
        if event.cause_seq is None:
            yield from pipeline.feed(event.payload, event.at_ms, event.recorded_at)
