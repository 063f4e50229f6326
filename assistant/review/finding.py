"""Recordings in a folder: which there are, who took them, what they are known by."""

from __future__ import annotations

import csv
import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import av

from assistant.errors import InputError
from assistant.review.trainer import checked_tags
from assistant.store.imports import Candidate
from assistant.transcripts import is_transcript

LIST = "calls.csv"
"""Optional beside recordings: columns file, dispatcher, tags (separated by ;)."""
SKIPPED = {".csv", ".json", ".yml", ".yaml", ".md", ".pdf", ".html", ".xml", ".db", ".sqlite3"}
GUESSED_MS = 60_000
"""How long a recording counts for the remaining time when it does not say."""
WRITTEN_MS = 2000
BLOCK = 2**20


@dataclass(frozen=True, slots=True)
class Told:
    """What the list beside a recording says of it."""

    dispatcher: str | None
    tags: tuple[str, ...]


def recordings_in(folder: Path, dispatcher: str | None = None) -> Iterator[Candidate | InputError]:
    """Every recording or transcript below the folder, or why one cannot be read; InputError."""
    if not folder.exists():
        raise InputError(f"There is no folder {folder}", todo="name a folder of recordings")
    files = [folder] if folder.is_file() else sorted(files_in(folder))
    lists: dict[Path, Mapping[str, Told]] = {}
    for path in files:
        if path.parent not in lists:
            lists[path.parent] = _list(path.parent)
        told = lists[path.parent].get(path.name, Told(None, ()))
        try:
            yield Candidate(
                path.resolve(), fingerprint(path), duration_ms(path),
                told.dispatcher or dispatcher, told.tags,
            )  # fmt: skip
        except OSError as error:
            reason = (error.strerror or "it is not readable").lower()
            yield InputError(f"{path.name} cannot be read: {reason}")


def fingerprint(path: Path) -> str:
    """The hash of a file's content."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()


def duration_ms(path: Path, name: str = "") -> int:
    """What the file says of its own length; a guess where it does not.

    A written call counts as what it takes beside sound: next to nothing.
    """
    if is_transcript(name or path.name):
        return WRITTEN_MS
    try:
        with av.open(str(path)) as container:
            return int(container.duration / 1000) if container.duration else GUESSED_MS
    except (av.error.FFmpegError, ValueError):
        return GUESSED_MS


def files_in(folder: Path) -> Iterator[Path]:
    """Every file below a folder that may be a recording; hidden ones are not."""
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in names:
            path = Path(root, name)
            if not name.startswith(".") and path.suffix.lower() not in SKIPPED and path.is_file():
                yield path


def _list(folder: Path) -> Mapping[str, Told]:
    path = folder / LIST
    if not path.is_file():
        return {}
    found = {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for number, row in enumerate(csv.DictReader(file), start=2):
                name = (row.get("file") or "").strip()
                if not name:
                    raise InputError(f"{path} line {number} names no file", todo="fill the column")
                tags = [tag for tag in (row.get("tags") or "").split(";") if tag.strip()]
                who = (row.get("dispatcher") or "").strip()[:80] or None
                found[name] = Told(who, checked_tags(tuple(tags)))
    except (UnicodeDecodeError, csv.Error):
        raise InputError(f"{path} cannot be read", todo="save it as CSV in UTF-8") from None
    return found
