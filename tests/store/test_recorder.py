"""A live call's sound: each sample in its place, playable after a kill, harmless when it fails."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.audio.codecs import Pcm16
from assistant.audio.decode import read_recording
from assistant.events import StageFailed
from assistant.settings import ROOT
from assistant.store import wav
from assistant.store.recorder import WAITING_MAX_S, RecordingWriter, WavRecorder, open_recorder
from assistant.store.recordings import Recordings
from tests.audio.files import tone, write_audio

RATE = 8000
FRAME = RATE // 50


def nothing() -> None:
    """The writer is not there."""


def recorder(path: Path, channels: int = 2, told: list[StageFailed] | None = None) -> WavRecorder:
    """A recorder that writes when the test says so."""
    return WavRecorder(path, RATE, channels, (told if told is not None else []).append, nothing)


def sound(samples: int, seed: int = 1) -> Pcm16:
    """Noise, the same every time."""
    drawn: Pcm16 = np.random.default_rng(seed).integers(-9000, 9000, samples).astype(np.int16)
    return drawn


def samples(path: Path, channels: int = 2) -> Pcm16:
    """What the file holds, shape (samples, channels), by nothing but its header's length."""
    data = path.read_bytes()
    size = int.from_bytes(data[wav.HEADER_BYTES - 4 : wav.HEADER_BYTES], "little")
    held = np.frombuffer(data[wav.HEADER_BYTES : wav.HEADER_BYTES + size], "<i2")
    return held.reshape(-1, channels)


def ended(live: WavRecorder) -> None:
    """Close it and write the rest."""
    live.close()
    live.save()


def test_both_channels_lie_side_by_side_sample_for_sample(tmp_path: Path) -> None:
    caller, dispatcher = sound(RATE * 3, 1), sound(RATE * 3, 2)
    live = recorder(tmp_path / "a.wav")
    for at in range(0, len(caller), FRAME):
        live.write(0, caller[at : at + FRAME], at * 1000 // RATE)
        live.write(1, dispatcher[at : at + FRAME], at * 1000 // RATE)
        if at % (FRAME * 50) == 0:
            live.save()
    ended(live)
    assert np.array_equal(samples(live.path), np.stack([caller, dispatcher], axis=1))


def test_a_gap_is_silence_and_a_late_channel_lies_where_it_belongs(tmp_path: Path) -> None:
    live = recorder(tmp_path / "a.wav")
    live.write(0, sound(FRAME, 1), 0)
    live.write(0, sound(FRAME, 2), 5000)
    live.save()
    live.write(1, sound(FRAME, 3), 1000)
    ended(live)
    held = samples(live.path)
    assert len(held) == 5 * RATE + FRAME
    assert np.array_equal(held[:FRAME, 0], sound(FRAME, 1))
    assert np.array_equal(held[5 * RATE :, 0], sound(FRAME, 2))
    assert np.array_equal(held[RATE : RATE + FRAME, 1], sound(FRAME, 3))
    assert np.count_nonzero(held) == np.count_nonzero(
        np.concatenate([sound(FRAME, n) for n in (1, 2, 3)])
    )


def test_a_ms_of_rounding_is_neither_gap_nor_overlap(tmp_path: Path) -> None:
    said = sound(RATE, 1)
    cuts = [*range(0, RATE, 237), RATE]
    live = recorder(tmp_path / "a.wav", channels=1)
    for start, end in pairwise(cuts):
        live.write(0, said[start:end], start * 1000 // RATE)
    ended(live)
    assert np.array_equal(samples(live.path, 1)[:, 0], said)


CHUNKS = st.lists(
    st.tuples(st.integers(0, 1), st.integers(0, 300), st.integers(1, 400), st.booleans()),
    min_size=1,
    max_size=25,
)


@given(CHUNKS)
@settings(deadline=None)
def test_whatever_comes_when_the_file_is_what_was_written(
    tmp_path_factory: pytest.TempPathFactory, chunks: list[tuple[int, int, int, bool]]
) -> None:
    live = recorder(tmp_path_factory.mktemp("any") / "a.wav")
    expected = np.zeros((300 * 8 + 400, 2), np.int16)
    length, following = 0, [-1000, -1000]
    for number, (channel, at_ms, count, save) in enumerate(chunks):
        pcm = sound(count, number)
        live.write(channel, pcm, at_ms)
        start = at_ms * 8
        if abs(start - following[channel]) <= 8:
            start = following[channel]
        following[channel] = start + count
        expected = np.pad(expected, ((0, max(0, start + count - len(expected))), (0, 0)))
        expected[start : start + count, channel] = pcm
        length = max(length, start + count)
        if save:
            live.save()
    ended(live)
    assert np.array_equal(samples(live.path), expected[:length])


def test_it_is_for_this_user_alone_and_replaces_nothing(tmp_path: Path) -> None:
    first = recorder(tmp_path / "calls" / "a.wav")
    first.write(0, sound(FRAME), 0)
    ended(first)
    assert first.path.stat().st_mode & 0o777 == 0o600
    assert first.path.parent.stat().st_mode & 0o077 == 0
    before = first.path.read_bytes()
    told: list[StageFailed] = []
    second = recorder(first.path, told=told)
    second.write(0, sound(FRAME, 2), 0)
    ended(second)
    assert [failure.stage for failure in told] == ["recording"]
    assert first.path.read_bytes() == before


def test_a_disk_that_hangs_ends_the_recording_once_and_holds_nothing_back(tmp_path: Path) -> None:
    told: list[StageFailed] = []
    live = recorder(tmp_path / "a.wav", told=told)
    for second in range(3 * WAITING_MAX_S):
        live.write(0, sound(RATE), second * 1000)
        live.write(1, sound(RATE), second * 1000)
    assert len(told) == 1 and "disk" in told[0].message
    assert live._waiting == []
    live.save()
    assert live.over


def test_the_thread_writes_and_tells_of_a_folder_that_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("no folder")
    told, heard = threading.Event(), []

    def failed(failure: StageFailed) -> None:
        heard.append(failure)
        told.set()

    live = open_recorder(tmp_path / "taken", "a", RATE, 2, failed)
    live.write(0, sound(FRAME), 0)
    live.close()
    assert told.wait(20)
    live.write(0, sound(FRAME), 20)
    assert [failure.code for failure in heard] == ["recording_failed"]


def test_calls_that_are_over_are_let_go_of(tmp_path: Path) -> None:
    writer = RecordingWriter()
    live = writer.open(tmp_path, "a", RATE, 1, lambda failure: None)
    live.write(0, sound(FRAME), 0)
    live.close()
    writer.save_all()
    assert live.over and len(samples(live.path, 1)) == FRAME


KILLED = """
import sys, time
from pathlib import Path
import numpy as np
from assistant.store.recorder import open_recorder

live = open_recorder(Path(sys.argv[1]), "killed", 8000, 2)
tone = (9000 * np.sin(2 * np.pi * 440 * np.arange(8000) / 8000)).astype(np.int16)
second = 0
while True:
    live.write(0, tone, second * 1000)
    live.write(1, tone[::-1] // 2, second * 1000)
    second += 1
    if second <= 5:
        live.save()
    if second == 5:
        print("five seconds are kept", flush=True)
    time.sleep(0.001)
"""


def test_a_killed_process_leaves_a_file_that_plays(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"five seconds are kept\n"
    process.send_signal(signal.SIGKILL)
    process.wait()
    left = read_recording(tmp_path / "killed.wav")
    assert len(left.channels) == 2 and left.duration_ms >= 5000
    assert not left.truncated and abs(left.channels[0][:16_000]).max() > 0.2
    Recordings(tmp_path).mend()
    assert read_recording(tmp_path / "killed.wav").duration_ms >= left.duration_ms


FULL = """
import resource, sys
from pathlib import Path
import numpy as np
from assistant.store.recorder import WavRecorder

resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
told = []
live = WavRecorder(Path(sys.argv[1]), 8000, 1, told.append, lambda: None)
for second in range(20):
    live.write(0, np.full(8000, 5000, np.int16), second * 1000)
    live.save()
live.close()
live.save()
print(len(told), told[0].stage, live.over)
"""


def test_a_full_disk_ends_the_recording_once_and_what_is_there_plays(tmp_path: Path) -> None:
    """A limit on the size of files fails writes as a full disk does."""
    path = tmp_path / "full.wav"
    command = [sys.executable, "-c", FULL, str(path)]
    out = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert out == "1 recording True\n"
    assert read_recording(path).duration_ms >= 6000


def test_sizes_are_mended_by_the_length_of_the_file(tmp_path: Path) -> None:
    live = recorder(tmp_path / "a.wav")
    live.write(0, sound(RATE), 0)
    ended(live)
    with live.path.open("ab") as file:
        file.write(sound(RATE * 2).tobytes() + b"x")  # a second, and a sample broken off
    recordings = Recordings(tmp_path)
    assert recordings.mend() == 1
    assert len(samples(live.path)) == 2 * RATE
    assert read_recording(live.path).duration_ms == 2000
    assert recordings.mend() == 0


def test_files_of_others_are_left_as_they_came(tmp_path: Path) -> None:
    path = write_audio(tmp_path / "other.wav", [tone(440, 1)], rate=RATE, codec="pcm_s16le")
    path.write_bytes(path.read_bytes() + b"LIST\4\0\0\0INFO")
    (tmp_path / "short.wav").write_bytes(b"RIFF")
    before = path.read_bytes()
    assert Recordings(tmp_path).mend() == 0
    assert path.read_bytes() == before


def test_a_recording_too_long_for_its_format_ends(tmp_path: Path) -> None:
    told: list[StageFailed] = []
    live = recorder(tmp_path / "a.wav", told=told)
    live.write(0, sound(FRAME), 0)
    live.save()
    live.write(0, sound(FRAME), 200_000_000)
    live.save()
    assert len(told) == 1 and "too long" in told[0].message
    assert len(samples(live.path)) == FRAME
