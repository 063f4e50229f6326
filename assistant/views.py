"""What the outside sees of calls and may ask of them: folds over the log, commands, jobs.

These are the shapes between the desk and whoever serves it (HTTP, the command line). Commands
share some names with events, so import the module: `from assistant import views`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

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

ReadinessState = Literal["loading", "ready", "failed"]
JobState = Literal["queued", "running", "done", "failed", "cancelled"]


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether calls can be taken; `detail` says it in words, `progress` is 0 to 1 if known."""

    state: ReadinessState
    detail: str
    progress: float | None = None


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
class StairView:
    """A step of the stairway the talk came to stand on, 1 to 5; 0 and no name before the first."""

    step: int
    name: str
    at_ms: int
    seq: int


@dataclass(frozen=True, slots=True)
class StairwayView:
    """Where a crisis talk stands, and every move, up or down, one step at a time."""

    step: int
    name: str
    moves: tuple[StairView, ...]


@dataclass(frozen=True, slots=True)
class TalkView:
    """Who spoke how long, what was asked how, when the dispatcher last used a name."""

    caller_ms: int
    dispatcher_ms: int
    caller_share: float | None
    open_questions: int
    closed_questions: int
    name_uses: int
    name_used_ms: int | None


@dataclass(frozen=True, slots=True)
class FlagView:
    """What the card avoids and the dispatcher said, with what helps more."""

    phrase: str
    instead: str | None
    quote: str
    utterance_id: str
    protocol_ref: str
    at_ms: int
    seq: int


@dataclass(frozen=True, slots=True)
class EntryView:
    """An entry of the negotiation's log: a demand, deadline, promise, hook or trigger.

    `text` is the value of a demand or deadline. A hook or trigger was `said`, or `seen`: the caller
    was calmer, or more upset, right after the quoted words of the dispatcher.
    """

    kind: Literal["demand", "deadline", "promise", "hook", "trigger"]
    text: str
    quote: str
    speaker: Speaker
    certainty: Certainty
    basis: Literal["said", "seen"]
    utterance_id: str | None
    at_ms: int
    seq: int


@dataclass(frozen=True, slots=True)
class StandingView:
    """How the talk stands: the stairway, who talks and asks, phrases flagged, the log."""

    stairway: StairwayView
    talk: TalkView
    flagged: tuple[FlagView, ...] = ()
    log: tuple[EntryView, ...] = ()


NO_STANDING = StandingView(StairwayView(0, "", ()), TalkView(0, 0, None, 0, 0, 0, None))
"""How a talk stands that has not begun."""


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


@dataclass(frozen=True, slots=True)
class LiveCall:
    """One line of the board: a call that is on, as it stands at `at_ms`.

    `alert` is the strongest in view and `alert_text` its words; `unseen` counts those nobody has
    seen. `spoke_ms` is when anybody was last heard.
    """

    call_id: str
    started_at: datetime
    source: str
    at_ms: int
    spoke_ms: int
    call_type: str | None
    call_type_confidence: float | None
    location: str | None
    eccs: int | None
    alert: str | None
    alert_text: str
    unseen: int
    prompt: str | None
    troubles: tuple[str, ...]
    last_seq: int


@dataclass(frozen=True, slots=True)
class Asked:
    """The dispatcher asked this question."""

    question: str
    type: Literal["asked"] = "asked"


@dataclass(frozen=True, slots=True)
class Answered:
    """The dispatcher has the answer to this question, without a value worth keeping."""

    question: str
    type: Literal["answered"] = "answered"


@dataclass(frozen=True, slots=True)
class Snoozed:
    """Not now: the guidance may come again after a while, if it still fits."""

    guidance_id: str
    type: Literal["snoozed"] = "snoozed"


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """The dispatcher takes this guidance up."""

    guidance_id: str
    type: Literal["acknowledged"] = "acknowledged"


@dataclass(frozen=True, slots=True)
class Dismissed:
    """The dispatcher does not want this guidance."""

    guidance_id: str
    type: Literal["dismissed"] = "dismissed"


@dataclass(frozen=True, slots=True)
class FactCorrected:
    """The dispatcher knows better: this value holds from now on."""

    fact: str
    value: str
    certainty: Certainty
    type: Literal["fact_corrected"] = "fact_corrected"


@dataclass(frozen=True, slots=True)
class CallTypeSet:
    """The dispatcher says what kind of call this is."""

    call_type: str
    type: Literal["call_type_set"] = "call_type_set"


@dataclass(frozen=True, slots=True)
class Note:
    """A note in the dispatcher's own words."""

    text: str
    type: Literal["note"] = "note"


Command = Asked | Answered | Acknowledged | Dismissed | Snoozed | FactCorrected | CallTypeSet | Note


@dataclass(frozen=True, slots=True)
class Job:
    """A recording on its way through the pipeline; `progress` is 0 to 1.

    A failed job says what is wrong in `problem`, with the error's `code`; both are None
    otherwise. `call_id` is known as soon as the call has begun. `duplicate` tells a sender that
    the recording was known already: this is the job it came with.
    """

    job_id: str
    state: JobState
    progress: float
    call_id: str | None = None
    problem: str | None = None
    code: str | None = None
    filename: str = ""
    duplicate: bool = False


@dataclass(frozen=True, slots=True)
class CardQuestion:
    """A question as the card words it, sayable in one breath."""

    question: str
    text: str


@dataclass(frozen=True, slots=True)
class CardSummary:
    """A protocol card in force; `effective` is an ISO date, `card` its identifier."""

    card: str
    title: str
    version: str
    effective: str
    approved_for_live_use: bool
    sources: tuple[str, ...]
    questions: tuple[CardQuestion, ...]
    code: str = ""
    """The APCO incident type code."""
