"""Takes the pictures in docs/: the real server and models, demo calls, headless Chromium.

`python -m tests.browser.picture` replaces docs/console*.png, each dark and light.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile

import httpx
from playwright.sync_api import Browser, Page, sync_playwright

from assistant.settings import ROOT

HOSTAGE_MS = 52_500
"""When in the hostage call: her distress has just been heard."""
ARREST_MS = 42_000
"""When in the cardiac arrest: gasping was taken for what it is, compressions are due."""
CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def main() -> None:
    """Play two calls as if they were live and picture the console in mid-call."""
    with tempfile.TemporaryDirectory() as apart:
        env = {**os.environ, "FLORENCE_DATA_DIR": apart, "FLORENCE_SETTINGS_TOKEN": "shown"}
        command = [sys.executable, "-m", "assistant", "demo", "--no-browser", "--port", "0"]
        server = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True)
        try:
            _pictures(_address(server))
        finally:
            server.terminate()
            server.wait()


def _address(server: subprocess.Popen[str]) -> str:
    """Where the console is, once the hostage call plays."""
    assert server.stdout is not None
    found = re.search(r"http://\S+", server.stdout.readline())
    assert found, "the server did not start"
    while "is playing" not in server.stdout.readline():
        assert server.poll() is None, "the server ended"
    return found[0]


def _pictures(url: str) -> None:
    hostage = httpx.get(f"{url}v1/board").json()["calls"][0]["call_id"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = _opened(browser, f"{url}#call={hostage}")
        page.wait_for_timeout(HOSTAGE_MS - ARREST_MS)
        arrest = httpx.post(f"{url}v1/demos/cardiac_arrest").json()["call_id"]
        other = _opened(browser, f"{url}#call={arrest}")
        board = _opened(browser, f"{url}#calls")
        page.wait_for_timeout(ARREST_MS)
        settings = _opened(browser, f"{url}#settings")
        settings.wait_for_selector(".change input")
        settings.wait_for_selector("tbody tr")
        settings.set_viewport_size({"width": 1440, "height": 1500})
        shown = ((page, ""), (other, "-arrest"), (board, "-board"), (settings, "-settings"))
        for one, name in shown:
            one.screenshot(path=ROOT / "docs" / f"console{name}.png")
        for one, name in shown:  # the calls go on meanwhile
            one.keyboard.press("b")
            one.screenshot(path=ROOT / "docs" / f"console{name}-light.png")
        browser.close()


def _opened(browser: Browser, address: str) -> Page:
    page = browser.new_page(viewport={"width": 1440, "height": 900}, color_scheme="dark")
    page.goto(address)
    return page


if __name__ == "__main__":
    main()
