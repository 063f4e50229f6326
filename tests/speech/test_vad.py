"""The detector hears voice and nothing else, however the samples arrive."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.audio.recording import Samples
from assistant.speech.vad import FRAME, Probabilities, VoiceDetector, voiced_ms
from tests.speech import voices

pytestmark = pytest.mark.models
SENTENCE = "There is a fire in my kitchen, please hurry."


def detected(audio: Samples, sizes: list[int]) -> Probabilities:
    """Probabilities of audio pushed in pieces of these sizes, and the rest at once."""
    detector, found, at = VoiceDetector(), [], 0
    for size in [*sizes, len(audio)]:
        found.append(detector.push(audio[at : at + size]))
        at += size
    return np.concatenate([*found, detector.flush()])


@pytest.mark.parametrize("level", [1.0, 0.3, 0.1, 0.03])
def test_voice_on_a_telephone_line_is_heard_loud_or_faint(level: float) -> None:
    wide = voices.say(SENTENCE)
    line = voices.telephone(wide) * np.float32(level)
    assert voiced_ms(line) >= 0.7 * voiced_ms(wide) > 1000


def test_every_sample_is_looked_at_once() -> None:
    assert len(detected(voices.silence(1), [])) == -(-16_000 // FRAME)
    assert len(detected(voices.silence(0), [])) == 0


@pytest.mark.parametrize("name", voices.not_speech())
def test_next_to_no_voice_is_heard_in(name: str) -> None:
    audio = voices.not_speech()[name]
    assert voiced_ms(audio) <= 0.1 * len(audio) / 16


@settings(deadline=None, max_examples=20)
@given(st.lists(st.integers(0, 5000), max_size=12))
def test_the_result_does_not_depend_on_the_pieces(sizes: list[int]) -> None:
    audio = voices.say(SENTENCE)
    assert np.allclose(detected(audio, sizes), detected(audio, []), atol=1e-5)
