"""An ear without a model: it tells how much it was given, so that nothing can get lost unseen."""

from __future__ import annotations

import math
from collections.abc import AsyncIterator

import anyio

from assistant.audio.recording import SAMPLE_RATE, Samples
from assistant.errors import LinesFull
from assistant.events import Speaker, SpeechEnded, SpeechStarted, TranscriptFinal
from assistant.speech.ear import EarHeard, EarPayload


class FakeEar:
    """Hears a final for each whole second of a channel, and one for the rest at the end.

    The text of a final is the number of 16 kHz samples in it.
    """

    at_once_ms = 20

    def __init__(self, speakers: tuple[Speaker, ...]) -> None:
        self.speakers = speakers
        self.given = [0] * len(speakers)
        self.told = [0] * len(speakers)
        self.finished = 0
        self._send, self._receive = anyio.create_memory_object_stream[EarHeard](math.inf)

    def push(self, channel: int, samples: Samples) -> None:
        assert samples.dtype.name == "float32" and not self.finished
        self.given[channel] += len(samples)
        while self.given[channel] - self.told[channel] >= SAMPLE_RATE:
            self._tell(channel, SAMPLE_RATE)

    def finalize(self) -> None:
        for channel, given in enumerate(self.given):
            if given > self.told[channel]:
                self._tell(channel, given - self.told[channel])

    def finish(self) -> None:
        self.finalize()
        self.finished += 1
        self._send.close()

    async def heard(self) -> AsyncIterator[EarHeard]:
        async for one in self._receive:
            yield one

    def _tell(self, channel: int, samples: int) -> None:
        start_ms = self.told[channel] * 1000 // SAMPLE_RATE
        self.told[channel] += samples
        end_ms = self.told[channel] * 1000 // SAMPLE_RATE
        speaker, name = self.speakers[channel], f"{self.speakers[channel]}-{start_ms}"
        payloads: list[EarPayload] = [
            SpeechStarted(speaker, name),
            SpeechEnded(speaker, name),
            TranscriptFinal(name, speaker, str(samples), start_ms, end_ms, (), 1.0, "en"),
        ]
        for payload in payloads:
            self._send.send_nowait(EarHeard(channel, end_ms, payload))


class FakeEars:
    """As many ears as there is room for."""

    def __init__(self, room: int = 100) -> None:
        self.room = room
        self.by_call: dict[str, FakeEar] = {}
        self.hotwords: tuple[str, ...] = ()

    def __call__(
        self, call_id: str, speakers: tuple[Speaker, ...], hotwords: tuple[str, ...]
    ) -> FakeEar:
        self.hotwords = hotwords
        if sum(not ear.finished for ear in self.by_call.values()) >= self.room:
            raise LinesFull("All lines are taken", todo="try again later")
        self.by_call[call_id] = FakeEar(speakers)
        return self.by_call[call_id]
