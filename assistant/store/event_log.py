"""The event log: append-only, in SQLite, readable while it is written.

A call's events are numbered from 1 without gaps; the table's key and the check on append see to
it. Each batch is one transaction: after a crash it is there whole or not at all.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import psutil
from pydantic_core import from_json

from assistant.errors import CallNotFound, StoreDamaged
from assistant.events import (
    CallEnded,
    CallStarted,
    CallTypeChanged,
    Event,
    FactCorrected,
    FactHeard,
    from_wire,
    to_wire,
)
from assistant.holding import is_sure
from assistant.store.database import Database

SCHEMA = """
CREATE TABLE IF NOT EXISTS events (
    call_id TEXT NOT NULL, seq INTEGER NOT NULL, type TEXT NOT NULL, event TEXT NOT NULL,
    PRIMARY KEY (call_id, seq)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS calls (
    number INTEGER PRIMARY KEY, call_id TEXT NOT NULL UNIQUE, started_at TEXT NOT NULL,
    source TEXT NOT NULL, ended INTEGER NOT NULL DEFAULT 0,
    last_seq INTEGER NOT NULL, last_ms INTEGER NOT NULL, call_type TEXT, location TEXT,
    owner INTEGER NOT NULL
);
"""


SEARCHED = ("call_type", "location", "source", "call_id")


@dataclass(frozen=True, slots=True)
class CallRow:
    """What the log knows of a call without reading it; `number` grows with every call."""

    number: int
    call_id: str
    started_at: datetime
    source: str
    ended: bool
    last_seq: int
    last_ms: int
    call_type: str | None
    location: str | None


class EventLog:
    """One SQLite file in WAL mode; one connection a thread, one writer at a time."""

    def __init__(self, path: Path) -> None:
        self._database = Database(path, SCHEMA, "The event log")

    def append(self, batch: Sequence[Event]) -> None:
        """Append one call's events in one transaction; StoreDamaged when a number is missing."""
        if not batch:
            return
        with self._database.writing() as db:
            self._check_next(db, batch)
            self._note_call(db, batch)
            db.executemany(
                "INSERT INTO events VALUES (?, ?, ?, ?)",
                [(e.call_id, e.seq, e.type, json.dumps(to_wire(e))) for e in batch],
            )

    def read(self, call_id: str, after: int = 0, limit: int = -1) -> list[Event]:
        """The call's events with `seq` above `after`, in order; CallNotFound when unknown."""
        return self._events(call_id, "seq > ? ORDER BY seq LIMIT ?", (after, limit))

    def read_without(self, call_id: str, types: Sequence[str], after: int = 0) -> list[Event]:
        """The same without events of these types, but always with the last; CallNotFound."""
        marks = ", ".join("?" * len(types))
        where = (
            f"seq > ? AND (type NOT IN ({marks})"
            " OR seq = (SELECT max(seq) FROM events WHERE call_id = ?)) ORDER BY seq"
        )
        return self._events(call_id, where, (after, *types, call_id))

    def _events(self, call_id: str, where: str, values: tuple[object, ...]) -> list[Event]:
        with self._database.reading() as db:
            rows = db.execute(
                f"SELECT event FROM events WHERE call_id = ? AND {where}", (call_id, *values)
            )
            events = [from_wire(from_json(row[0])) for row in rows]
        if not events:
            self.call(call_id)
        return events

    def call(self, call_id: str) -> CallRow:
        """The call's row; CallNotFound when there is none."""
        for row in self._rows("WHERE call_id = ?", (call_id,)):
            return row
        raise CallNotFound("There is no such call", todo="list the calls to see their ids")

    def calls(
        self, limit: int, before: int | None = None, search: str | None = None
    ) -> list[CallRow]:
        """Calls, newest first, older than the call number `before`.

        `search` is looked for in their kind, place, source and call_id.
        """
        order = "ORDER BY number DESC LIMIT ?"
        number = before if before is not None else 2**62
        if not search:
            return list(self._rows(f"WHERE number < ? {order}", (number, limit)))
        likes = " OR ".join(f"{column} LIKE ? ESCAPE '|'" for column in SEARCHED)
        values = (number, *(_pattern(search),) * len(SEARCHED), limit)
        return list(self._rows(f"WHERE number < ? AND ({likes}) {order}", values))

    def heads(self) -> list[tuple[str, int]]:
        """Every call and the last number of its log, oldest call first."""
        with self._database.reading() as db:
            rows = db.execute("SELECT call_id, last_seq FROM calls ORDER BY number")
            return [(call_id, last_seq) for call_id, last_seq in rows]

    def interrupted(self) -> list[CallRow]:
        """Calls whose writing process is gone before they ended."""
        with self._database.reading() as db:
            rows = db.execute("SELECT call_id, owner FROM calls WHERE ended = 0")
            open_calls = [(self.call(call_id), owner) for call_id, owner in rows.fetchall()]
        return [call for call, owner in open_calls if not _writes(owner, call)]

    def check(self) -> None:
        """Read the whole file; StoreDamaged when a page of it is not sound."""
        self._database.check()

    def close(self) -> None:
        """Close every connection; the log can be opened again."""
        self._database.close()

    def _rows(self, where: str, values: tuple[object, ...]) -> Iterator[CallRow]:
        columns = "number, call_id, started_at, source, ended, last_seq, last_ms"
        columns += ", call_type, location"
        with self._database.reading() as db:
            rows = db.execute(f"SELECT {columns} FROM calls {where}", values)
            for number, call_id, started_at, source, ended, *rest in rows.fetchall():
                when = datetime.fromisoformat(started_at)
                yield CallRow(number, call_id, when, source, bool(ended), *rest)

    @staticmethod
    def _check_next(db: sqlite3.Connection, batch: Sequence[Event]) -> None:
        found = db.execute("SELECT last_seq FROM calls WHERE call_id = ?", (batch[0].call_id,))
        last = (found.fetchone() or (0,))[0]
        expected = range(last + 1, last + 1 + len(batch))
        if [event.seq for event in batch] != list(expected):
            raise StoreDamaged(f"The log expected event {last + 1} and was given {batch[0].seq}")

    @staticmethod
    def _note_call(db: sqlite3.Connection, batch: Sequence[Event]) -> None:
        first, last = batch[0], batch[-1]
        if isinstance(first.payload, CallStarted):
            db.execute(
                "INSERT INTO calls (call_id, started_at, source, last_seq, last_ms, owner)"
                " VALUES (?, ?, ?, 0, 0, ?)",
                (first.call_id, first.recorded_at.isoformat(), first.payload.source, os.getpid()),
            )
        ended, call_type, location, perhaps = _told_of_call(batch)
        db.execute(
            "UPDATE calls SET last_seq = ?, last_ms = ?, ended = ended OR ?,"
            " call_type = coalesce(?, call_type), location = coalesce(?, location, ?)"
            " WHERE call_id = ?",
            (last.seq, last.at_ms, ended, call_type, location, perhaps, first.call_id),
        )


def _pattern(search: str) -> str:
    """What LIKE looks for; a space also finds the underscore of an identifier."""
    plain = "".join(f"|{char}" if char in "|%_" else char for char in search.strip())
    return f"%{plain.replace(' ', '_')}%"


def _told_of_call(batch: Sequence[Event]) -> tuple[bool, str | None, str | None, str | None]:
    """What a batch changes in the call's row: ended, call type, location, or a guess at it."""
    ended, call_type, location, perhaps = False, None, None, None
    for event in batch:
        payload = event.payload
        ended = ended or isinstance(payload, CallEnded)
        if isinstance(payload, CallTypeChanged):
            call_type = payload.call_type
        elif isinstance(payload, FactHeard | FactCorrected) and payload.fact == "location":
            sure = isinstance(payload, FactCorrected) or is_sure(payload)
            location = payload.value or location if sure else location
            perhaps = payload.value or perhaps
    return ended, call_type, location, perhaps


def _writes(owner: int, call: CallRow) -> bool:
    """Whether the process that began the call still runs, and is not another of its number."""
    try:
        process = psutil.Process(owner)
        runs = process.status() != psutil.STATUS_ZOMBIE
        return runs and process.create_time() <= call.started_at.timestamp()
    except psutil.NoSuchProcess:
        return False
