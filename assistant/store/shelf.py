"""The shelf: what lists and searches need of each call, kept beside the log and made from it.

It holds nothing of its own; deleting its tables loses only the time to fill them again.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from assistant.errors import ReviewInvalid
from assistant.store.database import Database

SCHEMA = """
CREATE TABLE IF NOT EXISTS shelf (
    call_id TEXT PRIMARY KEY, started_at TEXT NOT NULL, duration_ms INTEGER NOT NULL,
    source TEXT NOT NULL, live INTEGER NOT NULL, call_type TEXT, location TEXT, dispatcher TEXT,
    form TEXT, score REAL, own_score REAL, state TEXT NOT NULL, comments INTEGER NOT NULL,
    measures TEXT NOT NULL, log_seq INTEGER NOT NULL, journal_seq INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS shelf_when ON shelf (started_at, call_id);
CREATE INDEX IF NOT EXISTS shelf_type ON shelf (call_type, started_at);
CREATE INDEX IF NOT EXISTS shelf_dispatcher ON shelf (dispatcher, started_at);
CREATE TABLE IF NOT EXISTS shelf_words (
    kind TEXT NOT NULL, word TEXT NOT NULL, call_id TEXT NOT NULL,
    PRIMARY KEY (kind, word, call_id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS shelf_words_call ON shelf_words (call_id);
CREATE TABLE IF NOT EXISTS shelf_marks (
    call_id TEXT NOT NULL, form TEXT NOT NULL, item TEXT NOT NULL, points REAL, of INTEGER NOT NULL,
    PRIMARY KEY (call_id, form, item)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS shelf_left_out (call_id TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS shelf_versions (
    call_id TEXT PRIMARY KEY, version INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS shelf_lines (
    number INTEGER PRIMARY KEY, call_id TEXT NOT NULL, seq INTEGER NOT NULL,
    at_ms INTEGER NOT NULL, speaker TEXT NOT NULL, text TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS shelf_lines_call ON shelf_lines (call_id);
CREATE VIRTUAL TABLE IF NOT EXISTS shelf_search USING fts5 (
    text, content='shelf_lines', content_rowid='number', tokenize='porter unicode61'
);
CREATE TRIGGER IF NOT EXISTS shelf_lines_in AFTER INSERT ON shelf_lines BEGIN
    INSERT INTO shelf_search (rowid, text) VALUES (new.number, new.text); END;
CREATE TRIGGER IF NOT EXISTS shelf_lines_out AFTER DELETE ON shelf_lines BEGIN
    INSERT INTO shelf_search (shelf_search, rowid, text)
    VALUES ('delete', old.number, old.text); END;
"""
HITS_MAX = 1000


@dataclass(frozen=True, slots=True)
class Line:
    """One utterance, for search."""

    seq: int
    at_ms: int
    speaker: str
    text: str


@dataclass(frozen=True, slots=True)
class ShelfMark:
    """An item's points; None where it does not apply or waits."""

    form: str
    item: str
    points: float | None
    of: int


@dataclass(frozen=True, slots=True)
class Shelved:
    """One call on the shelf; `state` is `live`, `automatic`, `begun`, `disputed` or `final`."""

    call_id: str
    started_at: datetime
    duration_ms: int
    source: str
    live: bool
    call_type: str | None
    location: str | None
    dispatcher: str | None
    form: str | None
    score: float | None
    own_score: float | None
    state: str
    comments: int
    measures: Mapping[str, float]
    log_seq: int
    journal_seq: int
    alerts: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """Filters of the list; what is None or empty does not filter. Dates are ISO, end excluded."""

    call_type: str | None = None
    dispatcher: str | None = None
    since: str | None = None
    until: str | None = None
    score_min: float | None = None
    score_max: float | None = None
    alert: str | None = None
    missed: str | None = None
    tag: str | None = None
    state: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A place in a transcript where the words were said; `marked` has them within ‹ and ›."""

    call_id: str
    seq: int
    at_ms: int
    speaker: str
    text: str
    marked: str
    started_at: str
    call_type: str | None


Put = tuple[Shelved, Iterable[Line], Iterable[ShelfMark], int]
"""A call, its lines, its marks, and the version of the call they are from."""


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
                _put(db, call, lines, marks, version)

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
        where, values = _where(wanted)
        if before:
            where.append("(started_at, call_id) < (?, ?)")
            values += before
        clause = f"WHERE {' AND '.join(where)}" if where else ""
        query = f"SELECT * FROM shelf {clause} ORDER BY started_at DESC, call_id DESC LIMIT ?"
        with self._database.reading() as db, _searching():
            rows = db.execute(query, (*values, limit)).fetchall()
            return [_shelved(db, row) for row in rows]

    def get(self, call_id: str) -> Shelved | None:
        """One call, or None while it is not on the shelf."""
        with self._database.reading() as db:
            row = db.execute("SELECT * FROM shelf WHERE call_id = ?", (call_id,)).fetchone()
            return _shelved(db, row) if row else None

    def search(
        self, text: str, limit: int, call_id: str | None = None, wanted: Wanted | None = None
    ) -> list[Hit]:
        """Where the words were said, in the calls wanted, the last call put up first.

        Every word must be in the utterance.
        """
        where, values = _where(replace(wanted, text=None) if wanted else Wanted())
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
        with self._database.reading() as db, _searching():
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
        where, values = _where(wanted)
        clause = f"WHERE {' AND '.join(where)}" if where else ""
        with self._database.reading() as db, _searching():
            return db.execute(
                "SELECT started_at, shelf_marks.form, item, dispatcher, points, of FROM shelf"
                f" JOIN shelf_marks USING (call_id) {clause} ORDER BY started_at",
                values,
            ).fetchall()


def search_words(text: str) -> str:
    """The words as FTS5 takes them: each a quoted string, so that nothing in it is syntax."""
    words = [word.replace('"', "") for word in text.split()]
    return " ".join(f'"{word}"' for word in words if word)


class _searching:
    """A search that has nothing to look for is the person's, not the store's."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, sqlite3.OperationalError) and "fts5" in str(error):
            raise ReviewInvalid("The search has no word in it", todo="type a word") from None


def _where(wanted: Wanted) -> tuple[list[str], list[object]]:
    found: list[tuple[str, object]] = []
    for column, value in (
        ("call_type = ?", wanted.call_type), ("dispatcher = ?", wanted.dispatcher),
        ("started_at >= ?", wanted.since), ("started_at < ?", wanted.until),
        ("score >= ?", wanted.score_min), ("score <= ?", wanted.score_max),
        ("state = ?", wanted.state),
    ):  # fmt: skip
        if value is not None:
            found.append((column, value))
    for kind, word in (("alert", wanted.alert), ("missed", wanted.missed), ("tag", wanted.tag)):
        if word is not None:
            inner = f"SELECT call_id FROM shelf_words WHERE kind = '{kind}' AND word = ?"
            found.append((f"call_id IN ({inner})", word))
    if wanted.text:
        inner = (
            "SELECT call_id FROM shelf_lines WHERE number IN"
            " (SELECT rowid FROM shelf_search WHERE shelf_search MATCH ?)"
        )
        found.append((f"call_id IN ({inner})", search_words(wanted.text)))
    return [clause for clause, _ in found], [value for _, value in found]


def _put(
    db: sqlite3.Connection,
    call: Shelved,
    lines: Iterable[Line],
    marks: Iterable[ShelfMark],
    version: int,
) -> None:
    row = db.execute(
        "SELECT log_seq, coalesce(version, 1) FROM shelf LEFT JOIN shelf_versions USING (call_id)"
        " WHERE call_id = ?",
        (call.call_id,),
    ).fetchone()
    for table in ("shelf", "shelf_words", "shelf_marks"):
        db.execute(f"DELETE FROM {table} WHERE call_id = ?", (call.call_id,))
    _insert(db, call)
    rows = [(call.call_id, m.form, m.item, m.points, m.of) for m in marks]
    db.executemany("INSERT INTO shelf_marks VALUES (?, ?, ?, ?, ?)", rows)
    if row != (call.log_seq, version):
        _insert_lines(db, call.call_id, lines)
        db.execute("INSERT OR REPLACE INTO shelf_versions VALUES (?, ?)", (call.call_id, version))


def _insert(db: sqlite3.Connection, call: Shelved) -> None:
    db.execute(
        f"INSERT INTO shelf VALUES ({', '.join('?' * 16)})",
        (
            call.call_id, call.started_at.isoformat(), call.duration_ms, call.source, call.live,
            call.call_type, call.location, call.dispatcher, call.form, call.score,
            call.own_score, call.state, call.comments, json.dumps(dict(call.measures)),
            call.log_seq, call.journal_seq,
        ),
    )  # fmt: skip
    words: Sequence[tuple[str, tuple[str, ...]]] = (
        ("alert", call.alerts), ("missed", call.missed), ("tag", call.tags),
    )  # fmt: skip
    rows = [(kind, word, call.call_id) for kind, some in words for word in dict.fromkeys(some)]
    db.executemany("INSERT INTO shelf_words VALUES (?, ?, ?)", rows)


def _insert_lines(db: sqlite3.Connection, call_id: str, lines: Iterable[Line]) -> None:
    db.execute("DELETE FROM shelf_lines WHERE call_id = ?", (call_id,))
    db.executemany(
        "INSERT INTO shelf_lines (call_id, seq, at_ms, speaker, text) VALUES (?, ?, ?, ?, ?)",
        [(call_id, line.seq, line.at_ms, line.speaker, line.text) for line in lines],
    )


def _shelved(db: sqlite3.Connection, row: tuple) -> Shelved:  # type: ignore[type-arg]
    (call_id, started_at, duration_ms, source, live, call_type, location, dispatcher, form,
     score, own_score, state, comments, measures, log_seq, journal_seq) = row  # fmt: skip
    kept: dict[str, list[str]] = {"alert": [], "missed": [], "tag": []}
    for kind, word in db.execute(
        "SELECT kind, word FROM shelf_words WHERE call_id = ? ORDER BY kind, word", (call_id,)
    ):
        kept[kind].append(word)
    return Shelved(
        call_id, datetime.fromisoformat(started_at), duration_ms, source, bool(live), call_type,
        location, dispatcher, form, score, own_score, state, comments, json.loads(measures),
        log_seq, journal_seq,
        tuple(kept["alert"]), tuple(kept["missed"]), tuple(kept["tag"]),
    )  # fmt: skip
