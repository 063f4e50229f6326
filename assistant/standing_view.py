"""How a talk stands, as it is shown: the stairway, who talks and asks, phrases flagged, the log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from assistant.events import Certainty, Speaker


@dataclass(frozen=True, slots=True)
class StairView:
    """A step of the stairway the talk came to stand on, 1 to 5; 0 and no name before the first."""

    step: int
    name: str
    at_ms: int
    seq: int


@dataclass(frozen=True, slots=True)
class StairwayView:
    """Where a crisis talk stands, and every move, up or down, one step at a time."""

    step: int
    name: str
    moves: tuple[StairView, ...]


@dataclass(frozen=True, slots=True)
class TalkView:
    """Who spoke how long, what was asked how, when the dispatcher last used a name."""

    caller_ms: int
    dispatcher_ms: int
    caller_share: float | None
    open_questions: int
    closed_questions: int
    name_uses: int
    name_used_ms: int | None


@dataclass(frozen=True, slots=True)
class FlagView:
    """What the card avoids and the dispatcher said, with what helps more."""

    phrase: str
    instead: str | None
    quote: str
    utterance_id: str
    protocol_ref: str
    at_ms: int
    seq: int


@dataclass(frozen=True, slots=True)
class EntryView:
    """An entry of the negotiation's log: a demand, deadline, promise, hook or trigger.

    `text` is the value of a demand or deadline. A hook or trigger was `said`, or `seen`: the caller
    was calmer, or more upset, right after the quoted words of the dispatcher.
    """

    kind: Literal["demand", "deadline", "promise", "hook", "trigger"]
    text: str
    quote: str
    speaker: Speaker
    certainty: Certainty
    basis: Literal["said", "seen"]
    utterance_id: str | None
    at_ms: int
    seq: int


@dataclass(frozen=True, slots=True)
class StandingView:
    """How the talk stands: the stairway, who talks and asks, phrases flagged, the log."""

    stairway: StairwayView
    talk: TalkView
    flagged: tuple[FlagView, ...] = ()
    log: tuple[EntryView, ...] = ()


NO_STANDING = StandingView(StairwayView(0, "", ()), TalkView(0, 0, None, 0, 0, 0, None))
"""How a talk stands that has not begun."""
