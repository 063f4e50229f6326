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
from assistant.vocabulary import Vocabulary

TICKS: dict[Certainty, QuestionState] = {
    "affirmed": "answered",
    "denied": "answered",
    "hedged": "unclear",
    "unknown": "unclear",
    "refused": "refused",
}


@dataclass(frozen=True, slots=True)
class _Standing:
    state: QuestionState = "unasked"
    certainty: Certainty | None = None
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
            yield from self._fact(payload, by_hand=event.cause_seq is None)
        elif isinstance(payload, QuestionStateChanged) and event.cause_seq is None:
            self._standing[payload.question] = _Standing(payload.state, None, by_hand=True)

    def _asked(self, payload: QuestionAsked) -> Iterator[Payload]:
        before = self._standing.get(payload.question, _Standing())
        if before.state in ("unasked", "unclear", "contradicted"):
            now = _Standing("asked", before.certainty)
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
            return _Standing("answered", fact.certainty, by_hand=True)
        if fact.confidence < self._confidence_min:
            return before
        if (
            before.state == "answered"
            and not before.asked_again
            and self._contradicts(before, fact)
        ):
            return _Standing("contradicted", fact.certainty)
        if before.state == "answered" and TICKS[fact.certainty] != "answered":
            return before if fact.fact not in self._yes_no else _Standing("unclear", None)
        return _Standing(TICKS[fact.certainty], fact.certainty)

    def _contradicts(self, before: _Standing, fact: FactEvent) -> bool:
        opposite = {before.certainty, fact.certainty} == {"affirmed", "denied"}
        return opposite and fact.fact in self._yes_no

    def _move(self, question: str, now: _Standing, utterance_id: str | None) -> Iterator[Payload]:
        before = self._standing.get(question, _Standing())
        self._standing[question] = now
        if now.state != before.state:
            yield QuestionStateChanged(question, now.state, utterance_id)
