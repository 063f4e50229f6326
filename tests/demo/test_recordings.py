"""The shipped demo calls: telephone recordings that match what their screenplays say."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest

from assistant.demo import DEFAULT, NAMES, RECORDINGS, SCREENPLAYS, SPOKEN
from assistant.demo.screenplay import SPEAKERS, SpokenLine, load_screenplay, load_spoken
from assistant.demo.sound import Samples
from assistant.events import Speaker

SHORTEST_S, LONGEST_S = 60, 110
LARGEST_BYTES = 1_800_000
MS = 8
"""Samples a millisecond."""


def _samples(path: Path) -> Samples:
    """The recording as 8 kHz samples, one column a channel."""
    with av.open(str(path)) as container:
        frames = [frame.to_ndarray().reshape(-1, 2) for frame in container.decode(audio=0)]
    return np.asarray(np.concatenate(frames) / 32768, dtype=np.float32)


def test_the_default_call_is_one_of_them() -> None:
    assert DEFAULT in RECORDINGS


@pytest.mark.parametrize("name", NAMES)
def test_a_recording_is_two_channels_of_mu_law_at_8_khz(name: str) -> None:
    with av.open(str(RECORDINGS[name])) as container:
        stream = container.streams.audio[0]
        shape = (stream.codec_context.name, stream.codec_context.sample_rate, stream.channels)
    assert shape == ("pcm_mulaw", 8000, 2)


@pytest.mark.parametrize("name", NAMES)
def test_a_recording_is_short_and_small(name: str) -> None:
    size = RECORDINGS[name].stat().st_size
    assert SHORTEST_S <= size / 16_000 <= LONGEST_S
    assert size < LARGEST_BYTES


@pytest.mark.parametrize("name", NAMES)
def test_the_truth_holds_the_lines_of_the_screenplay(name: str) -> None:
    written = [(line.speaker, line.words) for line in load_screenplay(SCREENPLAYS[name]).lines]
    spoken = [(line.speaker, line.text) for line in load_spoken(SPOKEN[name])]
    assert sorted(spoken) == sorted(written)
    assert 20 <= len(spoken) <= 40


@pytest.mark.parametrize("name", NAMES)
def test_somebody_is_talked_over(name: str) -> None:
    lines = load_spoken(SPOKEN[name])
    pairs = zip(lines, lines[1:], strict=False)
    assert any(b.speaker != a.speaker and b.start_ms < a.end_ms for a, b in pairs)


@pytest.mark.parametrize("name", NAMES)
def test_every_line_sounds_on_its_speakers_channel_alone(name: str) -> None:
    samples = _samples(RECORDINGS[name])
    lines = load_spoken(SPOKEN[name])
    for line in lines:
        channel = SPEAKERS.index(line.speaker)
        if any(_over(line, other) for other in lines if other.speaker != line.speaker):
            continue
        heard = samples[line.start_ms * MS : line.end_ms * MS]
        loudness = np.sqrt(np.square(heard).mean(axis=0))
        assert loudness[channel] > 4 * loudness[1 - channel], line


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("speaker", SPEAKERS)
def test_nothing_reaches_full_scale(name: str, speaker: Speaker) -> None:
    assert np.abs(_samples(RECORDINGS[name])[:, SPEAKERS.index(speaker)]).max() < 0.99


def _over(one: SpokenLine, other: SpokenLine) -> bool:
    return one.start_ms < other.end_ms and other.start_ms < one.end_ms
