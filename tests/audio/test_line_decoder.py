"""A line's bytes: channels apart, at 16 kHz, the same however they arrive."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.audio.codecs import encode_alaw, encode_mulaw
from assistant.audio.line import LineFormat
from assistant.audio.line_decoder import Widened, channels_of
from assistant.errors import BadAudio
from tests.audio.files import loudest_hertz, tone

PCM = (tone(440, 1.0, rate=8000) * 16_000).astype(np.int16)
OTHER = (tone(1000, 1.0, rate=8000) * 16_000).astype(np.int16)


@pytest.mark.parametrize(
    "encoding, coded",
    [("pcm16", lambda pcm: pcm.astype("<i2").tobytes()), ("mulaw", encode_mulaw),
     ("alaw", encode_alaw)],
)  # fmt: skip
def test_interleaved_channels_come_apart(encoding: str, coded: object) -> None:
    line = LineFormat(encoding, 8000, 2)  # type: ignore[arg-type]
    both = np.stack([PCM, OTHER], axis=1).reshape(-1)
    left, right = channels_of(line, coded(both))  # type: ignore[operator]
    assert (len(left), len(right)) == (8000, 8000)
    assert np.abs(left.astype(int) - PCM).max() < 600
    assert np.abs(right.astype(int) - OTHER).max() < 600


@pytest.mark.parametrize("encoding, channels", [("pcm16", 1), ("pcm16", 2), ("mulaw", 2)])
def test_a_frame_that_ends_within_a_sample_is_refused(encoding: str, channels: int) -> None:
    with pytest.raises(BadAudio, match="whole number"):
        channels_of(LineFormat(encoding, 8000, channels), b"\0" * 321)  # type: ignore[arg-type]


def test_8_khz_becomes_16_and_nothing_is_lost_between_frames() -> None:
    widened = Widened(8000)
    pieces = [widened.push(PCM[at : at + 160]) for at in range(0, len(PCM), 160)]
    samples = np.concatenate([*pieces, widened.flush()])
    assert abs(len(samples) - 16_000) < 64
    assert abs(loudest_hertz(samples) - 440) < 2


def test_16_khz_passes_through() -> None:
    widened = Widened(16_000)
    assert np.array_equal(widened.push(PCM) * 32768, PCM) and len(widened.flush()) == 0
