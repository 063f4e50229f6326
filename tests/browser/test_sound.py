"""Sound from the browser into a call: microphone, file, and what is said when there is none."""

from __future__ import annotations

import json
import shutil
import wave
from array import array
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, BrowserType, Page, WebSocketRoute, expect

from assistant.audio.decode import read_recording
from assistant.audio.recording import SAMPLE_RATE
from assistant.demo import RECORDINGS
from tests.api.scenario import CALL_ID
from tests.browser.conftest import ARGS, Console

FAKE = "--use-fake-device-for-media-stream"
ENOUGH = 16_000
"""Bytes: half a second."""


class Server:
    """Stands at the other end of the line: keeps what was sent, and tells which call began."""

    def __init__(self, page: Page) -> None:
        self.url = ""
        self.sound = array("h")
        self.told: list[object] = []
        page.route_web_socket("**/v1/calls/new/audio*", self._open)

    def _open(self, line: WebSocketRoute) -> None:
        self.url, self.line = line.url, line
        line.on_message(self._take)
        line.send(json.dumps({"type": "started", "call_id": CALL_ID}))

    def _take(self, message: str | bytes) -> None:
        if isinstance(message, bytes):
            self.sound.frombytes(message)
        else:
            self.told.append(json.loads(message))


@pytest.fixture(scope="module")
def listening(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A second Chromium whose microphone hears a demo call, once it is allowed to."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    heard = f"--use-file-for-fake-audio-capture={plain_wav(tmp_path_factory.mktemp('microphone'))}"
    kind: BrowserType = browser.browser_type
    chromium = kind.launch(executable_path=path, args=[*ARGS, FAKE, heard])
    yield chromium
    chromium.close()


def plain_wav(folder: Path) -> Path:
    """The hostage call's caller as Chromium's fake microphone takes it: linear, one channel."""
    caller = read_recording(RECORDINGS["hostage"]).channels[0]
    path = folder / "microphone.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes((caller * 32767).astype(np.int16).tobytes())
    return path


@pytest.fixture
def desk(console: Console, listening: Browser) -> Iterator[tuple[Page, Server]]:
    """The page of sound, with a microphone."""
    page = listening.new_page()
    page.context.grant_permissions(["microphone"])
    page.set_default_timeout(10_000)
    server = Server(page)
    page.goto(f"{console.server.url}/#audio")
    yield page, server
    page.close()


def hears(page: Page, server: Server) -> None:
    """Wait until enough has come, and see that it is no silence."""
    for _ in range(200):
        if len(server.sound) * 2 >= ENOUGH and max(server.sound) > 300:
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"{len(server.sound)} samples, the loudest {max(server.sound, default=0)}")


def test_the_microphone_becomes_a_live_call_until_it_hangs_up(
    desk: tuple[Page, Server],
) -> None:
    page, server = desk
    page.get_by_label("The dispatcher").check()
    page.get_by_role("button", name="Start the call").click()
    hears(page, server)
    assert "encoding=pcm16&rate=16000&channels=1&speakers=dispatcher" in server.url
    expect(page.locator("#prompt")).to_be_visible()
    expect(page.locator("#status")).to_contain_text("microphone is on the line")
    page.keyboard.press("m")
    expect(page.locator(".sound__state")).to_contain_text("On the line")
    expect(page.locator(".sound__level")).to_contain_text("%")
    page.get_by_role("button", name="Hang up").click()
    expect(page.locator(".sound__state")).to_have_text("Not listening.")
    assert server.told == [{"type": "hang_up"}]


@pytest.mark.long
def test_a_file_is_played_into_the_call(desk: tuple[Page, Server]) -> None:
    page, server = desk
    page.locator("#sound").set_input_files(RECORDINGS["house_fire"])
    page.get_by_role("button", name="Start the call").click()
    hears(page, server)
    assert "speakers=caller&source=house_fire.wav" in server.url


@pytest.mark.long
def test_a_line_that_the_server_ends_says_why(desk: tuple[Page, Server]) -> None:
    page, server = desk
    page.get_by_role("button", name="Start the call").click()
    hears(page, server)
    server.line.send(json.dumps({"type": "failed", "detail": "The models are not loaded."}))
    server.line.close(code=1011, reason="not_ready")
    expect(page.locator("#status")).to_contain_text("The models are not loaded.")


def test_a_file_that_is_no_sound_is_said_to_be_none(
    desk: tuple[Page, Server], tmp_path: Path
) -> None:
    page, server = desk
    page.locator("#sound").set_input_files(
        {"name": "<b>x</b>.wav", "mimeType": "audio/wav", "buffer": b"no sound"}
    )
    page.get_by_role("button", name="Start the call").click()
    expect(page.locator(".sound__problem")).to_contain_text("not sound that the browser can play")
    assert server.url == ""


def test_a_refused_microphone_says_how_to_allow_it(console: Console, listening: Browser) -> None:
    page = listening.new_page()
    page.goto(f"{console.server.url}/#audio")
    page.get_by_role("button", name="Start the call").click()
    expect(page.locator(".sound__problem")).to_contain_text("Allow it for this page")
    expect(page.locator("#status")).to_contain_text("The sound line failed: The microphone was")
    page.close()


@pytest.mark.long
def test_a_desk_without_a_microphone_is_told_to_plug_one_in(console: Console) -> None:
    console.open("/#audio")
    console.page.get_by_role("button", name="Start the call").click()
    expect(console.page.locator(".sound__problem")).to_contain_text("There is no microphone")
