"""Followers of a call: each gets every event once, in order; a slow one is let go."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import anyio
import anyio.to_thread
from anyio.streams.memory import MemoryObjectSendStream

from assistant.errors import SlowConsumer
from assistant.events import CallEnded, Event
from assistant.live_calls import LiveCalls
from assistant.store.event_log import EventLog

BEHIND_MAX = 2000
"""Events a follower may be behind before it is let go; it resumes from its `seq`."""
READ_AT_ONCE = 500


class Hub:
    """Passes what sessions append on to whoever follows."""

    def __init__(self, log: EventLog) -> None:
        self.live = LiveCalls()
        self._log = log
        self._followers: dict[str, set[MemoryObjectSendStream[Event]]] = {}

    def publish(self, batch: Sequence[Event]) -> None:
        """Hand a batch to the call's followers; never waits for any of them."""
        self.live.apply(batch)
        for event in batch:
            for follower in list(self._followers.get(event.call_id, ())):
                try:
                    follower.send_nowait(event)
                except (anyio.WouldBlock, anyio.BrokenResourceError):
                    self._drop(event.call_id, follower)

    @asynccontextmanager
    async def follow(self, call_id: str, after: int) -> AsyncIterator[AsyncIterator[Event]]:
        """The log after `after`, then live events, without gap or double, until the call ends.

        SlowConsumer when the reader falls behind; CallNotFound when there is no such call.
        """
        row = await anyio.to_thread.run_sync(self._log.call, call_id)
        send, receive = anyio.create_memory_object_stream[Event](BEHIND_MAX)
        self._followers.setdefault(call_id, set()).add(send)
        try:
            yield self._events(call_id, after, receive, row.ended)
        finally:
            self._drop(call_id, send)
            receive.close()

    async def _events(
        self, call_id: str, after: int, live: AsyncIterator[Event], ended: bool
    ) -> AsyncIterator[Event]:
        seen = after
        while batch := await anyio.to_thread.run_sync(self._log.read, call_id, seen, READ_AT_ONCE):
            for event in batch:
                seen = event.seq
                yield event
                ended = ended or isinstance(event.payload, CallEnded)
        if ended:
            return
        async for event in live:
            if event.seq > seen:
                yield event
                if isinstance(event.payload, CallEnded):
                    return
        raise SlowConsumer("You read more slowly than the call runs", todo="resume after your seq")

    def _drop(self, call_id: str, follower: MemoryObjectSendStream[Event]) -> None:
        followers = self._followers.get(call_id, set())
        followers.discard(follower)
        if not followers:
            self._followers.pop(call_id, None)
        follower.close()
