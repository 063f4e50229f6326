"""What the talk must be like: the caller's state, turns and silences, techniques used."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.guidance.board import Board


@dataclass(frozen=True, slots=True)
class EccsAtLeast:
    """The caller's state, last observed, is at least this."""

    least: int

    def holds(self, board: Board) -> bool:
        """Whether it is; not before anything was observed."""
        return bool(board.eccs) and board.eccs[-1] >= self.least

    def seqs(self, board: Board) -> tuple[int, ...]:
        """Nothing: the distress itself is named by `Distressed`."""
        return ()


@dataclass(frozen=True, slots=True)
class Distressed:
    """The caller's last turn was emotional, and the dispatcher has not spoken since."""

    wanted: bool

    def holds(self, board: Board) -> bool:
        """Whether there is such a turn."""
        return (board.distress is not None) == self.wanted

    def seqs(self, board: Board) -> tuple[int, ...]:
        """The turn."""
        return (board.distress.seq,) if board.distress else ()


@dataclass(frozen=True, slots=True)
class TechniqueHeard:
    """The dispatcher has used a technique, or has not."""

    technique: str
    wanted: bool

    def holds(self, board: Board) -> bool:
        """Whether that is so."""
        return (self.technique in board.techniques) == self.wanted

    def seqs(self, board: Board) -> tuple[int, ...]:
        """Where it was heard last."""
        seq = board.techniques.get(self.technique)
        return () if seq is None else (seq,)


@dataclass(frozen=True, slots=True)
class CallerTurns:
    """The caller has spoken at least this often."""

    least: int

    def holds(self, board: Board) -> bool:
        """Whether they have."""
        return board.caller_turns >= self.least

    def seqs(self, board: Board) -> tuple[int, ...]:
        """Nothing: a count has no single event."""
        return ()


@dataclass(frozen=True, slots=True)
class CallerSilent:
    """Nothing was heard of the caller, neither voice nor key, for at least so many seconds."""

    least_s: int

    def holds(self, board: Board) -> bool:
        """Whether that is so."""
        quiet_ms = board.at_ms - board.caller_heard_ms
        return "caller" not in board.speaking and quiet_ms >= self.least_s * 1000

    def seqs(self, board: Board) -> tuple[int, ...]:
        """Nothing: an absence has no event."""
        return ()


@dataclass(frozen=True, slots=True)
class TurnsWithoutName:
    """The dispatcher has spoken this often without using a name."""

    least: int

    def holds(self, board: Board) -> bool:
        """Whether they have."""
        return board.turns_without_name >= self.least

    def seqs(self, board: Board) -> tuple[int, ...]:
        """Nothing: a count has no single event."""
        return ()


@dataclass(frozen=True, slots=True)
class TalkRanDry:
    """The caller has gone silent, or nothing is left to ask; and no feeling waits for a word."""

    wanted: bool

    def holds(self, board: Board) -> bool:
        """Whether that is so."""
        return (board.dry is not None and board.distress is None) == self.wanted

    def seqs(self, board: Board) -> tuple[int, ...]:
        """Where it was noticed."""
        return () if board.dry is None else (board.dry,)


@dataclass(frozen=True, slots=True)
class QuestionsInARow:
    """The caller has just answered, and the dispatcher has asked this often without listening."""

    least: int

    def holds(self, board: Board) -> bool:
        """Whether they have."""
        return board.interrogates(self.least)

    def seqs(self, board: Board) -> tuple[int, ...]:
        """Nothing: a count has no single event."""
        return ()
