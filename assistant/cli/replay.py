"""`florence replay`: recordings or written calls through the whole pipeline."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Annotated, TextIO

import anyio
import typer

from assistant.calls import House
from assistant.cli.output import problem, progress, stdout
from assistant.cli.timeline import line
from assistant.engines import Engines, load_engines
from assistant.errors import InputError
from assistant.events import Event, Speaker, to_wire
from assistant.performance import perform
from assistant.replay import Speed
from assistant.settings import Settings, load_settings
from assistant.sources import open_file, source_of
from assistant.store.event_log import EventLog
from assistant.transcripts import is_transcript

Write = Callable[[Sequence[Event]], None]


def replay(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="recordings or transcripts")
    ],
    events: Annotated[
        str, typer.Option(metavar="OUT", help="every event as JSON lines: a file, - or a DIR/")
    ] = "",
    speed: Annotated[str, typer.Option(help="max or realtime")] = "max",
    speakers: Annotated[str, typer.Option(help="what each channel is: caller,dispatcher")] = "",
    protocols: Annotated[Path | None, typer.Option(help="a folder of other cards")] = None,
) -> int:
    """Put recordings or transcripts through the whole pipeline; prints each timeline."""
    settings = load_settings(**({"protocols_dir": protocols} if protocols else {}))
    named = _speakers(speakers)
    house = House.open(settings)
    return anyio.run(_replay_all, files, settings, house, _Out(events), _speed(speed), named)


async def _replay_all(
    files: list[Path],
    settings: Settings,
    house: House,
    out: _Out,
    speed: Speed,
    speakers: tuple[Speaker, ...] | None,
) -> int:
    """Play each file that can be read; the models load once, when the first one can."""
    hearing = not all(is_transcript(path.name) for path in files)
    log = EventLog(settings.data_dir / "calls.sqlite3")
    engines: Engines | None = None
    unusable = 0
    for path in files:
        try:
            opened = await open_file(path, settings, speakers)
            engines = engines or await _load(settings, hearing)
            source = await source_of(opened, engines, settings)
            with out.open(path) as write:
                await perform(source, house, engines, log, write, speed=speed)
        except InputError as error:
            problem(str(error))
            unusable += 1
    log.close()
    return 2 if unusable else 0


async def _load(settings: Settings, hearing: bool) -> Engines:
    with progress("Loading the models") as told:
        engines = await load_engines(settings, told, hearing=hearing)
    if engines.missing:
        problem(str(engines.missing))
    return engines


class _Out:
    """Where the events and the timeline of each call go."""

    def __init__(self, events: str) -> None:
        self._events = events
        self._into_folder = bool(events) and (events.endswith("/") or Path(events).is_dir())
        self._used: set[str] = set()
        if events and events != "-":
            self._make_room()

    @contextmanager
    def open(self, path: Path) -> Iterator[Write]:
        """How one call's events are written."""
        if self._events == "-":
            yield partial(_write_lines, sys.stdout)
        elif self._events:
            with self._target(path).open(
                "w" if self._into_folder else "a", encoding="utf-8"
            ) as file:
                yield partial(_write_and_print, file)
        else:
            stdout.print(path.name, style="bold", markup=False)
            yield _print_lines

    def _make_room(self) -> None:
        try:
            if self._into_folder:
                Path(self._events).mkdir(parents=True, exist_ok=True)
            else:
                Path(self._events).write_text("", encoding="utf-8")
        except OSError as error:
            reason = (error.strerror or "it is not writable").lower()
            raise InputError(f"The events cannot be written to {self._events}: {reason}") from None

    def _target(self, path: Path) -> Path:
        if not self._into_folder:
            return Path(self._events)
        name, number = path.stem, 2
        while name in self._used:
            name, number = f"{path.stem}-{number}", number + 1
        self._used.add(name)
        return Path(self._events) / f"{name}.jsonl"


def _write_lines(file: TextIO, batch: Sequence[Event]) -> None:
    for event in batch:
        file.write(json.dumps(to_wire(event), ensure_ascii=False) + "\n")
    file.flush()


def _write_and_print(file: TextIO, batch: Sequence[Event]) -> None:
    _write_lines(file, batch)
    _print_lines(batch)


def _print_lines(batch: Sequence[Event]) -> None:
    for event in batch:
        text = line(event)
        if text is not None:
            stdout.print(text)


def _speakers(text: str) -> tuple[Speaker, ...] | None:
    if not text:
        return None
    names = tuple(name.strip().lower() for name in text.split(","))
    if not 1 <= len(names) <= 2 or any(n not in ("caller", "dispatcher") for n in names):
        raise InputError(
            "--speakers names what each channel is", todo="use caller,dispatcher or the reverse"
        )
    return names  # type: ignore[return-value]


def _speed(text: str) -> Speed:
    if text not in ("max", "realtime"):
        raise InputError("--speed is max or realtime")
    return text  # type: ignore[return-value]
