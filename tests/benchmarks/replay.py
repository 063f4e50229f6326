"""The whole pipeline on recordings, as a user runs it: speed, first line, memory.

Each run is a fresh process on the four demo calls; medians over the runs are told.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

from assistant import demo
from assistant.audio.decode import read_recording

RUNS = 3


@dataclass(frozen=True, slots=True)
class Run:
    """One process: seconds to the first line, in all, and of CPU; peak memory in MB."""

    first_line_s: float
    wall_s: float
    cpu_s: float
    peak_mb: float


def main(runs: int = RUNS) -> None:
    """Measure and print the table."""
    audio_s = sum(read_recording(path).duration_ms for path in demo.RECORDINGS.values()) / 1000
    measured = [_run() for _ in range(runs)]
    table = Table(
        "measure", "median", "min", "max", title=f"replay of {audio_s:.0f} s, {runs} runs"
    )
    _row(table, "first line after a cold start, s", [run.first_line_s for run in measured])
    _row(
        table,
        "times real time, models loading included",
        [audio_s / run.wall_s for run in measured],
    )
    warm = [audio_s / (run.wall_s - run.first_line_s) for run in measured]
    _row(table, "times real time, after the first line", warm)
    _row(table, "CPU seconds a second of call", [run.cpu_s / audio_s for run in measured])
    _row(table, "peak memory, MB", [run.peak_mb for run in measured])
    Console().print(table)


def _run() -> Run:
    command = [sys.executable, "-m", "assistant", "replay", *map(str, demo.RECORDINGS.values())]
    with tempfile.TemporaryDirectory() as apart:
        env = {**os.environ, "FLORENCE_DATA_DIR": apart}
        began = time.monotonic()
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=env
        )
        assert process.stdout is not None
        process.stdout.readline()  # the file's name comes before the first event
        process.stdout.readline()
        first = time.monotonic() - began
        process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        wall = time.monotonic() - began
    assert process.returncode == 0
    return Run(first, wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def _row(table: Table, name: str, values: list[float]) -> None:
    figures = (statistics.median(values), min(values), max(values))
    table.add_row(name, *(f"{figure:.2f}" for figure in figures))


if __name__ == "__main__":
    main()
