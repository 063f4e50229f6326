"""The real server with real models: a demo call, a microphone, a kill in mid-call."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, expect

from tests.browser.serving import free_port

pytestmark = [pytest.mark.long, pytest.mark.models]
HEARD_MS = 90_000


class Real:
    """`florence serve` in a process of its own, on a port it comes back to."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self._env = {**os.environ, "FLORENCE_DATA_DIR": str(folder)}
        self.start()

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Serve; returns once the models are loaded."""
        command = [sys.executable, "-m", "assistant", "serve", "--port", str(self.port)]
        self._process = subprocess.Popen(command, env=self._env, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        while "Ready for calls" not in (line := self._process.stdout.readline()):
            assert line, "the server ended"

    def kill(self) -> None:
        """As a power cut would."""
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()


@pytest.fixture
def real(tmp_path: Path) -> Iterator[Real]:
    """A real server with its calls apart."""
    held = Real(tmp_path)
    yield held
    held.kill()


def test_a_demo_call_is_prompted_and_survives_a_kill(real: Real, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 720})
    httpx.post(f"{real.url}/v1/demos/hostage").raise_for_status()
    page.goto(real.url)
    expect(page.locator(".line").first).to_be_visible(timeout=HEARD_MS)
    expect(page.locator(".top__type")).to_contain_text("Hostage", timeout=HEARD_MS)
    expect(page.locator(".alert").first).to_contain_text("Weapon", timeout=HEARD_MS)
    expect(page.locator("#prompt")).to_have_text(re.compile(r"\w+"))
    said = page.locator(".line:not(.line--partial) .line__text").all_text_contents()
    real.kill()
    expect(page.locator("#status")).to_contain_text("Connection lost")
    real.start()
    expect(page.locator("#status")).to_contain_text("interrupted", timeout=HEARD_MS)
    kept = page.locator(".line__text").all_text_contents()
    assert kept[: len(said)] == said
    assert len(set(page.locator(".line .line__who time").all_text_contents())) > 1
    page.close()
