"""One stream's audio on its way into an ear, and the messages that follow."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field

from api.listen.messages import Message
from api.listen.scribe import Scribe
from assistant.audio.raw import RawAudio
from assistant.audio.recording import Samples
from assistant.speech.ear import Ear

PIECE_MS = 100


@dataclass(frozen=True, slots=True)
class Line:
    """An open ear, the audio that goes into it, and the scribe that writes what it hears."""

    ear: Ear
    audio: RawAudio
    scribe: Scribe
    channels: int
    began: float = field(default_factory=time.monotonic)

    @property
    def ahead_s(self) -> float:
        """How far the audio runs ahead of real time."""
        return self.audio.ms / 1000 - (time.monotonic() - self.began)

    def pieces(self, data: bytes) -> Iterator[bytes]:
        """Audio in small pieces: what an ear hears is told at the end of each."""
        size = self.audio.second_bytes * PIECE_MS // 1000
        yield from (data[at : at + size] for at in range(0, len(data), size))

    def take(self, data: bytes) -> Iterator[Message]:
        """Put audio into the ear."""
        self._push(self.audio.push(data))
        yield from self.scribe.advanced(self.audio.ms)

    def flush(self) -> None:
        """End what is open now; its results answer a Finalize."""
        self.scribe.flush(self.audio.ms)
        self.ear.finalize()

    def finish(self) -> None:
        """No more audio comes."""
        self._push(self.audio.flush())
        self.ear.finish()

    async def messages(self) -> AsyncIterator[Message]:
        """The messages of all that is heard, until the ear has told all."""
        async for heard in self.ear.heard():
            for message in self.scribe.heard(heard):
                yield message

    def _push(self, planes: list[Samples]) -> None:
        for channel, samples in enumerate(planes):
            if len(samples):
                self.ear.push(channel, samples)
