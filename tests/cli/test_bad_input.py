"""What a person gives wrong ends with one clear line on stderr and exit status 2."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import wave
from pathlib import Path

import pytest

from assistant.settings import ROOT


@pytest.fixture
def florence(tmp_path: Path):  # type: ignore[no-untyped-def]
    """Runs the command line as its own process, with its own data folder."""

    def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        env = {**os.environ, "FLORENCE_DATA_DIR": str(tmp_path / "data"), **environment}
        return subprocess.run(
            [sys.executable, "-m", "assistant", *arguments],
            capture_output=True, text=True, cwd=ROOT, env=env, timeout=120,
        )  # fmt: skip

    return run


def write_wav(path: Path, channels: int, seconds: float) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setparams((channels, 2, 8000, 0, "NONE", ""))
        file.writeframes(b"\0\0" * int(8000 * seconds) * channels)
    return path


def one_line(result: subprocess.CompletedProcess[str]) -> str:
    lines = result.stderr.strip().splitlines()
    assert result.returncode == 2, result.stderr
    assert len(lines) == 1 and lines[0].startswith("florence: "), result.stderr
    assert result.stdout == ""
    return lines[0]


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("words.wav", b"this is not audio at all, only words" * 9, "words.wav"),
        ("empty.wav", b"", "empty.wav"),
        ("cut.wav", b"RIFF\x24\x00\x00\x00WAVEfmt ", "cut.wav"),
        ("call.txt", b"CALLER: hello\nand no speaker\n", "line 2"),
        ("call.jsonl", b"{oops\n", "line 1"),
    ],
)
def test_a_file_that_cannot_be_used(florence, tmp_path, name, content, told) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / name).write_bytes(content)
    assert told in one_line(florence("replay", str(tmp_path / name)))


def test_a_recording_of_no_length(florence, tmp_path) -> None:  # type: ignore[no-untyped-def]
    assert "no sound" in one_line(florence("replay", str(write_wav(tmp_path / "a.wav", 2, 0))))


def test_a_recording_of_three_channels(florence, tmp_path) -> None:  # type: ignore[no-untyped-def]
    assert "3 channels" in one_line(florence("replay", str(write_wav(tmp_path / "a.wav", 3, 1))))


def test_speakers_that_do_not_fit_the_channels(florence, tmp_path) -> None:  # type: ignore[no-untyped-def]
    path = str(write_wav(tmp_path / "a.wav", 2, 1))
    assert "2 channels" in one_line(florence("replay", path, "--speakers", "caller"))


@pytest.mark.parametrize(
    "arguments",
    [
        ["replay"],
        ["replay", "nowhere.wav"],
        ["replay", "."],
        ["replay", "x.wav", "--speed", "slow"],
        ["replay", "x.wav", "--speakers", "operator"],
        ["replay", "x.wav", "--protocols", "nowhere"],
        ["replay", "x.wav", "--events", "nowhere/out.jsonl"],
        ["demo", "nothing"],
        ["serve", "--port", "many"],
        ["serve", "--host", "256.1.1.1"],
        ["evaluate", "nowhere"],
        ["fly"],
    ],
    ids=" ".join,
)
def test_arguments_that_cannot_be_used(florence, arguments) -> None:  # type: ignore[no-untyped-def]
    one_line(florence(*arguments))


def test_a_setting_that_cannot_be_used(florence) -> None:  # type: ignore[no-untyped-def]
    told = one_line(florence("replay", "x.wav", FLORENCE_LANGUAGE="en", FLORENCE_PORT="x"))
    assert "FLORENCE_PORT" in told


def test_a_broken_card_names_file_and_line(florence, tmp_path) -> None:  # type: ignore[no-untyped-def]
    cards = tmp_path / "cards"
    shutil.copytree(ROOT / "nlu_data/protocols", cards)
    card = cards / "hostage.yml"
    card.write_text(card.read_text("utf-8").replace("id: weapons", "id: weapns", 1), "utf-8")
    told = one_line(florence("replay", "x.wav", "--protocols", str(cards)))
    assert "hostage.yml" in told and "line" in told and "weapns" in told


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is unreadable to root")
def test_a_file_without_permission(florence, tmp_path) -> None:  # type: ignore[no-untyped-def]
    path = write_wav(tmp_path / "a.wav", 2, 1)
    path.chmod(0)
    assert "a.wav" in one_line(florence("replay", str(path)))
