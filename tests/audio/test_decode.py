"""Recordings of every kind are read; what cannot be used is refused in one clear sentence."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from assistant.audio.decode import read_recording
from assistant.errors import AudioUnreadable
from tests.audio.files import loudest_hertz, tone, write_audio

CODECS = [
    ("call.wav", "pcm_s16le"),
    ("call.wav", "pcm_s24le"),
    ("call.wav", "pcm_f32le"),
    ("call.wav", "pcm_mulaw"),
    ("call.wav", "pcm_alaw"),
    ("call.mp3", "libmp3lame"),
    ("call.flac", "flac"),
    ("call.ogg", "libopus"),
    ("call.m4a", "aac"),
]


@pytest.mark.parametrize(("name", "codec"), CODECS)
def test_each_channel_keeps_its_own_sound(tmp_path: Path, name: str, codec: str) -> None:
    rate = 48_000 if codec == "libopus" else 16_000
    both = [tone(440, 1.0, rate), tone(1000, 1.0, rate)]
    recording = read_recording(write_audio(tmp_path / name, both, rate=rate, codec=codec))
    assert len(recording.channels) == 2
    middle = [samples[4000:12_000] for samples in recording.channels]
    assert [round(loudest_hertz(samples) / 10) for samples in middle] == [44, 100]
    assert recording.source == name
    assert abs(recording.duration_ms - 1000) < 150
    assert not recording.truncated


@pytest.mark.parametrize("rate", [8000, 11_025, 16_000, 22_050, 44_100, 48_000])
def test_every_rate_comes_out_at_16_khz(tmp_path: Path, rate: int) -> None:
    path = write_audio(tmp_path / "a.wav", [tone(440, 2.0, rate)], rate=rate, codec="pcm_s16le")
    recording = read_recording(path)
    (samples,) = recording.channels
    assert samples.dtype == np.float32
    assert abs(loudest_hertz(samples[:16_000]) - 440) < 3
    assert abs(recording.duration_ms - 2000) <= 10


def test_samples_cannot_be_changed(tmp_path: Path) -> None:
    path = write_audio(tmp_path / "a.wav", [tone(440, 0.2)], rate=16_000, codec="pcm_s16le")
    with pytest.raises(ValueError, match="read-only"):
        read_recording(path).channels[0][0] = 1.0


def test_float_samples_are_made_finite_and_bounded(tmp_path: Path) -> None:
    path = write_audio(tmp_path / "a.wav", [tone(440, 0.5)], rate=16_000, codec="pcm_f32le")
    data = bytearray(path.read_bytes())
    data[-12:] = np.array([np.nan, np.inf, -7.0], np.float32).tobytes()
    path.write_bytes(bytes(data))
    (samples,) = read_recording(path).channels
    assert samples[-3:].tolist() == [0.0, 1.0, -1.0]


def test_the_content_decides_not_the_extension(tmp_path: Path) -> None:
    mp3 = write_audio(tmp_path / "a.mp3", [tone(440, 1.0)], rate=16_000, codec="libmp3lame")
    disguised = mp3.rename(tmp_path / "a.wav")
    assert abs(loudest_hertz(read_recording(disguised).channels[0][4000:12_000]) - 440) < 3


def test_two_channels_of_the_same_sound_are_one(tmp_path: Path) -> None:
    same = tone(440, 0.5)
    path = write_audio(tmp_path / "a.mp3", [same, same], rate=16_000, codec="libmp3lame")
    assert len(read_recording(path).channels) == 1


def test_a_silent_second_channel_stays_a_channel(tmp_path: Path) -> None:
    both = [tone(440, 0.5), np.zeros(8000, np.float32)]
    path = write_audio(tmp_path / "a.wav", both, rate=16_000, codec="pcm_s16le")
    assert len(read_recording(path).channels) == 2


@pytest.mark.parametrize(("name", "codec"), [("a.wav", "pcm_mulaw"), ("a.flac", "flac")])
def test_a_file_that_breaks_off_is_read_as_far_as_it_goes(
    tmp_path: Path, name: str, codec: str
) -> None:
    noise = np.random.default_rng(1).standard_normal(160_000).astype(np.float32) * 0.1
    path = write_audio(tmp_path / name, [noise], rate=16_000, codec=codec)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    recording = read_recording(path)
    assert recording.truncated
    assert abs(recording.duration_ms - 5000) < 600


def test_a_header_without_sound_is_refused(tmp_path: Path) -> None:
    path = write_audio(tmp_path / "a.wav", [tone(440, 1.0)], rate=16_000, codec="pcm_s16le")
    path.write_bytes(path.read_bytes()[:60])
    with pytest.raises(AudioUnreadable, match=r"a\.wav"):
        read_recording(path)


def test_a_recording_of_no_length_is_refused(tmp_path: Path) -> None:
    path = write_audio(tmp_path / "none.wav", [tone(440, 0.1)], rate=16_000, codec="pcm_s16le")
    data = bytearray(path.read_bytes())
    at = data.index(b"data")
    path.write_bytes(bytes(data[: at + 4]) + b"\0\0\0\0")
    with pytest.raises(AudioUnreadable, match=r"none\.wav holds no sound"):
        read_recording(path)


@pytest.mark.parametrize("count", [3, 6])
def test_more_than_two_channels_are_refused(tmp_path: Path, count: int) -> None:
    path = write_audio(tmp_path / "a.wav", [tone(440, 0.2)] * count, rate=16_000, codec="pcm_s16le")
    with pytest.raises(AudioUnreadable, match=f"a.wav has {count} channels: export it"):
        read_recording(path)


@pytest.mark.parametrize(
    "content",
    [
        b"CALLER: there is a fire\nDISPATCHER: where are you\n" * 20,
        bytes(range(256)) * 40,
        b"RIFF\x24\x00\x00\x00WAVE",
        b"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nfile:///etc/hostname\n#EXT-X-ENDLIST\n",
        b"ffconcat version 1.0\nfile /etc/hostname\n",
        b"\x89PNG\r\n\x1a\n" + b"\0" * 64,
        b"\0",
    ],
    ids=["text", "bytes", "bare header", "playlist", "script", "picture", "one byte"],
)
@pytest.mark.parametrize("name", ["call.wav", "call.mp3", "call.al", "call"])
def test_what_is_not_audio_is_refused(tmp_path: Path, content: bytes, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(AudioUnreadable) as refused:
        read_recording(path)
    assert str(refused.value).startswith(f"{name} ")
    assert "\n" not in str(refused.value)
    assert str(tmp_path) not in str(refused.value)
    assert refused.value.todo


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "call.wav"
    path.touch()
    with pytest.raises(AudioUnreadable, match=r"call\.wav is empty: give a recording"):
        read_recording(path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AudioUnreadable, match=r"no file call\.wav: check the path"):
        read_recording(tmp_path / "call.wav")


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AudioUnreadable, match="is a folder"):
        read_recording(tmp_path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_read_access_is_refused(tmp_path: Path) -> None:
    path = write_audio(tmp_path / "a.wav", [tone(440, 0.2)], rate=16_000, codec="pcm_s16le")
    path.chmod(0)
    with pytest.raises(AudioUnreadable, match=r"a\.wav may not be read"):
        read_recording(path)


def test_a_file_above_the_limit_of_megabytes_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    with path.open("wb") as file:
        file.truncate(3_000_001)
    with pytest.raises(AudioUnreadable, match="has 3 MB, and 2 MB is the limit"):
        read_recording(path, max_mb=2)


@pytest.mark.parametrize(("name", "codec"), [("a.wav", "pcm_mulaw"), ("a.mp3", "libmp3lame")])
def test_a_recording_above_the_limit_of_minutes_is_refused(
    tmp_path: Path, name: str, codec: str
) -> None:
    path = write_audio(tmp_path / name, [tone(440, 61, 8000)], rate=8000, codec=codec)
    with pytest.raises(AudioUnreadable, match="is longer than 1 minute: cut it"):
        read_recording(path, max_minutes=1)
