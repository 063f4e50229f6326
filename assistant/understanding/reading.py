"""From labelled clauses to a reading: what an utterance asks, tells and shows."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from pydantic import TypeAdapter

from assistant.events import (
    Answer,
    Asked,
    Certainty,
    RankedType,
    Signal,
    Speaker,
    Told,
    UtteranceUnderstood,
)
from assistant.understanding.certainty import (
    is_hedged,
    is_qualification,
    is_unknown,
    short_answer,
    told_certainty,
)
from assistant.understanding.labels import Family
from assistant.understanding.values import find_values, told_value

READ_BACK_CONFIDENCE = 0.5
"""A place or number in the dispatcher's mouth: said back, not told."""
CUE_CONFIDENCE = 0.9
ANSWER_WORDS = 9
"""A longer clause is a statement, whatever it begins with."""


@dataclass(frozen=True, slots=True)
class Heard:
    """One label heard in a clause, 0 to 1."""

    family: Family
    key: str
    confidence: float


@dataclass(frozen=True, slots=True)
class HeardClause:
    """A clause, and the labels heard in it, the surest first."""

    text: str
    labels: tuple[Heard, ...]

    def of(self, family: Family) -> Iterator[Heard]:
        """The labels of one family."""
        return (label for label in self.labels if label.family == family)


def make_reading(
    utterance_id: str, speaker: Speaker, text: str, clauses: Sequence[HeardClause]
) -> UtteranceUnderstood:
    """Puts the clauses together; each fact, question, danger and type stands once, at its surest."""
    if speaker == "dispatcher":
        return UtteranceUnderstood(
            utterance_id,
            speaker,
            asked=tuple(_surest((h.key, Asked(h.key, h.confidence, q)) for h, q in _all(clauses, "ask"))),
            told=tuple(_read_back(text)),
            techniques=tuple(dict.fromkeys(h.key for h, _ in _all(clauses, "say"))),
            faults=tuple(dict.fromkeys(h.key for h, _ in _all(clauses, "fault"))),
        )  # fmt: skip
    types = _surest((h.key, RankedType(h.key, h.confidence)) for h, _ in _all(clauses, "type"))
    return UtteranceUnderstood(
        utterance_id,
        speaker,
        told=tuple(_surest((told.fact, told) for told in _told(text, clauses))),
        answer=_answer(clauses),
        signals=tuple(_surest((h.key, Signal(h.key, h.confidence, q)) for h, q in _all(clauses, "signal"))),
        call_types=tuple(sorted(types, key=lambda ranked: -ranked.confidence)),
        eccs=_eccs(clauses),
    )  # fmt: skip


def _all(clauses: Iterable[HeardClause], family: Family) -> Iterator[tuple[Heard, str]]:
    return ((label, clause.text) for clause in clauses for label in clause.of(family))


def _surest(found: Iterable[tuple[str, Any]]) -> Iterator[Any]:
    best: dict[str, Any] = {}
    for key, item in found:
        if key not in best or item.confidence > best[key].confidence:
            best[key] = item
    return iter(best.values())


def _told(text: str, clauses: Sequence[HeardClause]) -> Iterator[Told]:
    """Facts of the classifier with their values, then facts that their form alone gives away."""
    for clause, following in zip(clauses, [*clauses[1:], None], strict=True):
        taken_back = following is not None and following.text.lower().startswith("but ")
        for heard in clause.of("tell"):
            fact, _, learned = heard.key.rpartition(".")
            certainty = told_certainty(cast(Certainty, learned), clause.text)
            if taken_back and certainty == "affirmed" and is_hedged(following.text if following else ""):
                certainty = "hedged"
            value = told_value(fact, certainty, clause.text)
            yield Told(fact, value, certainty, heard.confidence, clause.text)
    if not any(is_unknown(clause.text) for clause in clauses):
        for fact, value, confidence in find_values(text):
            certainty = "hedged" if is_hedged(text) else "affirmed"
            yield Told(fact, value, certainty, confidence, text)


def _read_back(text: str) -> Iterator[Told]:
    for fact, value, _ in find_values(text):
        if fact in ("location", "callback_number"):
            yield Told(fact, value, "affirmed", READ_BACK_CONFIDENCE, text)


def _answer(clauses: Sequence[HeardClause]) -> Answer | None:
    """The first short answer; a qualification anywhere behind it makes it hedged."""
    for index, clause in enumerate(clauses):
        answer = _clause_answer(clause)
        if answer is None:
            continue
        if answer.certainty in ("affirmed", "denied") and any(
            is_qualification(later.text) or is_hedged(later.text) for later in clauses[index + 1 :]
        ):
            quote = " ".join(later.text for later in clauses[index:])
            return Answer("hedged", answer.confidence, quote)
        return answer
    return None


def _clause_answer(clause: HeardClause) -> Answer | None:
    by_cue = short_answer(clause.text)
    if by_cue is not None:
        return Answer(by_cue, CUE_CONFIDENCE, clause.text)
    if len(clause.text.split()) > ANSWER_WORDS:
        return None
    for heard in clause.of("answer"):
        certainty = told_certainty(cast(Certainty, heard.key), clause.text)
        return Answer(certainty, heard.confidence, clause.text)
    return None


def _eccs(clauses: Iterable[HeardClause]) -> int | None:
    """The strongest emotion heard with enough certainty."""
    states = [int(heard.key) for heard, _ in _all(clauses, "state")]
    return max(states, default=None)


_READING: TypeAdapter[UtteranceUnderstood] = TypeAdapter(UtteranceUnderstood)


def reading_to_json(reading: UtteranceUnderstood) -> dict[str, Any]:
    """The reading as JSON values, as it travels through the dialogue engine."""
    return dataclasses.asdict(reading)


def reading_from_json(body: Mapping[str, Any]) -> UtteranceUnderstood:
    """What `reading_to_json` wrote."""
    return _READING.validate_python(dict(body))
