"""How the audio of a live line comes in: what a sender says of its frames before the first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from assistant.errors import BadAudio

Encoding = Literal["pcm16", "mulaw", "alaw"]
RATES = (8000, 16_000)
CHANNELS_MAX = 2
SAMPLE_BYTES: dict[Encoding, int] = {"pcm16": 2, "mulaw": 1, "alaw": 1}


@dataclass(frozen=True, slots=True)
class RawFormat:
    """Samples without a container: `pcm16` is signed, little-endian; `rate` in Hz; interleaved."""

    encoding: Encoding
    rate: int
    channels: int

    @property
    def frame_bytes(self) -> int:
        """Bytes of one sample of every channel."""
        return SAMPLE_BYTES[self.encoding] * self.channels


@dataclass(frozen=True, slots=True)
class LineFormat(RawFormat):
    """What a live line sends; BadAudio says which of the three cannot be taken."""

    encoding: Encoding = "mulaw"
    rate: int = 8000
    channels: int = 1

    def __post_init__(self) -> None:
        if self.encoding not in get_args(Encoding):
            raise BadAudio("This encoding is not taken", todo="send pcm16, mulaw or alaw")
        if self.rate not in RATES:
            raise BadAudio("This sample rate is not taken", todo="send 8000 or 16000 Hz")
        if not 1 <= self.channels <= CHANNELS_MAX:
            raise BadAudio("This number of channels is not taken", todo="send one or two")

    def samples(self, size: int) -> int:
        """How many samples a channel has in `size` bytes."""
        return size // self.frame_bytes
