"""The shipped language model, trained once a version and kept in the user's cache."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest

from assistant.events import Speaker, TranscriptFinal, UtteranceUnderstood
from assistant.settings import Settings
from assistant.understanding.rasa_understander import RasaUnderstander
from assistant.understanding.training import train

Reads = Callable[[str, str], Awaitable[UtteranceUnderstood]]


def final(speaker: Speaker, text: str, utterance_id: str = "u1") -> TranscriptFinal:
    """What a recogniser hands over, without its words."""
    return TranscriptFinal(utterance_id, speaker, text, 0, 1000, (), 0.9, "en")


@pytest.fixture(scope="session")
def model(settings: Settings) -> Path:
    """The trained model of the present data."""
    return train(settings, lambda doing, done: None)


@pytest.fixture(scope="session")
def understander(model: Path) -> Iterator[RasaUnderstander]:
    """Real Rasa, loaded once."""
    loaded = RasaUnderstander(model)
    yield loaded
    loaded.close()


@pytest.fixture
def caller(understander: RasaUnderstander) -> Callable[[str], Awaitable[UtteranceUnderstood]]:
    """Reads what a caller says."""

    async def read(text: str) -> UtteranceUnderstood:
        return await understander.read("call", final("caller", text))

    return read


@pytest.fixture
def dispatcher(understander: RasaUnderstander) -> Callable[[str], Awaitable[UtteranceUnderstood]]:
    """Reads what a dispatcher says."""

    async def read(text: str) -> UtteranceUnderstood:
        return await understander.read("call", final("dispatcher", text))

    return read
