"""A live call without sockets: its recorder, its end, and what fails around it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import anyio
import anyio.to_thread
import numpy as np
import pytest

from assistant.audio.codecs import Pcm16
from assistant.errors import BadAudio, CallOver, LineTaken, ModelFailed, NotReady, StoreDamaged
from assistant.events import Event, Speaker, StageFailed
from assistant.live.line import Line
from assistant.live.opening import LineOpening, RecordingFailed
from assistant.live.pace import AHEAD_MAX_S
from assistant.speech.ear import EarHeard
from assistant.store.event_log import EventLog
from tests.live.fakes import FakeEar, FakeEars
from tests.live.house import open_desk

pytestmark = pytest.mark.anyio
BOTH: tuple[Speaker, ...] = ("caller", "dispatcher")
OPENING = LineOpening("line", BOTH, 8000)


def quiet(ms: int) -> Pcm16:
    return np.zeros(ms * 8, np.int16)


class FakeRecorder:
    """Keeps what it is given."""

    def __init__(self) -> None:
        self.written: list[tuple[int, int, int]] = []
        self.closed = 0

    def write(self, channel: int, pcm: Pcm16, at_ms: int) -> None:
        self.written.append((channel, len(pcm), at_ms))

    def close(self) -> None:
        self.closed += 1


class FakeRecorders:
    """One recorder for the one call of a test."""

    def __init__(self) -> None:
        self.recorder, self.asked = FakeRecorder(), ("", 0, 0)
        self.failed: RecordingFailed = lambda failure: None

    def __call__(
        self, call_id: str, rate: int, channels: int, failed: RecordingFailed
    ) -> FakeRecorder:
        self.asked, self.failed = (call_id, rate, channels), failed
        return self.recorder


class DeafEar(FakeEar):
    """Fails as soon as it should hear."""

    async def heard(self) -> AsyncIterator[EarHeard]:
        raise RuntimeError("he has a gun")
        yield  # an iterator, as the others


class DeafEars(FakeEars):
    def __call__(
        self, call_id: str, speakers: tuple[Speaker, ...], hotwords: tuple[str, ...]
    ) -> FakeEar:
        self.by_call[call_id] = DeafEar(speakers)
        return self.by_call[call_id]


async def test_the_recorder_is_given_everything_where_it_belongs(tmp_path: Path) -> None:
    recorders = FakeRecorders()
    async with open_desk(tmp_path, FakeEars(), recorders) as desk:
        line = await desk.open_line("c1", OPENING)
        for _ in range(2):
            for channel in (0, 1):
                await line.feed(channel, quiet(100))
        await line.feed(0, quiet(1500))
        await line.hang_up("hung up")
    assert recorders.asked == ("c1", 8000, 2)
    assert recorders.recorder.written == [
        (0, 800, 0), (1, 800, 0), (0, 800, 100), (1, 800, 100), (0, 8000, 200), (0, 4000, 1200),
    ]  # fmt: skip
    assert recorders.recorder.closed == 1


async def test_a_call_is_heard_with_the_hotwords_of_the_moment(tmp_path: Path) -> None:
    ears = FakeEars()
    async with open_desk(tmp_path, ears) as desk:
        for number, words in enumerate(((), ("Mill Lane", "Alder"))):
            desk.tune({"hotwords": words})
            line = await desk.open_line(f"c{number}", OPENING)
            assert ears.hotwords == words
            await line.hang_up("hung up")


async def test_a_recording_that_fails_is_told_in_the_log(tmp_path: Path) -> None:
    recorders = FakeRecorders()
    async with open_desk(tmp_path, FakeEars(), recorders) as desk:
        line = await desk.open_line("c1", OPENING)
        failure = StageFailed("recording", "recording_failed", "the disk is full")
        await anyio.to_thread.run_sync(recorders.failed, failure)
        with anyio.fail_after(5):
            async with desk.follow("c1", 0) as events:
                async for event in events:
                    if event.payload == failure:
                        break
        await line.hang_up("hung up")


async def test_channels_go_on_side_by_side_after_a_resumption(tmp_path: Path) -> None:
    ears = FakeEars()
    async with open_desk(tmp_path, ears) as desk:
        line = await desk.open_line("c1", OPENING)
        await line.feed(0, quiet(700))
        line.let_go()
        line = await desk.resume_line("c1", OPENING)
        await line.feed(1, quiet(300))
        await line.hang_up("hung up")
        assert (await desk.call("c1")).summary.duration_ms == 1000
    assert abs(ears.by_call["c1"].given[1] - 16_000) < 64


async def test_an_ear_that_fails_is_told_and_the_call_still_ends(tmp_path: Path) -> None:
    async with open_desk(tmp_path, DeafEars()) as desk:
        line = await desk.open_line("c1", OPENING)
        await line.feed(0, quiet(100))
        await line.hang_up("hung up")
        view = await desk.call("c1")
        told = [e for e in await desk.events("c1", 0, -1) if isinstance(e.payload, StageFailed)]
    assert view.ended == "hung up" and len(told) == 1
    assert "gun" not in str(told)


async def test_a_line_that_is_over_or_taken_takes_nothing_more(tmp_path: Path) -> None:
    async with open_desk(tmp_path, FakeEars()) as desk:
        first = await desk.open_line("c1", OPENING)
        second = await desk.resume_line("c1", OPENING)
        with pytest.raises(LineTaken):
            await first.feed(0, quiet(20))
        first.let_go()  # no longer its own to let go
        await second.feed(0, quiet(20))
        await second.hang_up("hung up")
        with pytest.raises(CallOver):
            await second.feed(0, quiet(20))
        with pytest.raises(CallOver):
            await desk.resume_line("c1", OPENING)
        with pytest.raises(CallOver):
            await desk.open_line("c1", OPENING)


async def test_two_lines_cannot_open_the_same_call(tmp_path: Path) -> None:
    opened: list[Line | None] = []

    async def attempt() -> None:
        try:
            opened.append(await desk.open_line("c1", OPENING))
        except LineTaken:
            opened.append(None)

    async with open_desk(tmp_path, FakeEars()) as desk:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(attempt)
            tasks.start_soon(attempt)
        assert sorted(line is None for line in opened) == [False, True]


async def test_sound_that_cannot_be_live_is_refused(tmp_path: Path) -> None:
    async with open_desk(tmp_path, FakeEars()) as desk:
        line = await desk.open_line("c1", OPENING)
        await line.feed(0, quiet(AHEAD_MAX_S * 1000 + 5000))
        with pytest.raises(BadAudio, match="faster than it is spoken"):
            await line.feed(0, quiet(20))


class FullLog(EventLog):
    """A log whose disk is full after a call's beginning."""

    def append(self, batch: Sequence[Event]) -> None:
        if batch and batch[0].seq > 1:
            raise StoreDamaged("The event log cannot be used")
        super().append(batch)


async def test_a_call_that_cannot_be_kept_fails_alone_and_says_so(tmp_path: Path) -> None:
    ears = FakeEars()
    async with open_desk(tmp_path, ears, keep=FullLog) as desk:
        line, other = await desk.open_line("c1", OPENING), await desk.open_line("c2", OPENING)
        await line.feed(0, quiet(1500))
        with anyio.fail_after(5):
            await line.lost()
        with pytest.raises(ModelFailed):
            await line.feed(0, quiet(20))
        await other.feed(0, quiet(20))
    assert ears.by_call["c1"].finished == 1


async def test_no_call_is_begun_while_nothing_can_be_heard(tmp_path: Path) -> None:
    async with open_desk(tmp_path, None) as desk:
        with pytest.raises(NotReady):
            await desk.open_line("c1", OPENING)
        assert await desk.calls(limit=5, before=None) == []
