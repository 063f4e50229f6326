"""What the review page shows of a call: lanes over time, the scorecard, the talk, the centre."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from assistant.events import (
    CallerStateObserved,
    CallTypeChanged,
    FactConfirmed,
    FactCorrected,
    FactHeard,
    RapportObserved,
)
from assistant.review.centre import Spread, amount, spread_of, told
from assistant.review.climb import Climb, climb_of
from assistant.review.corrections import Correction, correction_adapter
from assistant.review.forms import Form
from assistant.review.journal import Comment, Dispute
from assistant.review.library import Library, Reviewed
from assistant.review.profile import MEASURES
from assistant.review.record import Evidence, Prompt, Record, Said
from assistant.review.scorecard import Scorecard, fill
from assistant.review.talk import Span
from assistant.review.timings import CprClock, QuestionTiming
from assistant.store.event_log import CallRow
from assistant.store.shelved import Shelved
from assistant.store.versions import FIRST


@dataclass(frozen=True, slots=True)
class WordAt:
    """One word and where it is said."""

    word: str
    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True)
class LineAt:
    """One utterance of the transcript."""

    seq: int
    speaker: str
    text: str
    start_ms: int
    end_ms: int
    words: tuple[WordAt, ...]
    utterance_id: str = ""


@dataclass(frozen=True, slots=True)
class PromptAt:
    """A prompt or an alert in its lane; without `until_ms` it stood to the end."""

    seq: int
    kind: str
    subject: str
    text: str
    protocol_ref: str
    at_ms: int
    until_ms: int | None
    end: str
    reason: str


@dataclass(frozen=True, slots=True)
class MarkAt:
    """Something at a time: a fact, a technique, a fault, a caller's state, a call type."""

    seq: int
    at_ms: int
    name: str
    value: str
    quote: str


@dataclass(frozen=True, slots=True)
class MeasureShown:
    """A measure of this call among those of the centre's calls of its type.

    `amount` is the value with its unit, `told` where it lies among the `calls` that have it;
    `spread` is None while they are too few.
    """

    name: str
    about: str
    value: float
    amount: str
    evidence: tuple[Evidence, ...]
    calls: int
    spread: Spread | None
    told: str


@dataclass(frozen=True, slots=True)
class TalkShown:
    """Speech, overlaps and silences as spans of ms."""

    caller: tuple[Span, ...]
    dispatcher: tuple[Span, ...]
    overlaps: tuple[Span, ...]
    silences: tuple[Span, ...]
    caller_share: float | None
    more_pies: Mapping[str, int]
    open_questions: int
    closed_questions: int


@dataclass(frozen=True, slots=True)
class CardShown:
    """A scorecard with its form's words, and where its review stands."""

    form: Form
    card: Scorecard
    own_score: float | None
    disputes: tuple[Dispute, ...]
    closed_by: str | None
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class VersionShown:
    """A version of the call and what it put right; the first is what was recorded."""

    version: int
    at: datetime | None
    by: str
    correction: Correction | None


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """Everything the page shows, in one answer."""

    call: Shelved
    transcript: tuple[LineAt, ...]
    prompts: tuple[PromptAt, ...]
    alerts: tuple[PromptAt, ...]
    questions: tuple[QuestionTiming, ...]
    facts: tuple[MarkAt, ...]
    rapport: tuple[MarkAt, ...]
    faults: tuple[MarkAt, ...]
    caller_states: tuple[MarkAt, ...]
    call_types: tuple[MarkAt, ...]
    stairway: Climb | None
    talk: TalkShown
    cpr: CprClock | None
    measures: tuple[MeasureShown, ...]
    scorecards: tuple[CardShown, ...]
    comments: tuple[Comment, ...]
    version: int
    versions: tuple[VersionShown, ...]


def page_of(library: Library, call_id: str, version: int | None = None) -> ReviewPage:
    """The page of a call, in its newest or the named version; CallNotFound, ReviewNotFound."""
    reviewed = library.put(call_id)
    shelved = library.shelf.get(call_id)
    assert shelved is not None
    if version is not None and version != reviewed.version:
        reviewed = library.reviewed(call_id, version)
    profile, record = reviewed.profile, reviewed.profile.record
    return ReviewPage(
        call=shelved,
        transcript=tuple(_line(said) for said in record.said),
        prompts=tuple(_prompt(p) for p in record.prompts.values() if p.issued.kind != "alert"),
        alerts=tuple(_prompt(p) for p in record.alerts),
        questions=profile.timings.questions,
        facts=tuple(_facts(record)),
        rapport=tuple(m for m in _rapport(record) if m.value == "technique"),
        faults=tuple(m for m in _rapport(record) if m.value == "fault"),
        caller_states=tuple(_caller_states(record)),
        call_types=tuple(_types(record)),
        stairway=climb_of(record),
        talk=_talk(reviewed),
        cpr=profile.timings.cpr,
        measures=tuple(_measures(library, reviewed)),
        scorecards=tuple(_cards(library, reviewed)),
        comments=tuple(sorted(reviewed.journal.comments.values(), key=lambda c: c.at_ms)),
        version=reviewed.version,
        versions=tuple(versions_of(library, reviewed.row)),
    )


def versions_of(library: Library, row: CallRow) -> Iterable[VersionShown]:
    """Every version of a call, the first one first."""
    yield VersionShown(FIRST, row.started_at, "", None)
    for one in library.versions.rows(row.call_id):
        correction = correction_adapter().validate_json(one.correction)
        yield VersionShown(one.version, one.at, one.by, correction)


def _line(said: Said) -> LineAt:
    final = said.final
    words = tuple(WordAt(w.word, w.start_ms, w.end_ms) for w in final.words)
    return LineAt(
        said.seq, final.speaker, final.text, final.start_ms, final.end_ms, words, final.utterance_id
    )


def _prompt(prompt: Prompt) -> PromptAt:
    issued = prompt.issued
    return PromptAt(
        prompt.seq, issued.kind, issued.subject, issued.text, issued.protocol_ref, prompt.at_ms,
        prompt.until_ms, prompt.end, prompt.reason,
    )  # fmt: skip


def _facts(record: Record) -> Iterable[MarkAt]:
    for h in record.facts:
        if isinstance(h.payload, FactHeard | FactConfirmed | FactCorrected):
            value = f"{h.payload.value} ({h.payload.certainty})"
            yield MarkAt(h.seq, h.begins_ms, h.payload.fact, value, h.quote)


def _rapport(record: Record) -> Iterable[MarkAt]:
    for h in record.rapport:
        if isinstance(h.payload, RapportObserved):
            kind = "technique" if h.payload.technique else "fault"
            name = h.payload.technique or h.payload.fault or ""
            yield MarkAt(h.seq, h.begins_ms, name, kind, h.quote)


def _caller_states(record: Record) -> Iterable[MarkAt]:
    for h in record.caller_states:
        if isinstance(h.payload, CallerStateObserved):
            yield MarkAt(h.seq, h.begins_ms, "eccs", str(h.payload.eccs), h.quote)


def _types(record: Record) -> Iterable[MarkAt]:
    for h in record.types:
        if isinstance(h.payload, CallTypeChanged):
            yield MarkAt(h.seq, h.at_ms, h.payload.call_type, h.payload.set_by, h.quote)


def _talk(reviewed: Reviewed) -> TalkShown:
    talk, listening = reviewed.profile.talk, reviewed.profile.listening
    return TalkShown(
        talk.caller, talk.dispatcher, talk.overlaps, talk.silences, talk.caller_share,
        listening.more_pies, len(listening.open_questions), len(listening.closed_questions),
    )  # fmt: skip


def _measures(library: Library, reviewed: Reviewed) -> Iterable[MeasureShown]:
    centre = library.shelf.measures(reviewed.profile.record.call_type)
    for name, measure in reviewed.profile.measures().items():
        values = [one[name] for one in centre if name in one]
        spread = spread_of(name, measure.value, values)
        yield MeasureShown(
            name, MEASURES[name], measure.value, amount(name, measure.value), measure.evidence,
            len(values), spread, told(name, spread, len(values)),
        )  # fmt: skip


def _cards(library: Library, reviewed: Reviewed) -> Iterable[CardShown]:
    journal = reviewed.journal
    first = library.form_of(reviewed.profile.record.call_type)
    for name in sorted(reviewed.cards, key=lambda one: (one != first, one)):
        form = library.forms[name]
        _, closed_by, closed_at = journal.closed.get(name, (None, None, None))
        own = fill(form, reviewed.profile).score
        disputes = tuple(journal.disputes.get(name, {}).values())
        yield CardShown(form, reviewed.cards[name], own, disputes, closed_by, closed_at)
