"""The call type, from everything said so far.

Evidence adds up over the utterances as log-odds do: which kinds of call such words come from, words
that name a kind outright, dangers heard, facts held. The leader is announced when it is likely
enough, and changes only for one that clearly leads. What the dispatcher sets stands.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from assistant.events import (
    CallTypeChanged,
    Event,
    FactHeard,
    Payload,
    RankedType,
    SilenceObserved,
    UtteranceUnderstood,
)

Weights = Mapping[str, float]
DISPATCHER_WEIGHT = 0.35
"""A dispatcher's words repeat or guess at what the caller said."""
STRENGTH = 2.0
"""Log-odds a unit of evidence. This and the topics' numbers were fitted on the held-out calls."""
TOPIC_WEIGHT = 0.18
"""Units of evidence for each e-fold by which a kind is likelier than the rest to say such words."""
TOPIC_MARGIN, TOPIC_MOST = 0.5, 2.5
"""A lift below the first is noise; no utterance lifts a kind by more than the second."""
TOPIC_REST_MIN = 0.002
DOUBT = 4.0
"""What stands against a leader before anything is heard: so many kinds of call as likely."""
HINT = 0.2
"""A type heard no surer than this in an utterance is noise, and adds nothing."""
TOGETHER_MIN = 0.4
"""Facts heard less surely than this do not add up with others."""
RIVAL_LEAD = 0.08
"""A new leader must lead by this much before the type changes."""
SHOWN_MIN = 0.15
"""Below this the leader is a guess and not announced."""
CONFIDENCE_STEP = 0.15
"""A change of confidence this large is told again."""
ALTERNATIVES = 4
ODDS_MOST = 60.0


@dataclass(frozen=True, slots=True)
class Together:
    """What facts say when they come together: one of each group ("conscious.denied") is held."""

    groups: tuple[frozenset[str], ...]
    weights: Weights


@dataclass(frozen=True, slots=True)
class Evidence:
    """How much a fact ("weapons.affirmed") or an alert says for each call type."""

    facts: Mapping[str, Weights]
    alerts: Mapping[str, Weights]
    together: tuple[Together, ...] = ()
    silence: Weights = field(default_factory=dict)
    """What a caller says who has not said a word for a while; void with the first word."""


class CallTypeStage:
    """Yields call_type_changed from the readings and facts of the whole call.

    `kinds` is how many kinds of call there are.
    """

    name = "call_type"

    def __init__(self, evidence: Evidence, kinds: int) -> None:
        self._evidence = evidence
        self._kinds = kinds
        self._scores: dict[str, float] = {}
        self._counted: dict[str, float] = {}
        self._together = list(evidence.together)
        self._shown: tuple[str, float] = ("", 0.0)
        self._by_hand = self._caller_spoke = self._silent = False

    def handle(self, event: Event) -> Iterator[Payload]:
        """Add up evidence; a dispatcher's choice ends the counting."""
        payload = event.payload
        if isinstance(payload, CallTypeChanged):
            self._by_hand = self._by_hand or payload.set_by == "dispatcher"
        elif isinstance(payload, UtteranceUnderstood):
            self._hear(payload)
            self._read(payload)
            yield from self._announce()
        elif isinstance(payload, SilenceObserved):
            if payload.speaker == "caller" and not self._caller_spoke and not self._silent:
                self._silent = True
                self._weigh(self._evidence.silence, 1.0)
                yield from self._announce()
        elif isinstance(payload, FactHeard):
            kind = f"{payload.fact}.{payload.certainty}"
            self._count(self._evidence.facts, kind, payload.confidence)
            yield from self._announce()

    def _hear(self, reading: UtteranceUnderstood) -> None:
        """A caller's first words take back what their silence seemed to say."""
        if reading.speaker == "caller" and not self._caller_spoke:
            self._caller_spoke = True
            if self._silent:
                self._weigh(self._evidence.silence, -1.0)

    def _read(self, reading: UtteranceUnderstood) -> None:
        weight = 1.0 if reading.speaker == "caller" else DISPATCHER_WEIGHT
        for call_type, share in _said(reading.call_types).items():
            self._add(call_type, weight * share)
        for call_type, lift in _lifts(reading.topics, self._kinds).items():
            self._add(call_type, weight * TOPIC_WEIGHT * lift)
        for signal in reading.signals:
            self._count(self._evidence.alerts, signal.alert, signal.confidence)

    def _count(self, table: Mapping[str, Weights], key: str, confidence: float) -> None:
        """A kind of evidence counts once a call, at its surest, however often it is repeated."""
        more = confidence - self._counted.get(key, 0.0)
        if more <= 0:
            return
        self._counted[key] = confidence
        self._weigh(table.get(key, {}), more)
        for rule in [rule for rule in self._together if self._holds(rule)]:
            self._together.remove(rule)
            self._weigh(rule.weights, 1.0)

    def _holds(self, rule: Together) -> bool:
        return all(
            any(self._counted.get(key, 0.0) >= TOGETHER_MIN for key in group)
            for group in rule.groups
        )

    def _weigh(self, weights: Weights, share: float) -> None:
        for call_type, weight in weights.items():
            self._add(call_type, weight * share)

    def _add(self, call_type: str, weight: float) -> None:
        self._scores[call_type] = max(0.0, self._scores.get(call_type, 0.0) + weight)

    def _announce(self) -> Iterator[Payload]:
        ranked = self.ranked()
        if self._by_hand or not ranked or ranked[0].confidence < SHOWN_MIN:
            return
        leader = self._leader(ranked)
        name, confidence = self._shown
        if leader.call_type != name or abs(leader.confidence - confidence) >= CONFIDENCE_STEP:
            self._shown = (leader.call_type, leader.confidence)
            others = [r for r in ranked if r.call_type != leader.call_type][:ALTERNATIVES]
            yield CallTypeChanged(leader.call_type, leader.confidence, tuple(others), "model")

    def _leader(self, ranked: list[RankedType]) -> RankedType:
        held = next((r for r in ranked if r.call_type == self._shown[0]), None)
        if held and ranked[0].confidence - held.confidence < RIVAL_LEAD:
            return held
        return ranked[0]

    def ranked(self) -> list[RankedType]:
        """Scores to shares; one weak hint alone stays weak, since doubt keeps a share too."""
        odds = {
            t: math.expm1(min(STRENGTH * s, ODDS_MOST)) for t, s in self._scores.items() if s > 0
        }
        total = DOUBT + sum(odds.values())
        ranked = sorted(odds.items(), key=lambda item: (-item[1], item[0]))
        return [RankedType(call_type, round(odd / total, 3)) for call_type, odd in ranked]


def _lifts(topics: Sequence[RankedType], kinds: int) -> dict[str, float]:
    """By how much such words are likelier of each kind than of the kinds not named, in e-folds."""
    if not topics:
        return {}
    others = max(kinds - len(topics), 1)
    rest = max(1 - sum(topic.confidence for topic in topics), 0.0) / others
    floor = max(rest, TOPIC_REST_MIN)
    lifts = {t.call_type: math.log(max(t.confidence, floor) / floor) for t in topics}
    return {kind: min(lift - TOPIC_MARGIN, TOPIC_MOST) for kind, lift in lifts.items()
            if lift > TOPIC_MARGIN}  # fmt: skip


def _said(ranked: Iterable[RankedType]) -> dict[str, float]:
    """What one utterance adds, from 0 to 1 in all: one that points everywhere points nowhere."""
    sure = {r.call_type: (r.confidence - HINT) / (1 - HINT) for r in ranked if r.confidence > HINT}
    return {call_type: share / max(1.0, sum(sure.values())) for call_type, share in sure.items()}
