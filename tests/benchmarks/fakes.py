"""A server of Florence's messages that hears nothing: it tells what it was given to tell."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import anyio
import anyio.lowlevel
from websockets.legacy.server import WebSocketServerProtocol, serve

from tests.benchmarks.streaming.peer import Clock

Event = dict[str, Any]


class QuickClock(Clock):
    """Time that passes as soon as somebody waits for it."""

    def __init__(self) -> None:
        self._now = 100.0

    def now(self) -> float:
        """Seconds slept so far."""
        return self._now

    async def sleep(self, seconds: float) -> None:
        """Let others run, and be later."""
        self._now += max(0.0, seconds)
        await anyio.lowlevel.checkpoint()


@dataclass
class FakeServer:
    """Tells `events` once audio has begun; takes `most` calls; may break off after some bytes."""

    events: Sequence[Event] = ()
    most: int = 100
    breaks_after: int | None = None
    heard: list[bytes] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    _calls: dict[str, asyncio.Queue[Event]] = field(default_factory=dict)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[str]:
        """Its URL while it runs."""
        async with serve(self._serve, "127.0.0.1", 0) as server:
            port = next(iter(server.sockets)).getsockname()[1]
            yield f"http://127.0.0.1:{port}"

    async def _serve(self, socket: WebSocketServerProtocol, path: str) -> None:
        self.asked.append(path)
        if "/new/audio" in path:
            await self._audio(socket)
        else:
            await self._stream(socket, path.split("/")[3])

    async def _audio(self, socket: WebSocketServerProtocol) -> None:
        if len(self._calls) >= self.most:
            await socket.close(1013, "no room for another call")
            return
        call_id = f"call-{len(self._calls)}"
        queue = self._calls[call_id] = asyncio.Queue()
        await socket.send(json.dumps({"type": "started", "call_id": call_id}))
        got = bytearray()
        async for message in socket:
            if isinstance(message, str):
                break
            for event in self.events if not got else ():
                queue.put_nowait(event)
            got += message
            if self.breaks_after is not None and len(got) >= self.breaks_after:
                await socket.close(1011, "something failed here")
                break
        self.heard.append(bytes(got))
        queue.put_nowait({"type": "call_ended", "reason": "hung up"})
        await socket.send(json.dumps({"type": "ended"})) if socket.open else None

    async def _stream(self, socket: WebSocketServerProtocol, call_id: str) -> None:
        await socket.send(json.dumps({"type": "snapshot"}))
        while True:
            event = await self._calls[call_id].get()
            await socket.send(json.dumps(event))
            if event["type"] == "call_ended":
                return
