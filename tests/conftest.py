"""What all tests share: settings apart from the user's own, the real models loaded once."""

from __future__ import annotations

import anyio
import pytest

from assistant.engines import Engines, load_engines
from assistant.settings import Settings, load_settings


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--long` runs the long form of tests that have a short one."""
    parser.addoption("--long", action="store_true", help="the long form of the tests")


@pytest.fixture
def anyio_backend() -> str:
    """The server runs on asyncio, and so do the tests."""
    return "asyncio"


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The shipped settings, with calls kept apart; models stay in the user's cache."""
    return load_settings(data_dir=tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="session")
def engines(settings: Settings, pytestconfig: pytest.Config) -> Engines:
    """Real Whisper and real Rasa, trained first where there is no model of this version."""
    reporter = pytestconfig.pluginmanager.get_plugin("terminalreporter")
    told: set[str] = set()

    def progress(detail: str, share: float | None) -> None:
        if detail not in told and reporter is not None:
            told.add(detail)
            reporter.write_line(f"[{detail}]")

    return anyio.run(load_engines, settings, progress)
