"""The shelf: what lists and searches need of each call, kept beside the log and made from it.

It holds nothing of its own; deleting its tables loses only the time to fill them again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace

from assistant.store.database import Database
from assistant.store.shelf_tables import put_call, read_call
from assistant.store.shelved import Hit, Line, Put, ShelfMark, Shelved
from assistant.store.wanted import Wanted, clauses, search_words, searching

HITS_MAX = 1000


class Shelf:
    """Puts calls on the shelf, lists and searches them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(
        self, call: Shelved, lines: Iterable[Line], marks: Iterable[ShelfMark], version: int = 1
    ) -> None:
        """Put a call on the shelf, in place of what was there of it."""
        self.put_all([(call, lines, marks, version)])

    def put_all(self, calls: Iterable[Put]) -> None:
        """Put calls on the shelf, all or none of them."""
        with self._database.writing() as db:
            for call, lines, marks, version in calls:
                put_call(db, call, lines, marks, version)

    def leave_out(self, call_id: str) -> None:
        """Never show a call: a broken-off first try of a recording that was taken again."""
        with self._database.writing() as db:
            db.execute("INSERT OR IGNORE INTO shelf_left_out VALUES (?)", (call_id,))
            for table in ("shelf", "shelf_words", "shelf_marks", "shelf_lines"):
                db.execute(f"DELETE FROM {table} WHERE call_id = ?", (call_id,))

    def seen(self) -> dict[str, int]:
        """How far the log of each call has been read; left out ones beyond any end."""
        with self._database.reading() as db:
            seen: dict[str, int] = dict(db.execute("SELECT call_id, log_seq FROM shelf"))
            left_out = db.execute("SELECT call_id FROM shelf_left_out")
            return seen | {call_id: 2**62 for (call_id,) in left_out}

    def find(self, wanted: Wanted, limit: int, before: tuple[str, str] | None) -> list[Shelved]:
        """Calls newest first; `before` is started_at and call_id of the last one of a page."""
        where, values = clauses(wanted)
        if before:
            where.append("(started_at, call_id) < (?, ?)")
            values += before
        clause = f"WHERE {' AND '.join(where)}" if where else ""
        query = f"SELECT * FROM shelf {clause} ORDER BY started_at DESC, call_id DESC LIMIT ?"
        with self._database.reading() as db, searching():
            rows = db.execute(query, (*values, limit)).fetchall()
            return [read_call(db, row) for row in rows]

    def get(self, call_id: str) -> Shelved | None:
        """One call, or None while it is not on the shelf."""
        with self._database.reading() as db:
            row = db.execute("SELECT * FROM shelf WHERE call_id = ?", (call_id,)).fetchone()
            return read_call(db, row) if row else None

    def search(
        self, text: str, limit: int, call_id: str | None = None, wanted: Wanted | None = None
    ) -> list[Hit]:
        """Where the words were said, in the calls wanted, the last call put up first.

        Every word must be in the utterance.
        """
        where, values = clauses(replace(wanted, text=None) if wanted else Wanted())
        if call_id:
            where, values = [*where, "call_id = ?"], [*values, call_id]
        calls = f" AND l.call_id IN (SELECT call_id FROM shelf WHERE {' AND '.join(where)})"
        query = (
            "SELECT l.call_id, l.seq, l.at_ms, l.speaker, l.text,"
            " highlight(shelf_search, 0, '‹', '›'), s.started_at, s.call_type"
            " FROM shelf_search JOIN shelf_lines l ON l.number = shelf_search.rowid"
            " JOIN shelf s ON s.call_id = l.call_id"
            f" WHERE shelf_search MATCH ?{calls if where else ''}"
            " ORDER BY shelf_search.rowid DESC LIMIT ?"
        )
        values = [search_words(text), *values, min(limit, HITS_MAX)]
        with self._database.reading() as db, searching():
            return [Hit(*row) for row in db.execute(query, values).fetchall()]

    def words(self, kind: str) -> list[tuple[str, int]]:
        """Every tag, alert or missed question on the shelf, and on how many calls."""
        with self._database.reading() as db:
            return db.execute(
                "SELECT word, count(*) FROM shelf_words WHERE kind = ? GROUP BY word", (kind,)
            ).fetchall()

    def dispatchers(self) -> list[tuple[str, int]]:
        """Every dispatcher named, and with how many calls."""
        with self._database.reading() as db:
            return db.execute(
                "SELECT dispatcher, count(*) FROM shelf WHERE dispatcher IS NOT NULL"
                " GROUP BY dispatcher ORDER BY dispatcher"
            ).fetchall()

    def measures(self, call_type: str | None) -> list[dict[str, float]]:
        """The measures of every call of a type that is over."""
        with self._database.reading() as db:
            rows = db.execute(
                "SELECT measures FROM shelf WHERE call_type IS ? AND NOT live", (call_type,)
            ).fetchall()
        return [json.loads(row[0]) for row in rows]

    def marks(self, wanted: Wanted) -> list[tuple[str, str, str, str | None, float | None, int]]:
        """(started_at, form, item, dispatcher, points, of) of every mark of the calls wanted."""
        where, values = clauses(wanted)
        clause = f"WHERE {' AND '.join(where)}" if where else ""
        with self._database.reading() as db, searching():
            return db.execute(
                "SELECT started_at, shelf_marks.form, item, dispatcher, points, of FROM shelf"
                f" JOIN shelf_marks USING (call_id) {clause} ORDER BY started_at",
                values,
            ).fetchall()
