"""The console's stream: a snapshot, then every event after it, as it happens.

The socket is closed with 4400 (bad `after`), 4404 (no such call), 1013 (the console lags: connect
again with after=seq), 1000 (the call is over) or 1011 (something failed here).
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

import anyio
import structlog
from fastapi import APIRouter, WebSocket, WebSocketDisconnect

from api.backend import Desk
from api.metrics import Metrics
from api.needs import TheDesk, TheMetrics
from api.problems import place
from api.schemas import snapshot, without_words
from assistant.errors import CallNotFound, FlorenceError, SlowConsumer
from assistant.events import Event, to_wire

log = structlog.get_logger(__name__)
router = APIRouter()

CALL_OVER, LAGS, FAILED, BAD_AFTER, NO_CALL = 1000, 1013, 1011, 4400, 4404


@dataclass(frozen=True, slots=True)
class Pace:
    """How patient a socket is: seconds between heartbeats, to wait for one sending, for a start."""

    heartbeat_s: float = 10.0
    send_s: float = 10.0
    start_s: float = 10.0


class Refused(Exception):
    """The stream ends with this close code and reason."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


@router.websocket("/v1/calls/{call_id}/stream")
async def stream(websocket: WebSocket, call_id: str, desk: TheDesk, metrics: TheMetrics) -> None:
    """Serve one console until it leaves, lags, or the call is over."""
    await websocket.accept()
    metrics.streams.inc()
    try:
        end = await Stream(websocket, desk, metrics, websocket.app.state.pace).run(call_id)
    finally:
        metrics.streams.dec()
    if end is not None:
        if end.code == LAGS:
            metrics.slow.inc()
        with anyio.move_on_after(websocket.app.state.pace.send_s), suppress(Exception):
            await websocket.close(end.code, end.reason)


class Stream:
    """One console's connection: sends events and heartbeats, and notices when it has gone."""

    def __init__(self, websocket: WebSocket, desk: Desk, metrics: Metrics, pace: Pace) -> None:
        self._websocket = websocket
        self._desk = desk
        self._metrics = metrics
        self._pace = pace
        self._sending = anyio.Lock()
        self._sent = 0
        self._end: Refused | None = None

    async def run(self, call_id: str) -> Refused | None:
        """How the stream ends; None when the console has left by itself."""
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(self._watch_leaving, tasks.cancel_scope)
            tasks.start_soon(self._beat)
            self._end = await self._attempt(call_id)
            tasks.cancel_scope.cancel()
        return self._end

    async def _attempt(self, call_id: str) -> Refused | None:
        try:
            await self._serve(call_id)
        except Refused as refused:
            return refused
        except CallNotFound:
            return Refused(NO_CALL, "there is no such call")
        except SlowConsumer:
            return Refused(LAGS, "too slow: connect again, after=the last seq you have")
        except WebSocketDisconnect:
            return None
        except FlorenceError as error:
            return Refused(FAILED, error.code)
        except Exception as error:
            log.error("stream_failed", error=type(error).__name__, at=place(error))
            return Refused(FAILED, "something failed here: connect again")
        return Refused(CALL_OVER, "the call is over")

    async def _serve(self, call_id: str) -> None:
        view = await self._desk.call(call_id)
        after = self._after(view.last_seq)
        await self._send(snapshot(view if self._wants_words() else without_words(view)))
        self._sent = after
        async with self._desk.follow(call_id, after) as events:
            await self._forward(events, view.last_seq)

    def _after(self, last_seq: int) -> int:
        given = self._websocket.query_params.get("after")
        if given is None:
            return last_seq
        if not (given.isascii() and given.isdigit() and len(given) < 16):
            raise Refused(BAD_AFTER, "after is not a seq: send a whole number from 0")
        if int(given) > last_seq:
            raise Refused(BAD_AFTER, "after lies beyond the log: connect without it")
        return int(given)

    def _wants_words(self) -> bool:
        given = self._websocket.query_params.get("words", "true")
        if given not in ("true", "false"):
            raise Refused(BAD_AFTER, "words is true or false")
        return given == "true"

    async def _forward(self, events: AsyncIterator[Event], live_from: int) -> None:
        async for event in events:
            await self._send(_text(to_wire(event)))
            self._sent = event.seq
            if event.seq > live_from:
                lag = datetime.now(timezone.utc) - event.recorded_at
                self._metrics.lag.observe(max(0.0, lag.total_seconds()))

    async def _send(self, message: str) -> None:
        async with self._sending:
            with anyio.move_on_after(self._pace.send_s) as patience:
                await self._websocket.send_text(message)
            if patience.cancelled_caught:
                raise SlowConsumer("The console does not read")

    async def _beat(self) -> None:
        while True:
            await anyio.sleep(self._pace.heartbeat_s)
            with suppress(SlowConsumer, WebSocketDisconnect, RuntimeError):
                await self._send(_text({"type": "heartbeat", "sent_seq": self._sent}))

    async def _watch_leaving(self, scope: anyio.CancelScope) -> None:
        while (await self._websocket.receive())["type"] != "websocket.disconnect":
            pass  # consoles say nothing here: commands go by POST
        scope.cancel()


def _text(message: dict[str, Any]) -> str:
    return json.dumps(message, separators=(",", ":"), ensure_ascii=False)
