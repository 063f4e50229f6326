"""What a fact must be like: how it was heard, its value, an age or number, its words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.guidance.board import Board
from assistant.guidance.board_parts import Fact
from assistant.guidance.words import words

UNHEARD = "unheard"
"""The certainty of a fact nobody has spoken of."""
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_MONTHS = re.compile(r"\b(month|week|day|newborn|baby|infant)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FactIs:
    """A fact was heard with one of these certainties, and with one of these values if any.

    `mentions`: beginnings of words, one of which stands in the value or in the words it came from.
    """

    fact: str
    certainties: tuple[str, ...]
    values: tuple[str, ...] = ()
    below: float | None = None
    at_least: float | None = None
    mentions: tuple[str, ...] = ()

    def holds(self, board: Board) -> bool:
        """Whether the latest word on the fact fits."""
        found = board.facts.get(self.fact)
        if found is None:
            return UNHEARD in self.certainties
        return self.fits(found.certainty) and self._value_fits(found)

    def fits(self, certainty: str) -> bool:
        """Whether a certainty is one of these."""
        return certainty in self.certainties

    def _value_fits(self, found: Fact) -> bool:
        if self.values and found.value.casefold() not in self.values:
            return False
        if self.mentions and not _mentioned(self.mentions, found):
            return False
        if self.below is None and self.at_least is None:
            return True
        number = years(found.value)
        if number is None:
            return False
        return (self.below is None or number < self.below) and (
            self.at_least is None or number >= self.at_least
        )

    def seqs(self, board: Board) -> tuple[int, ...]:
        """The event that heard the fact."""
        found = board.facts.get(self.fact)
        return (found.seq,) if found else ()


def _mentioned(beginnings: tuple[str, ...], found: Fact) -> bool:
    return any(word.startswith(beginnings) for word in words(f"{found.value} {found.quote}"))


def years(value: str) -> float | None:
    """The number in a value, as years when it is an age in months, weeks or days."""
    number = _NUMBER.search(value)
    if _MONTHS.search(value):
        return (
            0.0 if number is None or "month" not in value.casefold() else float(number.group()) / 12
        )
    return float(number.group()) if number else None
