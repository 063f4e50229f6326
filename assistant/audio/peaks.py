"""The shape of a recording: how loud each channel is over time, for drawing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from assistant.audio.recording import SAMPLE_RATE, Recording, Samples

LOUDEST = 100
BUCKETS_MAX = 20_000


@dataclass(frozen=True, slots=True)
class Peaks:
    """The loudest sample of each stretch of `step_ms`, 0 to 100, a list a channel."""

    duration_ms: int
    step_ms: int
    channels: tuple[tuple[int, ...], ...]


def peaks_of(recording: Recording, buckets: int) -> Peaks:
    """The peaks of a recording in about so many stretches of at least 10 ms."""
    wanted = max(1, min(buckets, BUCKETS_MAX))
    step_ms = max(10, -(-recording.duration_ms // wanted))
    size = step_ms * SAMPLE_RATE // 1000
    channels = tuple(_loudest(channel, size) for channel in recording.channels)
    return Peaks(recording.duration_ms, step_ms, channels)


def _loudest(samples: Samples, size: int) -> tuple[int, ...]:
    if not len(samples):
        return ()
    starts = np.arange(0, len(samples), size)
    loud = np.maximum(np.maximum.reduceat(samples, starts), -np.minimum.reduceat(samples, starts))
    return tuple(int(value) for value in np.rint(np.clip(loud, 0, 1) * LOUDEST))
