"""Every action has a key; none needs a mouse."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from assistant import commands
from assistant.events import NoteAdded
from tests.api.scenario import hostage
from tests.browser.conftest import Console
from tests.browser.test_call_page import final

FIRST = "Has he said what he wants?"
OTHER = "second-call"


@pytest.fixture
def page(console: Console) -> Page:
    """The hostage call, open, with its first prompt."""
    console.open("/")
    expect(console.page.locator("#prompt")).to_have_text(FIRST)
    return console.page


def test_the_prompt_is_answered_with_what_was_said(console: Console, page: Page) -> None:
    page.keyboard.press("w")
    page.keyboard.type("a car")
    page.keyboard.press("Enter")
    expect(page.locator("[data-fact=demands] .fact__value")).to_contain_text("a car")
    assert console.desk.commands == [commands.FactCorrected("demands", "a car", "affirmed")]


def test_an_answer_needs_no_words(console: Console, page: Page) -> None:
    page.keyboard.press("w")
    page.keyboard.press("Enter")
    expect(page.locator("#prompt")).not_to_have_text(FIRST)
    assert console.desk.commands == [commands.Answered("demands")]


def test_the_prompt_is_put_off(console: Console, page: Page) -> None:
    page.keyboard.press("s")
    expect(page.locator("#prompt")).not_to_have_text(FIRST)
    expect(page.locator("#status")).to_contain_text("Put off for a minute")
    assert console.desk.commands == [commands.Snoozed("g-2")]


def test_alerts_are_seen_from_the_strongest_on(console: Console, page: Page) -> None:
    page.keyboard.press("x")
    expect(page.locator(".alert--seen")).to_contain_text("Threat to kill")
    expect(page.locator(".alert").first).to_contain_text("Hostage taken")
    page.keyboard.press("x")
    expect(page.locator(".alert--seen")).to_have_count(2)
    assert console.desk.commands == [commands.Acknowledged("a-3"), commands.Acknowledged("a-1")]


def test_the_kind_of_call_is_set(console: Console, page: Page) -> None:
    page.keyboard.press("t")
    page.keyboard.type("Robb")
    page.keyboard.press("Enter")
    expect(page.locator(".top__type")).to_contain_text("Robbery")
    assert console.desk.commands == [commands.CallTypeSet("robbery")]


def test_a_fact_is_corrected_in_its_place(console: Console, page: Page) -> None:
    page.keyboard.press("c")
    expect(page.get_by_role("button", name="Enter: Call-back number")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_label("What holds")).to_be_focused()
    page.keyboard.type("rifle")
    page.keyboard.press("Enter")
    expect(page.locator("[data-fact=weapons] .fact__value")).to_contain_text("rifle")
    assert console.desk.commands == [commands.FactCorrected("weapons", "rifle", "affirmed")]


def test_what_nobody_said_is_entered(console: Console, page: Page) -> None:
    page.keyboard.press("c")
    page.keyboard.press("Enter")
    page.keyboard.type("555 0142")
    page.keyboard.press("Enter")
    expect(page.locator("li[data-fact=callback_number]")).to_contain_text("555 0142")
    expect(page.locator(".missing")).to_be_hidden()
    assert console.desk.commands == [
        commands.FactCorrected("callback_number", "555 0142", "affirmed")
    ]


def test_a_correction_is_left_with_escape_and_the_keys_work_again(
    console: Console, page: Page
) -> None:
    page.keyboard.press("c")
    page.keyboard.press("c")
    page.keyboard.press("Escape")
    expect(page.locator(".fact--edit")).to_have_count(0)
    page.keyboard.press("a")
    expect(page.locator("#prompt")).not_to_have_text(FIRST)
    assert console.desk.commands == [commands.Asked("demands")]


def test_a_question_is_read_as_the_card_words_it(page: Page) -> None:
    wording = page.locator("[data-question=demands] .row__ask")
    expect(wording).to_be_hidden()
    page.keyboard.press("q")
    page.locator("[data-question=demands] button").focus()
    expect(wording).to_be_visible()
    expect(wording).to_have_text("Has he said what he wants?")


def test_a_question_of_the_board_is_marked(console: Console, page: Page) -> None:
    page.keyboard.press("q")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("a")
    expect(page.locator("[data-question=hostage_count]")).to_contain_text("asked, no answer yet")
    assert console.desk.commands == [commands.Asked("hostage_count")]


def test_the_handover_sheet_tells_what_the_next_person_must_know(page: Page) -> None:
    page.keyboard.press("h")
    sheet = page.locator(".sheet")
    for words in ("412 Alder Street", "ten o'clock", "He threatens to shoot", "Last words"):
        expect(sheet).to_contain_text(words)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.keyboard.press("c")
    expect(page.locator("#status")).to_contain_text("copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "412 Alder Street" in copied and "Still open\n  Caller safe: unclear" in copied
    page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)


def test_the_handover_sheet_is_printed_alone(page: Page) -> None:
    page.evaluate("window.print = () => { window.printed = true }")
    page.keyboard.press("h")
    page.keyboard.press("p")
    assert page.evaluate("window.printed") is True
    page.emulate_media(media="print")
    expect(page.locator(".sheet")).to_be_visible()
    expect(page.locator("#prompt")).to_be_hidden()


def test_the_incident_summary_is_read_and_copied(page: Page) -> None:
    page.keyboard.press("i")
    sheet = page.locator(".sheet")
    for words in ("Kind concluded from the call", "In the caller's words", "412 Alder Street"):
        expect(sheet).to_contain_text(words)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.keyboard.press("c")
    expect(page.locator("#status")).to_contain_text("The incident summary is copied")
    assert "412 Alder Street" in page.evaluate("navigator.clipboard.readText()")
    page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)


def test_the_transcript_is_read_back_page_by_page(console: Console, page: Page) -> None:
    console.happen(*(final(f"u-{50 + n}", f"line {n}, and some words more") for n in range(150)))
    first = page.locator(".line").first
    expect(page.locator(".line").last).to_contain_text("line 149")
    expect(first).not_to_contain_text("where is your emergency")
    place = "node => node.scrollTop"
    lines = page.locator(".lines")
    newest = lines.evaluate(place)
    page.keyboard.press("PageUp")
    expect(page.locator(".newest")).to_be_visible()
    back = lines.evaluate(place)
    page.keyboard.press("PageDown")
    assert back < lines.evaluate(place) <= newest
    for _ in range(40):  # also to what was not on the page
        page.keyboard.press("PageUp")
    expect(first).to_contain_text("where is your emergency")
    expect(first).to_be_in_viewport()
    page.keyboard.press("End")
    expect(page.locator(".line").last).to_be_in_viewport()


def test_all_notes_can_be_read(console: Console, page: Page) -> None:
    console.happen(*(NoteAdded(f"note {n}", "dispatcher") for n in range(7)))
    notes = page.locator(".notes li")
    expect(notes).to_have_count(7)
    expect(notes.first).to_contain_text("note 6")
    page.locator(".notes__list").focus()
    page.keyboard.press("End")
    page.keyboard.press("PageDown")
    expect(notes.last).to_be_in_viewport()


def test_the_help_lists_every_key(page: Page) -> None:
    page.keyboard.press("?")
    keys = page.locator(".keys dt").all_inner_texts()
    assert [key for key in keys if len(key) == 1] == list("AWSDXTCVQNHIGLEMB/?")
    page.keyboard.press("Escape")
    expect(page.locator(".keys")).to_have_count(0)


def test_bright_and_dark_have_a_key(page: Page) -> None:
    theme = "document.documentElement.dataset.theme"
    page.keyboard.press("b")
    assert page.evaluate(theme) == "light"
    page.keyboard.press("b")
    assert page.evaluate(theme) == "dark"


def test_the_next_call_and_back(console: Console, page: Page) -> None:
    console.server.do(lambda: hostage(console.desk, OTHER))
    page.keyboard.press("g")
    expect(page).to_have_url(re.compile(OTHER))
    page.keyboard.press("g")
    expect(page).to_have_url(re.compile("2024-03-09-0117"))


def test_a_call_is_opened_from_the_board_by_its_number(console: Console, page: Page) -> None:
    console.server.do(lambda: hostage(console.desk, OTHER))
    page.keyboard.press("l")
    expect(page.locator(".board tbody tr")).to_have_count(2)
    page.keyboard.press("2")
    expect(page).to_have_url(re.compile(OTHER))
    expect(page.locator("#prompt")).to_have_text(FIRST)


def test_a_past_call_is_found_and_opened(page: Page) -> None:
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.type("nothing like it")
    expect(page.get_by_text("No call fits that.")).to_be_visible()
    page.keyboard.press("Control+A")
    page.keyboard.type("alder")
    expect(page.locator(".history tbody tr")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#prompt")).to_have_text(FIRST)


def test_reading_back_is_never_disturbed_and_end_leads_to_the_newest(
    console: Console, page: Page
) -> None:
    lines = page.locator(".lines")
    at = lines.evaluate("node => (node.scrollTop = 60)")
    expect(page.locator(".newest")).to_be_visible()
    console.happen(*(final(f"u-{50 + n}", f"line {n}, and some words more") for n in range(5)))
    expect(page.locator(".line")).to_have_count(18)
    assert lines.evaluate("node => node.scrollTop") == at
    page.keyboard.press("End")
    expect(page.locator(".line").last).to_be_in_viewport()
    expect(page.locator(".newest")).to_be_hidden()
