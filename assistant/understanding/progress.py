"""Progress of a training, told to whoever started it, through Rasa's graph in between."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Progress = Callable[[str, "float | None"], None]
"""Takes what is being done, and how much is done, 0 to 1."""


def _nobody(doing: str, done: float | None) -> None:
    """Nobody asked."""


_listener: ContextVar[Progress] = ContextVar("training_progress", default=_nobody)


@contextmanager
def telling(listener: Progress) -> Iterator[None]:
    """Tells `listener` of progress while the block runs."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


def report(doing: str, done: float) -> None:
    """Tell whoever listens."""
    _listener.get()(doing, done)
