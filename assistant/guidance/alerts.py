"""The alert stage: dangers heard, each told once, again only when it gets worse.

An alert comes from words that are a danger in themselves (signals) or from facts, by the rules
of `_alerts.yml` and of the type's card. A denied fact never raises one, and lifts what stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from assistant.events import (
    CallTypeChanged,
    Event,
    FactConfirmed,
    FactCorrected,
    FactEvent,
    FactHeard,
    GuidanceDismissed,
    GuidanceIssued,
    GuidanceWithdrawn,
    Payload,
    Signal,
    TranscriptPartial,
    UtteranceUnderstood,
)
from assistant.guidance.board import SIGNAL_CONFIDENCE_MIN, Board
from assistant.guidance.card import AlertRule
from assistant.guidance.cards import CardSet
from assistant.guidance.conditions import Condition
from assistant.guidance.words import shortened

FACT_CONFIDENCE_MIN = 0.4
"""Alerts would rather come too early: less is asked of them than of a tick."""


@dataclass(frozen=True, slots=True)
class _Raised:
    """An alert that was raised: by which utterance, how bad, and whether it stands."""

    guidance_id: str
    utterance_id: str | None
    worse: bool
    stands: bool = True


class AlertStage:
    """Yields guidance_issued of kind alert, and guidance_withdrawn.

    Reasons of a withdrawal: `denied`, `overtaken` (by the same, grown worse), `dismissed`.
    """

    name = "alerts"

    def __init__(self, cards: CardSet) -> None:
        self._cards = cards
        self._board = Board()
        self._raised: dict[str, _Raised] = {}
        self._count = 0

    def handle(self, event: Event) -> Iterator[Payload]:
        """Follow signals, facts and the call type; see to dismissals."""
        payload = event.payload
        if isinstance(payload, TranscriptPartial | GuidanceIssued | GuidanceWithdrawn):
            return
        self._board = self._board.apply(event)
        if isinstance(payload, UtteranceUnderstood):
            yield from self._signals(payload)
        elif isinstance(payload, FactHeard | FactConfirmed | FactCorrected):
            if payload.confidence >= FACT_CONFIDENCE_MIN:
                yield from self._fact(payload)
        elif isinstance(payload, CallTypeChanged):
            yield from self._rules(None, "")
        elif isinstance(payload, GuidanceDismissed):
            yield from self._dismiss(payload.guidance_id)

    def _signals(self, reading: UtteranceUnderstood) -> Iterator[Payload]:
        rules = {rule.id: rule for rule in self._active()}
        for signal in reading.signals:
            rule = rules.get(signal.alert)
            if rule is None or reading.speaker != "caller" or _denied(rule, reading):
                continue
            if signal.confidence >= SIGNAL_CONFIDENCE_MIN and signal.alert not in self._raised:
                yield from self._raise(rule, signal, reading.utterance_id)

    def _raise(self, rule: AlertRule, signal: Signal, utterance_id: str) -> Iterator[Payload]:
        yield self._issue(rule, signal.quote, utterance_id, worse=False, because=())

    def _fact(self, fact: FactEvent) -> Iterator[Payload]:
        yield from self._lift(fact)
        yield from self._rules(fact.utterance_id, fact.quote or fact.value)

    def _lift(self, fact: FactEvent) -> Iterator[Payload]:
        for rule in self._active():
            raised = self._raised.get(rule.id)
            if raised and raised.stands and _lifts(rule, fact.fact, fact.certainty):
                del self._raised[rule.id]
                yield GuidanceWithdrawn(raised.guidance_id, "denied")

    def _rules(self, utterance_id: str | None, quote: str) -> Iterator[Payload]:
        """What the rules say of the event just folded in; older events have had their say."""
        for rule in self._active():
            raised = self._raised.get(rule.id)
            worse = self._freshly(rule.worse)
            if raised is None:
                if worse or self._freshly(rule.when):
                    because = self._because(rule)
                    yield self._issue(rule, quote, utterance_id, worse=worse, because=because)
            elif worse and not raised.worse:
                yield from self._worsen(rule, raised, utterance_id, quote)

    def _freshly(self, condition: Condition | None) -> bool:
        """Whether a condition holds, and rests on the event just folded in."""
        if condition is None or not condition.holds(self._board):
            return False
        return self._board.seq in condition.seqs(self._board)

    def _worsen(
        self, rule: AlertRule, raised: _Raised, utterance_id: str | None, quote: str
    ) -> Iterator[Payload]:
        """Told again, unless the same utterance has just told it."""
        if utterance_id is not None and utterance_id == raised.utterance_id:
            self._raised[rule.id] = replace(raised, worse=True)
            return
        if raised.stands:
            yield GuidanceWithdrawn(raised.guidance_id, "overtaken")
        yield self._issue(rule, quote, utterance_id, worse=True, because=self._because(rule))

    def _issue(
        self,
        rule: AlertRule,
        quote: str,
        utterance_id: str | None,
        *,
        worse: bool,
        because: tuple[int, ...],
    ) -> GuidanceIssued:
        self._count += 1
        guidance_id = f"a-{self._count:04d}"
        self._raised[rule.id] = _Raised(guidance_id, utterance_id, worse)
        said = shortened(quote)
        return GuidanceIssued(
            guidance_id=guidance_id,
            kind="alert",
            subject=rule.id,
            text=f"{rule.label}: “{said}”" if said else rule.label,
            priority=rule.priority,
            protocol_ref=rule.ref,
            because=because or (self._board.seq,),
        )

    def _because(self, rule: AlertRule) -> tuple[int, ...]:
        conditions = [c for c in (rule.when, rule.worse) if c and c.holds(self._board)]
        return tuple(sorted({seq for c in conditions for seq in c.seqs(self._board)}))

    def _dismiss(self, guidance_id: str) -> Iterator[Payload]:
        for name, raised in self._raised.items():
            if raised.guidance_id == guidance_id and raised.stands:
                self._raised[name] = replace(raised, stands=False)
                yield GuidanceWithdrawn(guidance_id, "dismissed")
                return

    def _active(self) -> tuple[AlertRule, ...]:
        """The rules of every call, and those the type's card adds or puts in their place."""
        own = self._cards.card(self._board.call_type).alerts
        names = {rule.id for rule in own}
        return (*own, *(rule for rule in self._cards.alerts if rule.id not in names))


def _lifts(rule: AlertRule, fact: str, certainty: str) -> bool:
    return any(leaf.fact == fact and leaf.fits(certainty) for leaf in rule.lifted_by)


def _denied(rule: AlertRule, reading: UtteranceUnderstood) -> bool:
    """Whether the same utterance denies what the alert is about: "no, he hasn't got a gun"."""
    return any(_lifts(rule, told.fact, told.certainty) for told in reading.told)
