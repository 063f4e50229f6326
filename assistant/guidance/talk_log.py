"""The negotiation's log: demands, deadlines, promises, hooks and triggers, quoted, with their time.

A hook is what helps, a trigger what escalates. Either is said in so many words, or seen: the caller
was calmer, or more upset, right after words of the dispatcher. Nothing else is concluded.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from assistant.events import (
    CallerStateObserved,
    Certainty,
    Event,
    FactConfirmed,
    FactCorrected,
    FactEvent,
    FactHeard,
    RapportObserved,
    Speaker,
    TranscriptFinal,
)
from assistant.guidance.cues import hook_in, pledge_in, promise_in, trigger_in
from assistant.guidance.words import shortened

EntryKind = Literal["demand", "deadline", "promise", "hook", "trigger"]
Basis = Literal["said", "seen"]
FACTS: dict[str, EntryKind] = {"demands": "demand", "deadline": "deadline"}
UPSET_ECCS, WORSE_ECCS = 3, 4
QUOTE_CHARS = 160
HELPS = frozenset(
    "minimal_encourager open_question reflection emotion_label paraphrase i_message summary "
    "name_use reassurance explain_action stay_on_line help_is_coming".split()
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry; `basis` tells words that say it (`said`) from what followed them (`seen`)."""

    kind: EntryKind
    text: str
    quote: str
    speaker: Speaker
    certainty: Certainty
    basis: Basis
    utterance_id: str | None
    at_ms: int
    seq: int


class TalkLog:
    """Takes a call's events in order; `entries` holds each wording once, in the order of time."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self._known: set[tuple[str, str]] = set()
        self._dispatcher: TranscriptFinal | None = None
        self._helped = False
        self._eccs: int | None = None

    def apply(self, event: Event) -> None:
        """Take the next event in."""
        for entry in self._found(event):
            key = (entry.kind, (entry.text or entry.quote).casefold())
            if key not in self._known:
                self._known.add(key)
                self.entries.append(entry)

    def _found(self, event: Event) -> Iterator[Entry]:
        payload = event.payload
        if isinstance(payload, FactHeard | FactConfirmed | FactCorrected):
            if payload.fact in FACTS:
                yield _wanted(payload, event)
        elif isinstance(payload, TranscriptFinal):
            yield from self._said(payload, event)
        elif isinstance(payload, RapportObserved):
            yield from self._observed(payload, event)
        elif isinstance(payload, CallerStateObserved):
            yield from self._changed(payload, event)

    def _said(self, final: TranscriptFinal, event: Event) -> Iterator[Entry]:
        if final.speaker == "dispatcher":
            self._dispatcher, self._helped = final, False
            pledge = pledge_in(final.text)
            yield from [_entry("promise", pledge, final, event)] if pledge else []
            return
        found: tuple[tuple[EntryKind, str], ...] = (
            ("promise", promise_in(final.text)),
            ("hook", hook_in(final.text)),
            ("trigger", trigger_in(final.text)),
        )
        yield from (_entry(kind, quote, final, event) for kind, quote in found if quote)

    def _observed(self, seen: RapportObserved, event: Event) -> Iterator[Entry]:
        self._helped = self._helped or seen.technique in HELPS
        said = self._dispatcher
        told = said is not None and said.utterance_id == seen.utterance_id
        if said and told and seen.fault == "promise" and not pledge_in(said.text):
            yield _entry("promise", shortened(said.text, QUOTE_CHARS), said, event)

    def _changed(self, state: CallerStateObserved, event: Event) -> Iterator[Entry]:
        before, self._eccs = self._eccs, state.eccs
        said, self._dispatcher = self._dispatcher, None
        if before is None or said is None:
            return
        quote = shortened(said.text, QUOTE_CHARS)
        if before >= UPSET_ECCS and state.eccs < before and self._helped:
            yield _entry("hook", quote, said, event, "seen")
        elif state.eccs > before and state.eccs >= WORSE_ECCS:
            yield _entry("trigger", quote, said, event, "seen")


def _wanted(fact: FactEvent, event: Event) -> Entry:
    return Entry(
        FACTS[fact.fact], fact.value, fact.quote, fact.speaker, fact.certainty, "said",
        fact.utterance_id, event.at_ms, event.seq,
    )  # fmt: skip


def _entry(
    kind: EntryKind, quote: str, final: TranscriptFinal, event: Event, basis: Basis = "said"
) -> Entry:
    return Entry(
        kind, "", quote, final.speaker, "affirmed", basis, final.utterance_id,
        final.start_ms, event.seq,
    )  # fmt: skip
