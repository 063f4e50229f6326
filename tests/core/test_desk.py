"""The desk: answers while models load, takes recordings and commands, ends what was interrupted."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import anyio
import anyio.lowlevel
import pytest

from assistant import commands
from assistant.calls import House
from assistant.desk import Desk
from assistant.engines import Engines, Progress
from assistant.errors import (
    CallLive,
    CallNotFound,
    CommandInvalid,
    DemoNotFound,
    ModelFailed,
    NotReady,
    RecordingNotFound,
    TranscriptInvalid,
    WeightsMissing,
)
from assistant.events import CallStarted, Event, NoteAdded, Speaker
from assistant.readiness import Readiness
from assistant.settings import Settings, load_settings
from assistant.store.event_log import EventLog
from assistant.understanding.absent import AbsentUnderstander
from tests.audio.files import tone, write_audio
from tests.core.builders import BEGAN
from tests.core.fakes import FakeUnderstander
from tests.speech.fakes import FakeTranscriber

pytestmark = pytest.mark.anyio


class Turns:
    """Takes every second utterance for the caller's."""

    async def speakers(self, texts: Sequence[str]) -> list[Speaker]:
        return [("dispatcher", "caller")[number % 2] for number, _ in enumerate(texts)]


async def fake_engines(settings: Settings, progress: Progress) -> Engines:
    progress("Loading nothing", 0.5)
    return Engines(FakeUnderstander(), Turns(), None)


async def never(settings: Settings, progress: Progress) -> Engines:
    progress("Loading for ever", 0.1)
    await anyio.sleep_forever()
    raise AssertionError


async def broken(settings: Settings, progress: Progress) -> Engines:
    raise WeightsMissing("The speech model is damaged", todo="run florence check")


async def deaf(settings: Settings, progress: Progress) -> Engines:
    why = ModelFailed("The language model cannot be loaded", todo="run florence check")
    return Engines(AbsentUnderstander(why), Turns(), None, missing=why)


@pytest.fixture
def own(tmp_path: Path) -> Settings:
    return load_settings(data_dir=tmp_path)


@asynccontextmanager
async def running(settings: Settings, load: object = fake_engines) -> AsyncIterator[Desk]:
    log = EventLog(settings.data_dir / "calls.sqlite3")
    async with Desk(settings, House.open(settings), log, load).running() as desk:  # type: ignore[arg-type]
        yield desk


async def played(desk: Desk, folder: Path, text: str, call_id: str = "one") -> str:
    """A written call once it has been played; its name."""
    path = folder / "upload"
    path.write_text(text, "utf-8")
    with anyio.fail_after(10):
        await desk.loaded()
        await desk.play(path, call_id, filename="call.txt")
    return call_id


async def test_it_answers_while_the_models_load(own: Settings) -> None:
    async with running(own, never) as desk:
        await anyio.wait_all_tasks_blocked()
        assert desk.readiness == Readiness("loading", "Loading for ever", 0.1)
        assert await desk.calls(limit=5, before=None) == []
        with pytest.raises(NotReady):
            await desk.start_demo("hostage")


async def test_models_that_cannot_load_are_told_in_words(own: Settings) -> None:
    async with running(own, broken) as desk:
        await anyio.wait_all_tasks_blocked()
        assert desk.readiness.state == "failed"
        assert "florence check" in desk.readiness.detail


async def test_calls_are_taken_without_a_language_model_and_it_is_told(
    own: Settings, tmp_path: Path
) -> None:
    async with running(own, deaf) as desk:
        call_id = await played(desk, tmp_path, "DISPATCHER: Where?\nCALLER: Here.")
        assert desk.readiness.state == "ready"
        assert "nothing that is said is understood" in desk.readiness.detail
        view = await desk.call(call_id)
        assert [trouble.stage for trouble in view.troubles] == ["understanding"]


async def test_a_recording_is_played_and_its_file_stays(own: Settings, tmp_path: Path) -> None:
    async with running(own) as desk:
        call_id = await played(desk, tmp_path, "DISPATCHER: Where?\nCALLER: Here.")
        view = await desk.call(call_id)
        assert [line.text for line in view.transcript] == ["Where?", "Here."]
        assert view.summary.source == "call.txt" and not view.summary.live
    assert (tmp_path / "upload").exists()


async def test_in_shadow_mode_prompts_are_recorded_and_the_call_says_so(
    own: Settings, tmp_path: Path
) -> None:
    async with running(own) as desk:
        desk.tune({"shadow_mode": True})
        call_id = await played(desk, tmp_path, "DISPATCHER: Where?\nCALLER: Here.")
        events = await desk.events(call_id, 0, 100)
    assert isinstance(events[0].payload, CallStarted) and events[0].payload.shadow_mode
    assert "guidance_issued" in [event.type for event in events]


async def test_a_file_that_cannot_be_used_is_refused_and_the_next_one_runs(
    own: Settings, tmp_path: Path
) -> None:
    async with running(own) as desk:
        with pytest.raises(TranscriptInvalid, match="call.txt"):
            await played(desk, tmp_path, "")
        assert await played(desk, tmp_path, "CALLER: Hello.")


async def test_calls_are_paged_newest_first(own: Settings, tmp_path: Path) -> None:
    async with running(own) as desk:
        names = [await played(desk, tmp_path, f"CALLER: {n}", f"call-{n}") for n in range(3)]
        first = await desk.calls(limit=2, before=None)
        rest = await desk.calls(limit=2, before=first[-1].call_id)
    assert [c.call_id for c in [*first, *rest]] == names[::-1]


async def test_a_call_that_is_over_takes_notes_only(own: Settings, tmp_path: Path) -> None:
    async with running(own) as desk:
        call_id = await played(desk, tmp_path, "CALLER: Hello.")
        await desk.command(call_id, commands.Note("well done"))
        assert (await desk.call(call_id)).notes[0].text == "well done"
        with pytest.raises(CommandInvalid, match="over"):
            await desk.command(call_id, commands.Asked("location"))


@pytest.mark.parametrize(
    "command",
    [
        commands.Asked("locatoin"),
        commands.FactCorrected("nothing", "x", "affirmed"),
        commands.FactCorrected("location", "", "affirmed"),
        commands.FactCorrected("location", "x" * 501, "unknown"),
        commands.CallTypeSet("picnic"),
        commands.Dismissed("g-9999"),
        commands.Note("  "),
    ],
    ids=lambda command: type(command).__name__,
)
async def test_commands_that_name_nothing_we_know_are_refused(
    own: Settings, tmp_path: Path, command: commands.Command
) -> None:
    async with running(own) as desk:
        call_id = await played(desk, tmp_path, "CALLER: Hello.")
        before = len(await desk.events(call_id, 0, -1))
        with pytest.raises(CommandInvalid):
            await desk.command(call_id, command)
        assert len(await desk.events(call_id, 0, -1)) == before


async def test_what_is_not_there_is_said_not_to_be(own: Settings) -> None:
    async with running(own) as desk:
        await anyio.wait_all_tasks_blocked()
        with pytest.raises(CallNotFound):
            await desk.call("nobody")
        with pytest.raises(DemoNotFound):
            await desk.start_demo("picnic")


async def test_a_call_whose_process_was_killed_is_ended_on_opening(own: Settings) -> None:
    log = EventLog(own.data_dir / "calls.sqlite3")
    started = CallStarted("a.wav", ("caller", "dispatcher"), {}, {})
    log.append([Event("left", 1, 0, BEGAN, None, started)])
    log.append([Event("left", 2, 700, BEGAN, None, NoteAdded("x", "t"))])
    with log._database.writing() as db:
        db.execute("UPDATE calls SET owner = ?", (2**22 + 1,))  # above every process number
    log.close()
    async with running(own) as desk:
        view = await desk.call("left")
    assert (view.ended, view.last_seq, view.summary.live) == ("interrupted", 3, False)


async def hearing_engines(settings: Settings, progress: Progress) -> Engines:
    return Engines(FakeUnderstander(), Turns(), FakeTranscriber())


async def uploaded(desk: Desk, folder: Path) -> tuple[str, bytes]:
    """A call whose sound was sent as MP3 under another name; its call_id and the file sent."""
    channels = [tone(440, 1), tone(880, 1)]
    made = write_audio(folder / "a.mp3", channels, rate=16_000, codec="mp3")
    path = made.rename(folder / "upload")
    sent = path.read_bytes()
    await desk.loaded()
    await desk.play(path, "one", filename="call.wav")
    return "one", sent


async def test_the_sound_of_a_submitted_call_is_kept_for_this_user_alone(
    own: Settings, tmp_path: Path
) -> None:
    async with running(own, hearing_engines) as desk:
        call_id, sent = await uploaded(desk, tmp_path)
        kept = await desk.recording(call_id)
    assert kept == tmp_path / "recordings" / f"{call_id}.mp3"
    assert kept.read_bytes() == sent
    assert kept.stat().st_mode & 0o777 == 0o600


async def test_no_sound_is_kept_where_none_may_be(own: Settings, tmp_path: Path) -> None:
    apart = own.model_copy(update={"keep_recordings": False})
    async with running(apart, hearing_engines) as desk:
        call_id, _ = await uploaded(desk, tmp_path)
        with pytest.raises(RecordingNotFound):
            await desk.recording(call_id)
    assert not (tmp_path / "recordings").exists()


async def test_a_recording_that_cannot_be_kept_is_told_and_played(
    own: Settings, tmp_path: Path
) -> None:
    (tmp_path / "recordings").write_text("no folder")
    async with running(own, hearing_engines) as desk:
        call_id, _ = await uploaded(desk, tmp_path)
        failed = [e.payload for e in await desk.events(call_id, 0, -1) if e.type == "stage_failed"]
    assert [getattr(payload, "stage", "") for payload in failed] == ["recording"]


async def test_written_calls_have_no_sound_and_running_ones_none_yet(
    own: Settings, tmp_path: Path
) -> None:
    async with running(own) as desk:
        written = await played(desk, tmp_path, "CALLER: Hello.")
        with pytest.raises(RecordingNotFound):
            await desk.recording(written)
        started = CallStarted("a.wav", ("caller", "dispatcher"), {}, {})
        desk.log.append([Event("live", 1, 0, BEGAN, None, started)])
        with pytest.raises(CallLive):
            await desk.recording("live")
        with pytest.raises(CallNotFound):
            await desk.recording("nobody")
