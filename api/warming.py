"""What the first request and the first call opened would wait for, done while the models load.

The routes are put together by the first request they are matched with, and what reads a log or
writes a snapshot by its first use: half a second on a machine that is busy.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

import anyio.to_thread
from fastapi import FastAPI

from api.schemas import call_view
from assistant.events import payload_adapter

Message = MutableMapping[str, Any]
REQUEST = {
    "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET",
    "scheme": "http", "path": "/console/icon.svg", "raw_path": b"/console/icon.svg",
    "query_string": b"", "root_path": "", "headers": [(b"host", b"localhost")],
    "client": ("127.0.0.1", 0), "server": ("127.0.0.1", 0),
}  # fmt: skip
"""One that is matched with every route before it is answered."""


async def warm(app: FastAPI) -> int:
    """Answer a request that nobody sent; its status."""
    await anyio.to_thread.run_sync(payload_adapter)
    await anyio.to_thread.run_sync(call_view)
    statuses: list[int] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    # Past the middleware: what nobody sent is not counted.
    await app.router({**REQUEST, "app": app, "state": {}}, receive, send)
    return statuses[0]
