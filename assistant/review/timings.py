"""When things were known: location, call type, every question of the card, the CPR clock.

Times are ms of media time, at the end of the words that settled them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.events import (
    CallTypeChanged,
    FactConfirmed,
    FactCorrected,
    FactHeard,
    QuestionAsked,
    QuestionState,
    QuestionStateChanged,
)
from assistant.guidance.cards import CardSet
from assistant.guidance.cpr_clock import cpr_targets
from assistant.guidance.cpr_words import (
    ARREST_TYPES,
    COMPRESSIONS,
    COUNT_WORDS,
    CPR_WORDS,
    NOT_AWAKE,
    NOT_BREATHING,
    PUSH_WORDS,
)
from assistant.review.record import Evidence, Happening, Record, Said


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that was known or said, when, and where to hear it."""

    at_ms: int
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class QuestionTiming:
    """One question of the card: when it was wanted, asked and answered.

    `late_ms` is from the first prompt for it to when it was asked; None where it was asked
    before any prompt, never prompted, or never asked. `times_asked` counts utterances.
    """

    question: str
    danger: bool
    prompted: Moment | None
    asked: Moment | None
    answered: Moment | None
    state: QuestionState
    late_ms: int | None
    times_asked: int
    asked_again: Moment | None = None
    """The first time it was asked in words begun after its answer."""

    @property
    def missed(self) -> bool:
        """Neither asked nor answered, though it was prompted for."""
        return self.prompted is not None and self.asked is None and self.answered is None


@dataclass(frozen=True, slots=True)
class CprClock:
    """The CPR clock of a call about an arrest; a moment is None where it never came."""

    address: Moment | None
    """The location stood."""
    told: Moment | None
    """Both signs had been told: not awake, not breathing normally."""
    prompted: Moment | None
    """Florence asked for compressions."""
    recognised: Moment | None
    """The dispatcher first spoke of CPR, compressions or a defibrillator."""
    instructed: Moment | None
    """The first instruction to push on the chest."""
    compressing: Moment | None
    """Somebody counted aloud after it: the first sign of compressions that can be heard."""
    targets: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Timings:
    """When things were known in one call."""

    location: Moment | None
    call_type: Moment | None
    questions: tuple[QuestionTiming, ...]
    cpr: CprClock | None


def timings_of(record: Record, cards: CardSet) -> Timings:
    """The timings of a call under these cards."""
    return Timings(
        location=_settled(record, "location"),
        call_type=_typed(record),
        questions=tuple(_questions(record, cards)),
        cpr=_cpr_clock(record, cards),
    )


def _settled(record: Record, question: str) -> Moment | None:
    """When the answer first stood; a location spoken and never read back counts as well."""
    for state in record.states:
        if isinstance(state.payload, QuestionStateChanged) and (
            state.payload.question == question and state.payload.state == "answered"
        ):
            return _moment(state)
    return None


def _typed(record: Record) -> Moment | None:
    """When the call first had the type it ended with."""
    for change in record.types:
        payload = change.payload
        if isinstance(payload, CallTypeChanged) and payload.call_type == record.call_type:
            said = _said_at(record, change)
            return Moment(change.at_ms, said.evidence if said else change.evidence)
    return None


def _said_at(record: Record, happening: Happening) -> Said | None:
    """The last utterance that was over when something happened."""
    before = [said for said in record.said if said.seq < happening.seq]
    return before[-1] if before else None


def _questions(record: Record, cards: CardSet) -> Iterable[QuestionTiming]:
    """Every question of the type's card, and each other one that was asked or prompted."""
    agenda = cards.agenda(record.call_type, None).questions
    dangerous = {question.id for question in agenda if question.danger}
    prompts = _first(
        (prompt.issued.subject, Moment(prompt.at_ms, prompt.evidence))
        for prompt in record.prompts.values()
        if prompt.issued.kind == "critical_question"
    )
    asked = _first((_question(h), _moment(h)) for h in record.asked)
    answered = _first((_question(h), _moment(h)) for h in record.states if _state(h) == "answered")
    states = {_question(h): _state(h) for h in record.states}
    times, again = _times_asked(record), _asked_again(record, answered)
    for name in dict.fromkeys([*(q.id for q in agenda), *prompts, *asked, *answered]):
        prompted, question = prompts.get(name), asked.get(name)
        yield QuestionTiming(
            name, name in dangerous, prompted, question, answered.get(name),
            states.get(name, "unasked"), _late(prompted, question), times.get(name, 0),
            again.get(name),
        )  # fmt: skip


def _late(prompted: Moment | None, asked: Moment | None) -> int | None:
    if prompted is None or asked is None or asked.at_ms < prompted.at_ms:
        return None
    return asked.at_ms - prompted.at_ms


def _times_asked(record: Record) -> dict[str, int]:
    """In how many utterances each question was asked."""
    heard: dict[str, set[str]] = {}
    for happening in record.asked:
        if isinstance(happening.payload, QuestionAsked):
            place = happening.payload.utterance_id or f"by hand {happening.seq}"
            heard.setdefault(happening.payload.question, set()).add(place)
    return {name: len(places) for name, places in heard.items()}


def _asked_again(record: Record, answered: Mapping[str, Moment]) -> dict[str, Moment]:
    return _first(
        (_question(h), _moment(h))
        for h in record.asked
        if _question(h) in answered and h.begins_ms > answered[_question(h)].at_ms
    )


def _cpr_clock(record: Record, cards: CardSet) -> CprClock | None:
    """The clock, where the call was or looked like an arrest."""
    told = _both_signs(record)
    prompted = _prompted(record, COMPRESSIONS)
    if record.call_type not in ARREST_TYPES and told is None and prompted is None:
        return None
    dispatcher = record.by("dispatcher")
    marked = _marked_given(record)
    pushed = _earlier(_first_match(dispatcher, PUSH_WORDS), marked)
    recognised = _earlier(_first_match(dispatcher, CPR_WORDS), pushed)
    counted = [said for said in record.said if pushed and said.final.end_ms >= pushed.at_ms]
    return CprClock(
        _settled(record, "location"), told, prompted, recognised, pushed,
        _first_match(counted, COUNT_WORDS), cpr_targets(cards),
    )  # fmt: skip


def _both_signs(record: Record) -> Moment | None:
    unwell: set[str] = set()
    for happening in record.facts:
        fact = happening.payload
        if not isinstance(fact, FactHeard | FactConfirmed | FactCorrected):
            continue
        if fact.fact in NOT_AWAKE and fact.certainty == "denied":
            unwell.add("awake")
        elif fact.fact in NOT_BREATHING and fact.certainty in ("denied", "hedged"):
            unwell.add("breathing")
        if len(unwell) == 2:
            return _moment(happening)
    return None


def _prompted(record: Record, subjects: Sequence[str]) -> Moment | None:
    shown = [p for p in record.prompts.values() if p.issued.subject in subjects]
    return Moment(shown[0].at_ms, shown[0].evidence) if shown else None


def _marked_given(record: Record) -> Moment | None:
    """When the dispatcher marked the prompt for compressions as taken up."""
    for prompt in record.prompts.values():
        if prompt.issued.subject in COMPRESSIONS and prompt.end == "acknowledged":
            at_ms = prompt.until_ms if prompt.until_ms is not None else prompt.at_ms
            return Moment(at_ms, prompt.evidence)
    return None


def _first_match(said: Iterable[Said], pattern: re.Pattern[str]) -> Moment | None:
    for one in said:
        if pattern.search(one.final.text.lower()):
            return Moment(one.final.end_ms, one.evidence)
    return None


def _earlier(one: Moment | None, other: Moment | None) -> Moment | None:
    found = [moment for moment in (one, other) if moment is not None]
    return min(found, key=lambda moment: moment.at_ms, default=None)


def _moment(happening: Happening) -> Moment:
    return Moment(happening.at_ms, happening.evidence)


def _question(happening: Happening) -> str:
    payload = happening.payload
    assert isinstance(payload, QuestionAsked | QuestionStateChanged)
    return payload.question


def _state(happening: Happening) -> QuestionState:
    assert isinstance(happening.payload, QuestionStateChanged)
    return happening.payload.state


def _first(found: Iterable[tuple[str, Moment]]) -> dict[str, Moment]:
    kept: dict[str, Moment] = {}
    for name, moment in found:
        kept.setdefault(name, moment)
    return kept
