"""What a dispatcher sees and does during a call."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from assistant import commands
from assistant.events import (
    CallEnded,
    CallTypeChanged,
    CprTimed,
    FactCorrected,
    GuidanceIssued,
    PhraseFlagged,
    RapportObserved,
    StageFailed,
    StageRecovered,
    TranscriptFinal,
    TranscriptPartial,
)
from assistant.guidance.card_summary import CardQuestion, CardSummary
from assistant.readiness import Readiness
from tests.api.scenario import CALL_ID
from tests.browser.conftest import Console

ASKED_IN_ROBBERY = (CardQuestion("property_taken", "What did they take?"),)


def final(utterance_id: str, text: str) -> TranscriptFinal:
    return TranscriptFinal(utterance_id, "caller", text, 70_000, 72_000, (), 0.9, "en")


def test_the_live_call_opens_by_itself_and_shows_what_matters(
    console: Console, tmp_path: Path
) -> None:
    console.open("/")
    page = console.page
    expect(page.locator("#prompt")).to_have_text("Has he said what he wants?")
    expect(page.locator(".prompt__why")).to_contain_text("he'll shoot one of them at ten")
    expect(page.locator(".prompt__card")).to_contain_text("Not approved for live use")
    expect(page.locator(".line")).to_have_count(13)
    expect(page.locator(".line--caller .line__who").first).to_contain_text("Caller")
    expect(page.locator(".line--dispatcher .line__who").first).to_contain_text("You")
    expect(page.locator(".alert").first).to_contain_text("Threat to kill")
    expect(page.locator(".row--unclear").first).to_contain_text("unclear (not sure)")
    expect(page.locator(".top__type")).to_contain_text("88 %")
    expect(page.locator("#status")).to_contain_text("Everything works")
    shot = tmp_path / "call.png"
    page.screenshot(path=shot)
    assert shot.stat().st_size > 10_000
    assert console.faults == []


def test_words_being_said_are_replaced_by_the_final(console: Console) -> None:
    console.open(f"/#call={CALL_ID}")
    partial = console.page.locator(".line--partial")
    expect(console.page.locator("#prompt")).to_be_visible()
    console.happen(TranscriptPartial("u-50", 1, "caller", "there's a back", 10))
    expect(partial).to_contain_text("there's a back")
    console.happen(final("u-50", "There's a back door."))
    expect(partial).to_have_count(0)
    expect(console.page.locator(".line").last).to_contain_text("There's a back door.")


def test_the_cpr_clock_tells_four_times_and_what_is_aimed_for(console: Console) -> None:
    aims = {"recognition_s": 90, "first_compression_s": 900}
    console.open(f"/#call={CALL_ID}")
    clock = console.page.locator(".cpr")
    expect(console.page.locator("#prompt")).to_be_visible()
    expect(clock).to_be_hidden()
    console.happen(CprTimed(8000, 95_000, None, None, aims))
    expect(clock).to_contain_text("Address known 0:08")
    expect(clock).to_contain_text("Arrest seen 1:35 of 1:30, late")
    expect(clock).to_contain_text("Told to push not yet")
    expect(clock).to_contain_text("Counting not yet of 15:00")
    console.happen(CprTimed(8000, 95_000, 110_000, 120_000, aims))
    expect(clock).to_contain_text("Counting 2:00")
    assert console.faults == []


def test_single_keys_steer_the_call(console: Console) -> None:
    console.open("/")
    page = console.page
    prompt = page.locator("#prompt")
    expect(prompt).to_have_text("Has he said what he wants?")
    page.keyboard.press("a")
    expect(prompt).to_have_text("Is he alone, or is somebody with him?")
    page.keyboard.press("d")
    expect(prompt).to_have_text("It sounds like you're scared for your sister.")
    page.keyboard.press("n")
    page.keyboard.type("a d: side door")
    page.get_by_role("button", name="Keep note").click()
    expect(page.locator(".notes")).to_contain_text("a d: side door")
    assert console.desk.commands == [
        commands.Asked("demands"),
        commands.Dismissed("g-3"),
        commands.Note("a d: side door"),
    ]


def test_a_fact_is_corrected_by_hand(console: Console) -> None:
    console.open("/")
    page = console.page
    fact = page.locator(".fact", has_text="How many held")
    fact.hover()
    fact.get_by_role("button").click()
    page.get_by_label("What holds").fill("5")
    page.get_by_role("button", name="Correct it").click()
    expect(fact).to_contain_text("5")
    expect(fact).to_contain_text("Entered by hand")
    assert console.desk.commands == [commands.FactCorrected("hostage_count", "5", "affirmed")]


def test_the_kind_of_call_is_set_by_hand(console: Console) -> None:
    console.open("/")
    page = console.page
    expect(page.locator(".top__type")).to_contain_text("Hostage")
    page.keyboard.press("t")
    page.get_by_label("This call is").select_option("robbery")
    page.get_by_role("button", name="Set it").click()
    expect(page.locator(".top__type")).to_contain_text("Robbery")
    expect(page.locator(".top__type")).to_contain_text("set by you")


def test_a_seen_alert_steps_back(console: Console) -> None:
    console.open("/")
    console.page.get_by_role("button", name="Seen: Weapon present").click()
    expect(console.page.locator(".alert--seen")).to_contain_text("Weapon present")


def test_a_lost_connection_is_said_and_nothing_is_lost_or_doubled(console: Console) -> None:
    console.open("/")
    page = console.page
    lines = page.locator(".line .line__text")
    expect(lines).to_have_count(13)
    console.happen(final("u-50", "before the drop"))
    expect(lines).to_have_count(14)
    console.server.stop()
    expect(page.locator("#status")).to_contain_text("Connection lost")
    expect(page.locator(".prompt__held")).to_contain_text("this is from")
    log = console.desk.logs[CALL_ID]
    log.append(73_000, final("u-51", "during the drop"))
    log.append(73_100, FactCorrected("weapons", "rifle", "affirmed", "dispatcher", None, "", 1.0))
    console.server.start()
    expect(lines).to_have_count(15)
    expect(page.locator(".prompt__held")).to_be_hidden()
    console.happen(final("u-52", "after the drop"))
    expect(lines.last).to_have_text("after the drop")
    said = [e.payload.text for e in log.events if isinstance(e.payload, TranscriptFinal)]
    assert lines.all_text_contents() == said
    expect(page.locator(".fact", has_text="Weapons")).to_contain_text("rifle")


def test_loading_and_failing_parts_are_said_in_words(console: Console) -> None:
    console.desk.readiness = Readiness("loading", "joining the speech weights", 0.4)
    console.open("/")
    status = console.page.locator("#status")
    expect(status).to_contain_text("Models are loading (40 %): joining the speech weights")
    console.desk.readiness = Readiness("ready", "Everything is loaded.")
    expect(status).not_to_contain_text("loading")
    console.happen(StageFailed("question_stage", "stage_failed", "It stopped."))
    expect(status).to_contain_text("Question stage failed: It stopped.")
    console.happen(StageRecovered("question_stage", "stage_failed", "It works again."))
    console.happen(StageFailed("speech", "degraded", "words come late"))
    expect(status).to_contain_text("Speech is behind: words come late")
    console.happen(StageRecovered("speech", "degraded", "in time again"))
    expect(status).to_contain_text("Everything works")


def test_the_end_of_a_call_is_said(console: Console) -> None:
    console.open("/")
    expect(console.page.locator("#prompt")).to_be_visible()
    console.happen(CallEnded("hung up"))
    expect(console.page.locator("#status")).to_contain_text("The call is over: hung up")
    expect(console.page.locator(".top__time")).to_have_text(re.compile("ended"))
    expect(console.page.locator(".prompt__idle")).to_have_text("The call is over.")


def test_what_the_card_asks_stands_on_the_board_before_anybody_asked(console: Console) -> None:
    card = CardSummary("robbery", "Robbery", "1.0.0", "2024-01-15", True, (), ASKED_IN_ROBBERY)
    console.desk.cards.append(card)
    console.open("/")
    expect(console.page.locator("#prompt")).to_be_visible()
    console.happen(CallTypeChanged("robbery", 1.0, (), "dispatcher"))
    row = console.page.locator(".row", has_text="Property taken")
    expect(row).to_contain_text("not asked")


def test_a_conclusion_is_explained_by_the_words_behind_it(console: Console) -> None:
    log = console.desk.logs[CALL_ID].events
    kind = next(event for event in log if event.type == "call_type_changed")
    told = GuidanceIssued(
        "g-9", "safety_instruction", "x", "Stay down.", 99, "hostage@1", (kind.seq,)
    )
    console.happen(told)
    console.open("/")
    why = console.page.locator(".prompt__why")
    expect(why).to_contain_text("There's a man in there with a gun")


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1920, 1080), (3840, 2160)])
def test_it_fits_the_screen_and_the_prompt_is_large(
    console: Console, width: int, height: int
) -> None:
    console.page.set_viewport_size({"width": width, "height": height})
    console.open("/")
    expect(console.page.locator("#prompt")).to_be_visible()
    overflow = "() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
    assert console.page.evaluate(overflow) == [width, height]
    size = "() => parseFloat(getComputedStyle(document.getElementById('prompt')).fontSize)"
    assert console.page.evaluate(size) >= 40


CONTRASTS = """() => {
  const channel = (v) => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  const parse = (css) => css.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const ground = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const colour = parse(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] > 0) return colour;
    }
  };
  const worst = [];
  for (const node of document.querySelectorAll("body *")) {
    const own = [...node.childNodes].some((one) => one.nodeType === 3 && one.data.trim());
    if (!own || !node.checkVisibility() || node.closest("noscript")) continue;
    const [a, b] = [light(parse(getComputedStyle(node).color)), light(ground(node))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) worst.push(`${node.className || node.tagName} ${ratio.toFixed(2)}`);
  }
  return worst;
}"""


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_every_word_has_enough_contrast(console: Console, theme: str) -> None:
    console.open("/")
    console.page.evaluate("theme => localStorage.setItem('florence.theme', theme)", theme)
    console.page.reload()
    expect(console.page.locator("#prompt")).to_be_visible()
    assert console.page.evaluate(CONTRASTS) == []
    console.open("/#calls")
    expect(console.page.locator(".history tbody tr")).to_have_count(1)
    assert console.page.evaluate(CONTRASTS) == []


def test_an_instruction_shows_what_not_to_do(console: Console) -> None:
    console.open("/")
    issued = GuidanceIssued(
        "g-9", "safety_instruction", "weapon_down", "Would you put it down while we talk?", 95,
        "hostage@1.2.0#instructions/weapon_down", (1,), ("bargain for it",),
    )  # fmt: skip
    console.happen(issued)
    expect(console.page.locator(".prompt__not")).to_have_text("Do not: bargain for it")


def test_the_rapport_lane_tells_the_step_the_questions_and_the_name(console: Console) -> None:
    console.open("/")
    lane = console.page.locator(".rapport")
    expect(lane).to_contain_text("Not begun. Next: listen")
    for technique in ("open_question", "reflection"):
        console.happen(RapportObserved(technique, None, "u-11"))
    console.happen(RapportObserved("name_use", None, "u-11"))
    expect(lane).to_contain_text("Active listening. Next: name the feeling")
    expect(lane).to_contain_text("used once")
    expect(lane).to_contain_text("1 open")


def test_a_phrase_to_avoid_is_a_gentle_hint_afterwards(console: Console) -> None:
    console.open("/")
    console.happen(PhraseFlagged("surrender", "come out safely", "u-11", "hostage@1.2.0#avoid/0"))
    lane = console.page.locator(".rapport")
    expect(lane).to_contain_text("Rather than “surrender”: “come out safely”")


def test_what_escalates_is_listed_with_its_words(console: Console) -> None:
    console.open("/")
    expect(console.page.locator(".pledge--trigger")).to_contain_text("if the police come in")
