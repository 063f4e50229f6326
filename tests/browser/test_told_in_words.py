"""What is not sure yet, pressed instead of said, or passed over, is told in words."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from assistant.events import (
    GuidanceIssued,
    GuidanceWithdrawn,
    KeyPressed,
    PartialUnderstood,
    QuestionStateChanged,
    Signal,
    TranscriptPartial,
)
from tests.api.scenario import CALL_ID
from tests.browser.conftest import Console
from tests.browser.test_call_page import final

REF = "alerts@1.0.0#not_breathing"
PERHAPS = "Perhaps: Not breathing: “he's not breathing”"


def opened(console: Console) -> Page:
    """The call, with its prompt."""
    console.open(f"/#call={CALL_ID}")
    expect(console.page.locator("#prompt")).to_be_visible()
    return console.page


def glimpse(console: Console) -> None:
    """A danger heard in words that may still change."""
    signal = Signal("not_breathing", 0.9, "he's not breathing")
    seq = console.desk.logs[CALL_ID].events[-1].seq + 2
    console.happen(
        TranscriptPartial("u-60", 2, "caller", "he's not breathing any", 18),
        PartialUnderstood("u-60", 2, "caller", (signal,)),
        GuidanceIssued("p-1", "alert", "not_breathing", PERHAPS, 99, f"{REF}/provisional", (seq,)),
    )


def test_an_alert_that_is_not_sure_says_so_until_it_is_taken_back(console: Console) -> None:
    page = opened(console)
    glimpse(console)
    alert = page.locator(".alert--perhaps")
    expect(alert).to_contain_text("Not breathing?")
    expect(alert).to_contain_text("Not sure yet: “he's not breathing”")
    console.happen(
        final("u-60", "He's not breathing any harder."),
        GuidanceWithdrawn("p-1", "not_confirmed"),
    )
    expect(alert).to_have_count(0)
    expect(page.locator("#status")).to_contain_text("Taken back, not confirmed: not breathing")


def test_the_board_tells_that_its_strongest_alert_is_not_sure(console: Console) -> None:
    console.open("/#calls")
    expect(console.page.locator(".board tbody tr")).to_have_count(1)
    glimpse(console)
    alert = console.page.locator(".board__alert")
    expect(alert).to_contain_text("Not breathing?")
    expect(alert).to_contain_text("Not sure yet: “he's not breathing”")


def test_an_alert_that_is_confirmed_was_seen_once(console: Console) -> None:
    page = opened(console)
    glimpse(console)
    expect(page.locator(".alert--perhaps")).to_be_visible()
    page.get_by_role("button", name="Seen: Not breathing").click()
    expect(page.locator(".alert--seen")).to_contain_text("Not breathing?")
    console.happen(
        final("u-60", "He's not breathing any more."),
        GuidanceIssued("a-9", "alert", "not_breathing", "Not breathing", 99, REF, ()),
        GuidanceWithdrawn("p-1", "confirmed"),
    )
    expect(page.locator(".alert--perhaps")).to_have_count(0)
    expect(page.locator(".alert--seen")).to_contain_text("Not breathing")
    expect(page.locator("#status")).not_to_contain_text("Taken back")


def test_keys_stand_among_what_was_said_and_presses_together_in_one_line(
    console: Console,
) -> None:
    page = opened(console)
    console.happen(KeyPressed("1", "caller"))
    keys = page.locator(".line--keys")
    expect(keys).to_contain_text("pressed key 1")
    console.happen(KeyPressed("1", "caller"))
    expect(keys).to_contain_text("pressed key 1 twice")
    console.happen(final("u-61", "Hello?"), KeyPressed("4", "caller"), KeyPressed("#", "caller"))
    expect(keys).to_have_count(2)
    expect(keys.last).to_contain_text("pressed keys 4 #")
    said = page.locator(".line:not(.line--partial) .line__text").all_text_contents()
    page.reload()
    expect(page.locator(".line__text").first).to_be_visible()
    assert page.locator(".line__text").all_text_contents() == said
    assert console.faults == []


def test_a_prompt_that_was_passed_over_stays_in_sight_while_it_is_open(console: Console) -> None:
    page = opened(console)
    console.happen(GuidanceWithdrawn("g-2", "passed_over"))
    passed = page.locator(".prompt__passed")
    expect(passed).to_contain_text("still open: Has he said what he wants?")
    page.reload()
    expect(passed).to_contain_text("Passed over at 1:08")
    console.happen(QuestionStateChanged("demands", "answered", None))
    expect(passed).to_be_hidden()
