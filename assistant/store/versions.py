"""Versions of calls: what somebody put right, and all the events that follow from it.

The log of a call is version 1 and is never touched. Each correction adds a version beside it,
and no version can be changed or removed.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from assistant.errors import ReviewInvalid, ReviewNotFound
from assistant.events import Event, from_wire, to_wire
from assistant.store.database import Database

FIRST = 1
SCHEMA = """
CREATE TABLE IF NOT EXISTS versions (
    call_id TEXT NOT NULL, version INTEGER NOT NULL, at TEXT NOT NULL, by TEXT NOT NULL,
    correction TEXT NOT NULL, events BLOB NOT NULL,
    PRIMARY KEY (call_id, version)
);
CREATE TRIGGER IF NOT EXISTS versions_kept BEFORE DELETE ON versions
    BEGIN SELECT RAISE(ABORT, 'a version is kept'); END;
CREATE TRIGGER IF NOT EXISTS versions_unchanged BEFORE UPDATE ON versions
    BEGIN SELECT RAISE(ABORT, 'a version is kept'); END;
"""


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version, from 2 on: who put what right; the correction as JSON."""

    version: int
    at: datetime
    by: str
    correction: str


class Versions:
    """The versions of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def latest(self, call_id: str) -> int:
        """The number of the call's newest version."""
        with self._database.reading() as db:
            row = db.execute("SELECT max(version) FROM versions WHERE call_id = ?", (call_id,))
            return int(row.fetchone()[0] or FIRST)

    def add(
        self, call_id: str, base: int, row: tuple[datetime, str, str], events: Sequence[Event]
    ) -> int:
        """Add the version after `base`; ReviewInvalid when somebody was there first.

        `row` is when, by whom, and the correction as JSON.
        """
        at, by, correction = row
        packed = zlib.compress(json.dumps([to_wire(event) for event in events]).encode())
        with self._database.writing() as db:
            last = db.execute("SELECT max(version) FROM versions WHERE call_id = ?", (call_id,))
            if int(last.fetchone()[0] or FIRST) != base:
                raise ReviewInvalid(
                    "Somebody has corrected this call meanwhile", todo="look at it again first"
                )
            values = (call_id, base + 1, at.isoformat(), by, correction, packed)
            db.execute("INSERT INTO versions VALUES (?, ?, ?, ?, ?, ?)", values)
        return base + 1

    def events(self, call_id: str, version: int) -> list[Event]:
        """All events of a version from 2 on; ReviewNotFound."""
        with self._database.reading() as db:
            row = db.execute(
                "SELECT events FROM versions WHERE call_id = ? AND version = ?", (call_id, version)
            ).fetchone()
        if row is None:
            raise ReviewNotFound("There is no such version", todo="take one that is listed")
        return [from_wire(line) for line in json.loads(zlib.decompress(row[0]))]

    def rows(self, call_id: str) -> list[VersionRow]:
        """The versions of a call from 2 on, in order."""
        with self._database.reading() as db:
            rows = db.execute(
                "SELECT version, at, by, correction FROM versions WHERE call_id = ?"
                " ORDER BY version",
                (call_id,),
            ).fetchall()
        return [VersionRow(n, datetime.fromisoformat(at), by, what) for n, at, by, what in rows]
