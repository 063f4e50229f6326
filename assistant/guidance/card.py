"""A protocol card: what to ask, say and avoid on one kind of call, as frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from assistant.guidance.board import Board
from assistant.guidance.conditions import ALWAYS, Condition
from assistant.guidance.fact_condition import FactIs

CASE_ENTRY = "case_entry"
"""The card of every call: its questions, instructions and steps join those of the type's card."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a card's content comes from: cited, never reproduced."""

    title: str
    publisher: str
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Role:
    """Who the caller is on this kind of call, and how we know."""

    id: str
    when: Condition


@dataclass(frozen=True, slots=True)
class Question:
    """A question worth asking, in our own words, sayable in one breath."""

    id: str
    ask: str
    ref: str
    follow_up: str | None = None
    quiet: str | None = None
    """For a caller who may be overheard: so worded that yes, no or a harmless word answers it."""
    yes_no: bool = False
    """Whether yes or no answers it as it is."""
    roles: tuple[str, ...] = ()
    """The roles it is for; none: every role."""
    when: Condition = ALWAYS
    danger: bool = False
    """Its answer is about danger to life: asked before everything but the location."""
    before: bool = False
    """On case_entry: asked before the questions of the type's card, not after."""


@dataclass(frozen=True, slots=True)
class Instruction:
    """Something to tell the caller to do."""

    id: str
    say: str
    ref: str
    when: Condition
    until: Condition | None = None
    roles: tuple[str, ...] = ()
    urgent: bool = False
    """It interrupts the questions."""
    heard: tuple[tuple[str, ...], ...] = ()
    """Words, in order, that tell it was given; none: any instruction while it is in view."""
    do_not: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RapportStep:
    """A technique, and sentences for it that may use the caller's name or words."""

    technique: str
    say: tuple[str, ...]
    ref: str
    when: Condition
    """Where the card says nothing: after an emotional turn of the caller."""
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AlertRule:
    """When the facts raise an alert, what makes it worse, and what lifts it."""

    id: str
    label: str
    priority: int
    ref: str
    when: Condition | None = None
    worse: Condition | None = None
    lifted_by: tuple[FactIs, ...] = ()
    covers: tuple[str, ...] = ()
    """Milder alerts that say nothing more while this one stands."""


@dataclass(frozen=True, slots=True)
class Avoid:
    """A phrase that does harm, and what to say instead."""

    phrase: str
    instead: str | None = None
    ref: str = ""
    roles: tuple[str, ...] = ()
    """The roles with whom it does harm; none: every role."""


@dataclass(frozen=True, slots=True)
class Card:
    """One protocol card, as validated."""

    id: str
    title: str
    version: str
    effective: date
    approved_for_live_use: bool
    approved_by: str | None
    sources: tuple[Source, ...]
    codes: Mapping[str, str]
    cues: tuple[str, ...] = ()
    """How such a call shows itself: what callers say, for the person who sets the type by hand."""
    listening: tuple[str, ...] = ()
    """The roles with whom listening leads: the next question waits for the caller's answer, and
    after an emotional turn the rapport step comes first."""
    patience_s: int | None = None
    """The next question waits so long for an answer; one left unanswered is followed up once."""
    default_role: str | None = None
    roles: tuple[Role, ...] = ()
    omit: tuple[str, ...] = ()
    """Questions of case_entry that are out of place on this kind of call."""
    omit_for: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    """The same, for one caller role each."""
    questions: tuple[Question, ...] = ()
    instructions: tuple[Instruction, ...] = ()
    rapport: tuple[RapportStep, ...] = ()
    alerts: tuple[AlertRule, ...] = ()
    avoid: tuple[Avoid, ...] = ()
    targets: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    """What the field aims for, in seconds from the beginning of the call."""

    def role(self, board: Board) -> str | None:
        """Who the caller is: the first role that is recognised, else the default."""
        for role in self.roles:
            if role.when.holds(board):
                return role.id
        return self.default_role


def for_role(roles: tuple[str, ...], role: str | None) -> bool:
    """Whether something meant for these roles is meant for this one."""
    return not roles or role in roles
