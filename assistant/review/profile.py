"""A call's profile: its measures in one place, under names that forms and reports share."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.guidance.cards import CardSet
from assistant.review.listening import Listening, listening_of
from assistant.review.record import Evidence, Record
from assistant.review.talk import Talk, talk_of
from assistant.review.timings import Moment, QuestionTiming, Timings, timings_of

MEASURES = {
    "location_s": "seconds until the location was known",
    "call_type_s": "seconds until the kind of call was known",
    "recognition_s": "seconds until the dispatcher spoke of CPR",
    "instruction_s": "seconds until the first instruction to push",
    "first_compression_s": "seconds until counting was heard",
    "caller_share": "the caller's share of the talking",
    "open_share": "the share of questions that were open",
    "overlap_s": "seconds in which both spoke",
    "longest_silence_s": "the longest silence in seconds",
    "repeated_questions": "questions asked again though answered once",
    "faults": "faults heard in the dispatcher's speech",
    "missed_questions": "questions prompted for and never asked",
}


@dataclass(frozen=True, slots=True)
class Measure:
    """A number and what it rests on; without evidence there is no number."""

    value: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """Everything counted and timed in one call."""

    record: Record
    timings: Timings
    talk: Talk
    listening: Listening

    def measure(self, name: str) -> Measure | None:
        """The measure of that name; None where the call has nothing to measure it by."""
        return _measures(self).get(name)

    def measures(self) -> dict[str, Measure]:
        """Every measure the call has."""
        return _measures(self)


def profile_of(record: Record, cards: CardSet) -> Profile:
    """The profile of a call under these cards."""
    return Profile(record, timings_of(record, cards), talk_of(record), listening_of(record))


def repeated(profile: Profile) -> list[QuestionTiming]:
    """Questions asked again after their answer."""
    return [timing for timing in profile.timings.questions if timing.asked_again]


def missed(profile: Profile) -> list[QuestionTiming]:
    """Questions prompted for, and neither asked nor answered."""
    return [timing for timing in profile.timings.questions if timing.missed]


def _measures(profile: Profile) -> dict[str, Measure]:
    timings, record = profile.timings, profile.record
    found: dict[str, Measure | None] = {
        "location_s": _timed(timings.location),
        "call_type_s": _timed(timings.call_type),
    }
    if timings.cpr:
        found["recognition_s"] = _timed(timings.cpr.recognised)
        found["instruction_s"] = _timed(timings.cpr.instructed)
        found["first_compression_s"] = _timed(timings.cpr.compressing)
    if record.said:
        found |= _spoken(profile)
    return {name: measure for name, measure in found.items() if measure and measure.evidence}


def _spoken(profile: Profile) -> dict[str, Measure | None]:
    talk, listening, record = profile.talk, profile.listening, profile.record
    whole = (record.said[0].evidence, record.said[-1].evidence)
    silence = talk.longest_silence
    faults = tuple(one for found in listening.faults.values() for one in found)
    asked = (*listening.open_questions, *listening.closed_questions)
    again = repeated(profile)
    never = missed(profile)
    return {
        "caller_share": _share(talk.caller_share, whole),
        "open_share": _share(listening.open_share, asked),
        "overlap_s": Measure(talk.overlap_ms / 1000, _beside(record, talk.overlaps) or whole),
        "longest_silence_s": Measure(
            (silence[1] - silence[0]) / 1000 if silence else 0.0,
            _beside(record, (silence,) if silence else ()) or whole,
        ),
        "repeated_questions": Measure(
            len(again), tuple(t.asked_again.evidence for t in again if t.asked_again) or whole
        ),
        "faults": Measure(len(faults), faults or whole),
        "missed_questions": Measure(
            len(never), tuple(t.prompted.evidence for t in never if t.prompted) or whole
        ),
    }


def _timed(moment: Moment | None) -> Measure | None:
    return Measure(moment.at_ms / 1000, (moment.evidence,)) if moment else None


def _share(value: float | None, evidence: tuple[Evidence, ...]) -> Measure | None:
    return None if value is None else Measure(round(value, 4), evidence)


def _beside(record: Record, spans: tuple[tuple[int, int], ...]) -> tuple[Evidence, ...]:
    """The utterances that begin last before each span ends."""
    found = []
    for start, end in spans:
        near = [s for s in record.said if s.final.start_ms < end and s.final.start_ms <= start]
        if near:
            found.append(Evidence(near[-1].seq, start, near[-1].final.text))
    return tuple(found)
