"""An HTTP client straight into the app, without a socket."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

from api.app import create_app
from assistant.settings import Settings
from tests.api.fakes import FakeDesk

ORIGIN = "http://localhost:8110"


def small(tmp_path: Path) -> Settings:
    """Settings whose data stays in the test's folder and whose uploads are small."""
    return Settings(data_dir=tmp_path, upload_max_mb=1)


@asynccontextmanager
async def client(desk: FakeDesk, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """A client as a script on this machine would be one."""
    app = create_app(desk, small(tmp_path), intake=desk)  # type: ignore[arg-type]
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as http:
        yield http


def problem_of(response: httpx.Response, status: int, code: str) -> dict[str, object]:
    """The problem in a response, checked to be one."""
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    body: dict[str, object] = response.json()
    assert {"type", "title", "status", "detail", "code"} <= set(body)
    assert body["status"] == status and body["code"] == code
    return body
