"""A call's session: one task, one inbox, one writer.

Audio, answers of models, commands and ticks all come in through the inbox. The task feeds each
to the pipeline, appends the batch to the log, and publishes it. Finals go to the understander
off this path; its answer comes back through the inbox like everything else. So do the dangers
it hears in what a caller is still saying (`glimpses`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import anyio
import anyio.to_thread

from assistant.clock import Clock
from assistant.errors import FlorenceError
from assistant.events import (
    CallEnded,
    Event,
    Payload,
    StageFailed,
    StageRecovered,
    TranscriptFinal,
    UtteranceUnderstood,
)
from assistant.glimpses import Glimpses, Room, always
from assistant.pipeline import Pipeline
from assistant.store.event_log import EventLog
from assistant.understanding.understander import Understander

INBOX_MAX = 1000
"""Inputs that may wait; whoever sends more than the call can take waits."""
UNREAD_MAX = 200
"""Finals that may wait for the understander before it counts as failed."""
Publish = Callable[[Sequence[Event]], None]


@dataclass
class _Input:
    payload: Payload
    at_ms: int
    recorded_at: datetime
    done: anyio.Event = field(default_factory=anyio.Event)
    batch: list[Event] = field(default_factory=list)
    looked_at: anyio.Event | None = None


@dataclass
class _Unread:
    final: TranscriptFinal
    read: anyio.Event


class CallSession:
    """Runs one call from call_started to call_ended; `run` is the only writer of its log."""

    def __init__(
        self,
        pipeline: Pipeline,
        log: EventLog,
        understander: Understander,
        clock: Clock,
        publish: Publish,
        room: Room = always,
    ) -> None:
        """`room` tells whether partials may be looked at: while the machine is busy, they wait."""
        self.call_id = pipeline.call_id
        self.clock = clock
        self._pipeline, self._log, self._publish = pipeline, log, publish
        self._understander = understander
        self._understanding_failed = False
        self._last_ms = 0
        self._readings: dict[str, anyio.Event] = {}
        self._to_inbox, self._inbox = anyio.create_memory_object_stream[_Input](INBOX_MAX)
        self._to_understander, self._unread = anyio.create_memory_object_stream[_Unread](UNREAD_MAX)
        self._glimpses = Glimpses(self.call_id, understander, self.put, room)
        self.ended = anyio.Event()

    async def put(self, payload: Payload) -> list[Event]:
        """Take an input in, stamped now; returns the batch once it is in the log."""
        return (await self._put(payload)).batch

    async def put_settled(self, payload: Payload) -> list[Event]:
        """The same, and wait until words have also been understood: replay in lockstep."""
        item = await self._put(payload)
        if item.looked_at is not None:
            await self._wait(item.looked_at)
        if isinstance(payload, TranscriptFinal):
            await self._wait_until_read(payload)
        return item.batch

    async def settled(self) -> None:
        """Until every final taken in so far has been understood, or the session is over."""
        for read in list(self._readings.values()):
            await self._wait(read)

    async def run(self) -> None:
        """Take inputs in until the call has ended, then let the understander forget it."""
        try:
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(self._understand)
                tasks.start_soon(self._glimpses.run)
                async for item in self._inbox:
                    await self._take(item)
                    if isinstance(item.payload, CallEnded):
                        break
                tasks.cancel_scope.cancel()
        finally:
            self.ended.set()
            with anyio.CancelScope(shield=True):
                await self._understander.forget(self.call_id)

    async def _put(self, payload: Payload) -> _Input:
        item = self._stamped(payload)
        await self._to_inbox.send(item)
        await self._wait(item.done)
        return item

    async def _take(self, item: _Input) -> None:
        batch = self._pipeline.feed(item.payload, item.at_ms, item.recorded_at)
        await anyio.to_thread.run_sync(self._log.append, batch)
        item.batch.extend(batch)
        self._publish(batch)
        item.looked_at = self._glimpses.follow(item.payload)
        if isinstance(item.payload, TranscriptFinal):
            await self._hand_over(item.payload)
        item.done.set()

    async def _hand_over(self, final: TranscriptFinal) -> None:
        read = self._readings[final.utterance_id] = anyio.Event()
        try:
            self._to_understander.send_nowait(_Unread(final, read))
        except anyio.WouldBlock:
            read.set()
            message = "what is said comes faster than it is understood; some is left out"
            await self._take(self._stamped(StageFailed("understanding", "overloaded", message)))

    async def _understand(self) -> None:
        """Read finals one after another; a failure is told once, and so is recovery.

        What could not be read gets an empty reading: guidance then goes by the words alone.
        """
        async for unread in self._unread:
            try:
                reading = await self._understander.read(self.call_id, unread.final)
            except Exception as error:
                await self._understanding_down(error)
                final = unread.final
                await self.put(UtteranceUnderstood(final.utterance_id, final.speaker))
            else:
                await self._understanding_up()
                await self.put(reading)
            self._readings.pop(unread.final.utterance_id, None)
            unread.read.set()

    async def _understanding_down(self, error: Exception) -> None:
        if self._understanding_failed:
            return
        self._understanding_failed = True
        code = error.code if isinstance(error, FlorenceError) else "model_failed"
        message = f"{type(error).__name__}: what is said is not understood for now"
        await self.put(StageFailed("understanding", code, message))

    async def _understanding_up(self) -> None:
        if self._understanding_failed:
            self._understanding_failed = False
            await self.put(StageRecovered("understanding", "stage_recovered", "works again"))

    def _stamped(self, payload: Payload) -> _Input:
        self._last_ms = max(self._last_ms, self.clock.at_ms())
        return _Input(payload, self._last_ms, self.clock.recorded_at())

    async def _wait_until_read(self, final: TranscriptFinal) -> None:
        read = self._readings.get(final.utterance_id)
        if read is not None:
            await self._wait(read)

    async def _wait(self, done: anyio.Event) -> None:
        """Until `done`, or until the session is over and it can no longer come."""
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(_first, done, tasks.cancel_scope)
            tasks.start_soon(_first, self.ended, tasks.cancel_scope)


async def _first(event: anyio.Event, scope: anyio.CancelScope) -> None:
    await event.wait()
    scope.cancel()
