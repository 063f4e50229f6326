"""A scorecard form: sections of items, each marked by Florence from events or by a person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Asked:
    """Full points where the dispatcher asked every one of these, or the answer was told."""

    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """Full points where each of these was answered; half of them, half the points."""

    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Within:
    """Full points at `full`, none at `none`, in a straight line between."""

    measure: str
    full: float
    none: float


@dataclass(frozen=True, slots=True)
class Heard:
    """Full points where techniques of this list were heard at least so often together."""

    techniques: tuple[str, ...]
    least: int = 1


@dataclass(frozen=True, slots=True)
class FreeOf:
    """Full points without these faults; each one heard costs `cost` points."""

    faults: tuple[str, ...]
    cost: float


@dataclass(frozen=True, slots=True)
class Followed:
    """Full points where one of the techniques came within `within_s` of the first alert."""

    alerts: tuple[str, ...]
    techniques: tuple[str, ...]
    within_s: float


@dataclass(frozen=True, slots=True)
class InOrder:
    """Full points where the first question was known or asked before the second."""

    first: str
    then: str


Check = Asked | Answered | Within | Heard | FreeOf | Followed | InOrder


@dataclass(frozen=True, slots=True)
class Only:
    """When an item is worth marking; whatever is left empty does not matter."""

    call_types: tuple[str, ...] = ()
    alerts: tuple[str, ...] = ()
    """At least one of these was raised."""
    facts: tuple[str, ...] = ()
    """At least one of these was told."""
    eccs: int = 0
    """The caller was at least this upset at some time."""


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the form; without a check a person marks it."""

    id: str
    text: str
    points: int
    weight: float
    check: Check | None
    only: Only | None
    needs: str | None
    """Another item; where that earned nothing or did not apply, this one does not apply."""
    help: str


@dataclass(frozen=True, slots=True)
class Section:
    """Items that belong together; sections share the score by weight."""

    id: str
    title: str
    weight: float
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """A scorecard form in one version."""

    id: str
    title: str
    version: str
    effective: date
    call_types: tuple[str, ...]
    """The types of call it is for; none: every call."""
    sources: tuple[str, ...]
    sections: tuple[Section, ...]

    @property
    def items(self) -> Iterator[Item]:
        """Every item, in the order of the form."""
        return (item for section in self.sections for item in section.items)

    def item(self, name: str) -> Item | None:
        """The item of that name."""
        return next((item for item in self.items if item.id == name), None)

    def is_for(self, call_type: str | None) -> bool:
        """Whether calls of this type are scored on it."""
        return not self.call_types or call_type in self.call_types
