"""`florence whatif` over event files, on a machine where something was tuned."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from assistant.calls import House
from assistant.events import to_wire
from assistant.settings import ROOT, Settings
from tests.review.test_corrections import recorded


def test_settings_named_on_the_command_line_win_over_what_was_tuned(tmp_path: Path) -> None:
    (tmp_path / "tuning.json").write_text('{"answer_confidence_min": 0.3}')
    call = recorded(House.open(Settings(data_dir=tmp_path)))  # its words were heard with 0.5
    lines = [json.dumps(to_wire(event)) for event in call]
    (tmp_path / "call.jsonl").write_text("\n".join(lines) + "\n")
    run = subprocess.run(
        [sys.executable, "-m", "assistant", "whatif", str(tmp_path / "call.jsonl"),
         "--set", "answer_confidence_min=0.9"],
        capture_output=True, text=True, cwd=ROOT, timeout=120,
        env={**os.environ, "FLORENCE_DATA_DIR": str(tmp_path)},
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    assert "1 of 1 calls would have been otherwise" in run.stdout and "location_s" in run.stdout
