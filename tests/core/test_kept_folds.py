"""Folds that are kept: what came since is read, once, and always as the whole log would say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import get_args

import anyio
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import CallNotFound
from assistant.events import CallStarted, Event, Payload
from assistant.folds import UNFOLDED, fold
from assistant.kept_folds import KeptFolds
from assistant.store.event_log import EventLog
from assistant.views import CallSummary
from tests.core.builders import BEGAN, events, final

pytestmark = pytest.mark.anyio
st.register_type_strategy(float, st.floats(0, 1))
SUMMARY = CallSummary("call", BEGAN, "test", True, None, None, 0, 0)
PAYLOADS = get_args(get_args(Payload)[0])
STARTED = CallStarted("test", ("caller", "dispatcher"), {}, {})


class CountedLog(EventLog):
    """Notes after which event it was read each time."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.reads: list[int] = []

    def read_without(self, call_id: str, types: Sequence[str], after: int = 0) -> list[Event]:
        """The events, as ever."""
        self.reads.append(after)
        return super().read_without(call_id, types, after)


@pytest.fixture
def log(tmp_path: Path) -> Iterator[CountedLog]:
    """A log with the beginnings of three calls."""
    held = CountedLog(tmp_path / "calls.sqlite3")
    for name in ("one", "two", "three"):
        held.append(events(STARTED, final("He has a gun."), call_id=name))
    yield held
    held.close()


async def test_only_what_came_since_is_read(log: CountedLog) -> None:
    folds = KeptFolds(log)
    await folds.of("one")
    log.append(events(STARTED, final(""), final("Hurry.", number=2), call_id="one")[2:])
    now = await folds.of("one")
    assert [line.text for line in now.transcript.values()] == ["He has a gun.", "Hurry."]
    assert (log.reads, now.last_seq) == ([0, 2], 3)


@given(st.lists(st.sampled_from(PAYLOADS).flatmap(st.from_type), min_size=1, max_size=30))
def test_what_is_not_read_changes_no_fold(payloads: list[Payload]) -> None:
    log = events(*payloads)
    read = [event for event in log if event.type not in UNFOLDED or event is log[-1]]
    assert fold(read).view(SUMMARY) == fold(log).view(SUMMARY)


async def test_two_who_ask_at_once_get_each_event_once(log: CountedLog) -> None:
    folds = KeptFolds(log)
    got: list[int] = []

    async def ask() -> None:
        got.append((await folds.of("one")).last_seq)

    async with anyio.create_task_group() as tasks:
        for _ in range(5):
            tasks.start_soon(ask)
    assert got == [2] * 5
    assert len((await folds.of("one")).transcript) == 1


async def test_the_call_asked_for_longest_ago_is_let_go(log: CountedLog) -> None:
    folds = KeptFolds(log, most=2)
    for name in ("one", "two", "three", "two", "one"):
        await folds.of(name)
    assert log.reads == [0, 0, 0, 2, 0]


async def test_an_unknown_call_stays_unknown(log: CountedLog) -> None:
    folds = KeptFolds(log)
    for _ in range(2):
        with pytest.raises(CallNotFound):
            await folds.of("none")
