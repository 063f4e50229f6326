"""The live calls of this machine: opened, taken up again, and let go when they are over."""

from __future__ import annotations

from dataclasses import dataclass

import anyio
import anyio.to_thread
import structlog
from anyio.abc import TaskGroup

from assistant.calls import House
from assistant.engines import Ears, Engines
from assistant.errors import BadAudio, CallNotFound, CallOver, LineTaken, ModelFailed
from assistant.live.call import LiveCall
from assistant.live.line import Line
from assistant.live.media_clock import MediaClock
from assistant.live.opening import LineOpening, Patience, Recorders
from assistant.performance import new_call_id
from assistant.session import CallSession, Publish
from assistant.store.event_log import EventLog

log = structlog.get_logger(__name__)
HANDOVER_S = 0.5
"""A sender that reconnects may find its last messages still on their way in: they come first."""
STOP_S = 10
"""How long the calls' last words are waited for when the server stops."""
STOPPED = "server stopped"


@dataclass(frozen=True, slots=True)
class Hearing:
    """What live calls are heard and understood with, and where their tasks run."""

    engines: Engines
    ears: Ears
    tasks: TaskGroup


class Lines:
    """Every live call by its identifier; its session is among the desk's as long as it runs."""

    def __init__(
        self,
        house: House,
        log: EventLog,
        publish: Publish,
        sessions: dict[str, CallSession],
        recorders: Recorders | None = None,
    ) -> None:
        self._house, self._log, self._publish = house, log, publish
        self._sessions, self._recorders = sessions, recorders
        self._live: dict[str, LiveCall] = {}

    async def open(self, call_id: str | None, opening: LineOpening, hearing: Hearing) -> Line:
        """The line of a live call that has begun; LinesFull, LineTaken, CallOver, StoreDamaged."""
        call_id = call_id or new_call_id()
        await self._check_new(call_id)
        # Nothing is awaited from here until the call is among the live ones.
        live = self._live[call_id] = self._call(call_id, opening, hearing)
        self._sessions[call_id] = live.session
        line = Line(live, resumed=False)
        hearing.tasks.start_soon(self._run, live, hearing.engines)
        await live.begun.wait()
        if live.over.is_set():
            raise ModelFailed("This call could not be begun", todo="look at the server's log")
        return line

    async def resume(self, call_id: str, opening: LineOpening) -> Line:
        """The line of a call that is live; CallNotFound, CallOver, LineTaken, BadAudio."""
        live = self._live.get(call_id)
        if live is None:
            row = await anyio.to_thread.run_sync(self._log.call, call_id)
            raise _over() if row.ended else _elsewhere()
        _check_same(live.opening, opening)
        with anyio.move_on_after(HANDOVER_S):
            await live.presence.until_left()
        if live.ending:
            raise _over()
        line = Line(live, resumed=True)
        await live.level()
        return line

    async def close(self) -> None:
        """End every call, so that what was said last is still heard."""
        with anyio.move_on_after(STOP_S):
            calls = list(self._live.values())
            for live in calls:
                live.end(STOPPED)
            for live in calls:
                await live.over.wait()

    async def _check_new(self, call_id: str) -> None:
        try:
            row = await anyio.to_thread.run_sync(self._log.call, call_id)
        except CallNotFound:
            if call_id in self._live:
                raise _elsewhere() from None
        else:
            raise _over() if row.ended else _elsewhere()

    def _call(self, call_id: str, opening: LineOpening, hearing: Hearing) -> LiveCall:
        clock = MediaClock(opening.rate, len(opening.speakers))
        ear = hearing.ears(call_id, opening.speakers, self._house.tunings.now.hotwords)
        session = self._house.session(call_id, hearing.engines, self._log, clock, self._publish)
        patience = Patience.of(self._house.settings)
        return LiveCall(session, clock, ear, opening, patience, self._recorders)

    async def _run(self, live: LiveCall, engines: Engines) -> None:
        """One call's task: when it fails, the others go on."""
        opening = live.opening
        started = self._house.beginning(opening.source, opening.speakers, engines)
        try:
            await live.run(started)
        except Exception as error:
            log.error("live_call_failed", call_id=live.call_id, error=type(error).__name__)
        finally:
            self._live.pop(live.call_id, None)
            self._sessions.pop(live.call_id, None)


def _over() -> CallOver:
    return CallOver("This call is over", todo="begin another one")


def _elsewhere() -> LineTaken:
    return LineTaken("This call has its sound from elsewhere", todo="use another identifier")


def _check_same(before: LineOpening, now: LineOpening) -> None:
    """A call keeps its channels and its rate."""
    if (before.speakers, before.rate) != (now.speakers, now.rate):
        raise BadAudio(
            "This call came with other channels or another rate before",
            todo=f"send {','.join(before.speakers)} at {before.rate} Hz",
        )
