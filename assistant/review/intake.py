"""The intake of a running server: recordings sent to it, dropped or found, taken one by one.

What is handed over is in the queue on disk before its sender hears of it. While a `florence
import` works on the same data it takes what is sent here too; this one goes on when it is over.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path

import anyio
import anyio.to_thread

from assistant.errors import (
    CallNotFound,
    InputError,
    JobNotFound,
    NotReady,
    ReviewNotFound,
    StoreDamaged,
)
from assistant.events import Speaker
from assistant.review.finding import duration_ms, files_in, fingerprint, recordings_in
from assistant.review.importing import Importer, Play, Standing
from assistant.review.jobs import Job, JobPage
from assistant.review.trainer import checked_tags
from assistant.store.imports import Candidate, ImportItem

LOOK_S = 2.0
"""How often the queue is looked at for what another process put there."""
WATCH_S = 5.0
"""How often the watched folder is looked at; a file is taken once two looks find it the same."""
AGAIN_S = 20.0
"""How long the intake waits where the disk is full or another import runs."""
WAITING_MAX = 10_000
Loaded = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Sent:
    """A recording handed over: the file is the intake's to keep or remove."""

    path: Path
    filename: str
    speakers: tuple[Speaker, ...] | None = None
    dispatcher: str | None = None
    tags: tuple[str, ...] = ()


class Intake:
    """Queues what is sent or found, and works the queue off."""

    def __init__(self, importer: Importer, play: Play, watched: Path | None = None) -> None:
        self._importer, self._imports = importer, importer.imports
        self._play, self._watched = play, watched
        self._more = anyio.Event()
        self._sizes: dict[str, tuple[int, int]] = {}

    async def submit(self, sent: Sent) -> Job:
        """Queue a recording, or name the call it is already; InputError, NotReady."""
        job = await anyio.to_thread.run_sync(self._queue, sent)
        self._more.set()
        return job

    async def job(self, job_id: str) -> Job:
        """Where a recording has got to; JobNotFound."""
        return await anyio.to_thread.run_sync(self._job, job_id)

    async def jobs(self, limit: int, before: str | None, state: str | None) -> JobPage:
        """Recordings, the last one first; JobNotFound where `before` is none."""
        return await anyio.to_thread.run_sync(self._page, limit, before, state)

    async def cancel(self, job_id: str | None = None) -> Standing:
        """Cancel everything that waits, or one, even while it is taken; JobNotFound."""
        return await anyio.to_thread.run_sync(self._cancel, job_id)

    async def resume(self, job_id: str | None = None) -> Standing:
        """Queue what was cancelled, or one that was cancelled or failed.

        JobNotFound; InputError where its file is gone.
        """
        standing = await anyio.to_thread.run_sync(self._resume, job_id)
        self._more.set()
        return standing

    async def run(self, loaded: Loaded) -> None:
        """Take recordings for as long as the server runs, from when the models are loaded."""
        await loaded()
        async with anyio.create_task_group() as tasks:
            if self._watched:
                tasks.start_soon(self._watch, self._watched)
            while True:
                try:
                    with self._importer.alone():
                        await self._work()
                except NotReady:
                    await anyio.sleep(AGAIN_S)

    async def _work(self) -> None:
        while True:
            try:
                await self._importer.run(self._play, lambda item: None)
                self._importer.trouble = ""
            except StoreDamaged as error:
                self._importer.trouble = str(error)
                await anyio.sleep(AGAIN_S)
                await self._put_in_order()
            else:
                await self._woken()

    async def _put_in_order(self) -> None:
        try:
            await anyio.to_thread.run_sync(self._importer.put_in_order)
        except StoreDamaged:
            return  # the next try does it

    async def _woken(self) -> None:
        """Until something is queued here, or it is time to look again."""
        with anyio.move_on_after(LOOK_S):
            await self._more.wait()
        self._more = anyio.Event()

    async def _watch(self, folder: Path) -> None:
        while True:
            try:
                if await anyio.to_thread.run_sync(self.look, folder):
                    self._more.set()
            except (OSError, StoreDamaged):
                pass  # a share that is away, a full disk: the next look may find it well
            await anyio.sleep(WATCH_S)

    def look(self, folder: Path) -> int:
        """Queue files of the watched folder that are whole; how many are new."""
        new, sizes = 0, {}
        for path in sorted(files_in(folder)):
            there = path.stat()
            name, size = str(path), (there.st_size, there.st_mtime_ns)
            sizes[name] = size
            if self._sizes.get(name) == size and not self._imports.seen(name, *size):
                new += self._found(path)
                self._imports.note_seen(name, *size)
        self._sizes = sizes
        return new

    def _found(self, path: Path) -> bool:
        found = next(iter(recordings_in(path)), None)
        return isinstance(found, Candidate) and self._imports.add(found) is not None

    def _queue(self, sent: Sent) -> Job:
        if self._imports.counts().get("queued", (0, 0))[0] >= WAITING_MAX:
            raise NotReady("Too many recordings are waiting", todo="send it later")
        found = Candidate(
            sent.path, fingerprint(sent.path), duration_ms(sent.path, sent.filename),
            sent.dispatcher, checked_tags(sent.tags), sent.speakers, sent.filename,
        )  # fmt: skip
        self._forget_lost(found)
        item = self._imports.add(found)
        if item is not None:
            return self._told(item)
        known = self._imports.known(found)
        assert known is not None
        sent.path.unlink(missing_ok=True)
        return replace(self._told(known), duplicate=True)

    def _forget_lost(self, found: Candidate) -> None:
        """A recording whose call is no longer in the log may be sent again."""
        known = self._imports.known(found)
        if known is None or known.state != "done":
            return
        try:
            self._importer.library.log.call(known.call_id or "")
        except CallNotFound:
            self._imports.settle(known.item, "failed")

    def _item(self, job_id: str) -> ImportItem:
        try:
            return self._imports.item(int(job_id))
        except (ValueError, OverflowError, ReviewNotFound):
            raise JobNotFound("There is no such job", todo="send the recording again") from None

    def _job(self, job_id: str) -> Job:
        return self._told(self._item(job_id))

    def _page(self, limit: int, before: str | None, state: str | None) -> JobPage:
        number = self._item(before).item if before else None
        items = self._imports.latest(limit, number, state)
        more = str(items[-1].item) if len(items) == limit else None
        return JobPage(tuple(map(self._told, items)), more, self._importer.standing())

    def _cancel(self, job_id: str | None) -> Standing:
        if job_id is None:
            self._imports.cancel()
        else:
            self._importer.cancel(self._item(job_id).item)
        return self._importer.standing()

    def _resume(self, job_id: str | None) -> Standing:
        item = self._item(job_id) if job_id is not None else None
        if item is not None and not Path(item.path).exists():
            raise InputError("The file of this recording is gone", todo="send it again")
        self._imports.resume(item.item if item is not None else None)
        return self._importer.standing()

    def _told(self, item: ImportItem) -> Job:
        share = self._importer.share(item.item) if item.state == "running" else None
        begun = item.state == "done" or share is not None
        return Job(
            str(item.item), item.state, 1.0 if item.state == "done" else share or 0.0,
            item.call_id if begun else None, item.problem, item.code, item.filename,
        )  # fmt: skip
