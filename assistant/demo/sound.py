"""What the studio does to sound: pitch, whisper, levels, telephone line, smoke alarm."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt
from scipy.linalg import solve_toeplitz
from scipy.signal import butter, lfilter, resample_poly, sosfilt

RATE = 16_000
"""Samples a second in the studio."""
LINE_RATE = 8_000
"""Samples a second on the telephone."""
VOICE_DB = -21.0
"""Level of a plain voice, dB below full scale over its loud half."""
WHISPER_DB = -6.0
"""How much quieter a whisper is."""
BREATH = 0.4
"""How much of a whispered voice is breath: all of it would be hard to make out."""

FRAME = 512
LPC_ORDER = 18
ALARM_HZ = 3100
ALARM_ON = (0, 2, 4)
"""Smoke alarms beep in threes: half seconds with sound, of the eight in a cycle (ISO 8201)."""

Samples = npt.NDArray[np.float32]


def repitch(samples: Samples, factor: float) -> Samples:
    """Play `factor` times as fast: pitch and resonances rise alike, the duration shrinks."""
    if abs(factor - 1) < 1e-3:
        return samples
    down, up = round(factor * 320), 320
    return np.asarray(resample_poly(samples, up, down), dtype=np.float32)


def trim(samples: Samples, keep_ms: int = 30) -> Samples:
    """Without the silence that engines put around a phrase."""
    loud = np.flatnonzero(np.abs(samples) > 0.02 * float(np.abs(samples).max(initial=1e-6)))
    if not loud.size:
        return samples
    keep = keep_ms * RATE // 1000
    return samples[max(0, loud[0] - keep) : loud[-1] + keep]


def level(samples: Samples, db: float) -> Samples:
    """The same sound with its louder half at `db` below full scale."""
    power = np.sort(np.square(samples))[len(samples) // 2 :]
    return amplify(samples, db - 10 * np.log10(float(power.mean()) + 1e-12))


def amplify(samples: Samples, db: float) -> Samples:
    """Louder or quieter by `db`."""
    return (samples * 10 ** (db / 20)).astype(np.float32)


def whispered(samples: Samples, rng: np.random.Generator) -> Samples:
    """The same words with breath for voice: noise through each moment's vocal tract (LPC)."""
    window = np.hanning(FRAME)
    breath = np.zeros(len(samples) + FRAME)
    for at in range(0, len(samples) - FRAME, FRAME // 2):
        frame = samples[at : at + FRAME] * window
        breath[at : at + FRAME] += _breathed(frame, rng) * window
    mixed = BREATH * 1.6 * breath[: len(samples)] + (1 - BREATH) * samples
    return mixed.astype(np.float32)


def _breathed(frame: npt.NDArray[np.float64], rng: np.random.Generator) -> Any:
    energy = np.array([frame[: FRAME - lag] @ frame[lag:] for lag in range(LPC_ORDER + 1)])
    if energy[0] < 1e-6:
        return np.zeros(FRAME)
    energy[0] *= 1.001
    tract = solve_toeplitz(energy[:-1], energy[1:])
    noise = lfilter([1.0], np.concatenate([[1.0], -tract]), rng.standard_normal(FRAME))
    return noise * np.sqrt(energy[0] / (noise @ noise + 1e-12))


def hiss(length: int, db: float, rng: np.random.Generator) -> Samples:
    """The noise of a line at `db` below full scale."""
    return amplify(rng.standard_normal(length).astype(np.float32), db)


def smoke_alarm(length: int, db: float) -> Samples:
    """Three beeps and a pause, again and again."""
    at = np.arange(length)
    sounding = np.isin(at // (RATE // 2) % 8, ALARM_ON)
    return amplify((sounding * np.sin(2 * np.pi * ALARM_HZ * at / RATE)).astype(np.float32), db + 3)


def telephone(samples: Samples) -> Samples:
    """What a telephone passes of it: 300 to 3400 Hz, at LINE_RATE, never above full scale."""
    band = butter(4, (300, 3400), btype="bandpass", fs=RATE, output="sos")
    passed = resample_poly(sosfilt(band, samples), 1, RATE // LINE_RATE)
    return np.asarray(np.clip(passed, -0.99, 0.99), dtype=np.float32)


def write_call(path: Path, left: Samples, right: Samples) -> None:
    """A two-channel mu-law WAV at LINE_RATE."""
    stereo = np.stack([left, right], axis=1).reshape(1, -1)
    frame = av.AudioFrame.from_ndarray((stereo * 32767).astype(np.int16), "s16", "stereo")
    frame.sample_rate = LINE_RATE
    options = {"fflags": "+bitexact"}  # no encoder's name in the file: same sound, same bytes
    with av.open(str(path), "w", format="wav", options=options) as container:
        stream = container.add_stream("pcm_mulaw", rate=LINE_RATE, layout="stereo")
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            container.mux(packet)
