"""`florence evaluate`: the same calls give the same figures, to the byte."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from assistant.settings import ROOT
from tests.cli.evaluating import LINES, write_call
from tests.guidance.builders import shipped_vocabulary


def evaluated_by(seed: str, folder: Path) -> bytes:
    """The figures of a process that hashes, and so orders sets, by this seed."""
    found = subprocess.run(
        [sys.executable, "-m", "tests.cli.evaluating", str(folder)],
        capture_output=True, cwd=ROOT, timeout=120, env={**os.environ, "PYTHONHASHSEED": seed},
    )  # fmt: skip
    assert found.returncode == 0, found.stderr.decode()
    return found.stdout


def test_the_same_labelled_call_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    write_call(tmp_path, shipped_vocabulary())
    first = evaluated_by("1", tmp_path)
    assert first == evaluated_by("2", tmp_path)
    (score,) = json.loads(first)
    assert len(score["wrong"]) > LINES and score["ranked"]
