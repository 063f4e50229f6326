"""What is changed while Florence runs is kept, and comes before the settings."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import SettingsInvalid
from assistant.settings import Settings
from assistant.tuning import Tunings


def test_a_change_holds_over_a_restart_and_leaves_the_rest_to_the_settings(tmp_path: Path) -> None:
    Tunings(Settings(data_dir=tmp_path)).change({"shadow_mode": True})
    again = Tunings(Settings(data_dir=tmp_path, silence_notice_ms=5000)).now
    assert (again.shadow_mode, again.silence_notice_ms) == (True, 5000)


def test_hotwords_come_from_the_settings_until_they_are_changed(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, hotwords=("Alder",))
    tunings = Tunings(settings)
    assert tunings.now.hotwords == ("Alder",)
    tunings.change({"hotwords": ("Mill Lane", "Alder")})
    assert Tunings(settings).now.hotwords == ("Mill Lane", "Alder")


def test_a_value_that_cannot_be_used_changes_nothing(tmp_path: Path) -> None:
    tunings = Tunings(Settings(data_dir=tmp_path))
    with pytest.raises(SettingsInvalid, match="answer_confidence_min"):
        tunings.change({"answer_confidence_min": 3.0})
    assert tunings.now.answer_confidence_min == 0.45
    assert Tunings(Settings(data_dir=tmp_path)).now == tunings.now


@pytest.mark.parametrize("content", ["[]", "{", '{"port": 1}'])
def test_a_file_that_cannot_be_used_says_what_to_do(tmp_path: Path, content: str) -> None:
    (tmp_path / "tuning.json").write_text(content)
    with pytest.raises(SettingsInvalid, match=r"remove (it|tuning\.json)"):
        Tunings(Settings(data_dir=tmp_path))
