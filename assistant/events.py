"""Every event of a call: one schema for the log, the wire and replay.

An event is an envelope and a payload. On the wire both stand in one flat JSON object:

    {"call_id": "…", "seq": 7, "at_ms": 5120, "recorded_at": "…Z", "cause_seq": 6,
     "type": "fact_heard", "fact": "weapons", …}

Inputs (audio, keys, model answers, commands, ticks) have no `cause_seq`; what stages derive from an
input carries the `seq` of that input. Feeding the inputs again derives the same bytes.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Annotated, Any, Literal, Union

from pydantic import Field, TypeAdapter, ValidationError

from assistant.errors import EventInvalid

Speaker = Literal["caller", "dispatcher"]
Certainty = Literal["affirmed", "denied", "hedged", "unknown", "refused"]
QuestionState = Literal["unasked", "asked", "answered", "unclear", "refused", "contradicted"]
GuidanceKind = Literal["critical_question", "safety_instruction", "rapport", "alert"]
SetBy = Literal["model", "dispatcher"]


@dataclass(frozen=True, slots=True)
class Word:
    """One recognised word; times in ms of media time, confidence 0 to 1."""

    word: str
    start_ms: int
    end_ms: int
    confidence: float


@dataclass(frozen=True, slots=True)
class RankedType:
    """A call type and how likely it is, 0 to 1."""

    call_type: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Asked:
    """A question heard in the dispatcher's speech."""

    question: str
    confidence: float
    quote: str


@dataclass(frozen=True, slots=True)
class Told:
    """A fact heard in somebody's speech, before the pending question is considered."""

    fact: str
    value: str
    certainty: Certainty
    confidence: float
    quote: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a short answer ("yes", "I don't know") says, whatever was asked."""

    certainty: Certainty
    confidence: float
    quote: str


@dataclass(frozen=True, slots=True)
class Signal:
    """A danger heard directly in the words: an alert identifier of the vocabulary."""

    alert: str
    confidence: float
    quote: str


@dataclass(frozen=True, slots=True)
class Tuned:
    """What a centre may change between calls, as it is in force for this one."""

    answer_confidence_min: float
    silence_notice_ms: int
    provisional_alerts: bool
    interrupting_priority: int
    hotwords: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CallStarted:
    """The call began; `speakers` names each channel's speaker, in channel order.

    With `shadow_mode` its prompts and alerts are recorded, and dispatchers do not see them.
    `tuning` is None in logs older than it.
    """

    source: str
    speakers: tuple[Speaker, ...]
    models: dict[str, str]
    cards: dict[str, str]
    shadow_mode: bool = False
    tuning: Tuned | None = None
    type: Literal["call_started"] = "call_started"


@dataclass(frozen=True, slots=True)
class SpeechStarted:
    """Voice began on a speaker's channel."""

    speaker: Speaker
    utterance_id: str
    type: Literal["speech_started"] = "speech_started"


@dataclass(frozen=True, slots=True)
class SpeechEnded:
    """Voice ended on a speaker's channel."""

    speaker: Speaker
    utterance_id: str
    type: Literal["speech_ended"] = "speech_ended"


@dataclass(frozen=True, slots=True)
class TranscriptPartial:
    """Words so far, volatile; the first `stable_chars` of `text` are not expected to change."""

    utterance_id: str
    revision: int
    speaker: Speaker
    text: str
    stable_chars: int
    type: Literal["transcript_partial"] = "transcript_partial"


@dataclass(frozen=True, slots=True)
class PartialUnderstood:
    """Dangers heard in the settled words of a partial; recorded only when an alert followed."""

    utterance_id: str
    revision: int
    speaker: Speaker
    signals: tuple[Signal, ...]
    type: Literal["partial_understood"] = "partial_understood"


@dataclass(frozen=True, slots=True)
class TranscriptFinal:
    """What was said: the truth that understanding reads."""

    utterance_id: str
    speaker: Speaker
    text: str
    start_ms: int
    end_ms: int
    words: tuple[Word, ...]
    confidence: float
    language: str
    type: Literal["transcript_final"] = "transcript_final"


@dataclass(frozen=True, slots=True)
class UtteranceUnderstood:
    """The understander's answer for one utterance, recorded so that replay needs no model.

    `call_types` are evidence from this utterance alone, not the state of the call.
    """

    utterance_id: str
    speaker: Speaker
    asked: tuple[Asked, ...] = ()
    told: tuple[Told, ...] = ()
    answer: Answer | None = None
    signals: tuple[Signal, ...] = ()
    call_types: tuple[RankedType, ...] = ()
    techniques: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()
    eccs: int | None = None
    topics: tuple[RankedType, ...] = ()
    type: Literal["utterance_understood"] = "utterance_understood"


@dataclass(frozen=True, slots=True)
class CallTypeChanged:
    """What kind of call this is, from everything said so far, or as the dispatcher chose."""

    call_type: str
    confidence: float
    alternatives: tuple[RankedType, ...]
    set_by: SetBy
    type: Literal["call_type_changed"] = "call_type_changed"


@dataclass(frozen=True, slots=True)
class QuestionAsked:
    """The dispatcher asked; without an utterance when marked by hand."""

    question: str
    utterance_id: str | None
    quote: str
    type: Literal["question_asked"] = "question_asked"


@dataclass(frozen=True, slots=True)
class FactHeard:
    """Somebody said something we keep, with how sure it leaves us."""

    fact: str
    value: str
    certainty: Certainty
    speaker: Speaker
    utterance_id: str | None
    quote: str
    confidence: float
    type: Literal["fact_heard"] = "fact_heard"


@dataclass(frozen=True, slots=True)
class FactConfirmed:
    """A fact already held was said again, or its read-back was affirmed."""

    fact: str
    value: str
    certainty: Certainty
    speaker: Speaker
    utterance_id: str | None
    quote: str
    confidence: float
    type: Literal["fact_confirmed"] = "fact_confirmed"


@dataclass(frozen=True, slots=True)
class FactCorrected:
    """The value changed: by the dispatcher's hand (no utterance), which always wins."""

    fact: str
    value: str
    certainty: Certainty
    speaker: Speaker
    utterance_id: str | None
    quote: str
    confidence: float
    type: Literal["fact_corrected"] = "fact_corrected"


@dataclass(frozen=True, slots=True)
class QuestionStateChanged:
    """Where a question of the board stands now."""

    question: str
    state: QuestionState
    utterance_id: str | None
    type: Literal["question_state_changed"] = "question_state_changed"


@dataclass(frozen=True, slots=True)
class GuidanceIssued:
    """One thing worth asking, saying or knowing; `because` are the seqs that led to it."""

    guidance_id: str
    kind: GuidanceKind
    subject: str
    text: str
    priority: int
    protocol_ref: str
    because: tuple[int, ...]
    do_not: tuple[str, ...] = ()
    """Of an instruction: what must not be said or done with it."""
    type: Literal["guidance_issued"] = "guidance_issued"


@dataclass(frozen=True, slots=True)
class GuidanceWithdrawn:
    """No longer worth showing: answered, asked, overtaken, not confirmed; docs/api.md."""

    guidance_id: str
    reason: str
    type: Literal["guidance_withdrawn"] = "guidance_withdrawn"


@dataclass(frozen=True, slots=True)
class GuidanceAcknowledged:
    """The dispatcher took it up."""

    guidance_id: str
    by: str
    type: Literal["guidance_acknowledged"] = "guidance_acknowledged"


@dataclass(frozen=True, slots=True)
class GuidanceDismissed:
    """The dispatcher does not want it."""

    guidance_id: str
    by: str
    type: Literal["guidance_dismissed"] = "guidance_dismissed"


@dataclass(frozen=True, slots=True)
class RapportObserved:
    """A technique or a fault heard in the dispatcher's speech; one of the two is set."""

    technique: str | None
    fault: str | None
    utterance_id: str
    type: Literal["rapport_observed"] = "rapport_observed"


@dataclass(frozen=True, slots=True)
class PhraseFlagged:
    """The dispatcher said what the card avoids; told afterwards, with what helps more."""

    phrase: str
    instead: str | None
    utterance_id: str
    protocol_ref: str
    type: Literal["phrase_flagged"] = "phrase_flagged"


@dataclass(frozen=True, slots=True)
class CallerStateObserved:
    """Emotional Content and Cooperation Score, 1 (calm) to 5 (uncontrollable); Clawson 2001."""

    eccs: int
    utterance_id: str
    type: Literal["caller_state_observed"] = "caller_state_observed"


@dataclass(frozen=True, slots=True)
class SilenceObserved:
    """A speaker has said nothing for this long."""

    speaker: Speaker
    duration_ms: int
    type: Literal["silence_observed"] = "silence_observed"


@dataclass(frozen=True, slots=True)
class CprTimed:
    """The clock of CPR by telephone as it stands; a time is None until it is reached.

    Times are media time, at the end of the words: the address stood, the dispatcher spoke of CPR,
    told to push on the chest, and somebody counted aloud, the first sign of compressions that can
    be heard. `targets` are seconds since the call began, for those that have one: `location_s`,
    `recognition_s`, `instruction_s`, `first_compression_s`.
    """

    address_ms: int | None
    recognition_ms: int | None
    instruction_ms: int | None
    first_compression_ms: int | None
    targets: dict[str, int]
    type: Literal["cpr_timed"] = "cpr_timed"


@dataclass(frozen=True, slots=True)
class KeyPressed:
    """A key of the telephone was pressed: 0 to 9, *, # or A to D. How often, tells what it says."""

    key: str
    speaker: Speaker
    type: Literal["key_pressed"] = "key_pressed"


@dataclass(frozen=True, slots=True)
class ClockTicked:
    """Media time passed; recorded only when something followed from it."""

    type: Literal["clock_ticked"] = "clock_ticked"


@dataclass(frozen=True, slots=True)
class NoteAdded:
    """A note in the dispatcher's or the trainer's own words."""

    text: str
    by: str
    type: Literal["note_added"] = "note_added"


@dataclass(frozen=True, slots=True)
class StageFailed:
    """A stage or a model failed; the message never holds what anybody said."""

    stage: str
    code: str
    message: str
    type: Literal["stage_failed"] = "stage_failed"


@dataclass(frozen=True, slots=True)
class StageRecovered:
    """The stage works again."""

    stage: str
    code: str
    message: str
    type: Literal["stage_recovered"] = "stage_recovered"


@dataclass(frozen=True, slots=True)
class CallEnded:
    """Nothing more will be heard."""

    reason: str
    type: Literal["call_ended"] = "call_ended"


Payload = Annotated[
    Union[  # noqa: UP007 - a union this long reads better as a list
        CallStarted, SpeechStarted, SpeechEnded, TranscriptPartial, PartialUnderstood,
        TranscriptFinal, UtteranceUnderstood, CallTypeChanged, QuestionAsked, FactHeard,
        FactConfirmed, FactCorrected, QuestionStateChanged, GuidanceIssued, GuidanceWithdrawn,
        GuidanceAcknowledged, GuidanceDismissed, RapportObserved, PhraseFlagged,
        CallerStateObserved, SilenceObserved, CprTimed, KeyPressed, ClockTicked, NoteAdded,
        StageFailed, StageRecovered, CallEnded,
    ],
    Field(discriminator="type"),
]  # fmt: skip

FactEvent = FactHeard | FactConfirmed | FactCorrected
ENVELOPE = ("call_id", "seq", "at_ms", "recorded_at", "cause_seq", "type")


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a call's log: `seq` from 1 without gaps, `at_ms` of media time."""

    call_id: str
    seq: int
    at_ms: int
    recorded_at: datetime
    cause_seq: int | None
    payload: Payload

    @property
    def type(self) -> str:
        """The payload's type, as on the wire."""
        return self.payload.type


@cache
def payload_adapter() -> TypeAdapter[Any]:
    """Validates and describes payloads: the schema of log and wire."""
    return TypeAdapter(Payload)


def to_wire(event: Event) -> dict[str, Any]:
    """The event as one flat object of JSON values, envelope first."""
    body = dataclasses.asdict(event.payload)
    return {
        "call_id": event.call_id,
        "seq": event.seq,
        "at_ms": event.at_ms,
        "recorded_at": event.recorded_at.isoformat().replace("+00:00", "Z"),
        "cause_seq": event.cause_seq,
        "type": body.pop("type"),
        **body,
    }


def from_wire(line: dict[str, Any]) -> Event:
    """The event that `to_wire` wrote; EventInvalid when it does not follow the schema."""
    try:
        return Event(
            call_id=line["call_id"],
            seq=line["seq"],
            at_ms=line["at_ms"],
            recorded_at=datetime.fromisoformat(line["recorded_at"].replace("Z", "+00:00")),
            cause_seq=line["cause_seq"],
            payload=payload_from_wire(line),
        )
    except KeyError as error:
        raise EventInvalid(f"the event has no {error.args[0]!r}") from None


def payload_from_wire(line: dict[str, Any]) -> Any:
    """The payload part of a wire object; EventInvalid names the field, never its content."""
    body = {k: v for k, v in line.items() if k == "type" or k not in ENVELOPE}
    try:
        return payload_adapter().validate_python(body)
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors()[0]["loc"]) or "type"
        raise EventInvalid(f"the event's field {where} does not follow the schema") from None
