"""Raw audio of a stream and WAV headers: any cut of the bytes, every rate, every kind."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest

from assistant.audio.codecs import encode_alaw, encode_mulaw
from assistant.audio.line import Encoding, RawFormat
from assistant.audio.raw import RATES, RawAudio
from assistant.audio.wav import WavHeader, read_wav_header
from assistant.errors import BadAudio
from tests.audio.files import loudest_hertz, tone, write_audio


def pcm(hertz: float, rate: int, seconds: float = 1.0) -> np.ndarray:  # type: ignore[type-arg]
    return (tone(hertz, seconds, rate) * 32767).astype("<i2")


def heard(form: RawFormat, data: bytes, cut: int, *, mixed: bool = False) -> list[np.ndarray]:  # type: ignore[type-arg]
    """The channels of the data, pushed in pieces of `cut` bytes."""
    audio = RawAudio(form, mixed=mixed)
    parts = [audio.push(data[at : at + cut]) for at in range(0, len(data), cut)]
    return [np.concatenate(planes) for planes in zip(*parts, audio.flush(), strict=True)]


@pytest.mark.parametrize("rate", RATES)
def test_every_rate_comes_out_at_16_khz(rate: int) -> None:
    form = RawFormat("pcm16", rate, 1)
    (samples,) = heard(form, pcm(440, rate).tobytes(), 4096)
    assert abs(len(samples) - 16_000) <= 320
    assert loudest_hertz(samples) == pytest.approx(440, abs=3)


@pytest.mark.parametrize("encoding", ["pcm16", "mulaw", "alaw"])
def test_the_cut_of_the_bytes_changes_nothing(encoding: Encoding) -> None:
    code = {"pcm16": lambda x: x.tobytes(), "mulaw": encode_mulaw, "alaw": encode_alaw}[encoding]
    data = code(pcm(300, 8000, 0.2))
    form = RawFormat(encoding, 8000, 1)
    (whole,), (odd,) = heard(form, data, len(data)), heard(form, data, 7)
    np.testing.assert_array_equal(whole, odd)
    assert float(abs(whole).max()) > 0.3


def test_channels_come_apart_or_mixed() -> None:
    left, right = pcm(440, 16_000), pcm(1000, 16_000)
    data = np.stack([left, right], axis=1).tobytes()
    form = RawFormat("pcm16", 16_000, 2)
    first, second = heard(form, data, 333)
    assert loudest_hertz(first) == pytest.approx(440, abs=2)
    assert loudest_hertz(second) == pytest.approx(1000, abs=2)
    (mixed,) = heard(form, data, 333, mixed=True)
    assert float(abs(mixed).max()) > float(abs(first).max()) * 0.6


def test_media_time_counts_whole_samples() -> None:
    audio = RawAudio(RawFormat("pcm16", 8000, 2))
    audio.push(bytes(32_001))
    assert audio.ms == 1000


@pytest.mark.parametrize(
    ("codec", "encoding"), [("pcm_s16le", "pcm16"), ("pcm_mulaw", "mulaw"), ("pcm_alaw", "alaw")]
)
def test_a_header_is_read_however_it_is_cut(tmp_path: Path, codec: str, encoding: Encoding) -> None:
    sound = [tone(440, 0.1, 8000), tone(880, 0.1, 8000)]
    data = write_audio(tmp_path / "a.wav", sound, rate=8000, codec=codec).read_bytes()
    header = read_wav_header(data)
    assert header == WavHeader(RawFormat(encoding, 8000, 2), data.index(b"data") + 8)
    for size in range(header.begins):
        assert read_wav_header(data[:size]) is None


@pytest.mark.parametrize(
    "head",
    [
        b"OggS" + bytes(60),
        bytes(12),
        b"\xff",
        b"RIFF\0\0\0\0AVI " + bytes(40),
        b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0" + struct.pack("<HHIIHH", 3, 1, 8000, 0, 0, 32)
        + b"data\0\0\0\0",
        b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0" + struct.pack("<HHIIHH", 1, 6, 8000, 0, 0, 16)
        + b"data\0\0\0\0",
        b"RIFF\0\0\0\0WAVEdata\0\0\0\0",
        b"RIFF\0\0\0\0WAVEjunk\xff\xff\xff\xff",
    ],
)  # fmt: skip
def test_what_is_no_wav_we_take_is_said_so(head: bytes) -> None:
    with pytest.raises(BadAudio):
        read_wav_header(head)
