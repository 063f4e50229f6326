"""Audio without a container, as programs stream it: bytes cut anywhere in, 16 kHz channels out."""

from __future__ import annotations

import numpy as np

from assistant.audio.line import RawFormat
from assistant.audio.line_decoder import DECODERS
from assistant.audio.recording import Samples
from assistant.audio.resample import Resampler

RATES = (8000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000)


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
        pcm = DECODERS[self._form.encoding](data).reshape(-1, self._form.channels)
        self.frames += len(pcm)
        planes = [pcm.mean(axis=1).astype(np.int16)] if self._mixed else list(pcm.T)
        return [
            resampler.push(plane) for resampler, plane in zip(self._resamplers, planes, strict=True)
        ]

    def flush(self) -> list[Samples]:
        """What the filters still hold; nothing may be pushed afterwards."""
        return [resampler.flush() for resampler in self._resamplers]
