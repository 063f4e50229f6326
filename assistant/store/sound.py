"""A recording as the bytes of a WAV file."""

from __future__ import annotations

import io
import wave

import numpy as np

from assistant.audio.recording import SAMPLE_RATE, Recording

FULL = 32767


def to_wav(recording: Recording) -> bytes:
    """16-bit PCM at 16 kHz, the channels interleaved."""
    sound = np.clip(np.stack(recording.channels, axis=1), -1, 1)
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setparams((len(recording.channels), 2, SAMPLE_RATE, 0, "NONE", ""))
        file.writeframes(np.rint(sound * FULL).astype("<i2").tobytes())
    return out.getvalue()
