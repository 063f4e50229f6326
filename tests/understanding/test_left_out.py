"""Modules that are imported in name only, and are real for whoever needs them."""

from __future__ import annotations

import importlib
import json.tool
import sys
from pathlib import Path
from types import ModuleType

import pytest

from assistant.understanding.left_out import import_when_used, left_out


@pytest.fixture
def modules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A heavy module and one that imports it, on the path."""
    (tmp_path / "heavy_part.py").write_text("class Driver:\n    name = 'real'\n")
    (tmp_path / "light_part.py").write_text(
        "import heavy_part\nfrom heavy_part import Driver\n\n"
        "def late():\n    return heavy_part.Driver\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    for name in ("heavy_part", "light_part"):
        monkeypatch.delitem(sys.modules, name, raising=False)


def light_without_heavy() -> ModuleType:
    with left_out("heavy_part"):
        return importlib.import_module("light_part")


def test_a_stand_in_can_be_named_and_not_made(modules: None) -> None:
    light = light_without_heavy()
    assert light.Driver.__name__ == "Driver"
    with pytest.raises(ImportError, match="Driver was left out"):
        light.Driver()


def test_afterwards_the_module_is_the_real_one(modules: None) -> None:
    light = light_without_heavy()
    assert "heavy_part" not in sys.modules
    assert light.late().name == "real"
    assert importlib.import_module("heavy_part").Driver.name == "real"


def test_a_module_that_is_there_already_stays() -> None:
    with left_out("json.tool"):
        assert sys.modules["json.tool"] is json.tool
    assert sys.modules["json.tool"] is json.tool


def test_a_module_comes_when_it_is_used(modules: None) -> None:
    import_when_used("heavy_part")
    heavy = importlib.import_module("heavy_part")
    assert "Driver" not in vars(heavy)
    assert heavy.Driver.name == "real"
    assert "Driver" in vars(heavy)
