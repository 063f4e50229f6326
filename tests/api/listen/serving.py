"""The app on a real port, and a client on a real socket."""

from __future__ import annotations

import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import anyio
import httpx
import uvicorn
from websockets.exceptions import ConnectionClosed
from websockets.legacy.client import WebSocketClientProtocol, connect

from api.app import create_app
from api.websockets.listen import ListenPace
from tests.api.client import small
from tests.api.fakes import FakeDesk
from tests.api.listen.shapes import check_wire

SECOND = bytes([0xFF]) * 8000
"""A second of silence as mu-law at 8 kHz."""


class Client:
    """One client of a stream."""

    def __init__(self, socket: WebSocketClientProtocol) -> None:
        self.socket = socket

    async def say(self, kind: str) -> None:
        """Send a control message."""
        await self.socket.send(json.dumps({"type": kind}))

    async def audio(self, seconds: float) -> None:
        """Send silence."""
        await self.socket.send(SECOND[: int(seconds * 8000)] if seconds < 1 else SECOND)

    async def next(self) -> dict[str, Any]:
        """The next message, as the SDK would take it."""
        with anyio.fail_after(10):
            return check_wire(json.loads(await self.socket.recv()))

    async def rest(self) -> tuple[list[dict[str, Any]], int, str]:
        """All messages until the close, its code and its reason."""
        came = []
        while True:
            try:
                came.append(await self.next())
            except ConnectionClosed as closed:
                assert closed.rcvd is not None
                return came, closed.rcvd.code, closed.rcvd.reason


class Server:
    """Where the app answers."""

    def __init__(self, port: int) -> None:
        self.port = port

    @asynccontextmanager
    async def listen(self, query: str = "encoding=mulaw", **more: Any) -> AsyncIterator[Client]:
        """A stream."""
        address = f"ws://127.0.0.1:{self.port}/v1/listen?{query}"
        async with connect(address, max_size=2**24, **more) as socket:
            yield Client(socket)

    def http(self) -> httpx.AsyncClient:
        """A client for the rest of the API."""
        return httpx.AsyncClient(base_url=f"http://127.0.0.1:{self.port}", timeout=10)

    async def metrics(self) -> str:
        """What Prometheus would read."""
        async with self.http() as http:
            return (await http.get("/metrics")).text


@asynccontextmanager
async def serving(
    desk: FakeDesk, tmp_path: Path, pace: ListenPace | None = None
) -> AsyncIterator[Server]:
    """The app over the desk, on a free port."""
    app = create_app(desk, small(tmp_path), listen_pace=pace)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(app, log_level="critical", lifespan="off"))
        server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(server.serve, [listening])
            yield Server(listening.getsockname()[1])
            server.should_exit = True
