"""Settings: environment before file before default, one clear sentence, all documented."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import SettingsInvalid
from assistant.settings import ROOT, Settings, load_settings


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_environment_comes_before_the_file(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (elsewhere / "florence.toml").write_text("port = 9000\nlanguage = 'auto'\n")
    monkeypatch.setenv("FLORENCE_PORT", "9001")
    settings = load_settings()
    assert (settings.port, settings.language) == (9001, "auto")


def test_a_value_that_cannot_be_used_names_the_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLORENCE_PORT", "many")
    with pytest.raises(SettingsInvalid, match="port.*FLORENCE_PORT"):
        load_settings()


def test_an_unknown_setting_in_the_file_is_refused(elsewhere: Path) -> None:
    (elsewhere / "florence.toml").write_text("prot = 9000\n")
    with pytest.raises(SettingsInvalid, match="prot"):
        load_settings()


def test_every_setting_is_documented() -> None:
    told = (ROOT / "docs/settings.md").read_text("utf-8")
    assert [name for name in Settings.model_fields if f"| `{name}` |" not in told] == []
