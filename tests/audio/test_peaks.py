"""The shape of a recording."""

from __future__ import annotations

import numpy as np

from assistant.audio.peaks import peaks_of
from assistant.audio.recording import Recording


def test_each_stretch_has_its_loudest_sample_on_either_side() -> None:
    left = np.zeros(16_000, np.float32)
    left[100], left[15_900] = 0.5, -0.8
    peaks = peaks_of(Recording((left, np.zeros(16_000, np.float32)), 1000, "x.wav"), 4)
    assert peaks.step_ms == 250 and peaks.channels == ((50, 0, 0, 80), (0, 0, 0, 0))


def test_a_recording_of_hours_is_drawn_with_no_more_stretches_than_asked() -> None:
    recording = Recording((np.zeros(160_001, np.float32),), 10_000, "x.wav")
    assert len(peaks_of(recording, 7).channels[0]) == 7


def test_nothing_is_drawn_of_nothing() -> None:
    assert peaks_of(Recording((np.zeros(0, np.float32),), 0, "x.wav"), 10).channels == ((),)
