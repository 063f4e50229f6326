"""The incident card: in whose words, when, how surely; each put right in its place, by keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from assistant import commands
from assistant.events import (
    CallTypeChanged,
    FactConfirmed,
    FactCorrected,
    FactEvent,
    FactHeard,
    RankedType,
)
from tests.api.scenario import CALL_ID
from tests.browser.conftest import Console

PLACE = "412 Alder Street"
GIVEN = "0:09Caller: “four twelve Alder”"
HEARD = {
    "location": (PLACE, "said so, not verified", GIVEN),
    "callback_number": ("555 0142", "not sure", "1:08Caller: “it ends in four two”, heard"),
    "weapons": ("gun", "said so", "0:19Caller: “a man in there with a gun”"),
    "injuries": ("—", "does not know", "0:59Caller: “I don't know”"),
    "hostage_count": ("4 or 5", "not sure", "0:49Caller: “Four, maybe five”"),
}
CALLBACK = FactHeard(
    "callback_number", "555 0142", "hedged", "caller", "u-13", "it ends in four two", 0.8
)
VERIFIED: tuple[FactEvent, ...] = (
    FactConfirmed("location", PLACE, "affirmed", "caller", "u-12", "Yes", 0.9),
    FactHeard("location_verified", PLACE, "affirmed", "caller", "u-12", "Yes", 0.9),
)


@pytest.fixture
def page(console: Console) -> Page:
    """The hostage call, open."""
    console.open(f"/#call={CALL_ID}")
    expect(console.page.locator("#prompt")).to_be_visible()
    return console.page


@pytest.mark.parametrize("name", HEARD)
def test_every_fact_that_matters_has_its_words_time_and_certainty(
    console: Console, page: Page, name: str
) -> None:
    console.happen(CALLBACK)
    value, sure, quote = HEARD[name]
    row = page.locator(f"li[data-fact={name}]")
    expect(row.locator(".fact__value")).to_contain_text(value)
    expect(row.locator(".fact__sure")).to_have_text(sure)
    expect(row.locator(".fact__quote")).to_contain_text(quote)


@pytest.mark.parametrize("name", HEARD)
def test_every_fact_that_matters_is_put_right_by_keyboard(
    console: Console, page: Page, name: str
) -> None:
    page.keyboard.press("c")
    focused = page.locator(f":focus[data-fact={name}], [data-fact={name}] :focus")
    for _ in range(len(HEARD)):
        if focused.count():
            break
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_label("What holds")).to_be_focused()
    page.keyboard.type("something else")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    row = page.locator(f"li[data-fact={name}]")
    expect(row.locator(".fact__value")).to_contain_text("something else")
    expect(row.locator(".fact__sure")).to_contain_text("not sure")
    expect(row.locator(".fact__quote")).to_contain_text("Entered by hand")
    assert console.desk.commands == [commands.FactCorrected(name, "something else", "hedged")]
    page.keyboard.press("d")
    expect(page.locator("#status")).to_contain_text("Dismissed")


def test_only_kinds_that_are_likely_are_offered_beside_the_card(
    console: Console, page: Page
) -> None:
    others = tuple(RankedType(*one) for one in (("robbery", 0.2), ("fall", 0.02)))
    console.happen(CallTypeChanged("hostage", 0.7, others, "model"))
    picks = page.locator(".types .pick")
    expect(picks).to_have_text(["Robbery 20\u00a0%?"])
    picks.click()
    assert console.desk.commands == [commands.CallTypeSet("robbery")]


def test_who_does_not_know_gives_no_value(console: Console, page: Page) -> None:
    page.keyboard.press("c")
    page.keyboard.press("Enter")
    page.get_by_label("How sure").select_option("refused")
    page.keyboard.press("Enter")
    row = page.locator("li[data-fact=callback_number]")
    expect(row).to_contain_text("would not say")
    assert console.desk.commands == [commands.FactCorrected("callback_number", "", "refused")]


def test_a_place_that_is_confirmed_keeps_the_words_that_gave_it(
    console: Console, page: Page
) -> None:
    row = page.locator("li[data-fact=location]")
    console.happen(*VERIFIED)
    for _ in range(2):
        expect(row.locator(".fact__sure")).to_have_text("said so, read back and confirmed")
        expect(row.locator(".fact__quote")).to_contain_text(f"{GIVEN}, again at\u00a01:08")
        expect(page.locator(".top__place")).to_contain_text("Where, confirmed")
        page.reload()


def test_another_place_is_not_the_one_that_was_confirmed(console: Console, page: Page) -> None:
    sure = page.locator("li[data-fact=location] .fact__sure")
    console.happen(*VERIFIED)
    expect(sure).to_contain_text("confirmed")
    console.happen(FactCorrected("location", "9 Mill", "affirmed", "dispatcher", None, "", 1.0))
    expect(sure).to_have_text("said so, not verified")
    page.reload()
    expect(sure).to_have_text("said so, not verified")
    expect(page.locator(".top__place")).to_contain_text("Where, not verified")


def test_a_place_is_confirmed_with_a_key(console: Console, page: Page) -> None:
    row = page.locator("li[data-fact=location]")
    expect(row.get_by_role("button", name="Confirmed")).to_be_visible()
    page.keyboard.press("v")
    expect(row.locator(".fact__sure")).to_have_text("said so, read back and confirmed")
    expect(row.locator(".fact__confirm")).to_have_count(0)
    assert console.desk.commands == [commands.FactCorrected("location_verified", PLACE, "affirmed")]


def test_what_was_found_stays_marked_for_who_opens_the_call_later(
    console: Console, page: Page
) -> None:
    marks = page.locator(".line mark")
    console.happen(FactCorrected("weapons", "rifle", "affirmed", "dispatcher", None, "", 1.0))
    expect(page.locator("li[data-fact=weapons]")).to_contain_text("rifle")
    seen = marks.all_inner_texts()
    assert "gun" in seen
    page.reload()
    expect(marks.first).to_be_visible()
    assert marks.all_inner_texts() == seen
