"""A call's sound stands under its name, readable by its owner alone."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from assistant import demo
from assistant.errors import RecordingNotFound
from assistant.store.recordings import Recordings


def test_a_copy_is_found_by_its_call_and_leaves_the_original(tmp_path: Path) -> None:
    recordings, original = Recordings(tmp_path / "kept"), demo.RECORDINGS["hostage"]
    with pytest.raises(RecordingNotFound):
        recordings.path("one")
    copy = recordings.copy("one", original)
    assert recordings.path("one") == copy
    assert copy.read_bytes() == original.read_bytes()
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
