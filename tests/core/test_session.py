"""The session: one writer, readings back through the inbox, failures told."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import anyio
import pytest

from assistant.clock import ReplayClock
from assistant.events import (
    CallEnded,
    CallStarted,
    ClockTicked,
    Event,
    NoteAdded,
    Payload,
    SilenceObserved,
)
from assistant.hub import Hub
from assistant.pipeline import Pipeline, replay_inputs
from assistant.replay import Moment, play, written_moments
from assistant.session import CallSession
from assistant.stage import Stage
from assistant.store.event_log import EventLog
from tests.core.builders import BEGAN, final
from tests.core.fakes import FakeUnderstander

pytestmark = pytest.mark.anyio
STARTED = CallStarted("a.txt", ("caller", "dispatcher"), {}, {})


class TickCounter:
    """Tells every fifth second, and nothing on others."""

    name = "ticks"

    def handle(self, event: Event) -> Iterator[Payload]:
        if isinstance(event.payload, ClockTicked) and event.at_ms % 5000 == 0:
            yield SilenceObserved("caller", event.at_ms)


@pytest.fixture
def log(tmp_path: Path) -> EventLog:
    return EventLog(tmp_path / "calls.sqlite3")


@asynccontextmanager
async def running(
    log: EventLog, understander: FakeUnderstander, *stages: Stage
) -> AsyncIterator[tuple[CallSession, ReplayClock, Hub]]:
    hub, clock = Hub(log), ReplayClock(BEGAN)
    session = CallSession(Pipeline("call", stages), log, understander, clock, hub.publish)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(session.run)
        await session.put(STARTED)
        yield session, clock, hub
        tasks.cancel_scope.cancel()


async def test_a_final_is_understood_and_its_reading_follows(log: EventLog) -> None:
    understander = FakeUnderstander({"help": {"eccs": 4}})
    async with running(log, understander) as (session, _, _hub):
        await session.put_settled(final("help"))
    types = [event.type for event in log.read("call")]
    assert types == ["call_started", "transcript_final", "utterance_understood"]


async def test_a_failing_understander_is_told_once_and_the_call_goes_on(log: EventLog) -> None:
    understander = FakeUnderstander(fails=frozenset({"bad", "worse"}))
    async with running(log, understander) as (session, _, _hub):
        for number, text in enumerate(("bad", "worse", "good"), start=1):
            await session.put_settled(final(text, number=number))
    types = [event.type for event in log.read("call")]
    assert types.count("stage_failed") == 1 and types.count("stage_recovered") == 1
    assert types[-1] == "utterance_understood"


async def test_the_end_lets_the_understander_forget(log: EventLog) -> None:
    understander = FakeUnderstander()
    async with running(log, understander) as (session, _, _hub):
        await session.put(CallEnded("over"))
        await session.ended.wait()
        assert await session.put(NoteAdded("late", "t")) == []
    assert understander.forgotten == ["call"]


async def test_a_played_call_runs_in_media_time_and_replays_to_the_same_bytes(
    log: EventLog,
) -> None:
    finals = [final("one", number=3), final("two", "dispatcher", number=12)]
    async with running(log, FakeUnderstander(), TickCounter()) as (session, clock, _hub):
        await play(session, clock, written_moments(finals))
    events = log.read("call")
    assert [e.at_ms for e in events if e.type == "silence_observed"] == [5000, 10000]
    assert [e.at_ms for e in events] == sorted(e.at_ms for e in events)
    assert list(replay_inputs(events, Pipeline("call", [TickCounter()]))) == events


async def test_followers_see_each_event_once_from_where_they_ask(log: EventLog) -> None:
    async with running(log, FakeUnderstander()) as (session, _, hub):
        await session.put(NoteAdded("one", "t"))
        async with hub.follow("call", after=1) as events:
            await session.put(NoteAdded("two", "t"))
            await session.put(CallEnded("over"))
            seqs = [event.seq async for event in events]
    assert seqs == [2, 3, 4]


async def test_a_source_is_ended_with_the_call(log: EventLog) -> None:
    async def moments() -> AsyncIterator[Moment]:
        yield Moment(100, NoteAdded("x", "t"))

    async with running(log, FakeUnderstander()) as (session, clock, _hub):
        await play(session, clock, moments())
    assert log.call("call").ended
