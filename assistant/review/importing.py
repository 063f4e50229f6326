"""Importing: takes recordings from the queue one after another, through the whole pipeline.

Killed at any moment it goes on where it was: a recording whose call came to its end in the log
is done; one that broke off is taken again, and its broken first call is not shown.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import anyio.to_thread
from filelock import FileLock, Timeout

from assistant.errors import CallNotFound, FlorenceError, NotReady, StoreDamaged
from assistant.events import CallEnded
from assistant.performance import new_call_id
from assistant.review.journal import DispatcherNamed, Tagged, note_to_json
from assistant.review.library import Library
from assistant.store.imports import ImportItem, Imports

Play = Callable[[Path, str, str, Callable[[float], None]], Awaitable[None]]
"""Plays a file under a name as a call of that id, told how far it is, 0 to 1."""
LOCK = "import.lock"
BY = "import"
WHOLE = "recording ended"


@dataclass(frozen=True, slots=True)
class Standing:
    """How an import stands; `remaining_s` is None until one recording is done."""

    queued: int
    running: int
    done: int
    failed: int
    cancelled: int
    current: str | None
    progress: float
    remaining_s: float | None


class Importer:
    """Works through the queue; one at a time on a machine's data."""

    def __init__(self, library: Library, imports: Imports, folder: Path) -> None:
        self.library, self.imports = library, imports
        self._lock = FileLock(folder / LOCK)
        self._current: ImportItem | None = None
        self._share = 0.0

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Be the only one who imports here, and first put in order what a crash left."""
        try:
            with self._lock.acquire(timeout=0):
                self._put_in_order()
                yield
        except Timeout:
            raise NotReady(
                "Another import runs on this data", todo="wait for it, or add to its folder"
            ) from None

    async def run(self, play: Play, told: Callable[[ImportItem], None]) -> None:
        """Take recordings until none waits; `told` hears what became of each."""
        while True:
            item = await anyio.to_thread.run_sync(self.imports.take_up, new_call_id())
            if item is None:
                return
            self._current, self._share = item, 0.0
            try:
                told(await self._take(item, play))
            finally:
                self._current = None

    def standing(self) -> Standing:
        """How far the import is, with an honest remaining time."""
        counts = self.imports.counts()

        def many(state: str) -> int:
            return counts.get(state, (0, 0))[0]

        pace = self.imports.pace()
        left_ms = float(counts.get("queued", (0, 0))[1])
        left_ms += counts.get("running", (0, 0))[1] * (1 - self._share)
        current = self._current.filename if self._current else None
        return Standing(
            many("queued"), many("running"), many("done"), many("failed"), many("cancelled"),
            current, self._share, None if pace is None else round(pace * left_ms / 1000, 1),
        )  # fmt: skip

    async def _take(self, item: ImportItem, play: Play) -> ImportItem:
        began = time.monotonic()
        assert item.call_id is not None
        try:
            await play(Path(item.path), item.filename, item.call_id, self._heard)
        except StoreDamaged:
            raise  # nothing more can be kept: the queue waits until it can
        except FlorenceError as error:
            await self._failed(item, str(error), error.code)
        except Exception as error:
            sentence = f"{item.filename} could not be taken ({type(error).__name__})"
            await self._failed(item, sentence, "import_failed")
        else:
            took_ms = int((time.monotonic() - began) * 1000)
            await anyio.to_thread.run_sync(self._done, item, took_ms)
        return self.imports.item(item.item)

    def _heard(self, share: float) -> None:
        self._share = share

    async def _failed(self, item: ImportItem, problem: str, code: str) -> None:
        def settle() -> None:
            self.imports.settle(item.item, "failed", problem=problem, code=code)
            self.library.shelf.leave_out(item.call_id or "")

        await anyio.to_thread.run_sync(settle)

    def _done(self, item: ImportItem, took_ms: int | None) -> None:
        """Name who took the call, put it on the shelf, and only then call it done."""
        assert item.call_id is not None
        journal = self.library.journal(item.call_id)
        if item.dispatcher and journal.dispatcher is None:
            note = note_to_json(DispatcherNamed(item.dispatcher))
            self.library.note(item.call_id, BY, note)
        if item.tags and not journal.tags:
            self.library.note(item.call_id, BY, note_to_json(Tagged(item.tags)))
        self.library.put(item.call_id)
        self.imports.settle(item.item, "done", took_ms=took_ms)

    def _put_in_order(self) -> None:
        """What ran when the last import ended: done where its call is whole, else queued."""
        for item in self.imports.items("running"):
            if self._whole(item.call_id or ""):
                self._done(item, None)
            else:
                self.library.shelf.leave_out(item.call_id or "")
                self.imports.settle(item.item, "queued")

    def _whole(self, call_id: str) -> bool:
        try:
            events = self.library.log.read(call_id)
        except CallNotFound:
            return False
        return any(isinstance(e.payload, CallEnded) and e.payload.reason == WHOLE for e in events)
