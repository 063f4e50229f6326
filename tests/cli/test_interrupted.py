"""Ctrl-C during an import: the exit status of shells, and one sentence that it goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from assistant.settings import ROOT

ENDLESS = 2**40
"""A file with a hole of this size takes no room, and longer to read than anybody waits."""


def test_an_interrupted_import_says_that_it_goes_on(tmp_path: Path) -> None:
    recordings, data = tmp_path / "in", tmp_path / "data"
    recordings.mkdir()
    with (recordings / "call.wav").open("wb") as file:
        file.truncate(ENDLESS)
    running = subprocess.Popen(
        [sys.executable, "-m", "assistant", "import", str(recordings)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT,
        env={**os.environ, "FLORENCE_DATA_DIR": str(data)},
    )  # fmt: skip
    until(lambda: holds(running.pid, recordings / "call.wav"))
    running.send_signal(signal.SIGINT)
    stdout, stderr = running.communicate(timeout=60)
    assert running.returncode == 130 and stdout == ""
    assert stderr == (
        "florence: Interrupted; nothing is lost: the same command goes on where it was\n"
    )


def holds(pid: int, path: Path) -> bool:
    """Whether a process has a file open."""
    try:
        return any(link.readlink() == path for link in Path(f"/proc/{pid}/fd").iterdir())
    except OSError:
        return False


def until(true) -> None:  # type: ignore[no-untyped-def]
    """Wait for another process."""
    end = time.monotonic() + 60
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)
