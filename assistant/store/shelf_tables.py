"""The tables of the shelf: laid down, filled with calls, read back."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from assistant.store.shelved import Line, ShelfMark, Shelved

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


def put_call(
    db: sqlite3.Connection,
    call: Shelved,
    lines: Iterable[Line],
    marks: Iterable[ShelfMark],
    version: int,
) -> None:
    """Put a call on the shelf, in place of what was there of it."""
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


def read_call(db: sqlite3.Connection, row: tuple[Any, ...]) -> Shelved:
    """The call of a row, with its words."""
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
