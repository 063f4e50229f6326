"""The condition language of the cards: what must hold on the board, evaluated purely.

    when: {all: [{fact: conscious, is: [denied]},
                 {fact: breathing_normally, is: [denied, hedged, unknown]}]}

docs/cards.md lists every form; `condition_reader` turns YAML into these.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Protocol

from assistant.guidance.board import Board
from assistant.guidance.board_parts import Fact
from assistant.guidance.words import words

UNHEARD = "unheard"
"""The certainty of a fact nobody has spoken of."""
NO_TYPE = "none"
"""The call type of a call whose kind is not known yet."""
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_MONTHS = re.compile(r"\b(month|week|day|newborn|baby|infant)", re.IGNORECASE)


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


ALWAYS = All()


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
