"""The page of all calls: opening, uploading, playing a demo."""

from __future__ import annotations

from playwright.sync_api import expect

from assistant.events import CallEnded
from tests.api.scenario import CALL_ID
from tests.browser.conftest import Console


def test_calls_are_listed_and_opened(console: Console) -> None:
    console.open("/#calls")
    row = console.page.locator(".history tbody tr")
    expect(row).to_contain_text("412 Alder Street")
    expect(row).to_contain_text("live now")
    row.get_by_role("link").click()
    expect(console.page.locator("#prompt")).to_be_visible()


def test_a_recording_is_sent_followed_and_opened(console: Console) -> None:
    console.open("/#calls")
    page = console.page
    sound = {"name": "night.wav", "mimeType": "audio/wav", "buffer": b"sound"}
    page.locator("#file").set_input_files(sound)  # type: ignore[arg-type]
    line = page.locator(".upload", has_text="night.wav")
    expect(line).to_contain_text("waiting for its turn")
    console.desk.advance("job-1", "running", progress=0.3)
    expect(line).to_contain_text("listening, 30 %")
    console.desk.advance("job-1", "done", progress=1.0, call_id=CALL_ID)
    line.get_by_role("link", name="open the call").click()
    expect(page.locator("#prompt")).to_be_visible()
    assert console.desk.taken == [(b"sound", "night.wav", None)]


def test_a_recording_that_cannot_be_used_says_why(console: Console) -> None:
    console.open("/#calls")
    page = console.page
    nothing = {"name": "empty.wav", "mimeType": "audio/wav", "buffer": b""}
    page.locator("#file").set_input_files(nothing)  # type: ignore[arg-type]
    expect(page.locator(".upload--failed")).to_contain_text("choose a file that holds sound")
    large = {"name": "large.wav", "mimeType": "audio/wav", "buffer": b"x" * (2**20 + 1)}
    page.locator("#file").set_input_files(large)  # type: ignore[arg-type]
    expect(page.locator(".upload", has_text="large.wav")).to_contain_text("1 MB")
    sound = {"name": "words.wav", "mimeType": "audio/wav", "buffer": b"words"}
    page.locator("#file").set_input_files(sound)  # type: ignore[arg-type]
    expect(page.locator(".upload", has_text="words.wav")).to_contain_text("its turn")
    console.desk.advance("job-1", "failed", problem="This is not audio.", code="audio_unreadable")
    expect(page.locator(".upload", has_text="words.wav")).to_contain_text("This is not audio.")


def test_a_demo_opens_as_a_live_call(console: Console) -> None:
    console.open("/#calls")
    console.page.get_by_role("button", name="Play demo: hostage").click()
    expect(console.page.locator(".prompt__idle")).to_have_text("Listening for the first words.")


def test_an_unknown_call_is_said(console: Console) -> None:
    console.open("/#call=none")
    expect(console.page.locator("#status")).to_contain_text("There is no such call")


def test_without_a_live_call_the_list_opens(console: Console) -> None:
    console.happen(CallEnded("hung up"))
    console.open("/")
    expect(console.page.locator(".history tbody tr")).to_contain_text("1:08")


def test_an_empty_desk_says_what_to_do(console: Console) -> None:
    console.desk.logs.clear()
    console.open("/")
    expect(console.page.get_by_text("No calls yet.")).to_be_visible()
