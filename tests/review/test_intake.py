"""The intake of a server: what is sent or found is taken once, whatever happens meanwhile."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import anyio
import anyio.lowlevel
import pytest

from assistant.cli.importing import import_
from assistant.errors import AudioUnreadable, InputError, JobNotFound, ReviewInvalid, StoreDamaged
from assistant.performance import Heard
from assistant.review import intake as module
from assistant.review.importing import Importer
from assistant.review.intake import Intake, Sent
from assistant.review.jobs import Job
from assistant.review.library import Library
from assistant.store.imports import ImportItem, Imports
from assistant.store.wanted import Wanted
from tests.review.calls import Script, arrest
from tests.review.shelves import keep, library

pytestmark = pytest.mark.anyio


class Player:
    """Plays any recording as the arrest; `hold` keeps it in mid-call until it is set."""

    def __init__(self, held: Library) -> None:
        self.held, self.played = held, list[str]()
        self.hold: anyio.Event | None = None
        self.full = False

    async def __call__(self, item: ImportItem, heard: Heard) -> None:
        call_id = item.call_id or ""
        self.played.append(item.filename)
        if self.full:
            self.full = False
            raise StoreDamaged("The disk is full", todo="make room")
        if item.filename.startswith("bad"):
            raise AudioUnreadable(f"{item.filename} is no audio")
        heard(0.25)
        if self.hold:
            keep(self.held, Script().say("caller", "broken off", 0, 900).events, call_id)
            await self.hold.wait()
            heard(0.5)
        keep(self.held, arrest(), call_id)


async def until(holds: Callable[[], object]) -> None:
    """Look at what another task or process does, until it is so."""
    with anyio.fail_after(10):
        while not holds():  # noqa: ASYNC110 - there is nobody to tell
            await anyio.sleep(0.01)


class House:
    """A library, its intake and what it is sent."""

    def __init__(self, folder: Path, free: Callable[[], int] = lambda: 2**33) -> None:
        self.held = library(folder)
        self.player = Player(self.held)
        self.importer = Importer(self.held, Imports(self.held.database), folder, free)
        self.intake = Intake(self.importer, self.player)
        self.folder = folder

    async def send(self, name: str, content: str, **more: object) -> Job:
        """A recording as the server takes it over."""
        path = self.importer.incoming / f"recording-{time.monotonic_ns()}"
        path.parent.mkdir(exist_ok=True)
        path.write_text(content)
        return await self.intake.submit(Sent(path, name, **more))  # type: ignore[arg-type]

    async def state(self, job: Job, *states: str) -> Job:
        """The job once it has come to one of these states."""
        await until(lambda: self.job(job).state in states)
        return self.job(job)

    def job(self, job: Job) -> Job:
        """The job now."""
        return self.intake._job(job.job_id)

    def trouble(self) -> str:
        """Why nothing goes on."""
        return self.importer.standing().trouble

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """While the intake works."""
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(self.intake.run, anyio.lowlevel.checkpoint)
            yield
            tasks.cancel_scope.cancel()

    def left(self) -> list[Path]:
        """Files of what was sent that are still there."""
        return list(self.importer.incoming.iterdir())


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.setattr(module, "AGAIN_S", 0.01)
    return House(tmp_path)


async def test_what_is_sent_is_taken_named_and_its_file_removed(house: House) -> None:
    async with house.running():
        job = await house.send("a.wav", "a", dispatcher="Ana", tags=("Night",))
        done = await house.state(job, "done")
    (call,) = house.held.page(Wanted(), 10, None).calls
    assert (call.call_id, call.dispatcher, call.tags) == (done.call_id, "Ana", ("night",))
    assert done.progress == 1.0 and house.left() == []


async def test_the_same_recording_again_is_the_job_it_was(house: House) -> None:
    first = await house.send("a.wav", "a")
    again = await house.send("b.wav", "a")
    assert (again.job_id, again.duplicate, len(house.left())) == (first.job_id, True, 1)
    other = await house.send("a.wav", "a", speakers=("dispatcher", "caller"))
    assert not other.duplicate
    async with house.running():
        await house.state(other, "done")
    assert (await house.send("c.wav", "a")).state == "done" and len(house.player.played) == 2


async def test_a_bad_one_says_why_and_the_rest_goes_on(house: House) -> None:
    async with house.running():
        bad, good = await house.send("bad.wav", "x"), await house.send("good.wav", "y")
        failed = await house.state(bad, "failed")
        await until(lambda: len(house.left()) < 2)
        with pytest.raises(InputError, match="send it again"):
            await house.intake.resume(bad.job_id)
        assert (failed.problem, failed.code) == ("bad.wav is no audio", "audio_unreadable")
        await house.state(good, "done")
    assert house.left() == []


async def test_one_is_cancelled_while_it_is_taken_and_taken_again_later(house: House) -> None:
    house.player.hold = anyio.Event()
    async with house.running():
        job = await house.send("a.wav", "a")
        await until(lambda: house.job(job).progress)
        await house.intake.cancel(job.job_id)
        house.player.hold.set()
        await house.state(job, "cancelled")
        assert house.held.page(Wanted(), 10, None).calls == () and len(house.left()) == 1
        house.player.hold = None
        await house.intake.resume(job.job_id)
        await house.state(job, "done")
    assert house.left() == []


async def test_what_waits_is_cancelled_and_resumed_and_the_list_tells_it(house: House) -> None:
    jobs = [await house.send(f"{n}.wav", str(n)) for n in range(3)]
    assert (await house.intake.cancel()).cancelled == 3
    page = await house.intake.jobs(2, None, "cancelled")
    assert [job.filename for job in page.jobs] == ["2.wav", "1.wav"]
    rest = await house.intake.jobs(2, page.next_before, None)
    assert [job.job_id for job in rest.jobs] == [jobs[0].job_id] and rest.next_before is None
    assert (await house.intake.resume()).queued == 3


async def test_a_full_disk_holds_the_queue_says_so_and_goes_on(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "AGAIN_S", 0.2)
    house.player.full = True
    async with house.running():
        job = await house.send("a.wav", "a")
        await until(house.trouble)
        assert "make room" in (await house.intake.jobs(1, None, None)).standing.trouble
        await house.state(job, "done")
        await until(lambda: not house.trouble())
    assert house.player.played == ["a.wav", "a.wav"]


async def test_what_would_not_fit_into_memory_is_refused_in_a_sentence(tmp_path: Path) -> None:
    house = House(tmp_path, free=lambda: 1_000_000)
    async with house.running():
        failed = await house.state(await house.send("day.wav", "x"), "failed")
    assert failed.problem and "day.wav lasts" in failed.problem and "GB" in failed.problem


async def test_a_watched_folder_is_taken_once_its_files_are_whole(
    house: House, tmp_path: Path
) -> None:
    watched = tmp_path / "in"
    (watched / "night").mkdir(parents=True)
    (watched / "night" / "a.wav").write_text("a")
    assert house.intake.look(watched) == 0  # it may still be on its way
    (watched / "night" / "a.wav").write_text("ab")
    assert house.intake.look(watched) == 0
    assert house.intake.look(watched) == 1 and house.intake.look(watched) == 0
    async with house.running():
        await house.state(await house.send("b.wav", "b"), "done")
    assert (watched / "night" / "a.wav").exists() and len(house.player.played) == 2
    assert Intake(house.importer, house.player).look(watched) == 0


async def test_what_there_is_not_is_said_not_to_be(house: House) -> None:
    for job_id in ("none", "7", "9" * 30):
        with pytest.raises(JobNotFound):
            await house.intake.job(job_id)
    with pytest.raises(ReviewInvalid):
        await house.send("a.wav", "a", tags=("<b>",))


CHILD = """
import sys, anyio, time
from pathlib import Path
from tests.review.test_intake import House
folder = Path(sys.argv[1])
house = House(folder)
class Whole:
    async def __call__(self, item, heard):
        from tests.review.calls import arrest
        from tests.review.shelves import keep
        with (folder / "played").open("a") as file: file.write(item.filename + "\\n")
        keep(house.held, arrest()[:4], item.call_id); heard(0.5)
        await anyio.sleep(0.02)
        import dataclasses
        rest = [dataclasses.replace(e, call_id=item.call_id) for e in arrest()[4:]]
        house.held.log.append(rest)
house.intake._play = Whole()
async def main():
    async with house.running():
        while house.importer.standing().done < 40: await anyio.sleep(0.01)
anyio.run(main)
"""


async def test_what_nobody_waits_for_is_removed_after_an_hour(house: House) -> None:
    await house.send("a.wav", "a")
    for name, age_s in (("recording-old", 7200), ("recording-new", 0)):
        (house.importer.incoming / name).write_text("x")
        os.utime(house.importer.incoming / name, (time.time() - age_s,) * 2)
    with house.importer.alone():
        assert len(house.left()) == 2


def test_killed_again_and_again_nothing_is_lost_and_nothing_taken_twice(tmp_path: Path) -> None:
    house = House(tmp_path)
    for number in range(40):
        anyio.run(house.send, f"{number}.wav", str(number))
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", CHILD, str(tmp_path)]
    for _ in range(3):
        process = subprocess.Popen(command, env=environment)
        done = house.importer.standing().done
        while house.importer.standing().done < done + 5:
            assert process.poll() is None
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        process.wait()
    subprocess.run(command, env=environment, check=True, timeout=60)
    house.held.catch_up(1000)
    calls = house.held.page(Wanted(), 100, None).calls
    assert len(calls) == 40 and house.left() == []
    begun = (tmp_path / "played").read_text().split()
    assert len(set(begun)) == 40 and len(begun) <= 40 + 3  # one was in the middle at each kill


def test_while_a_server_runs_florence_import_only_queues(
    house: House,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("CALLER: Hello.")
    monkeypatch.setenv("FLORENCE_DATA_DIR", str(tmp_path))
    with house.importer.alone():
        assert import_(tmp_path / "in", "Ana", False, False) == 0
    assert "1 wait" in capsys.readouterr().out and house.importer.standing().queued == 1
