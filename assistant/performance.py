"""A recorded call from its first event to its last: session and player together."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Callable
from datetime import datetime, timezone

import anyio
from exceptiongroup import BaseExceptionGroup

from assistant.calls import House
from assistant.clock import ReplayClock
from assistant.engines import Engines
from assistant.errors import FlorenceError
from assistant.events import CallEnded, StageFailed
from assistant.replay import Moment, Speed, play
from assistant.session import CallSession, Publish
from assistant.sources import Source
from assistant.store.event_log import EventLog

Begun = Callable[[CallSession], None]
Heard = Callable[[float], None]


def new_call_id() -> str:
    """An identifier no other call has."""
    return uuid.uuid4().hex


async def perform(
    source: Source,
    house: House,
    engines: Engines,
    log: EventLog,
    publish: Publish,
    *,
    speed: Speed = "max",
    call_id: str | None = None,
    begun: Begun = lambda session: None,
    heard: Heard = lambda share: None,
) -> str:
    """Play the source into a session of its own; its call_id.

    `begun` gets the session once it runs, `heard` the share of the call played, 0 to 1. When
    the source fails in mid-call, what was heard stays and the call ends with the reason.
    """
    clock = ReplayClock(datetime.now(timezone.utc))
    session = house.session(call_id or new_call_id(), engines, log, clock, publish)
    with _plain_errors():
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(session.run)
            await session.put(house.beginning(source.name, source.speakers, engines))
            begun(session)
            moments = _counted(source, heard)
            try:
                await play(session, clock, moments, speed)
            except FlorenceError as error:
                await session.put(StageFailed("speech", error.code, error.sentence))
                await session.put(CallEnded("source failed"))
                raise
    return session.call_id


async def _counted(source: Source, heard: Heard) -> AsyncIterator[Moment]:
    async for moment in source.moments():
        yield moment
        heard(min(1.0, moment.at_ms / max(1, source.duration_ms)))
    heard(1.0)


class _plain_errors:
    """One error instead of the group that a task group makes of it."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        while isinstance(error, BaseExceptionGroup):
            error = error.exceptions[0]
            if not isinstance(error, BaseExceptionGroup):
                raise error from None
