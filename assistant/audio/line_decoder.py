"""The frames of a live line, decoded: a channel's 16-bit samples, and the same at 16 kHz."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from assistant.audio.codecs import Pcm16, decode_alaw, decode_mulaw
from assistant.audio.line import Encoding, LineFormat
from assistant.audio.recording import SAMPLE_RATE, Samples
from assistant.audio.resample import Resampler
from assistant.errors import BadAudio


def decode_pcm16(data: bytes) -> Pcm16:
    """16-bit samples of little-endian bytes; a view, not to be written to."""
    return np.frombuffer(data, "<i2").astype(np.int16, copy=False)


DECODERS: dict[Encoding, Callable[[bytes], Pcm16]] = {
    "pcm16": decode_pcm16,
    "mulaw": decode_mulaw,
    "alaw": decode_alaw,
}


def channels_of(line: LineFormat, frame: bytes) -> tuple[Pcm16, ...]:
    """A frame's samples, an array a channel; BadAudio when it ends within a sample."""
    if len(frame) % line.frame_bytes:
        raise BadAudio(
            "A frame does not hold a whole number of samples",
            todo=f"send multiples of {line.frame_bytes} bytes",
        )
    interleaved = DECODERS[line.encoding](frame)
    return tuple(interleaved[channel :: line.channels] for channel in range(line.channels))


class Widened:
    """One channel at 16 kHz, whatever its line's rate; the filter's state is kept."""

    def __init__(self, rate: int) -> None:
        self._resampler = None if rate == SAMPLE_RATE else Resampler(rate)

    def push(self, pcm: Pcm16) -> Samples:
        """What these samples give; 16 kHz passes through."""
        if self._resampler:
            return self._resampler.push(pcm)
        samples: Samples = pcm.astype(np.float32) / 32768
        return samples

    def flush(self) -> Samples:
        """What the filter still holds; nothing may be pushed afterwards."""
        return self._resampler.flush() if self._resampler else np.zeros(0, np.float32)
