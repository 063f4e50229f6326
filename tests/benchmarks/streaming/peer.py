"""The seam to a server under test: one line a call, whatever it speaks."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from typing import Protocol

import anyio

from tests.benchmarks.streaming.told import Told

Frame = tuple[bytes, bytes]
"""20 ms of mu-law at 8 kHz: caller, dispatcher."""


class Clock:
    """The client's one clock, in seconds; tests give one that does not wait."""

    def now(self) -> float:
        """Monotonic."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Let others run meanwhile, even for no time at all."""
        await anyio.sleep(max(0.0, seconds))


class Refused(Exception):
    """The server takes no more calls; `code` is how it closed the socket, or HTTP's."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason or f"closed with {code}")
        self.code = code


class Line(Protocol):
    """One open call."""

    async def send(self, frame: Frame) -> None:
        """Send the next 20 ms."""
        ...

    async def finish(self) -> None:
        """Say that the audio is over."""
        ...

    def told(self) -> AsyncIterator[Told]:
        """What the server tells, as it arrives, until it has told all."""
        ...


class Peer(Protocol):
    """A server under test."""

    name: str

    def line(self) -> AbstractAsyncContextManager[Line]:
        """Open a call; Refused when the server takes none."""
        ...
