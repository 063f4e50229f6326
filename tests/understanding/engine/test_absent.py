"""Engines where the language model is damaged, or cannot be made: calls are taken all the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.engines import load_engines
from assistant.errors import ModelFailed
from assistant.settings import Settings
from assistant.understanding.absent import AbsentUnderstander
from assistant.understanding.training import model_path
from tests.core.builders import final

pytestmark = pytest.mark.anyio


def nothing(detail: str, share: float | None) -> None:
    """Nobody watches."""


@pytest.fixture
def damaged(tmp_path: Path) -> Settings:
    """A model file that is none."""
    settings = Settings(data_dir=tmp_path, cache_dir=tmp_path / "cache")
    path = model_path(settings)
    path.parent.mkdir(parents=True)
    path.write_bytes(b"this is no model")
    return settings


@pytest.fixture
def untaught(tmp_path: Path) -> Settings:
    """No model, and no examples to learn one from."""
    (tmp_path / "nlu").mkdir()
    return Settings(data_dir=tmp_path, cache_dir=tmp_path / "cache", nlu_dir=tmp_path / "nlu")


async def test_a_damaged_model_is_told_and_understands_nothing(damaged: Settings) -> None:
    engines = await load_engines(damaged, nothing, hearing=False)
    assert engines.missing is not None and engines.missing.todo
    assert engines.versions == {"understander": "none"}
    with pytest.raises(ModelFailed):
        await engines.understander.read("call", final("help"))
    assert await engines.understander.glimpse("call", "caller", "help") == ()


async def test_a_model_that_cannot_be_made_is_told_the_same_way(untaught: Settings) -> None:
    engines = await load_engines(untaught, nothing, hearing=False)
    assert isinstance(engines.understander, AbsentUnderstander)
    assert "examples" in str(engines.missing)


async def test_speakers_are_told_apart_by_how_turns_are_taken(untaught: Settings) -> None:
    engines = await load_engines(untaught, nothing, hearing=False)
    who = await engines.attributor.speakers(["911, what is it?", "My house burns.", "Where?"])
    assert who == ["dispatcher", "caller", "dispatcher"]
