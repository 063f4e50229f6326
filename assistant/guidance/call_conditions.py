"""What the call must be like: its type, where questions stand, what was raised and given."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.guidance.board import Board

NO_TYPE = "none"
"""The call type of a call whose kind is not known yet."""


@dataclass(frozen=True, slots=True)
class CallTypeIs:
    """The call is of one of these types, at least this surely; `none`: not known yet."""

    call_types: tuple[str, ...]
    confidence: float = 0.0
    groups: tuple[str, ...] = ()
    """The groups by whose names the card gave the types."""

    def holds(self, board: Board) -> bool:
        """Whether it is."""
        if board.call_type is None:
            return NO_TYPE in self.call_types
        return board.call_type in self.call_types and board.call_type_confidence >= self.confidence

    def seqs(self, board: Board) -> tuple[int, ...]:
        """The event that set the type."""
        return (board.call_type_seq,) if board.call_type_seq is not None else ()


@dataclass(frozen=True, slots=True)
class QuestionIs:
    """A question is in one of these states."""

    question: str
    states: tuple[str, ...]

    def holds(self, board: Board) -> bool:
        """Whether it is."""
        return board.state(self.question) in self.states

    def seqs(self, board: Board) -> tuple[int, ...]:
        """The event that brought it there."""
        standing = board.questions.get(self.question)
        return (standing.seq,) if standing else ()


@dataclass(frozen=True, slots=True)
class AlertRaised:
    """One of these alerts stands."""

    alerts: tuple[str, ...]

    def holds(self, board: Board) -> bool:
        """Whether one stands."""
        return not board.raised.isdisjoint(self.alerts)

    def seqs(self, board: Board) -> tuple[int, ...]:
        """Nothing: the alert names its own reasons."""
        return ()


@dataclass(frozen=True, slots=True)
class InstructionGiven:
    """An instruction has been given, or has not."""

    instruction: str
    wanted: bool

    def holds(self, board: Board) -> bool:
        """Whether that is so."""
        return board.given(self.instruction) == self.wanted

    def seqs(self, board: Board) -> tuple[int, ...]:
        """Nothing: giving it is not an event of its own."""
        return ()
