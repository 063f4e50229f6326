"""`florence import`: a folder of recordings into the library, resumed where it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import anyio
import anyio.to_thread
import typer

from assistant.audio.recording import Recording
from assistant.calls import House
from assistant.cli.output import CTRL_C, INTERRUPTED, problem, progress, stdout
from assistant.engines import Engines, Progress, load_engines
from assistant.errors import NotReady, StoreDamaged
from assistant.events import Event
from assistant.performance import Heard, perform
from assistant.review.finding import recordings_in
from assistant.review.importing import Importer
from assistant.review.opening import open_library
from assistant.settings import Settings, load_settings
from assistant.sources import Opened, open_file, source_of
from assistant.store.event_log import EventLog
from assistant.store.imports import Candidate, ImportItem, Imports
from assistant.store.recordings import Recordings, is_full


def import_(
    folder: Annotated[
        Path | None, typer.Argument(help="a folder of recordings; none: go on with the queue")
    ] = None,
    dispatcher: Annotated[str, typer.Option(help="who took the calls, where no list says")] = "",
    cancel: Annotated[bool, typer.Option("--cancel", help="cancel what waits, and end")] = False,
    resume: Annotated[bool, typer.Option("--resume", help="queue what was cancelled")] = False,
) -> int:
    """Import recordings; ended or killed in the middle, it goes on where it was."""
    try:
        return _import(folder, dispatcher, cancel, resume)
    except CTRL_C:
        problem("Interrupted; nothing is lost: the same command goes on where it was")
        return INTERRUPTED


def _import(folder: Path | None, dispatcher: str, cancel: bool, resume: bool) -> int:
    settings = load_settings()
    house, log = House.open(settings), EventLog(settings.data_dir / "calls.sqlite3")
    library = open_library(settings, house, log)
    imports = Imports(library.database)
    importer = Importer(library, imports, settings.data_dir)
    if cancel:
        stdout.print(f"{imports.cancel()} waiting recordings are cancelled")
        return 0
    if resume:
        stdout.print(f"{imports.resume()} recordings are queued again")
    unusable = _find(imports, folder, dispatcher) if folder else 0
    failed = _work(_Work(settings, house, log, importer))
    library.close()
    log.close()
    return 2 if unusable or failed else 0


def _work(work: _Work) -> int:
    """Work the queue off; how many failed. Where a server runs on this data, it does so."""
    try:
        with work.importer.alone():
            return anyio.run(work.run)
    except NotReady:
        waiting = work.importer.standing().queued
        stdout.print(f"{waiting} wait: the Florence that runs on this data takes them")
        return 0


def _find(imports: Imports, folder: Path, dispatcher: str) -> int:
    """Queue what is new; how many files could not be read."""
    new = known = unusable = 0
    for found in recordings_in(folder, dispatcher or None):
        if not isinstance(found, Candidate):
            problem(str(found))
            unusable += 1
        elif imports.add(found):
            new += 1
        else:
            known += 1
    stdout.print(f"{new} new recordings, {known} known already")
    return unusable


@dataclass
class _Work:
    """Loads the models when the first recording can be read, and keeps them."""

    settings: Settings
    house: House
    log: EventLog
    importer: Importer
    engines: Engines | None = None
    told: Progress = lambda detail, share: None

    async def run(self) -> int:
        """Work through the queue; how many recordings failed."""
        failed = 0

        def tell(item: ImportItem) -> None:
            nonlocal failed
            if item.state == "failed":
                failed += 1
                problem(item.problem or "")

        with progress("Reading the queue") as self.told:
            await self.importer.run(self.play, tell)
        standing = self.importer.standing()
        stdout.print(f"{standing.done} in the library, {standing.failed} could not be taken")
        return failed

    async def play(self, item: ImportItem, heard: Heard) -> None:
        """One recording through the pipeline, its sound kept first."""
        path, call_id = Path(item.path), item.call_id or ""
        opened = await open_file(path, self.settings, item.speakers, item.filename)
        if self.engines is None:
            self.engines = await load_engines(self.settings, self.told, hearing=True)
        if self.engines.missing:
            raise self.engines.missing  # what is not understood would stand so on the shelf
        source = await source_of(opened, self.engines, self.settings)
        await anyio.to_thread.run_sync(self._keep, path, call_id, opened)

        def on(share: float) -> None:
            heard(share)
            self.told(_standing(self.importer), share)

        await perform(
            source, self.house, self.engines, self.log, _nobody, call_id=call_id, heard=on
        )

    def _keep(self, path: Path, call_id: str, opened: Opened) -> None:
        """A copy of the sound for the review page; where it cannot be kept, that is said."""
        if not self.settings.keep_recordings or not isinstance(opened.content, Recording):
            return
        recordings = Recordings(self.settings.recordings_dir)
        try:
            recordings.keep(call_id, path, opened.content.container)
        except OSError as error:
            if is_full(error):
                raise StoreDamaged("The disk is full", todo="make room and go on") from None
            reason = (error.strerror or "it is not writable").lower()
            problem(f"The sound of {opened.name} is not kept: {reason}")


def _standing(importer: Importer) -> str:
    """Which recording, how many wait, how long it will take."""
    standing = importer.standing()
    left = standing.remaining_s
    told = "" if left is None else f", about {_minutes(left)} left"
    return f"{standing.current}: {standing.queued} waiting{told}"


def _minutes(seconds: float) -> str:
    return f"{round(seconds / 60)} min" if seconds >= 90 else f"{round(seconds)} s"


def _nobody(batch: Sequence[Event]) -> None:
    """Nobody follows an import live."""
