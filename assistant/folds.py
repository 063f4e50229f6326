"""Folds over a call's log: transcript, facts, questions, guidance; nothing else is the truth."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from functools import cache
from typing import Any

from assistant.events import (
    CallEnded,
    CallerStateObserved,
    CallStarted,
    CallTypeChanged,
    CprTimed,
    Event,
    FactConfirmed,
    FactCorrected,
    FactEvent,
    FactHeard,
    GuidanceAcknowledged,
    GuidanceDismissed,
    GuidanceIssued,
    GuidanceWithdrawn,
    KeyPressed,
    NoteAdded,
    QuestionStateChanged,
    RapportObserved,
    StageFailed,
    StageRecovered,
    TranscriptFinal,
)
from assistant.holding import gives_way
from assistant.standing import StandingFold
from assistant.views import (
    CallerStateView,
    CallSummary,
    CallView,
    FactView,
    GivenView,
    GuidanceView,
    KeyView,
    LineView,
    MarkView,
    NoteView,
    QuestionView,
    RapportView,
    TroubleView,
)

DEMANDS = ("demands", "deadline")
"""Facts of which every word is kept in view, not the last alone."""


UNFOLDED = (
    "transcript_partial", "partial_understood", "utterance_understood", "speech_started",
    "speech_ended", "clock_ticked", "silence_observed",
)  # fmt: skip
"""Events that change nothing here but the time: most of a log, and never read for a fold."""


class CallFold:
    """Takes a call's events in order and shows how the call stands."""

    def __init__(self) -> None:
        self.transcript: dict[str, LineView] = {}
        self.facts: dict[str, FactView] = {}
        self.marks: dict[tuple[str, str], MarkView] = {}
        self.questions: dict[str, QuestionView] = {}
        self.guidance: dict[str, GuidanceView] = {}
        self.given: dict[str, GivenView] = {}
        self.passed_over: dict[str, GivenView] = {}
        self.keys: list[KeyView] = []
        self.demands: list[FactView] = []
        self.caller_states: list[CallerStateView] = []
        self.rapport: list[RapportView] = []
        self.notes: list[NoteView] = []
        self.troubles: dict[str, TroubleView] = {}
        self.standing = StandingFold()
        self.call_type: CallTypeChanged | None = None
        self.cpr: CprTimed | None = None
        self.shadow_mode = False
        self.ended: str | None = None
        self.last_seq = 0
        self.at_ms = 0

    def apply(self, event: Event) -> None:
        """Take the next event in."""
        self.last_seq, self.at_ms = event.seq, event.at_ms
        self.standing.apply(event)
        payload = event.payload
        if isinstance(payload, TranscriptFinal):
            self.transcript[payload.utterance_id] = LineView(**_body(payload), seq=event.seq)
        elif isinstance(payload, FactHeard | FactConfirmed | FactCorrected):
            self._hold(payload, event)
        elif isinstance(payload, QuestionStateChanged):
            view_of = QuestionView(payload.question, payload.state, event.seq)
            self.questions[payload.question] = view_of
        elif isinstance(payload, CallTypeChanged):
            self.call_type = payload
        else:
            self._apply_guidance(event)

    def _hold(self, payload: FactEvent, event: Event) -> None:
        held = self.facts.get(payload.fact)
        same = held is not None and held.value.casefold() == payload.value.casefold()
        since = (held.since_ms, held.since_seq) if held and same else (event.at_ms, event.seq)
        view = FactView(**_body(payload), at_ms=event.at_ms, seq=event.seq,
                        since_ms=since[0], since_seq=since[1])  # fmt: skip
        if isinstance(payload, FactCorrected) or gives_way(held, view):
            self.facts[payload.fact] = view
        if payload.fact in DEMANDS:
            self.demands.append(view)
        if payload.utterance_id is not None:
            key = (payload.utterance_id, payload.fact)
            self.marks[key] = MarkView(*key, view.value, view.certainty, view.quote, event.seq)

    def _apply_guidance(self, event: Event) -> None:
        payload = event.payload
        if isinstance(payload, GuidanceIssued):
            view = GuidanceView(**_body(payload), at_ms=event.at_ms, seq=event.seq)
            self.guidance[payload.guidance_id] = view
        elif isinstance(payload, GuidanceWithdrawn | GuidanceDismissed):
            gone = self.guidance.pop(payload.guidance_id, None)
            reason = payload.reason if isinstance(payload, GuidanceWithdrawn) else ""
            if gone and reason == "asked":
                self._give(gone, event)
            elif gone and reason == "passed_over":
                self.passed_over[gone.guidance_id] = _given(gone, event)
            elif gone and reason == "confirmed" and gone.acknowledged:
                self._see(gone.subject)
        elif isinstance(payload, GuidanceAcknowledged) and payload.guidance_id in self.guidance:
            taken = dataclasses.replace(self.guidance[payload.guidance_id], acknowledged=True)
            self.guidance[payload.guidance_id] = taken
            self._give(taken, event)
        else:
            self._apply_rest(event)

    def _see(self, subject: str) -> None:
        """What was seen when it was provisional need not be seen again."""
        for name, one in self.guidance.items():
            if one.kind == "alert" and one.subject == subject:
                self.guidance[name] = dataclasses.replace(one, acknowledged=True)

    def _give(self, one: GuidanceView, event: Event) -> None:
        if one.kind != "alert" and one.guidance_id not in self.given:
            self.given[one.guidance_id] = _given(one, event)

    def _apply_rest(self, event: Event) -> None:
        payload = event.payload
        if isinstance(payload, CallerStateObserved):
            state = CallerStateView(**_body(payload), at_ms=event.at_ms, seq=event.seq)
            self.caller_states.append(state)
        elif isinstance(payload, RapportObserved):
            self.rapport.append(RapportView(**_body(payload), at_ms=event.at_ms, seq=event.seq))
        elif isinstance(payload, CprTimed):
            self.cpr = payload
        elif isinstance(payload, KeyPressed):
            self.keys.append(KeyView(payload.key, payload.speaker, event.at_ms, event.seq))
        elif isinstance(payload, NoteAdded):
            self.notes.append(NoteView(payload.text, payload.by, event.at_ms, event.seq))
        elif isinstance(payload, StageFailed):
            view = TroubleView(**_body(payload), at_ms=event.at_ms, seq=event.seq)
            self.troubles[payload.stage] = view
        elif isinstance(payload, StageRecovered):
            self.troubles.pop(payload.stage, None)
        elif isinstance(payload, CallStarted):
            self.shadow_mode = payload.shadow_mode
        elif isinstance(payload, CallEnded):
            self.ended = payload.reason

    def view(self, summary: CallSummary) -> CallView:
        """The call as it stands; the most urgent guidance first."""
        ranked = sorted(self.guidance.values(), key=lambda g: (-g.priority, g.seq))
        call_type = self.call_type
        return CallView(
            summary=summary,
            call_type=call_type.call_type if call_type else None,
            call_type_confidence=call_type.confidence if call_type else None,
            call_type_set_by=call_type.set_by if call_type else None,
            alternatives=call_type.alternatives if call_type else (),
            transcript=tuple(self.transcript.values()),
            facts=tuple(self.facts.values()),
            questions=tuple(self.questions.values()),
            # A call that is over has nothing left to ask or say.
            guidance=tuple(g for g in ranked if g.kind != "alert" and self.ended is None),
            alerts=tuple(g for g in ranked if g.kind == "alert"),
            notes=tuple(self.notes),
            troubles=tuple(self.troubles.values()),
            ended=self.ended,
            at_ms=self.at_ms,
            last_seq=self.last_seq,
            caller_states=tuple(self.caller_states),
            rapport=tuple(self.rapport),
            cpr=self.cpr,
            given=tuple(self.given.values()),
            demands=tuple(self.demands),
            keys=tuple(self.keys),
            passed_over=tuple(self.passed_over.values()),
            marks=tuple(self.marks.values()),
            standing=self.standing.view(),
            shadow_mode=self.shadow_mode,
        )


def fold(events: Iterable[Event]) -> CallFold:
    """The fold of a whole log."""
    folded = CallFold()
    for event in events:
        folded.apply(event)
    return folded


def _given(one: GuidanceView, event: Event) -> GivenView:
    return GivenView(one.guidance_id, one.kind, one.subject, one.text, event.at_ms, event.seq)


def _body(payload: Any) -> dict[str, Any]:
    """A payload's fields without its type; views take them over by name."""
    return {name: getattr(payload, name) for name in _names(payload.__class__)}


@cache
def _names(kind: Any) -> tuple[str, ...]:
    """The names of a payload's fields: looked up for every event of a log, and never changing."""
    return tuple(field.name for field in dataclasses.fields(kind) if field.name != "type")
