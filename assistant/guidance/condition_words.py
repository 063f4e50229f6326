"""Conditions in plain words, for people who review cards."""

from __future__ import annotations

from assistant.guidance.call_conditions import AlertRaised, CallTypeIs, InstructionGiven, QuestionIs
from assistant.guidance.conditions import All, AnyOf, Condition, Not
from assistant.guidance.fact_condition import FactIs
from assistant.guidance.talk_conditions import (
    CallerSilent,
    CallerTurns,
    Distressed,
    EccsAtLeast,
    QuestionsInARow,
    TalkRanDry,
    TechniqueHeard,
    TurnsWithoutName,
)


def in_words(condition: Condition) -> str:
    """The condition as a person would read it out."""
    if isinstance(condition, All):
        return " and ".join(_part(part) for part in condition.parts) or "always"
    if isinstance(condition, AnyOf):
        return " or ".join(_part(part) for part in condition.parts) or "never"
    if isinstance(condition, Not):
        return f"not {_part(condition.part)}"
    if isinstance(condition, FactIs):
        return _fact(condition)
    if isinstance(condition, CallTypeIs):
        sure = f" at {condition.confidence:g}" if condition.confidence else ""
        return f"call is {_either(condition.groups or condition.call_types)}{sure}"
    return _moment(condition)


def _part(condition: Condition) -> str:
    several = isinstance(condition, All | AnyOf) and len(condition.parts) > 1
    return f"({in_words(condition)})" if several else in_words(condition)


def _fact(fact: FactIs) -> str:
    parts = [_either(fact.certainties)]
    parts += [f"as {_either(fact.values)}"] if fact.values else []
    parts += [f"at least {fact.at_least:g}"] if fact.at_least is not None else []
    parts += [f"below {fact.below:g}"] if fact.below is not None else []
    parts += [f"mentioning {_either(fact.mentions)}"] if fact.mentions else []
    return f"{fact.fact} {', '.join(parts)}"


def _moment(condition: Condition) -> str:
    if isinstance(condition, QuestionIs):
        return f"question {condition.question} {_either(condition.states)}"
    if isinstance(condition, TechniqueHeard):
        return f"{condition.technique} {'used' if condition.wanted else 'not used yet'}"
    if isinstance(condition, InstructionGiven):
        return f"{condition.instruction} {'given' if condition.wanted else 'not given yet'}"
    if isinstance(condition, AlertRaised):
        return f"alert {_either(condition.alerts)} stands"
    return _state(condition)


def _state(condition: Condition) -> str:
    if isinstance(condition, Distressed):
        return "after an emotional turn" if condition.wanted else "no emotional turn"
    if isinstance(condition, EccsAtLeast):
        return f"caller's state at least {condition.least}"
    if isinstance(condition, CallerSilent):
        return f"nothing heard of the caller for {condition.least_s} s"
    if isinstance(condition, CallerTurns):
        return f"{condition.least} turns of the caller"
    if isinstance(condition, TalkRanDry):
        return "talk has run dry" if condition.wanted else "talk goes on"
    if isinstance(condition, QuestionsInARow):
        return f"{condition.least} questions in a row"
    if isinstance(condition, TurnsWithoutName):
        return f"{condition.least} turns without a name"
    raise TypeError(f"no words for {type(condition).__name__}")


def _either(names: tuple[str, ...]) -> str:
    return "/".join(names)
