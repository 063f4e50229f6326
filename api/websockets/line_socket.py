"""What all sockets that bring sound have in common, whatever their senders speak.

A sender that vanishes, or whose message cannot be taken, loses its socket and nothing else: its
call waits for it to come back, and other calls never notice.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TypeVar

import anyio
import structlog
from fastapi import WebSocket, WebSocketDisconnect
from pydantic import BaseModel, ValidationError

from api.backend import Desk
from api.metrics import Metrics
from api.problems import place
from api.websockets.closing import (
    FAILED,
    INVALID,
    NO_CALL,
    OVER,
    POLICY,
    TOO_BIG,
    Closing,
    closing_of,
    unreadable,
)
from api.websockets.stream import Pace
from assistant.audio.joiner import Fault
from assistant.errors import CallNotFound, FlorenceError
from assistant.events import Speaker
from assistant.live.keys import key_of
from assistant.live.line import Line
from assistant.live.opening import LineOpening

log = structlog.get_logger(__name__)

FRAME_MAX = 2**20
"""The largest message taken, in bytes: 16 s of the widest sound. Whoever sends more at once does
not send live, and the few that may wait on each socket must not fill the memory."""
TOO_LARGE = "a message may have 1 MB at most: send shorter pieces of sound"
Body = TypeVar("Body", bound=BaseModel)


class LineSocket:
    """One sender's connection: its messages one by one, the line it holds, and how it ends."""

    def __init__(
        self, websocket: WebSocket, desk: Desk, metrics: Metrics, pace: Pace, kind: str
    ) -> None:
        self._websocket, self._desk, self._pace = websocket, desk, pace
        self._metrics, self._kind = metrics, kind
        self._end: Closing | None = None
        self._held: Line | None = None
        self._taken, self._hanging_up = anyio.Event(), False

    async def run(self, serve: Callable[[], Awaitable[None]]) -> None:
        """Serve until the call is over, the sender has gone, or sends what cannot be taken."""
        await self._websocket.accept()
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(self._watch, tasks.cancel_scope)
            self._end = await self._attempt(serve)
            tasks.cancel_scope.cancel()
        if self._held:
            self._held.let_go()
            self._metrics.lines.labels(self._kind).dec()
        if self._end:
            await self._close(self._end)

    @property
    def line(self) -> Line:
        """The line this sender holds; sound that comes before it is refused."""
        if self._held is None:
            raise Closing(POLICY, "sound came before the start message")
        return self._held

    @property
    def started(self) -> bool:
        """Whether this sender holds a line."""
        return self._held is not None

    async def take_line(
        self, call_id: str | None, opening: LineOpening, *, known: bool = False
    ) -> Line:
        """Take up the call of this name, or begin it; `known` says that it must exist."""
        self._held = await self._found(call_id, opening, known)
        self._metrics.lines.labels(self._kind).inc()
        (self._metrics.lines_resumed if self._held.resumed else self._metrics.lines_opened).inc()
        self._taken.set()
        return self._held

    async def hang_up(self, reason: str = "hung up") -> None:
        """End the call; returns after its last words are in the log."""
        self._hanging_up = True
        await self.line.hang_up(reason)

    async def press(self, name: str, speaker: Speaker = "caller") -> None:
        """A key of the telephone was pressed."""
        line, key = self.line, key_of(name)
        if key is None:
            raise Closing(INVALID, "a key is one of 0 to 9, *, # and A to D")
        await line.press(key, speaker)

    async def receive(self) -> str | bytes:
        """The next message; Closing when it is too large, WebSocketDisconnect when none comes."""
        message = await self._websocket.receive()
        if message["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(message.get("code", 1005))
        data: str | bytes | None = message.get("bytes")
        data = message["text"] if data is None else data
        if len(data) > FRAME_MAX:
            raise Closing(TOO_BIG, TOO_LARGE)
        return data

    async def receive_first(self) -> str | bytes:
        """The first message, for which a sender is not waited for ever."""
        with anyio.move_on_after(self._pace.start_s):
            return await self.receive()
        raise Closing(POLICY, "no start message came")

    async def send(self, text: str) -> None:
        """Send a text message; a sender that does not read is let go."""
        with anyio.move_on_after(self._pace.send_s) as patience:
            await self._websocket.send_text(text)
        if patience.cancelled_caught:
            raise Closing(POLICY, "you do not read what is sent to you")

    def count_frame(self) -> None:
        """One more frame of sound has come."""
        self._metrics.line_frames.labels(self._kind).inc()

    def count_fault(self, fault: Fault, number: int) -> None:
        """Frames did not come as they should."""
        if fault == "bridged_ms":
            self._metrics.line_bridged.inc(number / 1000)
        else:
            self._metrics.line_faults.labels(fault).inc(number)
        if fault == "jumps":
            self.line.tell_jump()

    async def _found(self, call_id: str | None, opening: LineOpening, known: bool) -> Line:
        if call_id is not None:
            try:
                return await self._desk.resume_line(call_id, opening)
            except CallNotFound:
                if known:
                    raise Closing(NO_CALL, "there is no such call to take up") from None
        return await self._desk.open_line(call_id, opening)

    async def _attempt(self, serve: Callable[[], Awaitable[None]]) -> Closing | None:
        try:
            await serve()
        except Closing as closing:
            return closing
        except WebSocketDisconnect:
            return None
        except FlorenceError as error:
            return closing_of(error)
        except Exception as error:
            log.error("line_failed", error=type(error).__name__, at=place(error))
            return Closing(FAILED, "something failed here: connect again")
        return Closing(OVER, "the call is over")

    async def _watch(self, scope: anyio.CancelScope) -> None:
        """End the socket when its line is lost to another sender, or the call ends without it."""
        await self._taken.wait()
        await self.line.lost()
        if not self._hanging_up:
            self._end = closing_of(self.line.why_lost())
            scope.cancel()

    async def _close(self, end: Closing) -> None:
        if end.code != OVER:
            self._metrics.lines_refused.labels(end.fault).inc()
        with anyio.move_on_after(self._pace.send_s), suppress(Exception):
            await self._websocket.close(end.code, end.reason)


def parsed(text: str, kind: type[Body]) -> Body:
    """A text message as the body it should be; Closing says what is wrong with it."""
    try:
        return kind.model_validate_json(text)
    except ValidationError as error:
        raise unreadable(error) from None
