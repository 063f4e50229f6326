"""Calls made of a corpus' clips."""

from __future__ import annotations

import wave
from io import StringIO
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

from assistant.audio.recording import SAMPLE_RATE, Samples
from assistant.errors import InputError
from tests.benchmarks.streaming.aligner import bounded
from tests.benchmarks.streaming.conversation import Said
from tests.benchmarks.streaming.material import corpus_calls

QUIET = Console(file=StringIO())


def clip(path: Path, seconds: float) -> None:
    """A tone, for speech."""
    tone = np.sin(np.arange(int(seconds * SAMPLE_RATE)) * 0.3) * 12_000
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes(tone.astype("<i2").tobytes())


def evenly(samples: Samples, text: str) -> list[Said]:
    """Every word as long as the others."""
    step = len(samples) * 1000 // SAMPLE_RATE // len(text.split())
    return [Said(word, at * step, (at + 1) * step) for at, word in enumerate(text.split())]


def test_clips_beside_their_texts_become_sides_that_take_turns(tmp_path: Path) -> None:
    for name, text in (("a", "one dog\n"), ("b", "two dogs"), ("c", "three dogs")):
        clip(tmp_path / f"{name}.wav", 2)
        (tmp_path / f"{name}.txt").write_text(text)
    (call,) = corpus_calls(tmp_path, evenly, QUIET)
    assert [(said.speaker, said.text) for said in call.lines] == [
        ("caller", "one dog"),
        ("dispatcher", "three dogs"),
        ("caller", "two dogs"),
    ]
    first, second = call.lines[:2]
    assert (first.start_ms, second.start_ms - first.end_ms) == (600, 600)
    assert len(call.channels[0]) == len(call.channels[1])


def test_a_librispeech_folder_is_read_by_its_listing(tmp_path: Path) -> None:
    clip(tmp_path / "84" / "121" / "84-121-0000.flac.wav", 1)
    (tmp_path / "84" / "121" / "84-121-0000.flac.wav").rename(
        tmp_path / "84" / "121" / "84-121-0000.flac"
    )
    (tmp_path / "84" / "121" / "84-121.trans.txt").write_text("84-121-0000 GO DO YOU HEAR\n")
    (call,) = corpus_calls(tmp_path, evenly, QUIET)
    assert [said.text for said in call.lines] == ["GO DO YOU HEAR"]


def test_a_clip_longer_than_an_alignment_is_left_out_and_told(tmp_path: Path) -> None:
    clip(tmp_path / "long.wav", 31)
    clip(tmp_path / "short.wav", 1)
    for name in ("long", "short"):
        (tmp_path / f"{name}.txt").write_text("some words")
    told = StringIO()
    (call,) = corpus_calls(tmp_path, evenly, Console(file=told))
    assert len(call.lines) == 1 and "long.wav is left out" in told.getvalue()


def test_a_folder_without_texts_says_what_to_do(tmp_path: Path) -> None:
    clip(tmp_path / "a.wav", 1)
    with pytest.raises(InputError, match="NAME.txt"):
        corpus_calls(tmp_path, evenly, QUIET)


def test_the_sound_bounds_its_first_and_last_words() -> None:
    words = [Said("he", 200, 400), Said("has", 400, 700), Said("it", 700, 1900)]
    assert bounded(words, 5000, 6500) == (
        Said("he", 5000, 5400),
        Said("has", 5400, 5700),
        Said("it", 5700, 6500),
    )
