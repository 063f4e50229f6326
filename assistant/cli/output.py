"""What the command line prints: results on stdout, progress and problems on stderr."""

from __future__ import annotations

from asyncio import CancelledError
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from assistant.engines import Progress as Told

stdout = Console(highlight=False, soft_wrap=True)
stderr = Console(stderr=True, highlight=False, soft_wrap=True)

INTERRUPTED = 130
"""The exit status of a command that was ended with Ctrl-C, as shells have it."""
CTRL_C = (KeyboardInterrupt, CancelledError)
"""What Ctrl-C ends as: before Python 3.11 an event loop lets its cancelled task out as it is."""


def problem(sentence: str) -> None:
    """One clear line about what is wrong; nothing of what a caller said."""
    stderr.print(f"florence: {sentence}", markup=False, style="red")


@contextmanager
def progress(first: str) -> Iterator[Told]:
    """A bar on stderr for work that takes more than a moment; gone when it is done."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=stderr, transient=True) as bars:
        task = bars.add_task(first, total=None)

        def told(detail: str, share: float | None) -> None:
            total = None if share is None else 1.0
            bars.update(task, description=detail, total=total, completed=share or 0.0)

        yield told
