"""Takes the pictures in docs/: the real server and models, a demo call, headless Chromium.

`python -m tests.browser.picture` replaces docs/console.png.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile

import httpx
from playwright.sync_api import sync_playwright

from assistant.settings import ROOT

MOMENT_MS = 52_500
"""When in the hostage call: her distress has just been heard."""
CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def main() -> None:
    """Play the hostage call as if it were live and picture the console in mid-call."""
    with tempfile.TemporaryDirectory() as apart:
        env = {**os.environ, "FLORENCE_DATA_DIR": apart}
        command = [sys.executable, "-m", "assistant", "demo", "--no-browser", "--port", "0"]
        server = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True)
        try:
            _picture(server)
        finally:
            server.terminate()
            server.wait()


def _picture(server: subprocess.Popen[str]) -> None:
    assert server.stdout is not None
    found = re.search(r"http://\S+", server.stdout.readline())
    assert found, "the server did not start"
    while "is playing" not in server.stdout.readline():
        assert server.poll() is None, "the server ended"
    url = found[0]
    call_id = httpx.get(f"{url}v1/calls").json()["calls"][0]["call_id"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1440, "height": 900}, color_scheme="dark")
        page.goto(f"{url}#call={call_id}")
        page.wait_for_timeout(MOMENT_MS)
        page.screenshot(path=ROOT / "docs" / "console.png")
        browser.close()


if __name__ == "__main__":
    main()
