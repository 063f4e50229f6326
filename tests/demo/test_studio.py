"""The studio: screenplays checked, lines placed, sounds shaped, calls written."""

from __future__ import annotations

import os
from pathlib import Path

import av
import numpy as np
import pytest

from assistant.demo.screenplay import (
    ScreenplayInvalid,
    SpokenLine,
    load_screenplay,
    load_spoken,
    save_spoken,
)
from assistant.demo.sound import RATE, Samples, level, repitch, smoke_alarm, telephone, whispered
from assistant.demo.studio import LEAD_MS, record, save
from assistant.demo.voices import missing

SMALL = """
title: Small
summary: Three lines.
voices:
  caller: {engine: flite, voice: slt}
  dispatcher: {engine: piper, voice: en_US-joe-medium}
lines:
  - {speaker: dispatcher, text: "Where is your emergency?"}
  - {speaker: caller, text: "In ... in the kitchen.", whisper: true, gap_ms: 500}
  - {speaker: dispatcher, text: "Okay.", overlap_ms: 200}
"""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A screenplay of three lines."""
    path = tmp_path / "small.yml"
    path.write_text(SMALL, "utf-8")
    return path


def test_a_small_screenplay_is_recorded_the_same_each_time(small: Path, tmp_path: Path) -> None:
    screenplay = load_screenplay(small)
    absent = [needs for voice in screenplay.voices.values() if (needs := missing(voice))]
    if absent and not os.environ.get("CI"):
        pytest.skip(f"the studio needs {absent[0]}")
    for take in ("one", "two"):
        save(record(screenplay), tmp_path / f"{take}.wav", tmp_path / f"{take}.json")
    assert (tmp_path / "one.wav").read_bytes() == (tmp_path / "two.wav").read_bytes()
    first, second, third = load_spoken(tmp_path / "one.json")
    assert (first.start_ms, second.start_ms) == (LEAD_MS, first.end_ms + 500)
    assert (second.text, second.whisper) == ("In in the kitchen.", True)
    assert third.start_ms == second.end_ms - 200
    with av.open(str(tmp_path / "one.wav")) as container:
        assert container.streams.audio[0].codec_context.name == "pcm_mulaw"


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        (("speaker: caller, text", "speaker: nurse, text"), "lines.1.speaker"),
        (("engine: flite", "engine: gramophone"), "voices.caller.engine"),
        (("gap_ms: 500", "gap: 500"), "lines.1.gap"),
        (("  caller: {engine: flite, voice: slt}\n", ""), "give caller a voice"),
    ],
)
def test_a_wrong_screenplay_is_refused_with_the_field(
    small: Path, wrong: tuple[str, str], named: str
) -> None:
    small.write_text(SMALL.replace(*wrong), "utf-8")
    with pytest.raises(ScreenplayInvalid) as refused:
        load_screenplay(small)
    assert "small.yml" in str(refused.value)
    assert named in str(refused.value)


def test_spoken_lines_are_read_as_they_were_written(tmp_path: Path) -> None:
    lines = (
        SpokenLine(speaker="caller", text="Help.", start_ms=600, end_ms=900, whisper=True),
        SpokenLine(speaker="dispatcher", text="Okay.", start_ms=1000, end_ms=1400),
    )
    save_spoken(tmp_path / "lines.json", lines)
    assert load_spoken(tmp_path / "lines.json") == lines


def _tone(hertz: float, seconds: float = 1.0) -> Samples:
    at = np.arange(int(RATE * seconds)) / RATE
    return np.asarray(np.sin(2 * np.pi * hertz * at), dtype=np.float32)


def _peak_hertz(samples: Samples, rate: int) -> float:
    return float(np.abs(np.fft.rfft(samples)).argmax() * rate / len(samples))


def test_a_higher_pitch_is_higher_and_shorter() -> None:
    higher = repitch(_tone(400), 1.25)
    assert len(higher) == pytest.approx(RATE / 1.25, abs=2)
    assert _peak_hertz(higher, RATE) == pytest.approx(500, abs=3)


@pytest.mark.parametrize(("hertz", "passes"), [(60, False), (1000, True), (5000, False)])
def test_the_telephone_passes_its_band_only(hertz: float, passes: bool) -> None:
    heard = telephone(_tone(hertz) * 0.5)
    assert len(heard) == 8000
    assert bool(np.abs(heard[2000:6000]).max() > 0.3) is passes


def test_a_level_is_reached_whatever_it_was_before() -> None:
    for loudness in (0.01, 0.9):
        loud = level(_tone(300) * loudness, -20)
        half = np.sort(np.square(loud))[len(loud) // 2 :]
        assert 10 * np.log10(half.mean()) == pytest.approx(-20, abs=0.1)


def test_a_whisper_loses_its_tone_to_breath() -> None:
    voiced = np.sign(_tone(120)) * 0.3
    breath = whispered(voiced, np.random.default_rng(1))
    spectrum = np.abs(np.fft.rfft(breath))
    before = np.abs(np.fft.rfft(voiced))
    assert spectrum[121:359].mean() > 10 * before[121:359].mean()


def test_a_smoke_alarm_beeps_three_times_and_rests() -> None:
    halves = smoke_alarm(4 * RATE, -30).reshape(8, -1)
    assert [bool(np.abs(half).max() > 0) for half in halves] == [True, False] * 3 + [False] * 2
