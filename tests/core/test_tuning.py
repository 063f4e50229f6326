"""What is changed while Florence runs is kept, and comes before the settings."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from assistant.calls import House
from assistant.engines import Engines
from assistant.errors import SettingsInvalid
from assistant.events import Event, Tuned, from_wire, to_wire
from assistant.settings import Settings
from assistant.tuning import Tunings
from tests.core.builders import BEGAN


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


def test_settings_of_a_what_if_come_before_what_was_tuned(tmp_path: Path) -> None:
    Tunings(Settings(data_dir=tmp_path)).change(
        {"silence_notice_ms": 20_000, "answer_confidence_min": 0.6}
    )
    other = Settings(data_dir=tmp_path, silence_notice_ms=5000)
    now = Tunings(other, ["silence_notice_ms", "protocols_dir"]).now
    assert (now.silence_notice_ms, now.answer_confidence_min) == (5000, 0.6)


def test_a_call_tells_under_which_tuning_it_began(tmp_path: Path) -> None:
    house = House.open(Settings(data_dir=tmp_path))
    house.tunings.change({"hotwords": ("Mill Lane",), "shadow_mode": True})
    engines = cast(Engines, SimpleNamespace(versions={"speech": "1"}))
    began = house.beginning("a.wav", ("caller",), engines)
    assert began.tuning == Tuned(0.45, 10_000, True, 95, ("Mill Lane",)) and began.shadow_mode
    line = to_wire(Event("call", 1, 0, BEGAN, None, began))
    assert line["tuning"]["silence_notice_ms"] == 10_000
    assert from_wire(json.loads(json.dumps(line))).payload == began
    del line["tuning"]  # as in logs older than it
    assert from_wire(line).payload == replace(began, tuning=None)


@pytest.mark.parametrize("content", ["[]", "{", '{"port": 1}'])
def test_a_file_that_cannot_be_used_says_what_to_do(tmp_path: Path, content: str) -> None:
    (tmp_path / "tuning.json").write_text(content)
    with pytest.raises(SettingsInvalid, match=r"remove (it|tuning\.json)"):
        Tunings(Settings(data_dir=tmp_path))
