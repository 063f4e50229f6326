"""An ear that hears what its script says, as the audio gets there."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable

import anyio

from assistant.audio.recording import SAMPLE_RATE, Samples
from assistant.events import (
    SpeechEnded,
    SpeechStarted,
    TranscriptFinal,
    TranscriptPartial,
    Word,
)
from assistant.speech.ear import EarHeard


class FakeEar:
    """Tells each part of its script once the audio has come as far as its `at_ms`.

    `at_flush` is told at a finalize, `at_finish` when the audio is over. `fails` is raised
    when all that was said has been told.
    """

    at_once_ms = 20

    def __init__(
        self,
        script: Iterable[EarHeard] = (),
        *,
        at_flush: Iterable[EarHeard] = (),
        at_finish: Iterable[EarHeard] = (),
        fails: Exception | None = None,
    ) -> None:
        self.script, self.at_flush, self.at_finish = list(script), list(at_flush), list(at_finish)
        self.fails = fails
        self.samples: dict[int, int] = {}
        self.loudest = 0.0
        self.finished = False
        self._tell, self._told = anyio.create_memory_object_stream[EarHeard](1000)

    def push(self, channel: int, samples: Samples) -> None:
        """Count the samples, and tell what they reach."""
        self.samples[channel] = self.samples.get(channel, 0) + len(samples)
        self.loudest = max(self.loudest, float(abs(samples).max()))
        while self.script and self._reached(self.script[0]):
            self._tell.send_nowait(self.script.pop(0))

    def _reached(self, heard: EarHeard) -> bool:
        return self.samples.get(heard.channel, 0) * 1000 // SAMPLE_RATE >= heard.at_ms

    def finalize(self) -> None:
        """Tell what a finalize brings."""
        for heard in self.at_flush:
            self._tell.send_nowait(heard)

    def finish(self) -> None:
        """Tell the rest."""
        self.finished = True
        for heard in self.at_finish:
            self._tell.send_nowait(heard)
        self._tell.close()

    async def heard(self) -> AsyncIterator[EarHeard]:
        """What has been told so far, and on."""
        if self.fails is not None:
            raise self.fails
        async for heard in self._told:
            yield heard


def began(at_ms: int, name: str = "u-1", channel: int = 0) -> EarHeard:
    """Voice began."""
    return EarHeard(channel, at_ms, SpeechStarted("caller", name))


def ended(at_ms: int, name: str = "u-1", channel: int = 0) -> EarHeard:
    """Voice ended."""
    return EarHeard(channel, at_ms, SpeechEnded("caller", name))


def partial(at_ms: int, text: str, stable: int = 0, name: str = "u-1") -> EarHeard:
    """Words so far."""
    return EarHeard(0, at_ms, TranscriptPartial(name, 1, "caller", text, stable))


def final(at_ms: int, text: str, start_ms: int, name: str = "u-1", channel: int = 0) -> EarHeard:
    """Words for good, 200 ms each."""
    return EarHeard(channel, at_ms, words_said(text, start_ms, name))


def words_said(text: str, start_ms: int, name: str = "u-1") -> TranscriptFinal:
    """A final of these words, 200 ms and a confidence of 0.9 each."""
    words = tuple(
        Word(word, start_ms + 200 * number, start_ms + 200 * (number + 1), 0.9)
        for number, word in enumerate(text.split())
    )
    end_ms = words[-1].end_ms if words else start_ms
    return TranscriptFinal(name, "caller", text, start_ms, end_ms, words, 0.9, "en")
