"""One channel of a live call: where its utterances are, and what is worth decoding now.

Synchronous, and deaf to clocks and models: samples and decodes come in, decodes to ask for and
things heard come out, so that the same audio with the same answers gives the same events.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from assistant.audio.recording import SAMPLE_RATE, Samples
from assistant.events import Speaker, TranscriptFinal, TranscriptPartial, Word
from assistant.speech.hearing import Listening
from assistant.speech.segmenter import Segmenter, VoiceBegan, VoiceEnded
from assistant.speech.stability import CALM, Stability, settled
from assistant.speech.tape import Tape
from assistant.speech.transcriber import (
    FIRST_PARTIAL,
    LIVE_FINAL,
    PARTIAL,
    DecodeJob,
    Transcript,
)
from assistant.speech.vad import VoiceDetector
from assistant.speech.words import joined

FIRST_AFTER_MS = 320
"""Voice needed before a first partial is worth a decode: one short word."""
BREATH_MS = 96
"""So long without voice, a speaker is between words, and a partial would tell nothing new."""
MARKS = ".,!?;:"


@dataclass(slots=True)
class Utterance:
    """What is being said: its place, its last partial, the words settled so far."""

    utterance_id: str
    start_ms: int
    known_ms: int
    revision: int = 0
    words: tuple[Word, ...] = ()
    stable: str = ""
    text: str = ""
    shown_stable: int = 0
    asked_ms: int | None = None
    language: str | None = None
    likely_end: VoiceEnded | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Began:
    """An utterance began."""

    utterance: Utterance


@dataclass(frozen=True, slots=True)
class Ended:
    """An utterance is over; `job` decodes it for good."""

    utterance: Utterance
    ended: VoiceEnded
    job: DecodeJob


class ChannelEar:
    """Follows one channel; `push` tells what began and ended, `due` what to decode meanwhile."""

    def __init__(
        self,
        speaker: Speaker,
        listening: Listening | None = None,
    ) -> None:
        self.speaker = speaker
        self.open: Utterance | None = None
        self._how = listening or Listening()
        self._detector, self._tape = VoiceDetector(), Tape()
        self._segmenter = Segmenter(self._how.segmentation)
        self._utterances = 0

    @property
    def at_ms(self) -> int:
        """Media time up to which this channel has come in."""
        return self._tape.end_ms

    def push(self, samples: Samples) -> Iterator[Began | Ended]:
        """Take samples in; what begins and ends with them."""
        self._tape.push(samples)
        yield from self._told(self._segmenter.push(self._detector.push(samples)))

    def finalize(self) -> Iterator[Began | Ended]:
        """End the open utterance here."""
        yield from self._told(self._segmenter.finish())

    def finish(self) -> Iterator[Began | Ended]:
        """The audio is over."""
        yield from self._told(self._segmenter.push(self._detector.flush()))
        yield from self.finalize()

    def due(self, pace_ms: int, hurried: bool = False) -> DecodeJob | None:
        """The partial to ask for now, if one is due: `pace_ms` after the last was asked for."""
        said = self.open
        if said is None or not self._how.partials:
            return None
        if self._segmenter.quiet_ms >= BREATH_MS:  # nothing new is said, and its final may be next
            return None
        first = said.asked_ms is None
        since = said.known_ms if said.asked_ms is None else said.asked_ms
        wait = FIRST_AFTER_MS if first else min(pace_ms, self._pace_of(said, pace_ms))
        if self.at_ms - since < wait:
            return None
        said.asked_ms = self.at_ms
        return DecodeJob(
            audio=self._tape.window(said.start_ms, self.at_ms),
            start_ms=said.start_ms,
            tier="partial",
            language=said.language or self._how.language,
            prefix=said.stable,
            hotwords=self._how.hotwords,
            voiced_ms=FIRST_AFTER_MS,
            urgency=self._urgency(PARTIAL if said.text else FIRST_PARTIAL),
            hurried=hurried,
        )

    def take_partial(
        self,
        said: Utterance,
        job: DecodeJob,
        transcript: Transcript,
        stability: Stability = CALM,
    ) -> TranscriptPartial | None:
        """What a decode of the open utterance adds; None when it shows nothing new."""
        if said is not self.open or job.prefix != said.stable:
            return None  # a later decode has come before it
        words, language = transcript.words, transcript.language
        already = _covering(words, said.stable, language)
        if already is None:
            return None
        heard_ms = said.start_ms + len(job.audio) * 1000 // SAMPLE_RATE
        count = settled(said.words, words, already, heard_ms, stability)
        said.words, said.language = words, language
        if count > already:
            said.stable = joined([word.word for word in words[:count]], language).rstrip(MARKS)
        return self._shown(said, transcript)

    def likely_final(self, pause_ms: int = 0) -> tuple[VoiceEnded, DecodeJob] | None:
        """The final of the open utterance should its speaker say no more.

        Told once a pause, when it has lasted `pause_ms`.
        """
        said = self.open
        ended = self._segmenter.likely_end() if said is not None else None
        if said is None or ended is None or _same_end(said.likely_end, ended):
            return None
        if ended.at_ms - ended.end_ms < pause_ms - self._how.segmentation.hangover_ms:
            return None
        said.likely_end = ended
        return ended, self._final_job(said, ended)

    def final(self, said: Utterance, transcript: Transcript) -> TranscriptFinal | None:
        """The final of an utterance; None when the guards left no words."""
        if not transcript.words:
            return None
        return TranscriptFinal(
            utterance_id=said.utterance_id,
            speaker=self.speaker,
            text=transcript.text,
            start_ms=transcript.words[0].start_ms,
            end_ms=transcript.words[-1].end_ms,
            words=transcript.words,
            confidence=transcript.confidence,
            language=transcript.language,
        )

    def _told(self, boundaries: Iterator[VoiceBegan | VoiceEnded]) -> Iterator[Began | Ended]:
        for boundary in boundaries:
            if isinstance(boundary, VoiceBegan):
                yield Began(self._begin(boundary))
            elif self.open is not None:
                said, self.open = self.open, None
                yield Ended(said, boundary, self._final_job(said, boundary))
                self._tape.forget(boundary.end_ms - self._how.segmentation.preroll_ms)
        if self.open is None:
            self._tape.forget(self.at_ms - 2 * self._how.segmentation.preroll_ms)

    def _begin(self, began: VoiceBegan) -> Utterance:
        self._utterances += 1
        name = f"{self.speaker}-{self._utterances:04d}"
        self.open = Utterance(name, began.start_ms, began.at_ms)
        return self.open

    def _final_job(self, said: Utterance, ended: VoiceEnded) -> DecodeJob:
        return DecodeJob(
            audio=self._tape.window(ended.start_ms, ended.end_ms),
            start_ms=ended.start_ms,
            language=self._how.language,
            shown=said.stable,
            hotwords=self._how.hotwords,
            voiced_ms=ended.voiced_ms,
            urgency=self._urgency(LIVE_FINAL),
        )

    def _urgency(self, urgency: int) -> int:
        return urgency + (self.speaker == "dispatcher")

    def _pace_of(self, said: Utterance, pace_ms: int) -> int:
        """Nothing shown yet: try again sooner."""
        return pace_ms if said.text else pace_ms // 2

    def _shown(self, said: Utterance, transcript: Transcript) -> TranscriptPartial | None:
        text, stable_chars = transcript.text, len(said.stable)
        if not text or (text, stable_chars) == (said.text, said.shown_stable):
            return None
        said.text, said.shown_stable, said.revision = text, stable_chars, said.revision + 1
        return TranscriptPartial(said.utterance_id, said.revision, self.speaker, text, stable_chars)


def _covering(words: Sequence[Word], stable: str, language: str) -> int | None:
    """How many of the words hold the stable text; None when they do not begin with it.

    Counted by letters: with more heard, two words settled before may have become one.
    """
    text = ""
    for count, word in enumerate(words):
        if len(text) >= len(stable):
            return count if text.startswith(stable) else None
        text = joined([text, word.word] if text else [word.word], language)
    return len(words) if text.startswith(stable) else None


def _same_end(before: VoiceEnded | None, now: VoiceEnded) -> bool:
    return before is not None and before.end_ms == now.end_ms
