"""Whatever people say, write, press or name: it is shown as text, and never runs."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from assistant.events import (
    CallStarted,
    CallTypeChanged,
    FactCorrected,
    GuidanceIssued,
    KeyPressed,
    NoteAdded,
    Payload,
    QuestionStateChanged,
    StageFailed,
    TranscriptPartial,
)
from assistant.guidance.card_summary import CardQuestion, CardSummary
from tests.api.fakes import FakeDesk
from tests.browser.conftest import Console
from tests.browser.test_call_page import final

ATTACK = '<img src=x onerror="window.ran=1"><script>window.ran=1</script>'
REF = "hostage@1.2.0#x"

SAID: dict[str, tuple[Payload, ...]] = {
    ".line__text": (final("u-50", ATTACK),),
    ".line--partial": (TranscriptPartial("u-51", 1, "caller", ATTACK, 9),),
    ".line--keys": (KeyPressed(ATTACK, "caller"),),
    "[data-fact=demands]": (
        FactCorrected("demands", ATTACK, "affirmed", "caller", "u-50", ATTACK, 0.9),
        QuestionStateChanged("demands", "answered", "u-50"),
    ),
    ".top__place": (FactCorrected("location", ATTACK, "affirmed", "dispatcher", None, "", 1.0),),
    ".notes": (NoteAdded(ATTACK, "dispatcher"),),
    "#prompt": (GuidanceIssued("g-9", "safety_instruction", "x", ATTACK, 99, REF, ()),),
    ".alerts": (GuidanceIssued("a-9", "alert", "x", f"{ATTACK}: “{ATTACK}”", 99, REF, ()),),
    ".top__type": (CallTypeChanged(ATTACK, 1.0, (), "dispatcher"),),
    "#status": (StageFailed("speech", "x", ATTACK),),
}


def nothing_ran(console: Console) -> None:
    """The page holds no element of the attack's, and none of it was run."""
    assert console.page.locator("body img, body script").count() == 0
    assert console.page.evaluate("window.ran") is None
    assert console.faults == []


def test_what_comes_in_a_call_is_only_ever_text(console: Console) -> None:
    console.open("/")
    expect(console.page.locator("#prompt")).to_be_visible()
    console.happen(*(payload for payloads in SAID.values() for payload in payloads))
    for place in SAID:
        seen = console.page.locator(place).filter(has_text="<script>window.ran=1</script>")
        expect(seen.first).to_be_visible()
    for key in ("h", "i"):
        console.page.keyboard.press(key)
        expect(console.page.locator(".sheet")).to_contain_text(ATTACK)
        console.page.keyboard.press("Escape")
        expect(console.page.locator(".sheet")).to_have_count(0)
    nothing_ran(console)


def test_a_card_and_its_questions_are_only_ever_text(console: Console) -> None:
    asks = (CardQuestion("weapons", ATTACK),)
    card = CardSummary("house_fire", ATTACK, ATTACK, ATTACK, False, (ATTACK,), asks)
    console.desk.cards.append(card)
    console.open("/#settings")
    expect(console.page.locator("tbody tr").last).to_contain_text(ATTACK)
    console.open("/")
    expect(console.page.locator("#prompt")).to_be_visible()
    console.page.keyboard.press("t")
    expect(console.page.locator("dialog option").last).to_contain_text(ATTACK)
    nothing_ran(console)


def test_names_of_files_and_of_sources_are_only_ever_text(console: Console) -> None:
    sourced(console.desk, "other")
    console.open("/#calls")
    page = console.page
    expect(page.locator(".history tbody")).to_contain_text(ATTACK)
    page.locator("#search").fill(ATTACK)
    sound = {"name": f"{ATTACK}.wav", "mimeType": "audio/wav", "buffer": b"sound"}
    page.locator("#file").set_input_files(sound)  # type: ignore[arg-type]
    expect(page.locator(".upload")).to_contain_text("onerror")
    nothing_ran(console)


def sourced(desk: FakeDesk, call_id: str) -> None:
    """A call whose source is named so."""
    desk.open(call_id).append(0, CallStarted(ATTACK, ("caller",), {}, {}))


@pytest.mark.parametrize(
    "attempt",
    [
        "document.body.innerHTML = '<b>x</b>'",
        "document.body.setAttribute('onclick', 'window.ran = 1')",
        "document.body.append(Object.assign(document.createElement('script'), {text: '1'}))",
        "setTimeout('window.ran = 1')",
    ],
)
def test_the_page_itself_can_turn_no_text_into_markup_or_script(
    console: Console, attempt: str
) -> None:
    console.open("/")
    expect(console.page.locator("#prompt")).to_be_visible()
    outcome = console.page.evaluate(
        f"() => {{ try {{ {attempt} }} catch (e) {{ return e.name }} }}"
    )
    assert outcome == "TypeError"
