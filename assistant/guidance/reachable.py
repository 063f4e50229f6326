"""Whether a condition can ever hold: contradictions found without a call.

A condition becomes its alternatives, each a list of parts that must hold together; it can hold
when one alternative has no two parts that exclude each other. What is not understood here (how
often somebody spoke, what words mention) counts as possible, so that no sound card is refused.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product
from math import inf

from assistant.guidance.call_conditions import NO_TYPE, CallTypeIs, InstructionGiven, QuestionIs
from assistant.guidance.card import CASE_ENTRY
from assistant.guidance.conditions import All, AnyOf, Condition, Not
from assistant.guidance.fact_condition import UNHEARD, FactIs
from assistant.guidance.talk_conditions import Distressed, TechniqueHeard
from assistant.vocabulary import Vocabulary

ALTERNATIVES_MAX = 512
"""A condition with more alternatives than this is taken for possible."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A condition without parts of its own, wanted or not."""

    condition: Condition
    wanted: bool


_Together = tuple[_Part, ...]


class TooMany(Exception):
    """More alternatives than are worth looking through."""


@dataclass(frozen=True, slots=True)
class Reach:
    """What can hold on calls led by one card."""

    card: str
    vocabulary: Vocabulary

    def possible(self, *conditions: Condition) -> bool:
        """Whether all of these can hold at once."""
        try:
            return any(self._agree(parts) for parts in _alternatives(All(conditions), True))
        except TooMany:
            return True

    def _agree(self, parts: _Together) -> bool:
        subjects = {_subject(part.condition) for part in parts} - {None}
        return self._types_agree(parts) and all(
            self._one_agrees([part for part in parts if _subject(part.condition) == subject])
            for subject in subjects
        )

    def _types_agree(self, parts: _Together) -> bool:
        types = set(self._own_types())
        for part in parts:
            if isinstance(part.condition, CallTypeIs):
                if part.wanted:
                    types &= set(part.condition.call_types)
                elif part.condition.confidence == 0:
                    types -= set(part.condition.call_types)
        return bool(types)

    def _own_types(self) -> Iterable[str]:
        if self.card == CASE_ENTRY:
            return (*self.vocabulary.call_types, NO_TYPE)
        return (self.card,)

    def _one_agrees(self, parts: list[_Part]) -> bool:
        first = parts[0].condition
        if isinstance(first, FactIs):
            return _fact_agrees(parts, (*self.vocabulary.certainty, UNHEARD))
        if isinstance(first, QuestionIs):
            return _states_agree(parts, self.vocabulary.question_states)
        return len({_truth(part) for part in parts}) == 1


def _alternatives(condition: Condition, wanted: bool) -> list[_Together]:
    if isinstance(condition, Not):
        return _alternatives(condition.part, not wanted)
    if isinstance(condition, All | AnyOf):
        each = [_alternatives(part, wanted) for part in condition.parts]
        if isinstance(condition, All) is wanted:
            return _joined(each)
        found = [parts for alternatives in each for parts in alternatives]
        return _bounded(found)
    return [(_Part(condition, wanted),)]


def _joined(each: list[list[_Together]]) -> list[_Together]:
    found: list[_Together] = [()]
    for alternatives in each:
        found = _bounded([(*one, *other) for one, other in product(found, alternatives)])
    return found


def _bounded(found: list[_Together]) -> list[_Together]:
    if len(found) > ALTERNATIVES_MAX:
        raise TooMany
    return found


def _subject(condition: Condition) -> tuple[str, str] | None:
    """What a part speaks of; parts on the same subject can exclude each other."""
    if isinstance(condition, FactIs):
        return ("fact", condition.fact)
    if isinstance(condition, QuestionIs):
        return ("question", condition.question)
    if isinstance(condition, TechniqueHeard):
        return ("technique", condition.technique)
    if isinstance(condition, InstructionGiven):
        return ("instruction", condition.instruction)
    return ("distress", "") if isinstance(condition, Distressed) else None


def _truth(part: _Part) -> bool:
    condition = part.condition
    if isinstance(condition, TechniqueHeard | InstructionGiven | Distressed):
        return condition.wanted is part.wanted
    return part.wanted


def _fact_agrees(parts: list[_Part], certainties: tuple[str, ...]) -> bool:
    known, values, low, high = set(certainties), None, 0.0, inf
    for part in parts:
        fact = part.condition
        assert isinstance(fact, FactIs)
        told = bool(fact.values or fact.mentions) or fact.below is not None or bool(fact.at_least)
        if not part.wanted:
            known -= set() if told else set(fact.certainties)
            continue
        known &= set(fact.certainties)
        if fact.values:
            values = set(fact.values) if values is None else values & set(fact.values)
        low = max(low, fact.at_least or 0.0)
        high = min(high, inf if fact.below is None else fact.below)
    return bool(known) and values != set() and low < high


def _states_agree(parts: list[_Part], known: tuple[str, ...]) -> bool:
    states = set(known)
    for part in parts:
        assert isinstance(part.condition, QuestionIs)
        named = set(part.condition.states)
        states = states & named if part.wanted else states - named
    return bool(states)
