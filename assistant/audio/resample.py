"""Live telephone audio to 16 kHz, frame by frame."""

from __future__ import annotations

import av
import numpy as np

from assistant.audio.codecs import Pcm16
from assistant.audio.recording import SAMPLE_RATE, Samples


class Resampler:
    """One channel at `rate` Hz in, float32 at 16 kHz out; keeps its filter between pushes.

    The filter holds back a few ms, which `flush` gives out at the end of the call.
    """

    def __init__(self, rate: int = 8000) -> None:
        self._rate = rate
        self._swr = av.AudioResampler(format="flt", layout="mono", rate=SAMPLE_RATE)

    def push(self, pcm: Pcm16) -> Samples:
        """What these samples give at 16 kHz, shape (n,); may be empty."""
        if not len(pcm):
            return np.zeros(0, np.float32)
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(pcm[np.newaxis]), format="s16", layout="mono"
        )
        frame.sample_rate = self._rate
        return self._joined(self._swr.resample(frame))

    def flush(self) -> Samples:
        """What the filter still holds; nothing may be pushed afterwards."""
        return self._joined(self._swr.resample(None))

    @staticmethod
    def _joined(frames: list[av.AudioFrame]) -> Samples:
        """The frames as one array."""
        if not frames:
            return np.zeros(0, np.float32)
        joined: Samples = np.concatenate([frame.to_ndarray()[0] for frame in frames])
        return joined
