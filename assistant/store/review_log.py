"""Journals of reviews and drills: append-only, numbered from 1 within each subject."""

from __future__ import annotations

from datetime import datetime

from assistant.store.database import Database

SCHEMA = """
CREATE TABLE IF NOT EXISTS journal (
    subject TEXT NOT NULL, number INTEGER NOT NULL, at TEXT NOT NULL, by TEXT NOT NULL,
    note TEXT NOT NULL,
    PRIMARY KEY (subject, number)
) WITHOUT ROWID;
CREATE TRIGGER IF NOT EXISTS journal_kept BEFORE DELETE ON journal
    BEGIN SELECT RAISE(ABORT, 'a journal is append-only'); END;
CREATE TRIGGER IF NOT EXISTS journal_unchanged BEFORE UPDATE ON journal
    BEGIN SELECT RAISE(ABORT, 'a journal is append-only'); END;
"""
Line = tuple[str, int, datetime, str, str]
"""Subject, number, when, by whom, the note as JSON."""


class ReviewLog:
    """The journals of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def append(self, subject: str, at: datetime, by: str, note: str) -> int:
        """Add a note to a subject's journal; its number."""
        with self._database.writing() as db:
            row = db.execute("SELECT max(number) FROM journal WHERE subject = ?", (subject,))
            number = int(row.fetchone()[0] or 0) + 1
            line = (subject, number, at.isoformat(), by, note)
            db.execute("INSERT INTO journal VALUES (?, ?, ?, ?, ?)", line)
        return number

    def read(self, subject: str) -> list[Line]:
        """A subject's journal, in order; empty when nobody wrote in it."""
        with self._database.reading() as db:
            rows = db.execute(
                "SELECT number, at, by, note FROM journal WHERE subject = ? ORDER BY number",
                (subject,),
            ).fetchall()
        return [(subject, n, datetime.fromisoformat(at), by, note) for n, at, by, note in rows]

    def begun(self, prefix: str, limit: int, before: str | None, trainee: str | None) -> list[str]:
        """Subjects that begin so, the last begun first; `before` is one a page before ended with.

        With a trainee only those whose first note names that one.
        """
        query, values = _begun(prefix, before, trainee)
        with self._database.reading() as db:
            rows = db.execute(query, (*values, limit)).fetchall()
        return [row[0] for row in rows]


def _begun(prefix: str, before: str | None, trainee: str | None) -> tuple[str, list[str]]:
    where = ["number = 1", "subject >= ?", "subject < ?"]
    values = [prefix, prefix + "\uffff"]
    if trainee is not None:
        where.append("json_extract(note, '$.trainee') = ?")
        values.append(trainee)
    if before is not None:
        last = "SELECT at, subject FROM journal WHERE subject = ? AND number = 1"
        where.append(f"(at, subject) < ({last})")
        values.append(before)
    clause = " AND ".join(where)
    return (
        f"SELECT subject FROM journal WHERE {clause} ORDER BY at DESC, subject DESC LIMIT ?",
        values,
    )
