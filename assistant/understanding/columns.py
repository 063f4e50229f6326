"""The columns of the label model: one number a clause for each thing that may be heard in it.

Beside the labels of docs/nlu.md there are `has` (a fact is told at all, whatever its certainty),
`topic` (which kind of call such words come from) and `speaker` (who says such words).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, cast

import numpy as np
import numpy.typing as npt

from assistant.events import Speaker
from assistant.understanding.labels import (
    CALLER_FAMILIES,
    DISPATCHER_FAMILIES,
    Example,
    Family,
)

ColumnFamily = Literal[
    "ask", "say", "fault", "tell", "type", "signal", "state", "answer", "has", "topic", "speaker"
]
FAMILIES_OF: dict[Speaker, tuple[Family, ...]] = {
    "dispatcher": DISPATCHER_FAMILIES,
    "caller": CALLER_FAMILIES,
}
TOLD: tuple[Family, ...] = ("tell", "fact")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its family, and its key ("weapons.denied")."""

    family: ColumnFamily
    key: str


@dataclass(frozen=True)
class Columns:
    """All columns in their order, and where to find them."""

    all: tuple[Column, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "_places", {column: at for at, column in enumerate(self.all)})

    def place(self, family: ColumnFamily, key: str) -> int | None:
        """Where a column stands; None when nothing is known of it."""
        places: dict[Column, int] = self._places  # type: ignore[attr-defined]
        return places.get(Column(family, key))

    def of(self, family: ColumnFamily) -> npt.NDArray[np.intp]:
        """The places of a family."""
        return np.array([at for at, c in enumerate(self.all) if c.family == family], dtype=np.intp)

    def certainties(self, fact: str) -> tuple[int, ...]:
        """The places of a fact's certainties."""
        return tuple(
            at
            for at, c in enumerate(self.all)
            if c.family == "tell" and c.key.rpartition(".")[0] == fact
        )


def own_column(family: Family) -> ColumnFamily:
    """The columns of a family that has some of its own: all but `plain` and `fact`."""
    return cast(ColumnFamily, family)


def columns_of(examples: Iterable[Example]) -> Columns:
    """The columns that these examples call for, in a fixed order."""
    found = {Column("speaker", "dispatcher")}
    for example in examples:
        found.update(Column("topic", kind) for kind in example.kinds)
        for label in example.labels:
            if label.family in TOLD:
                found.add(Column("tell", label.key))
                found.add(Column("has", label.key.rpartition(".")[0]))
            elif label.family != "plain":
                found.add(Column(own_column(label.family), label.key))
    return Columns(tuple(sorted(found, key=lambda column: (column.family, column.key))))


def positives(columns: Columns, example: Example, *, in_context: bool) -> list[int]:
    """The columns that an example fills; facts that only its context gives count with it."""
    found: list[int | None] = []
    for label in example.labels:
        if label.family in TOLD:
            if label.family == "tell" or in_context:
                found.append(columns.place("tell", label.key))
                found.append(columns.place("has", label.key.rpartition(".")[0]))
        elif label.family != "plain":
            found.append(columns.place(own_column(label.family), label.key))
    return [place for place in found if place is not None]


def decided(columns: Columns, example: Example, *, in_context: bool) -> npt.NDArray[np.bool_]:
    """The columns that an example says anything about, for or against."""
    mask = np.zeros(len(columns.all), dtype=np.bool_)
    for family in FAMILIES_OF[example.speaker]:
        if example.counts_for(family):
            mask |= _family_mask(columns, family)
    if not in_context:
        for key in example.keys("fact"):
            fact = key.rpartition(".")[0]
            unsure = [*columns.certainties(fact), columns.place("has", fact)]
            mask[[place for place in unsure if place is not None]] = False
    return mask


def _family_mask(columns: Columns, family: Family) -> npt.NDArray[np.bool_]:
    wanted: Sequence[str] = ("tell", "has") if family in TOLD else (family,)
    return np.array([column.family in wanted for column in columns.all])
