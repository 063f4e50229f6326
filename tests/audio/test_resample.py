"""Streaming resampling does not depend on how the audio arrives."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.audio.recording import Samples
from assistant.audio.resample import Resampler
from tests.audio.files import loudest_hertz, tone

PCM = (tone(440, 1.0, rate=8000) * 32767).astype(np.int16)


def resampled(sizes: list[int]) -> Samples:
    """The tone pushed in pieces of these sizes, and the rest at once."""
    resampler, parts, at = Resampler(8000), [], 0
    for size in [*sizes, len(PCM)]:
        parts.append(resampler.push(PCM[at : at + size]))
        at += size
    return np.concatenate([*parts, resampler.flush()])


def test_a_tone_keeps_its_pitch_and_its_length() -> None:
    samples = resampled([160] * 10)
    assert abs(len(samples) - 16_000) <= 64
    assert abs(loudest_hertz(samples) - 440) < 2


@settings(deadline=None, max_examples=30)
@given(st.lists(st.integers(min_value=0, max_value=900), max_size=20))
def test_the_result_does_not_depend_on_the_pieces(sizes: list[int]) -> None:
    assert np.allclose(resampled(sizes), resampled([]), atol=1e-6)
