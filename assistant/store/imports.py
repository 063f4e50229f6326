"""The recordings to be imported: a queue on disk that a crash neither loses nor doubles.

A recording is known by the hash of its content. Whoever takes one up notes the call it becomes
before it begins, so that after a crash the log says whether that call came to its end.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from assistant.errors import ReviewNotFound
from assistant.store.database import Database

ItemState = Literal["queued", "running", "done", "failed", "cancelled"]
SCHEMA = """
CREATE TABLE IF NOT EXISTS imports (
    item INTEGER PRIMARY KEY, sha256 TEXT NOT NULL UNIQUE, path TEXT NOT NULL,
    filename TEXT NOT NULL, duration_ms INTEGER NOT NULL, dispatcher TEXT, tags TEXT NOT NULL,
    state TEXT NOT NULL, call_id TEXT, problem TEXT, code TEXT, took_ms INTEGER
);
CREATE INDEX IF NOT EXISTS imports_state ON imports (state, item);
"""
COLUMNS = (
    "item, sha256, path, filename, duration_ms, dispatcher, tags, state, call_id, problem, code,"
    " took_ms"
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A recording found; `duration_ms` is an estimate for the remaining time."""

    path: Path
    sha256: str
    duration_ms: int
    dispatcher: str | None = None
    tags: tuple[str, ...] = ()


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


class Imports:
    """The queue of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, found: Candidate) -> ImportItem | None:
        """Queue a recording, again when it failed or was cancelled; None when it is known."""
        with self._database.writing() as db:
            row = db.execute(
                "SELECT item, state FROM imports WHERE sha256 = ?", (found.sha256,)
            ).fetchone()
            if row and row[1] in ("queued", "running", "done"):
                return None
            if row:
                db.execute(
                    "UPDATE imports SET state = 'queued', path = ?, filename = ?, problem = NULL,"
                    " code = NULL, call_id = NULL WHERE item = ?",
                    (str(found.path), found.path.name, row[0]),
                )
                return _one(db, row[0])
            values = (
                found.sha256, str(found.path), found.path.name, found.duration_ms,
                found.dispatcher, "\n".join(found.tags),
            )  # fmt: skip
            item = db.execute(
                "INSERT INTO imports (sha256, path, filename, duration_ms, dispatcher, tags, state)"
                " VALUES (?, ?, ?, ?, ?, ?, 'queued')",
                values,
            ).lastrowid
            return _one(db, int(item or 0))

    def take_up(self, call_id: str) -> ImportItem | None:
        """The next recording, noted as becoming that call; None when none waits."""
        with self._database.writing() as db:
            row = db.execute(
                "SELECT item FROM imports WHERE state = 'queued' ORDER BY item LIMIT 1"
            ).fetchone()
            if row is None:
                return None
            db.execute(
                "UPDATE imports SET state = 'running', call_id = ? WHERE item = ?",
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

    def cancel(self) -> int:
        """Cancel everything that waits; how many."""
        return self._move("queued", "cancelled")

    def resume(self) -> int:
        """Queue what was cancelled again; how many."""
        return self._move("cancelled", "queued")

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

    def _move(self, before: str, after: str) -> int:
        with self._database.writing() as db:
            done = db.execute("UPDATE imports SET state = ? WHERE state = ?", (after, before))
            return done.rowcount


def _one(db: sqlite3.Connection, item: int) -> ImportItem | None:
    row = db.execute(f"SELECT {COLUMNS} FROM imports WHERE item = ?", (item,)).fetchone()
    return _item(row) if row else None


def _item(row: tuple) -> ImportItem:  # type: ignore[type-arg]
    (item, sha256, path, filename, duration_ms, dispatcher, tags, state, call_id, problem, code,
     took_ms) = row  # fmt: skip
    named = tuple(tags.split("\n")) if tags else ()
    return ImportItem(
        item, sha256, path, filename, duration_ms, dispatcher, named, state, call_id, problem,
        code, took_ms,
    )  # fmt: skip
