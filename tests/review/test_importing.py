"""Importing recordings: found, queued, taken, resumed after a crash."""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path

import anyio
import pytest

from assistant.errors import AudioUnreadable, InputError, NotReady, ReviewInvalid, StoreDamaged
from assistant.performance import Heard
from assistant.review.finding import recordings_in
from assistant.review.importing import Importer
from assistant.review.library import Library
from assistant.store.imports import Candidate, ImportItem, Imports
from assistant.store.wanted import Wanted
from tests.review.calls import Script, arrest
from tests.review.shelves import keep, library


class Killed(BaseException):
    """The process is gone: nothing more of it runs."""


class Player:
    """Plays any file as the arrest; what a name begins with makes it fail, die or be interrupted.

    Each `^C` is one press of Ctrl-C.
    """

    def __init__(self, held: Library) -> None:
        self.held, self.played = held, list[str]()

    async def __call__(self, item: ImportItem, heard: Heard) -> None:
        filename, call_id = item.filename, item.call_id or ""
        self.played.append(filename)
        heard(0.5)
        if filename.startswith("bad"):
            raise AudioUnreadable(f"{filename} is no audio")
        if filename.startswith("odd"):
            raise ValueError("what somebody said")
        if filename.startswith("full"):
            raise StoreDamaged("The disk is full")
        if filename.startswith("kill"):
            keep(self.held, Script().say("caller", "broken off", 0, 900).events, call_id)
            raise Killed
        for _ in range(filename.count("^C")):
            signal.raise_signal(signal.SIGINT)
        if "^C" in filename:
            await anyio.sleep(10)
        keep(self.held, arrest(), call_id)


@pytest.fixture
def held(tmp_path: Path) -> Library:
    return library(tmp_path / "data")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    return tmp_path / "in"


def queue(held: Library, folder: Path) -> tuple[int, Importer]:
    """How many of a folder are new, and an importer over the queue."""
    imports = Imports(held.database)
    found = [one for one in recordings_in(folder) if isinstance(one, Candidate)]
    added = sum(imports.add(one) is not None for one in found)
    return added, Importer(held, imports, folder.parent)


def work(importer: Importer, player: Player) -> list[ImportItem]:
    told: list[ImportItem] = []
    with importer.alone():
        anyio.run(importer.run, player, told.append)
    return told


def listed(held: Library) -> int:
    return len(held.page(Wanted(), 100, None).calls)


def test_copies_are_taken_once_and_a_second_run_takes_nothing(held: Library, folder: Path) -> None:
    for name in ("a.wav", "b.wav", "copy of a.wav"):
        (folder / name).write_text(name[-5])
    assert queue(held, folder)[0] == 2
    player = Player(held)
    work(queue(held, folder)[1], player)
    assert player.played == ["a.wav", "b.wav"] and listed(held) == 2
    added, again = queue(held, folder)
    assert added == 0 and work(again, player) == []


def test_one_that_fails_says_why_and_the_rest_goes_on(held: Library, folder: Path) -> None:
    for name in ("bad.wav", "good.wav", "odd.wav"):
        (folder / name).write_text(name)
    told = work(queue(held, folder)[1], Player(held))
    assert [item.state for item in told] == ["failed", "done", "failed"]
    assert told[0].problem == "bad.wav is no audio" and told[0].code == "audio_unreadable"
    assert "said" not in str(told[2].problem) and listed(held) == 1


def test_killed_in_the_middle_it_goes_on_without_loss_or_double(
    held: Library, folder: Path
) -> None:
    for name in ("a.wav", "kill.wav", "z.wav"):
        (folder / name).write_text(name)
    player = Player(held)
    with pytest.raises(Killed):
        work(queue(held, folder)[1], player)
    (folder / "kill.wav").rename(folder / "mended.wav")
    imports = Imports(held.database)
    with held.database.writing() as db:
        db.execute("UPDATE imports SET filename = 'mended.wav' WHERE filename = 'kill.wav'")
    work(Importer(held, imports, folder.parent), player)
    assert player.played == ["a.wav", "kill.wav", "mended.wav", "z.wav"]
    assert listed(held) == 3 and held.search("broken", 10) == []


@pytest.mark.parametrize("name", ["^C.wav", "^C^C.wav"])
def test_interrupted_it_goes_on_and_the_try_does_not_count(
    held: Library, folder: Path, name: str
) -> None:
    for one in ("A.wav", name, "z.wav"):
        (folder / one).write_text(one)
    added, importer = queue(held, folder)
    with pytest.raises((KeyboardInterrupt, asyncio.CancelledError)):
        work(importer, Player(held))
    (broken,) = importer.imports.items("running")
    assert added == 3 and (broken.filename, broken.tries) == (name, 0)
    with held.database.writing() as db:
        db.execute("UPDATE imports SET filename = 'again.wav' WHERE item = ?", (broken.item,))
    again = Player(held)
    work(Importer(held, Imports(held.database), folder.parent), again)
    assert again.played == ["again.wav", "z.wav"] and listed(held) == 3


def test_killed_between_the_calls_end_and_the_note_of_it_nothing_is_played_twice(
    held: Library, folder: Path
) -> None:
    (folder / "a.wav").write_text("a")
    _, importer = queue(held, folder)
    importer.imports.take_up("whole")
    keep(held, arrest(), "whole")
    player = Player(held)
    work(importer, player)
    assert player.played == [] and importer.imports.item(1).state == "done" and listed(held) == 1


def test_a_full_disk_stops_the_import_and_leaves_the_queue(held: Library, folder: Path) -> None:
    for name in ("full.wav", "z.wav"):
        (folder / name).write_text(name)
    _, importer = queue(held, folder)
    with pytest.raises(StoreDamaged):
        work(importer, Player(held))
    with importer.alone():
        assert importer.standing().queued == 2


def test_only_one_import_runs_on_the_same_data(held: Library, folder: Path) -> None:
    _, one = queue(held, folder)
    _, other = queue(held, folder)
    with one.alone(), pytest.raises(NotReady), other.alone():
        pass


def test_what_waits_is_cancelled_and_resumed(held: Library, folder: Path) -> None:
    for name in ("a.wav", "b.wav"):
        (folder / name).write_text(name)
    _, importer = queue(held, folder)
    assert importer.imports.cancel() == 2 and work(importer, Player(held)) == []
    assert importer.imports.resume() == 2 and len(work(importer, Player(held))) == 2


def test_a_failed_recording_is_queued_again_when_it_is_offered_again(
    held: Library, folder: Path
) -> None:
    (folder / "bad.wav").write_text("x")
    work(queue(held, folder)[1], Player(held))
    (folder / "bad.wav").rename(folder / "good.wav")
    assert queue(held, folder)[0] == 1


def test_the_list_beside_recordings_names_dispatchers_and_tags(held: Library, folder: Path) -> None:
    (folder / "a.wav").write_text("a")
    (folder / "calls.csv").write_text("file,dispatcher,tags\na.wav,Ana,Night;training\n")
    work(queue(held, folder)[1], Player(held))
    (call,) = held.page(Wanted(), 10, None).calls
    assert call.dispatcher == "Ana" and call.tags == ("night", "training")


@pytest.mark.parametrize("text", ["file\n,\n", "file,tags\na.wav,<b>\n"])
def test_a_list_that_is_wrong_is_refused(folder: Path, text: str) -> None:
    (folder / "a.wav").write_text("a")
    (folder / "calls.csv").write_text(text)
    with pytest.raises((InputError, ReviewInvalid)):
        list(recordings_in(folder))


def test_no_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no folder"):
        list(recordings_in(tmp_path / "none"))


def test_the_remaining_time_follows_the_pace_so_far(held: Library, folder: Path) -> None:
    for name in ("a.wav", "b.wav", "c.wav"):
        (folder / name).write_text(name)
    _, importer = queue(held, folder)
    assert importer.standing().remaining_s is None
    importer.imports.take_up("x")
    importer.imports.settle(1, "done", took_ms=30_000)
    assert importer.standing().remaining_s == 60.0
