"""A real server in a thread, over a fake desk, that can go away and come back."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

import uvicorn
from fastapi import FastAPI

T = TypeVar("T")


def free_port() -> int:
    """A port that nobody holds now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class LiveServer:
    """uvicorn on a port of its own; the socket is kept, so that it comes back where it was."""

    def __init__(self, make_app: Callable[[], FastAPI]) -> None:
        self._make_app = make_app
        self.port = free_port()
        self.start()

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Serve; returns once connections are taken."""
        started = threading.Event()
        config = uvicorn.Config(
            self._make_app(),
            host="127.0.0.1",
            port=self.port,
            log_level="error",
            timeout_graceful_shutdown=1,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._run, args=(started,), daemon=True)
        self._thread.start()
        assert started.wait(20), "the server did not start"

    def _run(self, started: threading.Event) -> None:
        async def serve() -> None:
            self._loop = asyncio.get_running_loop()
            startup = self._server.startup

            async def announced(sockets: list[socket.socket] | None = None) -> None:
                await startup(sockets)
                started.set()

            self._server.startup = announced  # type: ignore[method-assign]
            await self._server.serve()

        asyncio.run(serve())

    def do(self, act: Callable[[], T]) -> T:
        """Run `act` in the server's loop, where the desk lives; its result."""

        async def acting() -> T:
            return act()

        return self.wait(acting())

    def wait(self, work: Coroutine[Any, Any, T]) -> T:
        """Let the server's loop do this; its result."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    def stop(self) -> None:
        """Drop every connection and end."""
        self._server.should_exit = True
        self._thread.join(20)
        assert not self._thread.is_alive(), "the server did not stop"
