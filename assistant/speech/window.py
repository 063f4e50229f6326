"""One window of audio as Whisper's encoder sees it: short, padded with silence to a floor."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from assistant.audio.recording import Samples

HOP = 160
"""Samples of one mel frame: 10 ms at 16 kHz."""
FLOORS = (1000, 1500, 3000)
"""Frames a window is padded to: the first is fast, the others are tried when a decode loops."""
PARTIAL_FLOOR = 600
"""Frames a partial is padded to: half the encoder's time, and the next partial is near."""
HURRIED_FLOOR = 400
"""The same while decoders are busy: a third of the time, and its last words change more often."""
LONGEST = 3000
Mel = npt.NDArray[np.float32]


def frames_for(samples: int, floor: int) -> int:
    """How many mel frames a window takes; even, since the encoder halves them."""
    needed = -(-samples // HOP)
    return min(LONGEST, max(floor, needed + needed % 2))


def padded(audio: Samples, frames: int) -> Samples:
    """The audio with zeros up to `frames`; zeros in the mel instead would make the model loop."""
    window = np.zeros(frames * HOP, np.float32)
    kept = audio[: len(window)]
    window[: len(kept)] = kept
    return window
