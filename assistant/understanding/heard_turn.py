"""What the language model hears in a turn: labels by clause, and kinds of call."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from assistant.events import Asked, RankedType, Signal, Told
from assistant.understanding.labels import Family

T = TypeVar("T", Asked, Told, Signal, RankedType)


@dataclass(frozen=True, slots=True)
class Heard:
    """One label heard in a clause, 0 to 1."""

    family: Family
    key: str
    confidence: float


@dataclass(frozen=True, slots=True)
class HeardClause:
    """A clause, and the labels heard in it, the surest first."""

    text: str
    labels: tuple[Heard, ...]

    def of(self, family: Family) -> Iterator[Heard]:
        """The labels of one family."""
        return (label for label in self.labels if label.family == family)


@dataclass(frozen=True, slots=True)
class HeardTurn:
    """A turn's clauses, and the shares of the kinds of call that such a turn comes from."""

    clauses: tuple[HeardClause, ...]
    topics: Mapping[str, float]


def all_of(clauses: Iterable[HeardClause], family: Family) -> Iterator[tuple[Heard, str]]:
    """The labels of one family with the clauses they were heard in."""
    return ((label, clause.text) for clause in clauses for label in clause.of(family))


def surest(found: Iterable[tuple[str, T]]) -> Iterator[T]:
    """Of what was found under each key the surest, in the order of the keys."""
    best: dict[str, T] = {}
    for key, item in found:
        if key not in best or item.confidence > best[key].confidence:
            best[key] = item
    return iter(best.values())
