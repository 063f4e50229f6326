"""What stands on the shelf: a call, its lines, its marks, and what a search finds there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime


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
