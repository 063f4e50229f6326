"""What a stage is: a pure, synchronous state machine over a call's events."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from assistant.events import Event, Payload


class Stage(Protocol):
    """Reads no clock, does no I/O, uses no randomness: same events in, same payloads out.

    A stage sees every event of its call in `seq` order, its own outputs among them, and keeps
    whatever state it needs. What it yields is appended with the handled input as cause.
    """

    name: str

    def handle(self, event: Event) -> Iterator[Payload]:
        """Take one event in; yield what follows from it."""
        ...
