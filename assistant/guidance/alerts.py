"""The alert stage: dangers heard, each told once, again only when it gets worse.

An alert comes from words that are a danger in themselves (signals) or from facts, by the rules
of `_alerts.yml` and of the type's card. A denied fact never raises one, and lifts what stands.
What life depends on may be told before its utterance is over, as provisional: the final then
confirms or withdraws it. What can wait is not told while the dispatcher speaks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

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
    PartialUnderstood,
    Payload,
    SpeechEnded,
    Told,
    TranscriptPartial,
    UtteranceUnderstood,
)
from assistant.guidance.board import Board
from assistant.guidance.board_fold import applied
from assistant.guidance.board_parts import Fact
from assistant.guidance.card import AlertRule
from assistant.guidance.cards import CardSet
from assistant.guidance.conditions import Condition
from assistant.guidance.distress import SIGNAL_CONFIDENCE_MIN
from assistant.guidance.raising import (
    LIFE_PRIORITY,
    AlertBudget,
    Due,
    Perhaps,
    Raised,
    denied,
    issued,
    lifts,
    outweighed,
    provisional,
    ranked,
)

FACT_CONFIDENCE_MIN = 0.4
"""Alerts would rather come too early: less is asked of them than of a tick."""
GLIMPSE_CONFIDENCE_MIN = 0.6
"""What is told before it is sure must be heard more clearly."""
FINAL_WAIT_MS = 10_000
"""How long after a pause a final and its reading may take; then there is none, or no model."""


class AlertStage:
    """Yields guidance_issued of kind alert, and guidance_withdrawn.

    Reasons of a withdrawal: `denied`, `overtaken` (by the same, grown worse, or by one that
    covers it), `dismissed`; of a provisional one also `confirmed` and `not_confirmed`.
    """

    name = "alerts"

    def __init__(self, cards: CardSet, budget: AlertBudget | None = None) -> None:
        self._cards = cards
        self._budget = budget or AlertBudget()
        self._board = Board()
        self._raised: dict[str, Raised] = {}
        self._held: dict[str, Due] = {}
        self._perhaps: Perhaps | None = None
        self._ended: tuple[str, int] = ("", 0)
        self._heard: UtteranceUnderstood | None = None
        self._count = self._glimpsed = 0

    def handle(self, event: Event) -> Iterator[Payload]:
        """Follow glimpses, signals, facts and the call type; see to dismissals."""
        payload = event.payload
        if isinstance(payload, TranscriptPartial | GuidanceIssued | GuidanceWithdrawn):
            return
        if isinstance(payload, PartialUnderstood):
            yield from self._glimpse(payload, event.seq)
            return  # nothing is kept of it, for it may leave no trace
        self._board = applied(self._board, event)
        yield from self._lapse(payload)
        yield from self._follow(payload)
        if self._held and not self._board.dispatcher_talks:
            yield from self._show_held()

    def _follow(self, payload: Payload) -> Iterator[Payload]:
        if isinstance(payload, UtteranceUnderstood):
            yield from self._signals(payload)
            yield from self._settle(payload)
        elif isinstance(payload, FactHeard | FactConfirmed | FactCorrected):
            if payload.confidence >= FACT_CONFIDENCE_MIN:
                yield from self._lift(payload)
                yield from self._rules(payload.utterance_id, payload.quote or payload.value)
        elif isinstance(payload, CallTypeChanged):
            yield from self._rules(None, "")
        elif isinstance(payload, GuidanceDismissed):
            yield from self._dismiss(payload.guidance_id)

    # What was understood

    def _signals(self, reading: UtteranceUnderstood) -> Iterator[Payload]:
        self._heard = reading
        for rule, signal in ranked(reading, self._active()):
            if denied(rule, reading) or signal.confidence < SIGNAL_CONFIDENCE_MIN:
                continue
            if rule.id not in self._raised and rule.id not in self._held:
                because = (self._board.seq,)
                yield from self._raise(Due(rule, signal.quote, reading.utterance_id, because))

    def _lift(self, fact: FactEvent) -> Iterator[Payload]:
        for rule in self._active():
            if not lifts(rule, fact.fact, fact.certainty) or outweighed(rule, fact, self._heard):
                continue
            self._held.pop(rule.id, None)
            if self._perhaps and self._perhaps.rule.id == rule.id:
                yield from self._drop("denied")
            raised = self._raised.get(rule.id)
            if raised and (raised.stands or raised.covered):
                del self._raised[rule.id]
                if raised.stands:
                    yield GuidanceWithdrawn(raised.guidance_id, "denied")
                yield from self._uncover(rule)

    def _rules(self, utterance_id: str | None, quote: str) -> Iterator[Payload]:
        """What the rules say of the event just folded in; older events have had their say."""
        for rule in self._active():
            raised = self._raised.get(rule.id)
            worse = _freshly(rule.worse, self._board)
            due = Due(rule, quote, utterance_id, self._because(rule), worse)
            if raised is None:
                if worse or _freshly(rule.when, self._board):
                    yield from self._raise(due)
            elif worse and not raised.worse:
                yield from self._worsen(raised, due)

    def _worsen(self, raised: Raised, due: Due) -> Iterator[Payload]:
        """Told again, unless the same utterance has just told it."""
        if due.utterance_id is not None and due.utterance_id == raised.due.utterance_id:
            self._raised[due.rule.id] = replace(raised, worse=True)
        else:
            yield from self._raise(due)

    def _because(self, rule: AlertRule) -> tuple[int, ...]:
        conditions = [c for c in (rule.when, rule.worse) if c and c.holds(self._board)]
        seqs = {seq for c in conditions for seq in c.seqs(self._board)}
        return tuple(sorted(seqs)) or (self._board.seq,)

    # Raising

    def _raise(self, due: Due) -> Iterator[Payload]:
        """Show it; now, or when the dispatcher has spoken, or not while a worse one tells it."""
        name = due.rule.id
        if self._covered(name):
            self._raised[name] = Raised(due, "", due.worse, stands=False, covered=True)
            yield from self._overtake(name)
        elif self._waits(due.rule):
            held = self._held.get(name)
            self._held[name] = held if held and held.worse else due
        else:
            yield from self._issue(due)

    def _waits(self, rule: AlertRule) -> bool:
        perhaps = self._perhaps is not None and self._perhaps.rule.id == rule.id
        waits = rule.priority < self._budget.interrupting_priority
        return waits and self._board.dispatcher_talks and not perhaps

    def _issue(self, due: Due) -> Iterator[Payload]:
        name, before = due.rule.id, self._raised.get(due.rule.id)
        if before and before.stands:
            yield GuidanceWithdrawn(before.guidance_id, "overtaken")
        for milder in due.rule.covers:
            yield from self._cover(milder)
        if self._unwanted(name):
            self._raised[name] = Raised(due, "", due.worse, stands=False)
        else:
            self._count += 1
            self._raised[name] = Raised(due, f"a-{self._count:04d}", due.worse)
            yield issued(due, f"a-{self._count:04d}")
        if self._perhaps and self._perhaps.rule.id == name:
            yield from self._drop("confirmed")

    def _unwanted(self, name: str) -> bool:
        """Whether the dispatcher has dismissed it while it was provisional."""
        perhaps = self._perhaps
        return perhaps is not None and perhaps.rule.id == name and not perhaps.stands

    def _show_held(self) -> Iterator[Payload]:
        held, self._held = self._held, {}
        for due in sorted(held.values(), key=lambda due: -due.rule.priority):
            yield from self._issue(due)

    # One alert for one danger

    def _covered(self, name: str) -> bool:
        """Whether an alert in view says all that this one would."""
        worse = (rule.id for rule in self._active() if name in rule.covers)
        return any(name in self._raised and self._raised[name].stands for name in worse)

    def _cover(self, milder: str) -> Iterator[Payload]:
        raised = self._raised.get(milder)
        if raised and raised.stands:
            self._raised[milder] = replace(raised, stands=False, covered=True)
            yield GuidanceWithdrawn(raised.guidance_id, "overtaken")
        yield from self._overtake(milder)

    def _overtake(self, name: str) -> Iterator[Payload]:
        self._held.pop(name, None)
        if self._perhaps and self._perhaps.rule.id == name:
            yield from self._drop("overtaken")

    def _uncover(self, worse: AlertRule) -> Iterator[Payload]:
        """What stood behind a lifted alert is told again."""
        for milder in worse.covers:
            raised = self._raised.get(milder)
            if raised and raised.covered and not self._covered(milder):
                yield from self._issue(raised.due)

    # Provisional alerts

    def _glimpse(self, heard: PartialUnderstood, seq: int) -> Iterator[Payload]:
        """At most one provisional alert, from words whose final has not come."""
        if not self._budget.provisional or heard.utterance_id in dict(self._board.recent):
            return
        for rule, signal in ranked(heard, self._active()):
            if signal.confidence < GLIMPSE_CONFIDENCE_MIN or not self._worth_telling(rule):
                continue
            yield from self._drop("overtaken")
            self._glimpsed += 1
            guidance_id = f"p-{self._glimpsed:04d}"
            ended_ms = self._ended[1] if self._ended[0] == heard.utterance_id else None
            self._perhaps = Perhaps(rule, guidance_id, heard.utterance_id, ended_ms)
            yield provisional(rule, signal, guidance_id, seq)
            return

    def _worth_telling(self, rule: AlertRule) -> bool:
        before = self._perhaps
        if rule.priority < LIFE_PRIORITY or rule.id in self._raised or self._covered(rule.id):
            return False
        return before is None or (before.stands and rule.priority > before.rule.priority)

    def _settle(self, reading: UtteranceUnderstood) -> Iterator[Payload]:
        """The utterance is understood: its provisional alert is confirmed by now, or goes."""
        perhaps = self._perhaps
        if perhaps is None or perhaps.utterance_id != reading.utterance_id:
            return
        told = self._told(perhaps.rule, reading)
        if told is not None:
            because = (self._board.seq,)
            yield from self._raise(Due(perhaps.rule, told.quote, reading.utterance_id, because))
        else:
            yield from self._drop("not_confirmed")

    def _told(self, rule: AlertRule, reading: UtteranceUnderstood) -> Told | None:
        """What the utterance tells that is about to raise the alert as a fact."""
        if denied(rule, reading):
            return None
        sure = (told for told in reading.told if told.confidence >= FACT_CONFIDENCE_MIN)
        return next((told for told in sure if self._would_raise(rule, told)), None)

    def _would_raise(self, rule: AlertRule, told: Told) -> bool:
        fact = Fact(told.value, told.certainty, told.confidence, told.quote, self._board.seq)
        board = replace(self._board, facts={**self._board.facts, told.fact: fact})
        return _freshly(rule.when, board) or _freshly(rule.worse, board)

    def _lapse(self, payload: Payload) -> Iterator[Payload]:
        """A provisional alert goes when no final comes, or none that is understood."""
        if isinstance(payload, SpeechEnded) and payload.speaker == "caller":
            self._ended = (payload.utterance_id, self._board.at_ms)
            if self._perhaps and self._perhaps.ended_ms is None:
                self._perhaps = replace(self._perhaps, ended_ms=self._board.at_ms)
        ended_ms = self._perhaps.ended_ms if self._perhaps else None
        if ended_ms is not None and self._board.at_ms - ended_ms >= FINAL_WAIT_MS:
            yield from self._drop("not_confirmed")

    def _drop(self, reason: str) -> Iterator[Payload]:
        perhaps, self._perhaps = self._perhaps, None
        if perhaps and perhaps.stands:
            yield GuidanceWithdrawn(perhaps.guidance_id, reason)

    # By hand

    def _dismiss(self, guidance_id: str) -> Iterator[Payload]:
        perhaps = self._perhaps
        if perhaps and perhaps.stands and perhaps.guidance_id == guidance_id:
            self._perhaps = replace(perhaps, stands=False)
            yield GuidanceWithdrawn(guidance_id, "dismissed")
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


def _freshly(condition: Condition | None, board: Board) -> bool:
    """Whether a condition holds, and rests on the event just folded in."""
    if condition is None or not condition.holds(board):
        return False
    return board.seq in condition.seqs(board)
