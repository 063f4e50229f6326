"""The condition language of the cards: what must hold on the board, evaluated purely.

    when: {all: [{fact: conscious, is: [denied]},
                 {fact: breathing_normally, is: [denied, hedged, unknown]}]}

docs/cards.md lists every form; `condition_reader` turns YAML into these. What a fact, the call or
the talk must be like is said in `fact_condition`, `call_conditions` and `talk_conditions`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from assistant.guidance.board import Board


class Condition(Protocol):
    """Something that holds or does not; `seqs` are the events that make it hold."""

    def holds(self, board: Board) -> bool:
        """Whether it holds on this board."""
        ...

    def seqs(self, board: Board) -> tuple[int, ...]:
        """The events it rests on."""
        ...


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds; with no part, it always does."""

    parts: tuple[Condition, ...] = ()

    def holds(self, board: Board) -> bool:
        """Whether every part holds."""
        return all(part.holds(board) for part in self.parts)

    def seqs(self, board: Board) -> tuple[int, ...]:
        """What every part rests on."""
        return tuple(seq for part in self.parts for seq in part.seqs(board))


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part holds."""

    parts: tuple[Condition, ...]

    def holds(self, board: Board) -> bool:
        """Whether one part holds."""
        return any(part.holds(board) for part in self.parts)

    def seqs(self, board: Board) -> tuple[int, ...]:
        """What the parts that hold rest on."""
        return tuple(seq for part in self.parts if part.holds(board) for seq in part.seqs(board))


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Condition

    def holds(self, board: Board) -> bool:
        """Whether the part fails to hold."""
        return not self.part.holds(board)

    def seqs(self, board: Board) -> tuple[int, ...]:
        """Nothing: an absence has no event."""
        return ()


ALWAYS = All()
