"""A small fold of a call's log into a CallView, for the fake desk."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from assistant.events import (
    CallEnded,
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
    NoteAdded,
    QuestionStateChanged,
    StageFailed,
    StageRecovered,
    TranscriptFinal,
)
from assistant.folds import fold as true_fold
from assistant.views import (
    CallSummary,
    CallView,
    FactView,
    GuidanceView,
    LineView,
    NoteView,
    QuestionView,
    TroubleView,
)


@dataclass
class Fold:
    """Everything the view shows, kept by identifier."""

    source: str = ""
    call_type: CallTypeChanged | None = None
    lines: list[LineView] = field(default_factory=list)
    facts: dict[str, FactView] = field(default_factory=dict)
    questions: dict[str, QuestionView] = field(default_factory=dict)
    guidance: dict[str, GuidanceView] = field(default_factory=dict)
    notes: list[NoteView] = field(default_factory=list)
    troubles: dict[str, TroubleView] = field(default_factory=dict)
    ended: str | None = None

    def take(self, event: Event) -> None:
        """Fold one event in."""
        match event.payload:
            case CallStarted(source=source):
                self.source = source
            case CallTypeChanged() as changed:
                self.call_type = changed
            case TranscriptFinal() as final:
                self.lines.append(_line(final, event.seq))
            case FactHeard() | FactConfirmed() | FactCorrected() as fact:
                self.facts[fact.fact] = _fact(fact, event)
            case QuestionStateChanged(question=question, state=state):
                self.questions[question] = QuestionView(question, state, event.seq)
            case NoteAdded(text=text, by=by):
                self.notes.append(NoteView(text, by, event.at_ms, event.seq))
            case CallEnded(reason=reason):
                self.ended = reason
            case _:
                self._take_guidance(event)

    def _take_guidance(self, event: Event) -> None:
        match event.payload:
            case GuidanceIssued() as issued:
                self.guidance[issued.guidance_id] = _guidance(issued, event)
            case GuidanceWithdrawn(guidance_id=gone) | GuidanceDismissed(guidance_id=gone):
                self.guidance.pop(gone, None)
            case GuidanceAcknowledged(guidance_id=taken) if taken in self.guidance:
                self.guidance[taken] = replace(self.guidance[taken], acknowledged=True)
            case StageFailed(stage=stage, code=code, message=message):
                self.troubles[stage] = TroubleView(stage, code, message, event.at_ms, event.seq)
            case StageRecovered(stage=stage):
                self.troubles.pop(stage, None)


def _line(final: TranscriptFinal, seq: int) -> LineView:
    return LineView(
        final.utterance_id, final.speaker, final.text, final.start_ms, final.end_ms,
        final.words, final.confidence, final.language, seq,
    )  # fmt: skip


def _fact(fact: FactHeard | FactConfirmed | FactCorrected, event: Event) -> FactView:
    return FactView(
        fact.fact, fact.value, fact.certainty, fact.speaker, fact.quote, fact.utterance_id,
        fact.confidence, event.at_ms, event.seq,
    )  # fmt: skip


def _guidance(issued: GuidanceIssued, event: Event) -> GuidanceView:
    return GuidanceView(
        issued.guidance_id, issued.kind, issued.subject, issued.text, issued.priority,
        issued.protocol_ref, issued.because, event.at_ms, event.seq,
        do_not=issued.do_not,
    )  # fmt: skip


def fold(events: list[Event]) -> Fold:
    """The whole log, folded."""
    folded = Fold()
    for event in events:
        folded.take(event)
    return folded


def summary(call_id: str, events: list[Event]) -> CallSummary:
    """The call's line in the list."""
    now = fold(events)
    place = now.facts.get("location")
    return CallSummary(
        call_id=call_id,
        started_at=events[0].recorded_at,
        source=now.source,
        live=now.ended is None,
        call_type=now.call_type.call_type if now.call_type else None,
        location=place.value if place else None,
        last_seq=events[-1].seq,
        duration_ms=events[-1].at_ms,
    )


def view(call_id: str, events: list[Event]) -> CallView:
    """The call as it stands."""
    now = fold(events)
    shown = sorted(now.guidance.values(), key=lambda one: (-one.priority, one.seq))
    real = true_fold(events)
    return CallView(
        summary=summary(call_id, events),
        call_type=now.call_type.call_type if now.call_type else None,
        call_type_confidence=now.call_type.confidence if now.call_type else None,
        call_type_set_by=now.call_type.set_by if now.call_type else None,
        alternatives=now.call_type.alternatives if now.call_type else (),
        transcript=tuple(now.lines),
        facts=tuple(real.facts.values()),
        marks=tuple(real.marks.values()),
        questions=tuple(now.questions.values()),
        guidance=tuple(one for one in shown if one.kind != "alert"),
        alerts=tuple(one for one in shown if one.kind == "alert"),
        notes=tuple(now.notes),
        troubles=tuple(now.troubles.values()),
        ended=now.ended,
        at_ms=events[-1].at_ms,
        last_seq=events[-1].seq,
        caller_states=tuple(real.caller_states),
        rapport=tuple(real.rapport),
        given=tuple(real.given.values()),
        cpr=real.cpr,
        demands=tuple(real.demands),
        keys=tuple(real.keys),
        passed_over=tuple(real.passed_over.values()),
        standing=real.standing.view(),
    )
