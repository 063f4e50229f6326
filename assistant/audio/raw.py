"""Audio without a container, as programs stream it: bytes cut anywhere in, 16 kHz channels out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from assistant.audio.codecs import Pcm16, decode_alaw, decode_mulaw
from assistant.audio.line import SAMPLE_BYTES, Encoding
from assistant.audio.recording import Samples
from assistant.audio.resample import Resampler

RATES = (8000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000)


@dataclass(frozen=True, slots=True)
class RawFormat:
    """What the bytes are: as a LineFormat, at any of RATES."""

    encoding: Encoding
    rate: int
    channels: int

    @property
    def frame_bytes(self) -> int:
        """Bytes of one sample of every channel."""
        return SAMPLE_BYTES[self.encoding] * self.channels


class RawAudio:
    """Float32 at 16 kHz of a stream of bytes, by channel, or mixed into one channel.

    What is left of a sample cut in two waits for the next bytes.
    """

    def __init__(self, form: RawFormat, *, mixed: bool = False) -> None:
        self._form, self._mixed = form, mixed
        self._rest = b""
        self.frames = 0
        channels = 1 if mixed else form.channels
        self._resamplers = [Resampler(form.rate) for _ in range(channels)]

    @property
    def second_bytes(self) -> int:
        """Bytes of a second of every channel."""
        return self._form.rate * self._form.frame_bytes

    @property
    def ms(self) -> int:
        """Media time taken in."""
        return self.frames * 1000 // self._form.rate

    def push(self, data: bytes) -> list[Samples]:
        """What these bytes give, one array a channel, all of one length; may be empty."""
        data = self._rest + data
        whole = len(data) - len(data) % self._form.frame_bytes
        data, self._rest = data[:whole], data[whole:]
        pcm = _DECODERS[self._form.encoding](data).reshape(-1, self._form.channels)
        self.frames += len(pcm)
        planes = [pcm.mean(axis=1).astype(np.int16)] if self._mixed else list(pcm.T)
        return [
            resampler.push(plane) for resampler, plane in zip(self._resamplers, planes, strict=True)
        ]

    def flush(self) -> list[Samples]:
        """What the filters still hold; nothing may be pushed afterwards."""
        return [resampler.flush() for resampler in self._resamplers]


def _decode_pcm16(data: bytes) -> Pcm16:
    pcm: Pcm16 = np.frombuffer(data, "<i2").astype(np.int16)
    return pcm


_DECODERS: dict[Encoding, Callable[[bytes], Pcm16]] = {
    "pcm16": _decode_pcm16,
    "mulaw": decode_mulaw,
    "alaw": decode_alaw,
}
