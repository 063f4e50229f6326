"""What an alert is before, while and after it is in view; and how it is worded."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.events import (
    FactEvent,
    GuidanceIssued,
    PartialUnderstood,
    Signal,
    UtteranceUnderstood,
)
from assistant.guidance.board_parts import PROVISIONAL
from assistant.guidance.card import AlertRule
from assistant.guidance.words import shortened

LIFE_PRIORITY = 95
"""From here on life depends on it: shown while the dispatcher speaks, and before it is sure."""
PERHAPS = "Perhaps: "


@dataclass(frozen=True, slots=True)
class AlertBudget:
    """What an agency takes from its alerts: before they are sure, while the dispatcher speaks."""

    provisional: bool = True
    interrupting_priority: int = LIFE_PRIORITY


@dataclass(frozen=True, slots=True)
class Due:
    """An alert that is called for: by which rule, which words, which events."""

    rule: AlertRule
    quote: str
    utterance_id: str | None
    because: tuple[int, ...]
    worse: bool = False


@dataclass(frozen=True, slots=True)
class Raised:
    """An alert that was raised: how bad, whether it stands, whether a worse one covers it."""

    due: Due
    guidance_id: str
    worse: bool
    stands: bool = True
    covered: bool = False


@dataclass(frozen=True, slots=True)
class Perhaps:
    """The provisional alert: its final confirms it, or it goes; `stands` until dismissed."""

    rule: AlertRule
    guidance_id: str
    utterance_id: str
    ended_ms: int | None
    """When its speaker paused, from where on its final is due."""
    stands: bool = True


def issued(due: Due, guidance_id: str) -> GuidanceIssued:
    """The alert as it is shown."""
    rule = due.rule
    return GuidanceIssued(
        guidance_id, "alert", rule.id, _text(rule, due.quote), rule.priority, rule.ref, due.because
    )


def provisional(rule: AlertRule, signal: Signal, guidance_id: str, seq: int) -> GuidanceIssued:
    """The alert as it is shown before it is sure; it says so."""
    text = PERHAPS + _text(rule, signal.quote)
    ref = rule.ref + PROVISIONAL
    return GuidanceIssued(guidance_id, "alert", rule.id, text, rule.priority, ref, (seq,))


def lifts(rule: AlertRule, fact: str, certainty: str) -> bool:
    """Whether such a word on a fact says that the danger is none."""
    return any(leaf.fact == fact and leaf.fits(certainty) for leaf in rule.lifted_by)


def denied(rule: AlertRule, reading: UtteranceUnderstood) -> bool:
    """Whether the utterance itself denies what the alert is about: "no, he hasn't got a gun"."""
    return any(lifts(rule, told.fact, told.certainty) for told in reading.told)


def outweighed(rule: AlertRule, fact: FactEvent, heard: UtteranceUnderstood | None) -> bool:
    """Whether the danger was heard more surely in the same breath than the word that lifts it."""
    if heard is None or fact.utterance_id != heard.utterance_id:
        return False
    return any(s.alert == rule.id and s.confidence > fact.confidence for s in heard.signals)


def ranked(
    heard: UtteranceUnderstood | PartialUnderstood, rules: tuple[AlertRule, ...]
) -> list[tuple[AlertRule, Signal]]:
    """The caller's dangers there is a rule for, the most urgent first."""
    by_id = {rule.id: rule for rule in rules}
    found = [(by_id[s.alert], s) for s in heard.signals if s.alert in by_id]
    return sorted(found, key=lambda pair: -pair[0].priority) if heard.speaker == "caller" else []


def _text(rule: AlertRule, quote: str) -> str:
    said = shortened(quote)
    return f"{rule.label}: “{said}”" if said else rule.label
