"""The settings page, and shadow mode wherever prompts would be."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from pydantic import SecretStr

from api.app import create_app
from assistant.settings import Settings
from tests.api.fakes import FakeDesk
from tests.api.scenario import hostage
from tests.browser.conftest import Console
from tests.browser.serving import LiveServer

TOKEN = "open sesame"


@pytest.fixture
def guarded(browser: Browser, tmp_path: Path) -> Iterator[Console]:
    """A console whose server has a token."""
    desk = FakeDesk()
    hostage(desk)
    settings = Settings(data_dir=tmp_path, settings_token=SecretStr(TOKEN))
    server = LiveServer(lambda: create_app(desk, settings))
    page = browser.new_page(viewport={"width": 1280, "height": 720})
    yield Console(desk, server, page, [])
    page.close()
    server.stop()


def test_shadow_mode_is_set_with_the_token_and_said_everywhere(guarded: Console) -> None:
    page = guarded.page
    guarded.open("/")
    expect(page.locator("#prompt")).to_be_visible()
    page.keyboard.press("e")
    page.get_by_label("Shadow mode").check()
    page.get_by_label("Token").fill("wrong")
    page.get_by_role("button", name="Change settings").click()
    expect(page.locator("#status")).to_contain_text("Not changed: This is not the token")
    page.get_by_label("Token").fill(TOKEN)
    page.get_by_role("button", name="Change settings").click()
    expect(page.locator("#status")).to_contain_text("Shadow mode: prompts and alerts are recorded")
    page.go_back()
    expect(page.locator(".prompt__idle")).to_contain_text("Shadow mode")
    expect(page.locator(".alert")).to_have_count(0)
    page.keyboard.press("a")
    page.keyboard.press("x")
    expect(page.locator(".line")).to_have_count(13)
    assert guarded.desk.commands == []


def test_hotwords_thresholds_and_the_alert_budget_are_changed_with_the_token(
    guarded: Console,
) -> None:
    page = guarded.page
    guarded.open("/#settings")
    page.get_by_label("Hotwords").fill("Mill Lane\n\n  Alder Street ")
    page.get_by_label("Alerts before they are sure").uncheck()
    page.get_by_label("Priority from which").fill("98")
    page.get_by_label("Word confidence").fill("0.6")
    page.get_by_label("Seconds of silence").fill("15")
    page.get_by_label("Token").fill(TOKEN)
    page.keyboard.press("Enter")
    expect(page.locator("#status")).to_contain_text("Settings changed")
    for words in ("Mill Lane, Alder Street", "not shown: alerts wait", "priority 98", "15 s"):
        expect(page.locator(".values")).to_contain_text(words)
    tuning = guarded.desk.tuning
    assert tuning.hotwords == ("Mill Lane", "Alder Street")
    assert (tuning.provisional_alerts, tuning.interrupting_priority) == (False, 98)
    assert (tuning.answer_confidence_min, tuning.silence_notice_ms) == (0.6, 15_000)


def test_the_models_are_named(console: Console) -> None:
    console.open("/#settings")
    for name in ("whisper-fake", "rasa-fake"):
        expect(console.page.locator(".values")).to_contain_text(name)


def test_cards_tell_their_version_and_approval(console: Console) -> None:
    console.open("/#settings")
    row = console.page.locator("tbody tr")
    expect(row).to_contain_text("Hostage taking")
    expect(row).to_contain_text("1.2.0")
    expect(row).to_contain_text("not approved")
    expect(console.page.locator(".change")).to_contain_text("Nothing is changed here")
