"""Slow networks and servers that die in mid-call: late is allowed, lost or doubled is not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Route, expect

from assistant.events import TranscriptFinal
from tests.api.scenario import CALL_ID
from tests.browser.conftest import Console
from tests.browser.slow_line import SlowLine
from tests.browser.test_call_page import final


@pytest.fixture
def slow(console: Console) -> Iterator[SlowLine]:
    """The console's server, behind a slow line."""
    line = SlowLine(console.server.port)
    yield line
    line.close()


def said(console: Console) -> list[str]:
    """Every line of the log."""
    log = console.desk.logs[CALL_ID].events
    return [one.payload.text for one in log if isinstance(one.payload, TranscriptFinal)]


def test_over_a_slow_line_everything_comes_once_and_in_order(
    console: Console, slow: SlowLine
) -> None:
    page = console.page
    page.set_default_timeout(30_000)
    page.goto(slow.url)
    expect(page.locator("#prompt")).to_be_visible(timeout=30_000)
    for number in range(30):
        console.happen(final(f"u-{100 + number}", f"line {number}"))
    page.keyboard.press("a")
    expect(page.locator(".line__text").last).to_have_text("line 29", timeout=30_000)
    expect(page.locator("#prompt")).not_to_have_text("Has he said what he wants?", timeout=30_000)
    assert page.locator(".line__text").all_text_contents() == said(console)


def test_the_call_in_the_address_is_asked_for_while_the_page_still_loads(console: Console) -> None:
    page = console.page
    held: list[Route] = []
    page.route("**/modules/main.js", lambda route: held.append(route))
    with page.expect_websocket(lambda socket: CALL_ID in socket.url) as asked:
        page.goto(f"{console.server.url}/#call={CALL_ID}", wait_until="commit")
    asked.value.wait_for_event("framereceived")
    expect(page.get_by_text("Opening the console")).to_be_visible()
    sockets: list[str] = []
    page.on("websocket", lambda socket: sockets.append(socket.url))
    held[0].continue_()
    expect(page.locator("#prompt")).to_have_text("Has he said what he wants?")
    console.happen(final("u-50", "and it goes on"))
    expect(page.locator(".line__text").last).to_have_text("and it goes on")
    assert page.locator(".line__text").all_text_contents() == said(console)
    assert sockets == [], "one stream is enough"


def test_a_browser_asks_only_once_for_what_the_page_is_made_of(console: Console) -> None:
    console.open("/")
    expect(console.page.locator("#prompt")).to_be_visible()
    page = console.page
    page.wait_for_load_state("networkidle")
    page.goto("about:blank")
    console.open(f"/#call={CALL_ID}")
    expect(page.locator("#prompt")).to_be_visible()
    sizes = "performance.getEntriesByType('resource').filter(one => one.name.includes('/modules/'))"
    fetched = f"{sizes}.filter(one => one.transferSize > 0).map(one => one.name)"
    assert page.evaluate(f"{sizes}.length") > 30
    assert page.evaluate(fetched) == []


@pytest.mark.long
def test_a_server_killed_twice_in_mid_call_loses_and_doubles_nothing(console: Console) -> None:
    console.open("/")
    page = console.page
    expect(page.locator("#prompt")).to_be_visible()
    log = console.desk.logs[CALL_ID]
    for kill in range(2):
        console.server.stop()
        expect(page.locator("#status")).to_contain_text("Connection lost")
        page.keyboard.press("n")
        page.get_by_label("In your own words").fill("said while it was away")
        page.get_by_role("button", name="Keep note").click()
        expect(page.locator("#status")).to_contain_text("That was not taken")
        expect(page.locator("dialog")).to_have_count(0)
        page.keyboard.press("n")
        expect(page.get_by_label("In your own words")).to_have_value("said while it was away")
        page.keyboard.press("Escape")
        log.append(80_000 + kill, final(f"u-{200 + kill}", f"during the drop {kill}"))
        console.server.start()
        expect(page.locator(".line__text").last).to_have_text(f"during the drop {kill}")
        expect(page.locator("#status")).to_contain_text("Connected", timeout=15_000)
    console.happen(final("u-300", "after it all"))
    expect(page.locator(".line__text").last).to_have_text("after it all")
    assert page.locator(".line__text").all_text_contents() == said(console)
