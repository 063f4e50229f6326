"""WCAG 2.2 AA by axe-core on every page and box, dark and light."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import Console

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SCHEMES = ("dark", "light")
THEME = "(theme) => { document.documentElement.dataset.theme = theme }"
OPTIONS = {"runOnly": {"type": "tag", "values": TAGS}}


def shown(page: Page) -> None:
    """The call, with its prompt."""
    expect(page.locator("#prompt")).to_be_visible()


def pressed(*keys: str) -> Callable[[Page], None]:
    """The call after these keys."""

    def act(page: Page) -> None:
        shown(page)
        for key in keys:
            page.keyboard.press(key)

    return act


def listed(page: Page) -> None:
    """The calls."""
    expect(page.locator(".history tbody tr")).to_have_count(1)
    expect(page.locator(".board tbody tr")).to_have_count(1)


PLACES = {
    "call": ("/", shown),
    "help": ("/", pressed("?")),
    "note": ("/", pressed("n")),
    "type": ("/", pressed("t")),
    "answer": ("/", pressed("w")),
    "handover": ("/", pressed("h")),
    "summary": ("/", pressed("i")),
    "correcting": ("/", pressed("c", "Enter")),
    "calls": ("/#calls", listed),
    "settings": ("/#settings", lambda page: expect(page.locator(".values dd")).to_have_count(11)),
    "audio": ("/#audio", lambda page: expect(page.locator("h1")).to_be_visible()),
}


SHORT = ("call", "calls")


@pytest.mark.parametrize(
    "place", [pytest.param(one, marks=() if one in SHORT else pytest.mark.long) for one in PLACES]
)
def test_nobody_is_kept_out(console: Console, place: str) -> None:
    address, ready = PLACES[place]
    console.open(address)
    ready(console.page)
    for scheme in SCHEMES:
        console.page.evaluate(THEME, scheme)
        assert violations(console.page) == []


def violations(page: Page) -> list[str]:
    """What axe finds, each with the element it stands on."""
    found = Axe().run(page, options=OPTIONS).response["violations"]
    return [f"{one['id']}: {node['html']}" for one in found for node in one["nodes"]]
