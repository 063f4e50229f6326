"""A desk in the middle of a hostage call, and a client over it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from tests.api.client import client
from tests.api.fakes import FakeDesk
from tests.api.scenario import hostage


@pytest.fixture
def anyio_backend() -> str:
    """asyncio, as uvicorn runs it."""
    return "asyncio"


@pytest.fixture
def desk() -> FakeDesk:
    """A desk that holds one live call."""
    held = FakeDesk()
    hostage(held)
    return held


@pytest.fixture
async def http(
    desk: FakeDesk, tmp_path: Path, anyio_backend: str
) -> AsyncIterator[httpx.AsyncClient]:
    """A client over that desk."""
    async with client(desk, tmp_path) as opened:
        yield opened
