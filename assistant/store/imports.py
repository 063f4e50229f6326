"""The recordings to be imported: a queue on disk that a crash neither loses nor doubles.

A recording is known by the hash of its content, and by who is on which channel where its sender
says so. Whoever takes one up notes the call it becomes before it begins, so that after a crash
the log says whether that call came to its end.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from assistant.errors import ReviewNotFound
from assistant.events import Speaker
from assistant.store.database import Database

ItemState = Literal["queued", "running", "done", "failed", "cancelled"]
SCHEMA = """
CREATE TABLE IF NOT EXISTS imports (
    item INTEGER PRIMARY KEY, sha256 TEXT NOT NULL UNIQUE, path TEXT NOT NULL,
    filename TEXT NOT NULL, duration_ms INTEGER NOT NULL, dispatcher TEXT, tags TEXT NOT NULL,
    state TEXT NOT NULL, call_id TEXT, problem TEXT, code TEXT, took_ms INTEGER,
    speakers TEXT, tries INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS imports_state ON imports (state, item);
CREATE TABLE IF NOT EXISTS imports_seen (
    path TEXT PRIMARY KEY, size INTEGER NOT NULL, changed_ns INTEGER NOT NULL
) WITHOUT ROWID;
"""
LATER = {"speakers": "TEXT", "tries": "INTEGER NOT NULL DEFAULT 0"}
"""Columns that a queue of an earlier version does not have yet."""
COLUMNS = (
    "item, sha256, path, filename, duration_ms, dispatcher, tags, state, call_id, problem, code,"
    " took_ms, speakers, tries"
)
AGAIN = ("failed", "cancelled")
"""States from which a recording may be queued again."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A recording found; `duration_ms` is an estimate for the remaining time."""

    path: Path
    sha256: str
    duration_ms: int
    dispatcher: str | None = None
    tags: tuple[str, ...] = ()
    speakers: tuple[Speaker, ...] | None = None
    filename: str = ""
    """What its sender calls it; empty: as the file is called."""

    @property
    def key(self) -> str:
        """What it is known by."""
        return f"{self.sha256}:{','.join(self.speakers)}" if self.speakers else self.sha256

    @property
    def name(self) -> str:
        """What it is called."""
        return self.filename or self.path.name


@dataclass(frozen=True, slots=True)
class ImportItem:
    """A recording in the queue, and what became of it."""

    item: int
    sha256: str
    path: str
    filename: str
    duration_ms: int
    dispatcher: str | None
    tags: tuple[str, ...]
    state: ItemState
    call_id: str | None
    problem: str | None
    code: str | None
    took_ms: int | None
    speakers: tuple[Speaker, ...] | None = None
    tries: int = 0
    """How often it was begun."""


class Imports:
    """The queue of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        with database.writing() as db:
            there = {row[1] for row in db.execute("PRAGMA table_info(imports)")}
            for name in LATER.keys() - there:
                db.execute(f"ALTER TABLE imports ADD COLUMN {name} {LATER[name]}")

    def add(self, found: Candidate) -> ImportItem | None:
        """Queue a recording, again when it failed or was cancelled; None when it is known."""
        with self._database.writing() as db:
            row = db.execute(
                "SELECT item, state FROM imports WHERE sha256 = ?", (found.key,)
            ).fetchone()
            if row and row[1] in ("queued", "running", "done"):
                return None
            if row:
                db.execute(
                    "UPDATE imports SET state = 'queued', path = ?, filename = ?, problem = NULL,"
                    " code = NULL, call_id = NULL, tries = 0 WHERE item = ?",
                    (str(found.path), found.name, row[0]),
                )
                return _one(db, row[0])
            values = (
                found.key, str(found.path), found.name, found.duration_ms, found.dispatcher,
                "\n".join(found.tags), ",".join(found.speakers) if found.speakers else None,
            )  # fmt: skip
            item = db.execute(
                "INSERT INTO imports (sha256, path, filename, duration_ms, dispatcher, tags,"
                " speakers, state) VALUES (?, ?, ?, ?, ?, ?, ?, 'queued')",
                values,
            ).lastrowid
            return _one(db, int(item or 0))

    def known(self, found: Candidate) -> ImportItem | None:
        """The recording in the queue that is the same; None when there is none."""
        with self._database.reading() as db:
            row = db.execute("SELECT item FROM imports WHERE sha256 = ?", (found.key,)).fetchone()
            return _one(db, row[0]) if row else None

    def take_up(self, call_id: str) -> ImportItem | None:
        """The next recording, noted as becoming that call; None when none waits."""
        if not self.counts().get("queued"):
            return None  # asked often: writes nothing where nothing waits
        with self._database.writing() as db:
            row = db.execute(
                "SELECT item FROM imports WHERE state = 'queued' ORDER BY item LIMIT 1"
            ).fetchone()
            if row is None:
                return None
            db.execute(
                "UPDATE imports SET state = 'running', call_id = ?, tries = tries + 1"
                " WHERE item = ?",
                (call_id, row[0]),
            )
            return _one(db, row[0])

    def settle(
        self, item: int, state: ItemState, *, took_ms: int | None = None,
        problem: str | None = None, code: str | None = None,
    ) -> None:  # fmt: skip
        """Note what became of a recording."""
        with self._database.writing() as db:
            db.execute(
                "UPDATE imports SET state = ?, took_ms = ?, problem = ?, code = ? WHERE item = ?",
                (state, took_ms, problem, code, item),
            )

    def untry(self, item: int) -> None:
        """A try that was not the recording's fault does not count."""
        with self._database.writing() as db:
            db.execute("UPDATE imports SET tries = 0 WHERE item = ?", (item,))

    def cancel(self, item: int | None = None) -> int:
        """Cancel what waits, or one of it; how many."""
        return self._move(("queued",), "cancelled", item)

    def resume(self, item: int | None = None) -> int:
        """Queue what was cancelled again, or one that was cancelled or failed; how many."""
        return self._move(("cancelled",) if item is None else AGAIN, "queued", item)

    def latest(self, limit: int, before: int | None, state: str | None) -> list[ImportItem]:
        """Recordings, the last found first, below the number `before`."""
        query = f"SELECT {COLUMNS} FROM imports WHERE item < ?"
        query += " AND state = ?" if state else ""
        least = before if before is not None else 2**62
        values = (least, state, limit) if state else (least, limit)
        with self._database.reading() as db:
            rows = db.execute(f"{query} ORDER BY item DESC LIMIT ?", values)
            return [_item(row) for row in rows.fetchall()]

    def seen(self, path: str, size: int, changed_ns: int) -> bool:
        """Whether a watched file was noted as it is now."""
        with self._database.reading() as db:
            row = db.execute(
                "SELECT 1 FROM imports_seen WHERE path = ? AND size = ? AND changed_ns = ?",
                (path, size, changed_ns),
            ).fetchone()
        return row is not None

    def note_seen(self, path: str, size: int, changed_ns: int) -> None:
        """Note a watched file, so that its content is not read again."""
        with self._database.writing() as db:
            values = (path, size, changed_ns)
            db.execute("INSERT OR REPLACE INTO imports_seen VALUES (?, ?, ?)", values)

    def items(self, state: str | None = None, limit: int = -1, after: int = 0) -> list[ImportItem]:
        """Recordings in the order they were found."""
        query = f"SELECT {COLUMNS} FROM imports WHERE item > ?"
        query += " AND state = ?" if state else ""
        values = (after, state, limit) if state else (after, limit)
        with self._database.reading() as db:
            return [_item(row) for row in db.execute(f"{query} ORDER BY item LIMIT ?", values)]

    def item(self, item: int) -> ImportItem:
        """One of them; ReviewNotFound."""
        with self._database.reading() as db:
            found = _one(db, item)
        if found is None:
            raise ReviewNotFound("There is no such import", todo="list them to see their numbers")
        return found

    def counts(self) -> dict[str, tuple[int, int]]:
        """By state: how many, and how many ms of sound."""
        with self._database.reading() as db:
            rows = db.execute(
                "SELECT state, count(*), sum(duration_ms) FROM imports GROUP BY state"
            )
            return {state: (count, total) for state, count, total in rows}

    def pace(self) -> float | None:
        """Wall time per time of sound, over the last recordings done; None before the first."""
        with self._database.reading() as db:
            took, sound = db.execute(
                "SELECT sum(took_ms), sum(duration_ms) FROM (SELECT took_ms, duration_ms"
                " FROM imports WHERE state = 'done' AND took_ms IS NOT NULL"
                " ORDER BY item DESC LIMIT 20)"
            ).fetchone()
        return took / sound if took and sound else None

    def _move(self, before: tuple[str, ...], after: str, item: int | None) -> int:
        states = ", ".join("?" for _ in before)
        query = (
            "UPDATE imports SET state = ?, problem = NULL, code = NULL, tries = 0"
            f" WHERE state IN ({states}) AND (item = ? OR ? IS NULL)"
        )
        with self._database.writing() as db:
            return db.execute(query, (after, *before, item, item)).rowcount


def _one(db: sqlite3.Connection, item: int) -> ImportItem | None:
    row = db.execute(f"SELECT {COLUMNS} FROM imports WHERE item = ?", (item,)).fetchone()
    return _item(row) if row else None


def _item(row: tuple) -> ImportItem:  # type: ignore[type-arg]
    (item, sha256, path, filename, duration_ms, dispatcher, tags, state, call_id, problem, code,
     took_ms, speakers, tries) = row  # fmt: skip
    named = tuple(tags.split("\n")) if tags else ()
    channels = tuple(speakers.split(",")) if speakers else None
    return ImportItem(
        item, sha256, path, filename, duration_ms, dispatcher, named, state, call_id, problem,
        code, took_ms, channels, tries,
    )  # fmt: skip
