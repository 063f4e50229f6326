"""How the dispatcher listened: the eight skills of active listening, questions, faults.

The skills are those crisis negotiators know as MORE PIES: minimal encouragers, open questions,
reflecting, emotion labels, paraphrase, "I" messages, effective pauses, summary.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assistant.events import CallerStateObserved, QuestionAsked, RapportObserved
from assistant.review.record import Evidence, Record, Said

MORE_PIES = (
    "minimal_encourager",
    "open_question",
    "reflection",
    "emotion_label",
    "paraphrase",
    "i_message",
    "effective_pause",
    "summary",
)
PAUSE_MS = (1200, 6000)
"""A pause works when the caller has room to go on, and is not left alone."""
EMOTIONAL_ECCS = 3
OPEN = "open_question"


@dataclass(frozen=True, slots=True)
class Listening:
    """Techniques and faults with every place they were heard; questions open and closed."""

    techniques: Mapping[str, tuple[Evidence, ...]]
    faults: Mapping[str, tuple[Evidence, ...]]
    open_questions: tuple[Evidence, ...]
    closed_questions: tuple[Evidence, ...]

    @property
    def more_pies(self) -> dict[str, int]:
        """How often each of the eight skills was heard."""
        return {skill: len(self.techniques.get(skill, ())) for skill in MORE_PIES}

    @property
    def open_share(self) -> float | None:
        """The part of questions that were open; None where nothing was asked."""
        asked = len(self.open_questions) + len(self.closed_questions)
        return len(self.open_questions) / asked if asked else None


def listening_of(record: Record) -> Listening:
    """How the dispatcher of a call listened."""
    techniques: dict[str, list[Evidence]] = {}
    faults: dict[str, list[Evidence]] = {}
    for happening in record.rapport:
        seen = happening.payload
        assert isinstance(seen, RapportObserved)
        kept = techniques if seen.technique else faults
        kept.setdefault(seen.technique or seen.fault or "", []).append(happening.evidence)
    pauses = list(_pauses(record))
    if pauses:
        techniques["effective_pause"] = pauses
    return Listening(
        techniques={name: tuple(found) for name, found in techniques.items()},
        faults={name: tuple(found) for name, found in faults.items()},
        open_questions=tuple(techniques.get(OPEN, ())),
        closed_questions=tuple(_closed(record)),
    )


def _closed(record: Record) -> Iterable[Evidence]:
    """Utterances that ask one of the card's questions, and not openly."""
    opened = {
        h.payload.utterance_id
        for h in record.rapport
        if isinstance(h.payload, RapportObserved) and h.payload.technique == OPEN
    }
    seen: set[str] = set()
    for happening in record.asked:
        assert isinstance(happening.payload, QuestionAsked)
        said = record.utterance(happening.payload.utterance_id)
        if said and said.final.utterance_id not in opened | seen:
            seen.add(said.final.utterance_id)
            yield said.evidence


def _pauses(record: Record) -> Iterable[Evidence]:
    """Where the dispatcher gave an upset caller room before the next words."""
    upset = {
        h.payload.utterance_id
        for h in record.caller_states
        if isinstance(h.payload, CallerStateObserved) and h.payload.eccs >= EMOTIONAL_ECCS
    }
    turns = sorted(record.said, key=lambda said: (said.final.start_ms, said.seq))
    for before, after in zip(turns, turns[1:], strict=False):
        if before.final.utterance_id in upset and _room(before, after):
            yield before.evidence


def _room(before: Said, after: Said) -> bool:
    return PAUSE_MS[0] <= after.final.start_ms - before.final.end_ms <= PAUSE_MS[1]
