"""The real model, loaded once for all tests that use it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.settings import Settings
from assistant.speech.whisper import WhisperTranscriber


@pytest.fixture(scope="session")
def whisper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WhisperTranscriber]:
    """Bundled whisper-base, one worker."""
    settings = Settings(cache_dir=tmp_path_factory.mktemp("weights"), whisper_workers=1)
    transcriber = WhisperTranscriber.load(settings)
    yield transcriber
    transcriber.close()


@pytest.fixture(scope="session")
def trusting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WhisperTranscriber]:
    """The same, but told that every window is full of voice, so that other guards must hold."""
    settings = Settings(cache_dir=tmp_path_factory.mktemp("weights"), whisper_workers=1)
    transcriber = WhisperTranscriber.load(settings, voiced=lambda audio: len(audio) // 16)
    yield transcriber
    transcriber.close()
