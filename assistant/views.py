"""How calls look from outside: folds over the log, for whoever serves or prints them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from assistant.events import (
    Certainty,
    CprTimed,
    GuidanceKind,
    QuestionState,
    RankedType,
    SetBy,
    Speaker,
    Word,
)
from assistant.standing_view import NO_STANDING, StandingView


@dataclass(frozen=True, slots=True)
class CallSummary:
    """One line of the list of calls."""

    call_id: str
    started_at: datetime
    source: str
    live: bool
    call_type: str | None
    location: str | None
    last_seq: int
    duration_ms: int


@dataclass(frozen=True, slots=True)
class LineView:
    """One final utterance of the transcript; `seq` is that of its transcript_final."""

    utterance_id: str
    speaker: Speaker
    text: str
    start_ms: int
    end_ms: int
    words: tuple[Word, ...]
    confidence: float
    language: str
    seq: int


@dataclass(frozen=True, slots=True)
class FactView:
    """What is held of one fact now: the last word on it, with its quote.

    `since_ms` and `since_seq` tell when the value that holds now was first given: earlier than
    `at_ms` and `seq` where it was confirmed meanwhile.
    """

    fact: str
    value: str
    certainty: Certainty
    speaker: Speaker
    quote: str
    utterance_id: str | None
    confidence: float
    at_ms: int
    seq: int
    since_ms: int = 0
    since_seq: int = 0


@dataclass(frozen=True, slots=True)
class MarkView:
    """What one utterance told of one fact: where the transcript is marked."""

    utterance_id: str
    fact: str
    value: str
    certainty: Certainty
    quote: str
    seq: int


@dataclass(frozen=True, slots=True)
class QuestionView:
    """Where one question of the board stands."""

    question: str
    state: QuestionState
    seq: int


@dataclass(frozen=True, slots=True)
class GuidanceView:
    """Guidance or an alert in view; the fields of GuidanceIssued and where it stands."""

    guidance_id: str
    kind: GuidanceKind
    subject: str
    text: str
    priority: int
    protocol_ref: str
    because: tuple[int, ...]
    at_ms: int
    seq: int
    acknowledged: bool = False
    do_not: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NoteView:
    """A note somebody added to the call."""

    text: str
    by: str
    at_ms: int
    seq: int


@dataclass(frozen=True, slots=True)
class CallerStateView:
    """How the caller came across at a moment: ECCS, 1 (calm) to 5."""

    eccs: int
    utterance_id: str
    at_ms: int
    seq: int


@dataclass(frozen=True, slots=True)
class RapportView:
    """A technique or a fault heard in the dispatcher's speech; one of the two is set."""

    technique: str | None
    fault: str | None
    utterance_id: str
    at_ms: int
    seq: int


@dataclass(frozen=True, slots=True)
class KeyView:
    """A key of the telephone that was pressed."""

    key: str
    speaker: Speaker
    at_ms: int
    seq: int


@dataclass(frozen=True, slots=True)
class GivenView:
    """A prompt that was taken up, asked or said, or was passed over; at `at_ms`."""

    guidance_id: str
    kind: GuidanceKind
    subject: str
    text: str
    at_ms: int
    seq: int


@dataclass(frozen=True, slots=True)
class TroubleView:
    """A stage that failed and has not recovered."""

    stage: str
    code: str
    message: str
    at_ms: int
    seq: int


@dataclass(frozen=True, slots=True)
class CallView:
    """One call as it stands after `last_seq`: what a console shows at once.

    `guidance` holds what is in view, highest priority first, without alerts; `alerts` those of
    kind `alert`. Both leave out what was withdrawn or dismissed. `demands` is every word on
    demands and deadlines, not the last alone.
    """

    summary: CallSummary
    call_type: str | None
    call_type_confidence: float | None
    call_type_set_by: SetBy | None
    alternatives: tuple[RankedType, ...]
    transcript: tuple[LineView, ...]
    facts: tuple[FactView, ...]
    questions: tuple[QuestionView, ...]
    guidance: tuple[GuidanceView, ...]
    alerts: tuple[GuidanceView, ...]
    notes: tuple[NoteView, ...]
    troubles: tuple[TroubleView, ...]
    ended: str | None
    at_ms: int
    last_seq: int
    caller_states: tuple[CallerStateView, ...] = ()
    rapport: tuple[RapportView, ...] = ()
    given: tuple[GivenView, ...] = ()
    cpr: CprTimed | None = None
    """The clock of CPR by telephone, on a call about an arrest."""
    demands: tuple[FactView, ...] = ()
    keys: tuple[KeyView, ...] = ()
    """Keys of the telephone, in the order they were pressed."""
    passed_over: tuple[GivenView, ...] = ()
    """Prompts in view that were not taken up while the dispatcher spoke of other things."""
    marks: tuple[MarkView, ...] = ()
    """Every fact found in every utterance, also what no longer holds."""
    standing: StandingView = NO_STANDING
    shadow_mode: bool = False
    """Whether the call began in shadow mode: what guidance raised was shown to nobody."""
