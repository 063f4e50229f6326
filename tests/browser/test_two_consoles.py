"""Two people look at one call and see the same."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from assistant.events import StageFailed
from tests.browser.conftest import Console
from tests.browser.test_call_page import final

SEEN = """() => [
    '#prompt', '.next', '.facts__list', '.questions__rows', '.lines', '.alerts', '.notes'
  ].map(one => document.querySelector(one)?.innerText)"""


def test_what_one_does_the_other_sees(console: Console, browser: Browser) -> None:
    console.open("/")
    one = console.page
    other = browser.new_page(viewport={"width": 1280, "height": 720}, color_scheme="dark")
    other.goto(console.server.url)
    expect(other.locator("#prompt")).to_have_text("Has he said what he wants?")
    one.keyboard.press("s")
    expect(other.locator("#prompt")).to_have_text("Is he alone, or is somebody with him?")
    other.keyboard.press("a")
    other.keyboard.press("x")
    other.keyboard.press("n")
    other.keyboard.type("side door")
    other.get_by_role("button", name="Keep note").click()
    console.happen(final("u-50", "There's a back door."), StageFailed("alerts", "x", "It stopped."))
    for page in (one, other):
        expect(page.locator(".notes")).to_contain_text("side door")
        expect(page.locator(".line").last).to_contain_text("There's a back door.")
        expect(page.locator("#status")).to_contain_text("Alerts failed")
        expect(page.locator("#prompt")).to_contain_text("you're scared for your sister")
    assert one.evaluate(SEEN) == other.evaluate(SEEN)
    other.close()
