"""What a trainer looks at in a call: a fold over its events in which everything keeps its `seq`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from assistant.events import (
    CallEnded,
    CallerStateObserved,
    CallStarted,
    CallTypeChanged,
    Event,
    FactConfirmed,
    FactCorrected,
    FactHeard,
    GuidanceAcknowledged,
    GuidanceDismissed,
    GuidanceIssued,
    GuidanceWithdrawn,
    Payload,
    QuestionAsked,
    QuestionStateChanged,
    RapportObserved,
    Speaker,
    StageFailed,
    TranscriptFinal,
)
from assistant.guidance.board_parts import is_provisional
from assistant.guidance.stairway import Move, Stairway

HEARING = ("speech", "understanding", "facts", "questions")
"""Stages without which something said is not known."""
LATE = ("degraded", "finals_late")
"""What they fail with when words only come late."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where to listen: an event, the moment it is about (ms), and the words of it if any."""

    seq: int
    at_ms: int
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """One final utterance."""

    seq: int
    final: TranscriptFinal

    @property
    def evidence(self) -> Evidence:
        """This utterance, from its first word."""
        return Evidence(self.seq, self.final.start_ms, self.final.text)


@dataclass(frozen=True, slots=True)
class Happening:
    """A derived event at the moment it is about: when the words behind it were over.

    `begins_ms` is where those words begin, for listening again.
    """

    seq: int
    at_ms: int
    begins_ms: int
    quote: str
    payload: Payload

    @property
    def evidence(self) -> Evidence:
        """This event, from the first of its words."""
        return Evidence(self.seq, self.begins_ms, self.quote)


@dataclass(frozen=True, slots=True)
class Prompt:
    """Guidance that was in view, from when to when, and what became of it."""

    seq: int
    issued: GuidanceIssued
    at_ms: int
    until_ms: int | None = None
    end: str = ""
    """`withdrawn`, `dismissed`, `acknowledged`; empty while it stood to the end."""
    reason: str = ""
    turn: int = 0
    """How many utterances had been said when it came."""

    @property
    def evidence(self) -> Evidence:
        """The prompt, when it came into view."""
        return Evidence(self.seq, self.at_ms, self.issued.text)


@dataclass(frozen=True, slots=True)
class Stair:
    """A step of the stairway the talk came to stand on, when the words behind it were over."""

    move: Move
    came_from: int
    at_ms: int
    evidence: Evidence


@dataclass
class Record:
    """Everything of a call, in order; made by `record_of`."""

    call_id: str = ""
    started: CallStarted | None = None
    said: list[Said] = field(default_factory=list)
    asked: list[Happening] = field(default_factory=list)
    facts: list[Happening] = field(default_factory=list)
    states: list[Happening] = field(default_factory=list)
    types: list[Happening] = field(default_factory=list)
    rapport: list[Happening] = field(default_factory=list)
    caller_states: list[Happening] = field(default_factory=list)
    stairs: list[Stair] = field(default_factory=list)
    prompts: dict[str, Prompt] = field(default_factory=dict)
    deaf: bool = False
    """Hearing or understanding failed at some time: what is missing may have been said."""
    end: Evidence | None = None
    """What closed the call."""
    last: Evidence | None = None
    duration_ms: int = 0

    @property
    def call_type(self) -> str | None:
        """The type the call ended with."""
        change = self.types[-1].payload if self.types else None
        return change.call_type if isinstance(change, CallTypeChanged) else None

    @property
    def alerts(self) -> list[Prompt]:
        """Alerts, in the order they were raised; provisional ones were none yet."""
        alerts = (p for p in self.prompts.values() if p.issued.kind == "alert")
        return [p for p in alerts if not is_provisional(p.issued)]

    def by(self, speaker: Speaker) -> list[Said]:
        """What one speaker said."""
        return [said for said in self.said if said.final.speaker == speaker]

    def utterance(self, utterance_id: str | None) -> Said | None:
        """The utterance of that identifier."""
        found = (said for said in self.said if said.final.utterance_id == utterance_id)
        return next(found, None)


def record_of(events: Iterable[Event]) -> Record:
    """The record of a call, whole or as far as it has come."""
    maker = _Maker()
    for event in events:
        maker.take(event)
    return maker.record


class _Maker:
    """Takes events in order; looks utterances up by identifier in constant time."""

    def __init__(self) -> None:
        self.record = Record()
        self._said: dict[str, Said] = {}
        self._stairway = Stairway()

    def take(self, event: Event) -> None:
        """Sort the next event in."""
        record, payload = self.record, event.payload
        record.call_id = event.call_id
        record.duration_ms = max(record.duration_ms, event.at_ms)
        record.last = Evidence(event.seq, event.at_ms)
        if isinstance(payload, TranscriptFinal):
            said = Said(event.seq, payload)
            record.said.append(said)
            self._said[payload.utterance_id] = said
        elif isinstance(payload, CallStarted):
            record.started = payload
        elif isinstance(payload, StageFailed):
            lost = payload.stage in HEARING and payload.code not in LATE
            record.deaf = record.deaf or lost
        elif isinstance(payload, CallEnded):
            record.end = Evidence(event.seq, event.at_ms)
        elif isinstance(payload, GuidanceIssued):
            prompt = Prompt(event.seq, payload, event.at_ms, turn=len(record.said))
            record.prompts[payload.guidance_id] = prompt
        elif isinstance(payload, GuidanceWithdrawn | GuidanceDismissed | GuidanceAcknowledged):
            self._close(event.at_ms, payload)
        else:
            self._happen(event)
        self._climb(event)

    def _climb(self, event: Event) -> None:
        """Note a step at its words: the stairway counts a caller's turn only at the next event."""
        stairs, before = self.record.stairs, len(self._stairway.moves)
        self._stairway.apply(event)
        for move in self._stairway.moves[before:]:
            said = self._said.get(move.utterance_id)
            evidence = said.evidence if said else Evidence(move.seq, move.at_ms)
            over_ms = said.final.end_ms if said else move.at_ms
            # Voices overlap: a step is never before the one it was taken from.
            at_ms = max(over_ms, stairs[-1].at_ms if stairs else 0)
            came_from = stairs[-1].move.step if stairs else 0
            stairs.append(Stair(move, came_from, at_ms, evidence))

    def _close(
        self, at_ms: int, payload: GuidanceWithdrawn | GuidanceDismissed | GuidanceAcknowledged
    ) -> None:
        prompt = self.record.prompts.get(payload.guidance_id)
        if prompt is None:
            return
        end = payload.type.removeprefix("guidance_")
        reason = payload.reason if isinstance(payload, GuidanceWithdrawn) else ""
        # What was taken up stays in view until it is withdrawn.
        until_ms = None if isinstance(payload, GuidanceAcknowledged) else at_ms
        if prompt.end == "acknowledged" and end == "withdrawn":
            end = prompt.end
        changed = replace(prompt, end=end, until_ms=until_ms, reason=reason)
        self.record.prompts[payload.guidance_id] = changed

    def _happen(self, event: Event) -> None:
        payload, record = event.payload, self.record
        if isinstance(payload, QuestionAsked):
            record.asked.append(self._happening(event, payload.utterance_id, payload.quote))
        elif isinstance(payload, FactHeard | FactConfirmed | FactCorrected):
            record.facts.append(self._happening(event, payload.utterance_id, payload.quote))
        elif isinstance(payload, QuestionStateChanged):
            record.states.append(self._happening(event, payload.utterance_id, ""))
        elif isinstance(payload, RapportObserved):
            record.rapport.append(self._happening(event, payload.utterance_id, ""))
        elif isinstance(payload, CallerStateObserved):
            record.caller_states.append(self._happening(event, payload.utterance_id, ""))
        elif isinstance(payload, CallTypeChanged):
            record.types.append(self._happening(event, None, ""))

    def _happening(self, event: Event, utterance_id: str | None, quote: str) -> Happening:
        said = self._said.get(utterance_id or "")
        if said is None:
            return Happening(event.seq, event.at_ms, event.at_ms, quote, event.payload)
        final = said.final
        words = quote or final.text
        return Happening(event.seq, final.end_ms, final.start_ms, words, event.payload)
