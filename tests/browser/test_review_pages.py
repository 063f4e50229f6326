"""What a trainer sees and does: library, review, drill; on short calls and an hour-long one."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import anyio
import numpy as np
import pytest
from anyio.lowlevel import checkpoint
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, FilePayload, Page, expect

from api.app import create_app
from assistant.audio.recording import Recording
from assistant.errors import RecordingNotFound
from assistant.events import TranscriptFinal
from assistant.review.drill_sessions import assign
from assistant.review.drills import DrillAssigned
from assistant.review.importing import Importer
from assistant.review.intake import Intake
from assistant.review.library import Library
from assistant.settings import Settings
from assistant.store.imports import Imports
from assistant.store.sound import to_wav
from assistant.transcription import Transcription
from tests.api.fakes import FakeDesk
from tests.browser.conftest import ARGS
from tests.browser.serving import LiveServer
from tests.browser.test_sound import FAKE
from tests.review.calls import Script, arrest, standoff
from tests.review.shelves import keep, library
from tests.review.test_intake import Player

PICTURES = os.environ.get("FLORENCE_PICTURES", "")
"""A folder for pictures of the pages; none: none are taken."""
AT = "/console/review/"
LONG_TASKS = """() => { window.longTasks = []; new PerformanceObserver((list) => {
  for (const one of list.getEntries()) window.longTasks.push(one.duration);
}).observe({type: "longtask", buffered: true}); }"""


class SoundDesk(FakeDesk):
    """A desk that holds the sound of some calls."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder
        line = TranscriptFinal("u1", "caller", "callback_number?", 0, 900, (), 1.0, "en")
        self.transcription = Transcription(1000, ((line,),))

    async def recording(self, call_id: str) -> Path:
        path = self.folder / f"{call_id}.wav"
        if not path.is_file():
            raise RecordingNotFound("This call has no recording")
        return path


@dataclass
class Trainer:
    """The library, the pages over it, and what they logged."""

    held: Library
    url: str
    page: Page
    faults: list[str]
    player: Player
    server: LiveServer

    def open(self, address: str = "") -> None:
        """Go there, under a name."""
        self.page.goto(self.url + AT + address)
        self.page.get_by_label("You are").fill("Kim")
        self.page.get_by_label("You are").press("Tab")


@pytest.fixture(scope="module")
def speaking(browser: Browser) -> Iterator[Browser]:
    """A second Chromium, whose microphone beeps."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    chromium = browser.browser_type.launch(executable_path=path, args=[*ARGS, FAKE])
    yield chromium
    chromium.close()


@pytest.fixture
def trainer(browser: Browser, tmp_path: Path) -> Iterator[Trainer]:
    held = library(tmp_path)
    keep(held, arrest(), "arrest")
    tone = np.sin(np.arange(16_000 * 54) / 20).astype(np.float32) * 0.3
    sound = Recording((tone, np.zeros_like(tone)), 54_000, "x.wav")
    (tmp_path / "arrest.wav").write_bytes(to_wav(sound))
    settings = Settings(data_dir=tmp_path, upload_max_mb=1)
    player = Player(held)
    intake = Intake(Importer(held, Imports(held.database), tmp_path), player)
    desk = SoundDesk(tmp_path)
    server = LiveServer(lambda: create_app(desk, settings, library=held, intake=intake))
    taking = server.do(lambda: asyncio.ensure_future(intake.run(checkpoint)))
    page = browser.new_page(viewport={"width": 1360, "height": 900}, color_scheme="dark")
    page.set_default_timeout(10_000)
    one = Trainer(held, server.url, page, [], player, server)
    page.on("pageerror", lambda error: one.faults.append(str(error)))
    yield one
    page.close()
    server.do(taking.cancel)
    server.stop()


def test_the_library_is_searched_and_leads_to_the_moment(trainer: Trainer) -> None:
    trainer.open()
    page = trainer.page
    expect(page.locator("tbody tr")).to_have_count(1)
    page.get_by_label("Words said").fill("collapsed")
    page.get_by_role("button", name="Show").click()
    page.locator(".rv-hits a").click()
    expect(page.locator(".rv-line[aria-current]")).to_contain_text("collapsed")
    expect(page.locator(".rv-clock")).to_have_text("0:04")
    assert trainer.faults == []


def recording(name: str) -> FilePayload:
    """A file as somebody chooses it."""
    return {"name": f"{name}.wav", "mimeType": "audio/wav", "buffer": name.encode()}


def test_recordings_are_dropped_taken_cancelled_and_tried_again(trainer: Trainer) -> None:
    hold = trainer.player.hold = anyio.Event()
    trainer.open()
    page = trainer.page
    page.get_by_label("Taken by").fill("Ana")
    page.get_by_label("Choose recordings").set_input_files(
        [recording("first"), recording("second"), recording("third")]
    )
    expect(page.locator(".rv-drop")).to_contain_text("3 of 3 sent")
    jobs = page.locator(".rv-jobs li")
    expect(jobs.filter(has_text="first.wav")).to_contain_text("25 %")
    page.get_by_role("button", name="Cancel: third.wav").click()
    expect(jobs.filter(has_text="third.wav")).to_contain_text("cancelled")
    expect(page.locator(".rv-drop")).to_contain_text("1 waiting, 1 cancelled")
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/library.png", full_page=True)
    trainer.player.hold = None
    with page.expect_response("**/cancel"):
        page.get_by_role("button", name="Cancel: first.wav").click()
    trainer.server.do(hold.set)
    expect(jobs.filter(has_text="second.wav")).to_contain_text("ready for review")
    page.get_by_role("button", name="Try again: third.wav").click()
    expect(jobs.filter(has_text="third.wav")).to_contain_text("ready for review")
    expect(page.locator("tbody tr", has_text="Ana")).to_have_count(2)
    assert trainer.faults == []


def test_evidence_of_a_mark_is_heard_and_the_mark_is_overruled(trainer: Trainer) -> None:
    trainer.open("#call=arrest")
    page = trainer.page
    card = page.locator(".rv-card").first
    expect(card.locator("summary").first).to_contain_text("of 100")
    item = card.locator(".rv-item", has_text="Told the caller to push")
    item.locator(".rv-evidence").first.click()
    expect(page.locator(".rv-line[aria-current]")).to_contain_text("Push hard")
    item.locator("summary").click()
    item.get_by_label("Points").fill("3")
    item.get_by_label("Reason").fill("only after a pause")
    item.get_by_role("button", name="Mark").click()
    expect(page.locator("#say")).to_have_text("Saved.")
    expect(item.locator("strong")).to_have_text("3 / 10")
    expect(item).to_contain_text("Kim: only after a pause")
    assert trainer.faults == []


def test_playback_runs_the_transcript_along_and_keys_steer_it(trainer: Trainer) -> None:
    trainer.open("#call=arrest")
    page = trainer.page
    expect(page.locator(".rv-line")).to_have_count(9)
    page.locator("body").click(position={"x": 5, "y": 500})
    page.keyboard.press("ArrowRight")
    expect(page.locator(".rv-clock")).to_have_text("0:05")
    expect(page.locator(".rv-line[aria-current]")).to_contain_text("Nineteen Maple")
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    expect(page.locator(".rv-clock")).to_have_text("0:06")
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    apart = page.evaluate(
        """() => { const line = document.querySelector('.rv-words .now').textContent;
        return line.length > 0; }"""
    )
    assert apart and trainer.faults == []


def test_a_comment_is_kept_at_its_time(trainer: Trainer) -> None:
    trainer.open("#call=arrest&t=12000")
    page = trainer.page
    expect(page.locator(".rv-clock")).to_have_text("0:12")
    page.get_by_label("Comment at this time").fill("Well asked")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("Well asked")).to_be_visible()
    (comment,) = trainer.held.journal("arrest").comments.values()
    assert (comment.at_ms, comment.text, comment.by) == (12_000, "Well asked", "Kim")


def test_a_call_without_sound_is_reviewed_all_the_same(trainer: Trainer) -> None:
    call = Script().say("caller", "somebody is here", 0, 2000)
    keep(trainer.held, call.ends(), "mute", day=1)
    trainer.open("#call=mute")
    expect(trainer.page.locator("#say")).to_contain_text("No sound is kept")
    trainer.page.locator(".rv-words").first.click()
    expect(trainer.page.locator(".rv-line[aria-current]")).to_be_visible()


def test_words_are_put_right_in_place_and_the_old_version_stays(trainer: Trainer) -> None:
    trainer.open("#call=arrest")
    page = trainer.page
    line = page.locator(".rv-line", has_text="He is not breathing")
    line.locator(".rv-words").click()
    line.get_by_role("button", name="Correct").click()
    page.get_by_label("What was said").fill("He has a gun")
    page.get_by_role("button", name="Save").first.click()
    expect(page.locator("#say")).to_contain_text("Kept as version 2")
    expect(page.locator(".rv-line[aria-current]")).to_contain_text("He has a gun")
    page.keyboard.press("e")
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/correct.png")
    page.keyboard.press("Escape")
    page.get_by_text("Facts", exact=True).click()
    expect(page.locator(".rv-fact", has_text="Weapon type")).to_be_visible()
    page.get_by_text("Versions", exact=True).click()
    page.get_by_role("link", name="Version 1").click()
    expect(page.locator(".rv-notice")).to_contain_text("version 1 of 2")
    expect(page.locator(".rv-line", has_text="He is not breathing")).to_be_visible()
    assert page.get_by_role("button", name="Correct").count() == 0
    assert trainer.faults == []


def test_a_fact_and_a_speaker_are_put_right(trainer: Trainer) -> None:
    trainer.open("#call=arrest")
    page = trainer.page
    page.get_by_text("Facts", exact=True).click()
    fact = page.locator(".rv-fact", has_text="19 Maple Lane")
    fact.locator("summary").click()
    fact.get_by_label("Value").fill("90 Maple Lane")
    fact.get_by_role("button", name="Save").click()
    expect(page.locator("#say")).to_contain_text("Kept as version 2")
    page.locator(".rv-words").first.click()
    page.keyboard.press("e")
    page.get_by_label("Who said it").select_option("caller")
    page.locator(".rv-correct").get_by_role("button", name="Save").click()
    expect(page.locator("#say")).to_contain_text("Kept as version 3")
    expect(page.locator(".rv-line").first).to_have_class("rv-line rv-line--caller")
    assert trainer.faults == []


def test_a_fact_said_and_not_heard_is_added_by_keyboard(trainer: Trainer) -> None:
    trainer.open("#call=arrest&t=4000")
    page = trainer.page
    expect(page.locator(".rv-line[aria-current]")).to_contain_text("Nineteen Maple")
    page.keyboard.press("f")
    expect(page.get_by_label("Which fact")).to_be_focused()
    page.keyboard.type("Weap")
    page.keyboard.press("Tab")
    page.keyboard.type("gun")
    page.keyboard.press("Enter")
    expect(page.locator("#say")).to_contain_text("Kept as version 2")
    line = page.locator(".rv-line", has_text="Nineteen Maple")
    expect(line.locator(".rv-edit")).to_be_focused()
    expect(line.locator("form")).to_have_count(0)
    page.get_by_text("Facts", exact=True).click()
    expect(page.locator(".rv-fact", has_text="gun")).to_contain_text("0:04")
    page.get_by_text("Versions", exact=True).click()
    expect(page.locator("ol li strong")).to_contain_text("gun, said and not heard")
    page.get_by_role("button", name="Add a fact said in this line").click()
    expect(page.get_by_label("Which fact")).to_be_focused()
    found = Axe().run(page).response["violations"]
    assert [one["id"] for one in found] == []
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/add-fact.png")
    page.keyboard.press("Escape")
    expect(page.locator(".rv-line form")).to_have_count(0)
    assert trainer.faults == []


def test_the_stairway_and_the_centre_are_shown_and_told(trainer: Trainer) -> None:
    for number in range(5):
        keep(trainer.held, standoff(), f"talk-{number}", day=number)
    trainer.held.catch_up()
    trainer.open("#call=talk-0")
    page = trainer.page
    steps = page.locator(".rv-step")
    expect(steps).to_have_count(4)
    expect(steps.last).to_contain_text("Down to empathy (2 of 5): argue")
    steps.last.get_by_role("button").click()
    expect(page.locator(".rv-line[aria-current]")).to_contain_text("that is wrong")
    page.get_by_text("Measures", exact=True).click()
    measure = page.locator(".rv-measure", has_text="the kind of call was known")
    expect(measure).to_contain_text("The centre's 5 calls of this kind")
    expect(measure.locator("svg .rv-spread__here")).to_have_count(1)
    drawn = measure.locator("svg").bounding_box()
    assert drawn and drawn["width"] == 170
    found = Axe().run(page).response["violations"]
    assert [one["id"] for one in found] == []
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/stairway.png")
    assert trainer.faults == []


def test_a_call_that_still_runs_says_so_kindly(trainer: Trainer) -> None:
    keep(trainer.held, arrest()[:12], "on", day=1)
    trainer.open("#call=on")
    page = trainer.page
    expect(page.locator(".rv-notice")).to_contain_text("still going on")
    page.locator(".rv-words").first.click()
    expect(page.locator(".rv-line[aria-current]")).to_be_visible()
    expect(page.locator("#say")).to_have_text("")
    assert trainer.faults == []


def test_a_drill_stops_asks_and_answers_kindly(trainer: Trainer) -> None:
    trainer.open("#drills")
    page = trainer.page
    page.get_by_label("Call").fill("arrest")
    page.get_by_label("Trainee").fill("Ana")
    page.get_by_role("button", name="Assign").click()
    page.get_by_role("link", name="Begin").click()
    page.get_by_role("button", name="Go straight").click()
    page.get_by_label("What do you ask or say now?").fill("callback_number?")
    page.get_by_role("button", name="Say it").click()
    expect(page.locator(".rv-told").first).to_contain_text("has its place too")
    expect(page.locator(".rv-told").first).to_contain_text("The dispatcher said")
    assert trainer.faults == []


def test_many_drills_come_page_by_page(trainer: Trainer) -> None:
    for number in range(60):
        trainee = "Ana" if number % 2 else "Lee"
        assign(trainer.held, "Kim", DrillAssigned("arrest", trainee, "questions"))
    trainer.open("#drills")
    page, rows = trainer.page, trainer.page.locator("tbody tr")
    expect(rows).to_have_count(50)
    page.get_by_role("button", name="More").press("Enter")
    expect(rows).to_have_count(60)
    expect(rows.nth(50).get_by_role("link")).to_be_focused()
    expect(page.get_by_role("button", name="More")).to_be_hidden()
    page.get_by_label("Only those of").fill("Ana")
    page.get_by_role("button", name="Show").click()
    expect(rows).to_have_count(30)
    page.get_by_label("Only those of").fill("Nobody")
    page.get_by_role("button", name="Show").click()
    expect(rows.first).to_contain_text("No drill is assigned.")
    assert trainer.faults == []


def test_a_line_of_a_drill_is_spoken(trainer: Trainer, speaking: Browser) -> None:
    context = speaking.new_context(permissions=["microphone"])
    page = trainer.page = context.new_page()
    assign(trainer.held, "Kim", DrillAssigned("arrest", "Ana", "questions"))
    trainer.open("#drills")
    page.get_by_role("link", name="Begin").click()
    page.get_by_role("button", name="Go straight").click()
    page.get_by_role("button", name="Speak").click()
    expect(page.get_by_role("button", name="Done speaking")).to_be_visible()
    page.wait_for_timeout(400)
    page.get_by_role("button", name="Done speaking").click()
    expect(page.get_by_label("What do you ask or say now?")).to_have_value("callback_number?")
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/drill.png")
    page.get_by_role("button", name="Say it").click()
    expect(page.locator(".rv-told").first).to_contain_text("The dispatcher said")
    context.close()


def test_a_link_to_no_call_says_so(trainer: Trainer) -> None:
    trainer.open("#call=none")
    expect(trainer.page.locator(".empty")).to_contain_text("There is no such call")


def hour() -> Script:
    """10,000 words in 1,000 turns, and some 3,000 events."""
    call = Script()
    call.typed("hostage")
    for turn in range(1000):
        speaker = "dispatcher" if turn % 2 else "caller"
        at_ms = turn * 3600
        call.say(speaker, "one two three four five six seven eight nine ten", at_ms, at_ms + 3000)  # type: ignore[arg-type]
        if turn % 2:
            call.asks("weapons").shows("reassurance")
        else:
            call.tells("injuries", "none").upset(2)
    return call


def test_an_hour_long_call_opens_scrolls_and_seeks_without_a_long_wait(trainer: Trainer) -> None:
    keep(trainer.held, hour().ends(), "hour", day=1)
    trainer.page.add_init_script(f"({LONG_TASKS})()")
    trainer.open("#call=hour")
    page = trainer.page
    expect(page.locator(".rv-line")).to_have_count(1000)
    page.evaluate("window.longTasks.length = 0")
    for ms in (3_000_000, 10_000, 1_800_000):
        page.locator(".rv-range").evaluate(
            "(range, ms) => { range.value = ms; range.dispatchEvent(new Event('input')); }", ms
        )
        expect(page.locator(".rv-line[aria-current]")).to_be_in_viewport()
    page.locator(".rv-lines").evaluate("(list) => { list.scrollTop = 20000; }")
    page.wait_for_function("() => document.querySelector('.rv-lines').scrollTop > 10000")
    page.evaluate("window.longTasks.length = 0")
    page.locator(".rv-line[aria-current] .rv-edit").click()
    page.get_by_label("What was said").fill("one two three")
    page.locator(".rv-correct").get_by_role("button", name="Save").click()
    expect(page.locator("#say")).to_contain_text("Kept as version 2", timeout=30_000)
    expect(page.locator(".rv-line[aria-current]")).to_contain_text("one two three")
    assert trainer.faults == []


@pytest.mark.parametrize("address", ["", "#call=arrest", "#plan", "#trends", "#drills"])
@pytest.mark.parametrize("theme", ["dark", "light"])
def test_axe_finds_nothing(trainer: Trainer, address: str, theme: str) -> None:
    trainer.page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    trainer.open(address)
    expect(trainer.page.locator("main h1, main h2").first).to_be_attached()
    ready = {"#call=arrest": ".rv-card", "": "tbody tr td"}
    if address in ready:
        expect(trainer.page.locator(ready[address]).first).to_be_attached()
    found = Axe().run(trainer.page).response["violations"]
    told = [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found]
    assert told == []
