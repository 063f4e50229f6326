"""A real desk with fake ears behind a real server, and senders that speak to it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import anyio
import anyio.lowlevel
import httpx
import numpy as np
import uvicorn
from websockets.exceptions import ConnectionClosed
from websockets.legacy.client import WebSocketClientProtocol, connect

from api import server
from api.app import create_app
from assistant import views
from assistant.audio.codecs import encode_mulaw
from assistant.calls import House
from assistant.desk import Desk
from assistant.engines import Engines, Progress
from assistant.events import Event, Speaker
from assistant.live.opening import Recorders
from assistant.settings import Settings, load_settings
from assistant.store.event_log import EventLog
from tests.core.fakes import FakeUnderstander
from tests.live.fakes import FakeEars


@cache
def furnished() -> House:
    """Cards and vocabulary, read once for all tests."""
    return House.open(load_settings())


class Nobody:
    """Tells no speakers apart."""

    async def speakers(self, texts: Sequence[str]) -> list[Speaker]:
        return ["caller" for _ in texts]


@dataclass
class Served:
    """A desk, its ears, and where its server listens."""

    desk: Desk
    ears: FakeEars
    port: int

    def socket(self, path: str) -> connect:
        """A connection, to be entered."""
        return connect(f"ws://127.0.0.1:{self.port}{path}", max_size=None)

    async def metrics(self) -> dict[str, float]:
        """The measures by name and labels, once this server's sockets have gone."""
        async with httpx.AsyncClient() as http:
            text = (await http.get(f"http://127.0.0.1:{self.port}/metrics")).text
        lines = [line.rsplit(" ", 1) for line in text.splitlines() if line[0] != "#"]
        return {name: float(value) for name, value in lines}

    async def events(self, call_id: str) -> list[Event]:
        """The call's log so far."""
        return await self.desk.events(call_id, 0, -1)

    async def ended(self, call_id: str) -> views.CallView:
        """The call once it is over."""
        with anyio.fail_after(10):
            async with self.desk.follow(call_id, 0) as events:
                async for _ in events:
                    pass
        return await self.desk.call(call_id)


@asynccontextmanager
async def open_desk(
    tmp_path: Path,
    ears: FakeEars | None,
    recorders: Recorders | None = None,
    keep: type[EventLog] = EventLog,
    **settings: object,
) -> AsyncIterator[Desk]:
    """A desk that is ready, without models."""

    async def load(settings: Settings, progress: Progress) -> Engines:
        return Engines(FakeUnderstander(), Nobody(), None, ears)

    own = load_settings(data_dir=tmp_path, **settings)
    log = keep(own.data_dir / "calls.sqlite3")
    async with Desk(
        own, replace(furnished(), settings=own), log, load, recorders
    ).running() as desk:
        while desk.readiness.state != "ready":
            await anyio.lowlevel.checkpoint()
        yield desk


@asynccontextmanager
async def served(
    tmp_path: Path, room: int = 100, recorders: Recorders | None = None, **settings: object
) -> AsyncIterator[Served]:
    """The desk behind uvicorn, as `florence serve` runs it, on a free port."""
    ears = FakeEars(room)
    async with open_desk(tmp_path, ears, recorders, EventLog, **settings) as desk:
        app = create_app(desk, desk.settings)
        config = uvicorn.Config(
            app, port=0, log_level="error", access_log=False, **server.socket_limits()
        )
        running = uvicorn.Server(config)
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(running.serve)
            while not running.started:
                await anyio.lowlevel.checkpoint()
            port = running.servers[0].sockets[0].getsockname()[1]
            yield Served(desk, ears, port)
            running.should_exit = True


async def closed(socket: WebSocketClientProtocol) -> tuple[int, str]:
    """The code and reason a socket is closed with; what comes before is passed over."""
    with anyio.fail_after(10):
        try:
            while True:
                await socket.recv()
        except ConnectionClosed as error:
            assert error.rcvd is not None
            return error.rcvd.code, error.rcvd.reason


def sound(ms: int, channels: int = 1, rate: int = 8000) -> bytes:
    """A tone in mu-law on every channel."""
    count = ms * rate // 1000
    tone = (8000 * np.sin(np.arange(count) * 0.3)).astype(np.int16)
    return encode_mulaw(np.repeat(tone, channels))
