"""Putting a call right: other words, another speaker, another fact; all that follows is run again.

Up to the correction the recorded inputs are fed as they were, so that the same cards give the
same events; from there on the stages see the corrected inputs. A line that is read otherwise is
read by the model again; readings of other lines stay, for the same line has the same reading.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from assistant.calls import House
from assistant.errors import ReviewInvalid, ReviewNotFound
from assistant.events import (
    CallEnded,
    CallStarted,
    Certainty,
    Event,
    FactConfirmed,
    FactCorrected,
    FactHeard,
    GuidanceAcknowledged,
    GuidanceDismissed,
    GuidanceIssued,
    GuidanceWithdrawn,
    PartialUnderstood,
    Payload,
    Speaker,
    SpeechEnded,
    SpeechStarted,
    TranscriptFinal,
    TranscriptPartial,
    UtteranceUnderstood,
    Word,
)
from assistant.pipeline import Pipeline
from assistant.review.whatif import ticking

NO_LINE, A_LINE = "There is no such line", "take one of the transcript"
OnGuidance = GuidanceAcknowledged | GuidanceDismissed | GuidanceWithdrawn


@dataclass(frozen=True, slots=True)
class WordsCorrected:
    """This is what was said."""

    utterance_id: str
    text: str
    type: Literal["words_corrected"] = "words_corrected"


@dataclass(frozen=True, slots=True)
class SpeakerCorrected:
    """This is who said it."""

    utterance_id: str
    speaker: Speaker
    type: Literal["speaker_corrected"] = "speaker_corrected"


@dataclass(frozen=True, slots=True)
class FactPutRight:
    """This holds from the event with this `seq` on."""

    seq: int
    fact: str
    value: str
    certainty: Certainty
    type: Literal["fact_put_right"] = "fact_put_right"


@dataclass(frozen=True, slots=True)
class FactAdded:
    """This was said in that line, and not heard as a fact."""

    utterance_id: str
    fact: str
    value: str
    certainty: Certainty
    type: Literal["fact_added"] = "fact_added"


@dataclass(frozen=True, slots=True)
class VersionRestored:
    """An earlier version holds again."""

    version: int
    type: Literal["version_restored"] = "version_restored"


Correction = Annotated[
    WordsCorrected | SpeakerCorrected | FactPutRight | FactAdded | VersionRestored,
    Field(discriminator="type"),
]


@cache
def correction_adapter() -> TypeAdapter[Any]:
    """Validates and writes corrections."""
    return TypeAdapter(Correction)


@dataclass(frozen=True, slots=True)
class Corrected:
    """The inputs of a call as they should have been; from `since` on they are others.

    `unread` is the line that has to be read anew, if there is one.
    """

    inputs: tuple[Event, ...]
    since: int
    unread: TranscriptFinal | None = None

    def read(self, reading: UtteranceUnderstood) -> Corrected:
        """The same with a reading of the line that had to be read."""
        return dataclasses.replace(self, inputs=tuple(_with_reading(self.inputs, reading)))


def correct(events: Sequence[Event], correction: Correction) -> Corrected:
    """The inputs of a call with a correction; ReviewInvalid, ReviewNotFound."""
    inputs = [event for event in events if event.cause_seq is None]
    if isinstance(correction, WordsCorrected | SpeakerCorrected):
        return _line(inputs, correction)
    if isinstance(correction, FactPutRight):
        return _fact(events, inputs, correction)
    if isinstance(correction, FactAdded):
        return _added(events, inputs, correction)
    raise ReviewInvalid("A version is restored as it was, not run again")


def run_again(events: Sequence[Event], corrected: Corrected, house: House) -> list[Event]:
    """Every event that the corrected inputs lead to, numbered from 1."""
    if not corrected.inputs:
        return []
    pipeline = house.pipeline(events[0].call_id)
    replayed = _Replayed(pipeline, events)
    before, after = corrected.inputs[: corrected.since], corrected.inputs[corrected.since :]
    for event in before:
        replayed.feed(_under(event, house))
    began_ms = before[-1].at_ms if before else 0
    for event in ticking(after, began_ms):
        replayed.feed_otherwise(_under(event, house))
    return replayed.events


class _Replayed:
    """Feeds inputs; what a dispatcher did with a prompt follows that prompt to its new name."""

    def __init__(self, pipeline: Pipeline, recorded: Sequence[Event]) -> None:
        self.events: list[Event] = []
        self._pipeline = pipeline
        self._were = _names(recorded)
        self._are: dict[str, tuple[str, str]] = {}

    def feed(self, event: Event) -> None:
        """Feed an input as it is."""
        batch = self._pipeline.feed(event.payload, event.at_ms, event.recorded_at)
        self._are |= _names(batch)
        self.events += batch

    def feed_otherwise(self, event: Event) -> None:
        """Feed an input of a call that went another way."""
        if not isinstance(event.payload, OnGuidance):
            self.feed(event)
            return
        about = self._were.get(event.payload.guidance_id)
        names = [name for name, what in self._are.items() if what == about]
        if names:
            payload = dataclasses.replace(event.payload, guidance_id=names[-1])
            self.feed(dataclasses.replace(event, payload=payload))


def _names(events: Iterable[Event]) -> dict[str, tuple[str, str]]:
    issued = (e.payload for e in events if isinstance(e.payload, GuidanceIssued))
    return {one.guidance_id: (one.kind, one.subject) for one in issued}


def _under(event: Event, house: House) -> Event:
    """A call that is run again says under which cards and which tuning."""
    if not isinstance(event.payload, CallStarted):
        return event
    tuning, cards = house.tunings.now.told(), house.cards.versions
    payload = dataclasses.replace(event.payload, cards=cards, tuning=tuning)
    return dataclasses.replace(event, payload=payload)


def _line(inputs: list[Event], correction: WordsCorrected | SpeakerCorrected) -> Corrected:
    name = correction.utterance_id
    places = [i for i, e in enumerate(inputs) if getattr(e.payload, "utterance_id", None) == name]
    final = next((p for i in places if isinstance(p := inputs[i].payload, TranscriptFinal)), None)
    if final is None:
        raise ReviewNotFound(NO_LINE, todo=A_LINE)
    changed = _changed(final, correction)
    found = [
        dataclasses.replace(e, payload=payload)
        for e in inputs
        if (payload := _otherwise(e.payload, name, changed)) is not None
    ]
    return Corrected(tuple(found), places[0], changed)


def _changed(
    final: TranscriptFinal, correction: WordsCorrected | SpeakerCorrected
) -> TranscriptFinal:
    if isinstance(correction, SpeakerCorrected):
        if correction.speaker == final.speaker:
            raise ReviewInvalid("That is who speaks already")
        return dataclasses.replace(final, speaker=correction.speaker)
    text = " ".join(correction.text.split())
    if not text:
        raise ReviewInvalid("A line has words", todo="type what was said")
    if text == final.text:
        raise ReviewInvalid("Those are the words already")
    return dataclasses.replace(final, text=text, words=_words(final, text), confidence=1.0)


def _otherwise(payload: Payload, name: str, final: TranscriptFinal) -> Payload | None:
    """An input of the corrected line as it should have been; None for what was never so."""
    if getattr(payload, "utterance_id", None) != name:
        return payload
    if isinstance(payload, TranscriptFinal):
        return final
    if isinstance(payload, SpeechStarted | SpeechEnded):
        return dataclasses.replace(payload, speaker=final.speaker)
    if isinstance(payload, FactHeard):  # one that a trainer added to this line
        return dataclasses.replace(payload, speaker=final.speaker, quote=final.text)
    if isinstance(payload, TranscriptPartial | PartialUnderstood):
        return None  # words on the way to what was not said
    return payload


def _words(final: TranscriptFinal, text: str) -> tuple[Word, ...]:
    """The words with their times: kept where a word stays, spread evenly where words are new."""
    old, new = list(final.words), text.split()
    if not old:
        return ()
    match = SequenceMatcher(None, [_bare(w.word) for w in old], [_bare(w) for w in new], False)
    found: list[Word] = []
    for kind, i, j, k, m in match.get_opcodes():
        if kind == "equal":
            kept = zip(old[i:j], new[k:m], strict=True)
            found += [dataclasses.replace(w, word=word, confidence=1.0) for w, word in kept]
        else:
            start = old[i].start_ms if i < j else (old[i - 1].end_ms if i else final.start_ms)
            end = old[j - 1].end_ms if i < j else start
            found += _spread(new[k:m], start, end)
    return tuple(found)


def _spread(words: list[str], start_ms: int, end_ms: int) -> Iterator[Word]:
    for number, word in enumerate(words):
        step = (end_ms - start_ms) / len(words)
        yield Word(
            word, round(start_ms + number * step), round(start_ms + (number + 1) * step), 1.0
        )


def _bare(word: str) -> str:
    return "".join(char for char in word.lower() if char.isalnum())


def _fact(events: Sequence[Event], inputs: list[Event], correction: FactPutRight) -> Corrected:
    event = next((e for e in events if e.seq == correction.seq), None)
    if event is None:
        raise ReviewNotFound("There is no such event", todo="take one of this version")
    place = _after(inputs, event)
    payload = FactCorrected(
        correction.fact, correction.value, correction.certainty, "dispatcher", None, "", 1.0
    )
    put = dataclasses.replace(inputs[place - 1], payload=payload)
    return Corrected((*inputs[:place], put, *inputs[place:]), place)


def _added(events: Sequence[Event], inputs: list[Event], correction: FactAdded) -> Corrected:
    """The fact as heard in its line: it ticks, is doubted and is timed like any other."""
    name, payloads = correction.utterance_id, [event.payload for event in events]
    known = [p for p in payloads if isinstance(p, FactHeard | FactConfirmed | FactCorrected)]
    if any(p.utterance_id == name and p.fact == correction.fact for p in known):
        raise ReviewInvalid("This line has told that already", todo="put it right under Facts")
    line = next((e for e in inputs if _is_line(e.payload, name)), None)
    if line is None:
        raise ReviewNotFound(NO_LINE, todo=A_LINE)
    final, place = line.payload, _after(inputs, line)
    assert isinstance(final, TranscriptFinal)
    payload = FactHeard(
        correction.fact, correction.value.strip(), correction.certainty, final.speaker, name,
        final.text, 1.0,
    )  # fmt: skip
    put = dataclasses.replace(inputs[place - 1], payload=payload)
    return Corrected((*inputs[:place], put, *inputs[place:]), place)


def _is_line(payload: Payload, name: str) -> bool:
    return isinstance(payload, TranscriptFinal) and payload.utterance_id == name


def _after(inputs: list[Event], event: Event) -> int:
    """The place after the input that an event comes from, a line's reading included."""
    said = event.payload.utterance_id if isinstance(event.payload, TranscriptFinal) else None
    place = 1
    for number, one in enumerate(inputs, start=1):
        reads = isinstance(one.payload, UtteranceUnderstood) and one.payload.utterance_id == said
        if one.seq <= event.seq or reads:
            place = number
    over = isinstance(inputs[place - 1].payload, CallEnded)
    return place - 1 if over else place


def _with_reading(inputs: Iterable[Event], reading: UtteranceUnderstood) -> Iterator[Event]:
    """The reading in place of the line's recorded one, or right after the line."""
    events = list(inputs)
    there = any(_reads(event, reading) for event in events)
    for event in events:
        yield dataclasses.replace(event, payload=reading) if _reads(event, reading) else event
        final = event.payload
        if not there and isinstance(final, TranscriptFinal):
            if final.utterance_id == reading.utterance_id:
                yield dataclasses.replace(event, payload=reading)


def _reads(event: Event, reading: UtteranceUnderstood) -> bool:
    payload = event.payload
    return isinstance(payload, UtteranceUnderstood) and payload.utterance_id == reading.utterance_id
