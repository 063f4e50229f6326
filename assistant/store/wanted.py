"""Which calls are wanted: the filters of lists and searches, and how SQLite takes them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from assistant.errors import ReviewInvalid


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


def clauses(wanted: Wanted) -> tuple[list[str], list[object]]:
    """What must hold of a row of the shelf, and the values of the question marks."""
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


def search_words(text: str) -> str:
    """The words as FTS5 takes them: each a quoted string, so that nothing in it is syntax."""
    words = [word.replace('"', "") for word in text.split()]
    return " ".join(f'"{word}"' for word in words if word)


@contextmanager
def searching() -> Iterator[None]:
    """A search that has nothing to look for is the person's fault, not the store's."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if "fts5" in str(error):
            raise ReviewInvalid("The search has no word in it", todo="type a word") from None
        raise
