"""`florence whatif`: recorded calls under other cards or settings, and what would change."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from assistant.calls import House
from assistant.cli.output import problem, stdout
from assistant.errors import EventInvalid, FlorenceError, InputError
from assistant.events import Event, from_wire
from assistant.review.whatif import Summary, summed, to_json, what_if
from assistant.settings import load_settings
from assistant.store.event_log import EventLog

SETTINGS = ("answer_confidence_min", "silence_notice_ms")
"""The settings that the pure part of a call depends on."""


def whatif(
    calls: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[EVENTS...]", help="event files or folders; none: every call kept"),
    ] = None,
    protocols: Annotated[Path | None, typer.Option(help="a folder of other cards")] = None,
    setting: Annotated[
        list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="another setting")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="write every difference as JSON")] = None,
) -> int:
    """Feed recorded calls again under other cards or settings; no model runs."""
    settings = load_settings()
    given = dict(_setting(text) for text in setting or [])
    changes = {**given, **({"protocols_dir": protocols} if protocols else {})}
    if not changes:
        raise InputError("Nothing would be otherwise", todo="name --protocols or --set")
    before = House.open(settings)
    after = House.open(load_settings(**{**settings.model_dump(), **changes}), given)
    found, unusable = [], 0
    for name, events in _recorded(calls or [], settings.data_dir):
        try:
            found.append(what_if(list(events), before, after))
        except FlorenceError as error:
            problem(f"{name}: {error}")
            unusable += 1
    summary = summed(sorted(found, key=lambda difference: difference.call_id))
    _tell(summary)
    if out:
        _write(out, to_json(summary))
    return 2 if unusable else 0


def _setting(text: str) -> tuple[str, str]:
    name, _, value = text.partition("=")
    if name not in SETTINGS or not value:
        raise InputError(
            f"--set {text!r} cannot be used",
            todo=f"name one of {', '.join(SETTINGS)} as NAME=VALUE",
        )
    return name, value


def _recorded(paths: list[Path], data_dir: Path) -> Iterator[tuple[str, Iterator[Event]]]:
    """Each call's name and its events, from files, folders or the store."""
    if not paths:
        yield from _kept(data_dir)
    for path in paths:
        files = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
        if path.is_dir() and not files:
            raise InputError(f"{path} holds no event files", todo="make them with replay --events")
        for file in files:
            yield file.name, _read(file)


def _kept(data_dir: Path) -> Iterator[tuple[str, Iterator[Event]]]:
    log = EventLog(data_dir / "calls.sqlite3")
    for call_id, _ in log.heads():
        yield call_id, iter(log.read(call_id))
    log.close()


def _read(path: Path) -> Iterator[Event]:
    """A file's events; EventInvalid names the line."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise InputError(f"{path} cannot be read", todo="name a file of events") from None
    for number, line in enumerate(lines, start=1):
        try:
            yield from_wire(json.loads(line))
        except (json.JSONDecodeError, TypeError, AttributeError, EventInvalid):
            raise EventInvalid(
                f"line {number} is no event", todo="name files that replay --events wrote"
            ) from None


def _tell(summary: Summary) -> None:
    stdout.print(f"{summary.changed} of {summary.calls} calls would have been otherwise")
    for change, subjects in summary.prompts.items():
        named = ", ".join(f"{name} {count}" for name, count in subjects.items())
        stdout.print(f"  {change}: {named}", markup=False)
    if summary.calls == 1:
        for difference in summary.differences:
            for line in difference.lines():
                stdout.print(f"  {line}", markup=False)


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, "utf-8")
    except OSError as error:
        reason = (error.strerror or "it is not writable").lower()
        raise InputError(f"The differences cannot be written to {path}: {reason}") from None
