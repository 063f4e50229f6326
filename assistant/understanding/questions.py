"""The question board: where each question stands, from what was asked and what is held.

Only `affirmed` and `denied`, heard well enough, tick a question. "Asked" is not "answered".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from assistant.events import (
    Certainty,
    Event,
    FactConfirmed,
    FactCorrected,
    FactEvent,
    FactHeard,
    Payload,
    QuestionAsked,
    QuestionState,
    QuestionStateChanged,
)
from assistant.holding import gives_way
from assistant.understanding.memory import SETTLING
from assistant.vocabulary import Vocabulary

TICKS: dict[Certainty, QuestionState] = {
    "affirmed": "answered",
    "denied": "answered",
    "hedged": "unclear",
    "unknown": "unclear",
    "refused": "refused",
}


COMES_TRUE = frozenset({"baby_visible", "baby_born", "responders_arrived"})
"""Not yet, and then yes: that is no contradiction."""


@dataclass(frozen=True, slots=True)
class _Standing:
    state: QuestionState = "unasked"
    word: FactEvent | None = None
    """The word on it that counted last."""
    by_hand: bool = False
    asked_again: bool = False
    """Asked once more after it was answered: what is said now holds, for it may have changed."""


class QuestionStage:
    """Yields question_state_changed whenever a question's state is another than before."""

    name = "questions"

    def __init__(self, vocabulary: Vocabulary, answer_confidence_min: float) -> None:
        self._yes_no = vocabulary.yes_no
        self._confidence_min = answer_confidence_min
        self._standing: dict[str, _Standing] = {}

    def handle(self, event: Event) -> Iterator[Payload]:
        """Follow questions and facts."""
        payload = event.payload
        if isinstance(payload, QuestionAsked):
            yield from self._asked(payload)
        elif isinstance(payload, FactHeard | FactConfirmed | FactCorrected):
            # A fact put in as heard (a trainer's) is heard; only one put right is set by hand.
            by_hand = event.cause_seq is None and isinstance(payload, FactCorrected)
            yield from self._fact(payload, by_hand)
        elif isinstance(payload, QuestionStateChanged) and event.cause_seq is None:
            self._standing[payload.question] = _Standing(payload.state, None, by_hand=True)

    def _asked(self, payload: QuestionAsked) -> Iterator[Payload]:
        before = self._standing.get(payload.question, _Standing())
        if before.state in ("unasked", "unclear", "contradicted"):
            now = _Standing("asked", before.word)
            yield from self._move(payload.question, now, payload.utterance_id)
        elif before.state == "answered":
            self._standing[payload.question] = replace(before, asked_again=True)

    def _fact(self, fact: FactEvent, by_hand: bool) -> Iterator[Payload]:
        before = self._standing.get(fact.fact, _Standing())
        if before.by_hand and not by_hand:
            return
        yield from self._move(fact.fact, self._after(before, fact, by_hand), fact.utterance_id)

    def _after(self, before: _Standing, fact: FactEvent, by_hand: bool) -> _Standing:
        if by_hand:
            # Of what the dispatcher leaves open, a sure answer may still come.
            settles = fact.certainty in SETTLING
            return _Standing(TICKS[fact.certainty], fact, by_hand=settles)
        if fact.confidence < self._confidence_min:
            return before
        again = before.asked_again
        if before.state == "answered" and not again and self._contradicts(before.word, fact):
            return _Standing("contradicted", fact)
        if before.state == "answered" and not gives_way(before.word, fact):
            return before
        return _Standing(TICKS[fact.certainty], fact)

    def _contradicts(self, before: FactEvent | None, fact: FactEvent) -> bool:
        certainties = {before.certainty if before else None, fact.certainty}
        if fact.fact in COMES_TRUE and fact.certainty == "affirmed":
            return False
        return certainties == {"affirmed", "denied"} and fact.fact in self._yes_no

    def _move(self, question: str, now: _Standing, utterance_id: str | None) -> Iterator[Payload]:
        before = self._standing.get(question, _Standing())
        self._standing[question] = now
        if now.state != before.state:
            yield QuestionStateChanged(question, now.state, utterance_id)
