"""A recording heard: who spoke when and what was said, in media-time order.

Voice detection runs a few seconds of media ahead, utterances are decoded side by side, and what
is heard comes out in order, so that the first lines of an hour's call show at once.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

from assistant.audio.recording import SAMPLE_RATE, Recording, Samples
from assistant.errors import ModelFailed
from assistant.events import (
    Speaker,
    SpeechEnded,
    SpeechStarted,
    StageFailed,
    StageRecovered,
    TranscriptFinal,
)
from assistant.speech.segmenter import Boundary, Segmentation, Segmenter, VoiceBegan, VoiceEnded
from assistant.speech.sentences import split_words
from assistant.speech.transcriber import DecodeJob, Transcriber, Transcript
from assistant.speech.vad import VoiceDetector

STEP_S = 10
"""Media looked at in one go by the voice detectors: some 15 ms of work a channel."""
STAGE = "speech"
HeardPayload = SpeechStarted | SpeechEnded | TranscriptFinal | StageFailed | StageRecovered


@dataclass(frozen=True, slots=True)
class Heard:
    """Something heard at `at_ms` of media time; a final is heard when its endpoint is."""

    at_ms: int
    payload: HeardPayload


@dataclass(frozen=True, slots=True)
class Listening:
    """How speech is heard: decodes under way at once, hotwords, language, segmentation.

    `partials` says whether anybody wants the words so far of a live line.
    """

    ahead: int = 4
    hotwords: tuple[str, ...] = ()
    language: str | None = None
    segmentation: Segmentation = Segmentation()
    partials: bool = True


@dataclass(frozen=True, slots=True)
class _Found:
    """A boundary on a channel, the utterance it belongs to, and its decode if it is an end."""

    boundary: Boundary
    speaker: Speaker
    utterance_id: str
    decode: asyncio.Task[Transcript] | None


async def hear(
    recording: Recording,
    transcriber: Transcriber,
    speakers: tuple[Speaker, ...] = ("caller", "dispatcher"),
    listening: Listening | None = None,
) -> AsyncIterator[Heard]:
    """Everything heard, in the order it became known; channels in order at the same moment.

    `speakers` names each channel's speaker. A mono recording holds both: everything is then
    laid to the first of `speakers`, under identifiers `voice-…`, and finals are split at sentence
    ends and pauses, so that each piece has one speaker and can be attributed afterwards.

    A decode that fails becomes a `stage_failed`, and the call is heard on.
    """
    how = listening or Listening()
    found: deque[_Found] = deque()
    failing = False
    try:
        async for item in _listen(recording, transcriber, speakers, how):
            found.append(item)
            while found and (_ready(found[0]) or _decoding(found) > how.ahead):
                for heard in await _tell(found.popleft(), recording, failing):
                    failing = _fails(heard, failing)
                    yield heard
        while found:
            for heard in await _tell(found.popleft(), recording, failing):
                failing = _fails(heard, failing)
                yield heard
    finally:
        await _abandon(found)


async def _listen(
    recording: Recording,
    transcriber: Transcriber,
    speakers: tuple[Speaker, ...],
    how: Listening,
) -> AsyncIterator[_Found]:
    """Boundaries of all channels in media-time order, decodes of ended utterances begun."""
    ears = [
        _Ear(samples, speaker, _prefix(recording, speaker), how.segmentation)
        for samples, speaker in zip(recording.channels, speakers, strict=False)
    ]
    step = STEP_S * SAMPLE_RATE
    length = len(recording.channels[0])
    for at in range(0, length, step):
        last = at + step >= length
        boundaries = await asyncio.to_thread(_advance, ears, at, at + step, last)
        for ear, utterance_id, boundary in boundaries:
            task = None
            if isinstance(boundary, VoiceEnded):
                job = _job(ear.samples, boundary, how)
                task = asyncio.create_task(transcriber.transcribe(job))
            yield _Found(boundary, ear.speaker, utterance_id, task)


class _Ear:
    """One channel: its detector, its segmenter, and the number of its utterance."""

    def __init__(
        self, samples: Samples, speaker: Speaker, prefix: str, segmentation: Segmentation
    ) -> None:
        self.samples = samples
        self.speaker = speaker
        self._prefix = prefix
        self._detector = VoiceDetector()
        self._segmenter = Segmenter(segmentation)
        self._utterances = 0

    def advance(self, start: int, end: int, last: bool) -> Iterator[tuple[str, Boundary]]:
        """The boundaries within these samples, each with its utterance's identifier."""
        boundaries = [*self._segmenter.push(self._detector.push(self.samples[start:end]))]
        if last:
            boundaries += [*self._segmenter.push(self._detector.flush())]
            boundaries += [*self._segmenter.finish()]
        for boundary in boundaries:
            self._utterances += isinstance(boundary, VoiceBegan)
            yield f"{self._prefix}-{self._utterances:04d}", boundary


def _advance(
    ears: list[_Ear], start: int, end: int, last: bool
) -> list[tuple[_Ear, str, Boundary]]:
    """Boundaries of every channel within these samples, in media-time order."""
    found = [
        (ear, name, boundary) for ear in ears for name, boundary in ear.advance(start, end, last)
    ]
    return sorted(found, key=lambda item: item[2].at_ms)


def _prefix(recording: Recording, speaker: Speaker) -> str:
    """How identifiers begin: by speaker, or `voice` where one channel holds both."""
    return speaker if len(recording.channels) > 1 else "voice"


def _job(samples: Samples, ended: VoiceEnded, how: Listening) -> DecodeJob:
    """The decode of an utterance."""
    per_ms = SAMPLE_RATE // 1000
    return DecodeJob(
        audio=samples[ended.start_ms * per_ms : ended.end_ms * per_ms],
        start_ms=ended.start_ms,
        tier="final",
        language=how.language,
        hotwords=how.hotwords,
        voiced_ms=ended.voiced_ms,
    )


def _ready(found: _Found) -> bool:
    return found.decode is None or found.decode.done()


def _decoding(found: deque[_Found]) -> int:
    return sum(1 for item in found if not _ready(item))


async def _tell(found: _Found, recording: Recording, failing: bool) -> list[Heard]:
    """What a boundary makes known, its transcript awaited."""
    at_ms = min(found.boundary.at_ms, recording.duration_ms)
    if found.decode is None:
        return [Heard(at_ms, SpeechStarted(found.speaker, found.utterance_id))]
    told: list[Heard] = [Heard(at_ms, SpeechEnded(found.speaker, found.utterance_id))]
    try:
        transcript = await found.decode
    except ModelFailed as error:
        failed = StageFailed(STAGE, error.code, "an utterance could not be decoded")
        return [*told, Heard(at_ms, failed)]
    if failing:
        told.append(Heard(at_ms, StageRecovered(STAGE, ModelFailed.code, "decoding works again")))
    split = len(recording.channels) == 1
    return [*told, *(Heard(at_ms, final) for final in _finals(found, transcript, split))]


def _finals(found: _Found, transcript: Transcript, split: bool) -> Iterator[TranscriptFinal]:
    """One final, or one a sentence; none when the guards left no words."""
    pieces = split_words(transcript.words) if split else [transcript.words]
    for number, words in enumerate(pieces, start=1):
        if not words:
            continue
        text = " ".join(word.word for word in words) if len(pieces) > 1 else transcript.text
        suffix = f"-{number}" if number > 1 else ""
        yield TranscriptFinal(
            utterance_id=found.utterance_id + suffix,
            speaker=found.speaker,
            text=text,
            start_ms=words[0].start_ms,
            end_ms=words[-1].end_ms,
            words=words,
            confidence=round(sum(word.confidence for word in words) / len(words), 4),
            language=transcript.language,
        )


def _fails(heard: Heard, failing: bool) -> bool:
    """Whether decoding stands failed after this."""
    if isinstance(heard.payload, StageFailed):
        return True
    return failing and not isinstance(heard.payload, StageRecovered)


async def _abandon(found: deque[_Found]) -> None:
    """Nobody listens any more: end the decodes that are under way."""
    tasks = [item.decode for item in found if item.decode is not None]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
