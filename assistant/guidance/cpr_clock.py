"""The clock of CPR by telephone: address, recognition, first instruction, first compression.

It runs on a call about an arrest, and tells what was reached before that was known as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from assistant.events import (
    CallTypeChanged,
    CprTimed,
    Event,
    FactConfirmed,
    FactCorrected,
    FactHeard,
    GuidanceAcknowledged,
    GuidanceIssued,
    Payload,
    QuestionStateChanged,
    TranscriptFinal,
)
from assistant.guidance.cards import CardSet
from assistant.guidance.cpr_words import (
    AHA_TARGETS,
    ARREST_TYPES,
    COMPRESSIONS,
    COUNT_WORDS,
    CPR_WORDS,
    NOT_AWAKE,
    NOT_BREATHING,
    PUSH_WORDS,
)

FINALS_KEPT = 16


def cpr_targets(cards: CardSet) -> dict[str, int]:
    """What the card of an arrest aims for, in seconds since the call began."""
    named = [cards.cards[name].targets for name in ARREST_TYPES if name in cards.cards]
    return {**AHA_TARGETS, **{key: value for found in named for key, value in found.items()}}


class CprStage:
    """Yields cpr_timed when the clock starts, and whenever one of its times is reached."""

    name = "cpr_clock"

    def __init__(self, cards: CardSet) -> None:
        self._clock = CprTimed(None, None, None, None, cpr_targets(cards))
        self._told: CprTimed | None = None
        self._unwell: set[str] = set()
        self._arrest = False
        self._prompts: set[str] = set()
        self._ends: dict[str, int] = {}

    def handle(self, event: Event) -> Iterator[Payload]:
        """Follow the words and what was understood of them."""
        self._follow(event)
        if self._arrest and self._clock != self._told:
            self._told = self._clock
            yield self._clock

    def _follow(self, event: Event) -> None:
        payload = event.payload
        if isinstance(payload, TranscriptFinal):
            self._hear(payload)
        elif isinstance(payload, CallTypeChanged):
            self._arrest = self._arrest or payload.call_type in ARREST_TYPES
        elif isinstance(payload, FactHeard | FactConfirmed | FactCorrected):
            self._sign(payload)
        elif isinstance(payload, QuestionStateChanged):
            if (payload.question, payload.state) == ("location", "answered"):
                said_ms = self._ends.get(payload.utterance_id or "", event.at_ms)
                self._reach("address_ms", said_ms)
        elif isinstance(payload, GuidanceIssued):
            if payload.subject in COMPRESSIONS:
                self._arrest = True
                self._prompts.add(payload.guidance_id)
        elif isinstance(payload, GuidanceAcknowledged) and payload.guidance_id in self._prompts:
            self._reach("recognition_ms", event.at_ms)
            self._reach("instruction_ms", event.at_ms)

    def _hear(self, final: TranscriptFinal) -> None:
        self._ends[final.utterance_id] = final.end_ms
        while len(self._ends) > FINALS_KEPT:
            self._ends.pop(next(iter(self._ends)))
        words = final.text.lower()
        if final.speaker == "dispatcher":
            if CPR_WORDS.search(words):
                self._reach("recognition_ms", final.end_ms)
            if PUSH_WORDS.search(words):
                self._reach("recognition_ms", final.end_ms)
                self._reach("instruction_ms", final.end_ms)
        if self._clock.instruction_ms is not None and COUNT_WORDS.search(words):
            self._reach("first_compression_ms", final.end_ms)

    def _sign(self, fact: FactHeard | FactConfirmed | FactCorrected) -> None:
        if fact.fact in NOT_AWAKE and fact.certainty == "denied":
            self._unwell.add("awake")
        elif fact.fact in NOT_BREATHING and fact.certainty in ("denied", "hedged"):
            self._unwell.add("breathing")
        self._arrest = self._arrest or len(self._unwell) == 2

    def _reach(self, moment: str, at_ms: int) -> None:
        """The first time counts."""
        if getattr(self._clock, moment) is None:
            self._clock = replace(self._clock, **{moment: at_ms})  # type: ignore[arg-type]
