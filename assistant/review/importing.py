"""Importing: takes recordings from the queue one after another, through the whole pipeline.

Killed at any moment it goes on where it was: a recording whose call came to its end in the log
is done; one that broke off is taken again, and its broken first call is not shown. One that
takes the whole process down again and again is left out in the end, so that the rest goes on.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import anyio.to_thread
import psutil
from filelock import FileLock, Timeout

from assistant.audio.recording import SAMPLE_RATE
from assistant.errors import (
    AudioUnreadable,
    CallNotFound,
    FlorenceError,
    ImportCancelled,
    InputError,
    NotReady,
    StoreDamaged,
)
from assistant.events import CallEnded
from assistant.performance import new_call_id
from assistant.review.journal import DispatcherNamed, Tagged, note_to_json
from assistant.review.library import Library
from assistant.store.imports import ImportItem, Imports, ItemState
from assistant.store.recordings import Recordings

Play = Callable[[ImportItem, Callable[[float], None]], Awaitable[None]]
"""Plays a recording as the call it is to become; tells how far it is, 0 to 1."""
LOCK = "import.lock"
INCOMING = "incoming"
"""The folder of what was sent here: files there are ours to remove."""
TRIES_MAX = 5
"""How often a recording may break an import off before it is left out."""
BYTES_PER_MS = 2 * 4 * SAMPLE_RATE // 1000
"""What a decoded recording needs of memory: two channels of float32."""
UNFINISHED = ("queued", "running", "failed", "cancelled")
LEFT_S = 3600
"""How old a file must be that nobody waits for: a younger one may be on its way."""
MEMORY_SHARE = 0.8
"""The part of the free memory that one recording may take."""
BY = "import"
WHOLE = "recording ended"


@dataclass(frozen=True, slots=True)
class Standing:
    """How an import stands; `remaining_s` is None until one recording is done.

    `trouble` says why nothing goes on for now, and is empty otherwise.
    """

    queued: int
    running: int
    done: int
    failed: int
    cancelled: int
    current: str | None
    progress: float
    remaining_s: float | None
    trouble: str = ""


class Importer:
    """Works through the queue; one at a time on a machine's data."""

    def __init__(
        self,
        library: Library,
        imports: Imports,
        folder: Path,
        memory: Callable[[], int] = lambda: int(psutil.virtual_memory().available),
    ) -> None:
        """`folder` is where the data is kept, `memory` tells how many bytes are free."""
        self.library, self.imports = library, imports
        self.incoming = folder / INCOMING
        self.trouble = ""
        self._recordings, self._memory = Recordings(folder / "recordings"), memory
        self._lock = FileLock(folder / LOCK)
        self._current: ImportItem | None = None
        self._share: float | None = None
        self._unwanted = False

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Be the only one who imports here, and first put in order what a crash left."""
        try:
            with self._lock.acquire(timeout=0):
                self.put_in_order()
                yield
        except Timeout:
            raise NotReady(
                "Another import runs on this data", todo="it takes what waits here as well"
            ) from None

    async def run(self, play: Play, told: Callable[[ImportItem], None]) -> None:
        """Take recordings until none waits; `told` hears what became of each."""
        while True:
            item = await anyio.to_thread.run_sync(self.imports.take_up, new_call_id())
            if item is None:
                return
            self._current, self._share, self._unwanted = item, None, False
            try:
                told(await self._take(item, play))
            finally:
                self._current = None

    def share(self, item: int) -> float | None:
        """How far the recording is that is being taken; None before its call has begun."""
        current = self._current
        return self._share if current is not None and current.item == item else None

    def cancel(self, item: int) -> bool:
        """Cancel a recording that waits or that is being taken here; False when it is neither."""
        if self.imports.cancel(item):
            return True
        self._unwanted = self._current is not None and self._current.item == item
        return self._unwanted

    def standing(self) -> Standing:
        """How far the import is, with an honest remaining time."""
        counts = self.imports.counts()

        def many(state: str) -> int:
            return counts.get(state, (0, 0))[0]

        pace = self.imports.pace()
        left_ms = float(counts.get("queued", (0, 0))[1])
        left_ms += counts.get("running", (0, 0))[1] * (1 - (self._share or 0.0))
        current = self._current.filename if self._current else None
        return Standing(
            many("queued"), many("running"), many("done"), many("failed"), many("cancelled"),
            current, self._share or 0.0, None if pace is None else round(pace * left_ms / 1000, 1),
            self.trouble,
        )  # fmt: skip

    async def _take(self, item: ImportItem, play: Play) -> ImportItem:
        began = time.monotonic()
        assert item.call_id is not None
        try:
            self._check_memory(item)
            await play(item, self._heard)
        except StoreDamaged:
            self._untry(item)
            raise  # nothing more can be kept: the queue waits until it can
        except (anyio.get_cancelled_exc_class(), KeyboardInterrupt):
            self._untry(item)
            raise
        except ImportCancelled:
            await anyio.to_thread.run_sync(self._give_up, item, "cancelled", None, None)
        except InputError as error:
            await self._failed(item, str(error), error.code)
            await anyio.to_thread.run_sync(self._remove_sent, item)
        except FlorenceError as error:
            await self._failed(item, str(error), error.code)
        except Exception as error:
            sentence = f"{item.filename} could not be taken ({type(error).__name__})"
            await self._failed(item, sentence, "import_failed")
        else:
            took_ms = int((time.monotonic() - began) * 1000)
            await anyio.to_thread.run_sync(self._done, item, took_ms)
        return self.imports.item(item.item)

    def _untry(self, item: ImportItem) -> None:
        """What ended was the import, not because of this recording."""
        with suppress(StoreDamaged):
            self.imports.untry(item.item)

    def _heard(self, share: float) -> None:
        self._share = share
        if self._unwanted:
            raise ImportCancelled("This recording is no longer wanted")

    def _check_memory(self, item: ImportItem) -> None:
        """Refuse what would take the whole process down; AudioUnreadable."""
        needed, free = item.duration_ms * BYTES_PER_MS, self._memory()
        if needed > MEMORY_SHARE * free:
            hours = item.duration_ms / 3_600_000
            raise AudioUnreadable(
                f"{item.filename} lasts {hours:.1f} hours and needs {needed / 1e9:.1f} GB of"
                f" memory, and {free / 1e9:.1f} GB are free",
                todo="cut it into calls",
            )

    async def _failed(self, item: ImportItem, problem: str, code: str) -> None:
        await anyio.to_thread.run_sync(self._give_up, item, "failed", problem, code)

    def _give_up(
        self, item: ImportItem, state: ItemState, problem: str | None, code: str | None
    ) -> None:
        self._leave_out(item)
        self.imports.settle(item.item, state, problem=problem, code=code)

    def _leave_out(self, item: ImportItem) -> None:
        """What became of a broken-off try is neither shown nor kept."""
        self.library.shelf.leave_out(item.call_id or "")
        self._recordings.drop(item.call_id or "")

    def _remove_sent(self, item: ImportItem) -> None:
        if Path(item.path).parent == self.incoming:
            Path(item.path).unlink(missing_ok=True)

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
        self._remove_sent(item)

    def put_in_order(self) -> None:
        """What ran when the last import ended: done where its call is whole, else queued."""
        for item in self.imports.items("running"):
            if self._whole(item.call_id or ""):
                self._done(item, None)
            elif item.tries >= TRIES_MAX and not self.trouble:
                sentence = f"{item.filename} broke the import off {item.tries} times"
                self._give_up(item, "failed", sentence, "import_failed")
            else:
                self._leave_out(item)
                self.imports.settle(item.item, "queued")
        self._clear()

    def _clear(self) -> None:
        """Remove what was sent and is waited for by nobody: what a kill left lying."""
        waiting = {i.path for state in UNFINISHED for i in self.imports.items(state)}
        for path in self.incoming.glob("recording-*"):
            if str(path) not in waiting and path.stat().st_mtime < time.time() - LEFT_S:
                path.unlink(missing_ok=True)

    def _whole(self, call_id: str) -> bool:
        try:
            events = self.library.log.read(call_id)
        except CallNotFound:
            return False
        return any(isinstance(e.payload, CallEnded) and e.payload.reason == WHOLE for e in events)
