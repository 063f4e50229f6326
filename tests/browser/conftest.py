"""A page in a real Chromium, over a real server and a fake desk."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from api.app import create_app
from assistant.events import Payload
from assistant.settings import Settings
from tests.api.fakes import FakeDesk
from tests.api.scenario import CALL_ID, hostage
from tests.browser.serving import LiveServer

ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the long ones out, unless --long asks for them."""
    if config.getoption("--long"):
        return
    left_out = [item for item in items if item.get_closest_marker("long")]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


@dataclass
class Console:
    """The desk, its server and the page a dispatcher looks at; `faults` is what the page logged."""

    desk: FakeDesk
    server: LiveServer
    page: Page
    faults: list[str]

    def open(self, address: str = "/") -> None:
        """Go there."""
        self.page.goto(self.server.url + address)

    def happen(self, *payloads: Payload) -> None:
        """Let these happen in the call, in the server's loop."""
        call = self.desk.logs[CALL_ID]
        at_ms = call.events[-1].at_ms + 500

        def act() -> None:
            for payload in payloads:
                call.append(at_ms, payload)

        self.server.do(act)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium a module: its event loop must not outlive the tests that use it."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None and not os.environ.get("CI"):
        pytest.skip("there is no chromium here: install Debian's package chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=ARGS)
        yield chromium
        chromium.close()


@pytest.fixture
def console(browser: Browser, tmp_path: Path) -> Iterator[Console]:
    """A console over a desk with one live hostage call; nothing opened yet."""
    desk = FakeDesk()
    hostage(desk)
    settings = Settings(data_dir=tmp_path, upload_max_mb=1)
    server = LiveServer(lambda: create_app(desk, settings, intake=desk))  # type: ignore[arg-type]
    page = browser.new_page(viewport={"width": 1280, "height": 720}, color_scheme="dark")
    page.set_default_timeout(10_000)
    held = Console(desk, server, page, [])
    page.on("pageerror", lambda error: held.faults.append(str(error)))
    yield held
    page.close()
    server.stop()
