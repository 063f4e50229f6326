"""Glimpses: what is still being said, looked at for dangers, on the side and within bounds."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import anyio
import pytest

from assistant.clock import ReplayClock
from assistant.events import CallStarted, Event, Signal, Speaker, TranscriptPartial
from assistant.glimpses import GLIMPSE_CHARS, Room, always
from assistant.guidance.alerts import AlertStage
from assistant.pipeline import Pipeline, replay_inputs
from assistant.session import CallSession
from assistant.store.event_log import EventLog
from tests.core.builders import BEGAN, final
from tests.core.fakes import FakeUnderstander
from tests.guidance.builders import shipped_cards

pytestmark = pytest.mark.anyio
CARDS = shipped_cards()
GUN = (Signal("weapon_present", 0.9, "he has a gun"),)
DANGERS = {"he has a gun": GUN, "he has a gun here": GUN, "I smell gas": (Signal("hazard", 1, ""),)}


def partial(
    text: str, stable: int | None = None, speaker: Speaker = "caller", number: int = 1
) -> TranscriptPartial:
    """Words so far; all of them settled unless told otherwise."""
    stable_chars = len(text) if stable is None else stable
    return TranscriptPartial(f"{speaker}-{number:04d}", 1, speaker, text, stable_chars)


class Slow(FakeUnderstander):
    """Glimpses end when they are let."""

    def __init__(self) -> None:
        super().__init__(dangers=DANGERS)
        self.let = anyio.Event()

    async def glimpse(self, call_id: str, speaker: Speaker, text: str) -> tuple[Signal, ...]:
        found = await super().glimpse(call_id, speaker, text)
        await self.let.wait()
        return found


@pytest.fixture
def log(tmp_path: Path) -> EventLog:
    return EventLog(tmp_path / "calls.sqlite3")


@asynccontextmanager
async def running(
    log: EventLog, understander: FakeUnderstander, room: Room = always
) -> AsyncIterator[CallSession]:
    pipeline, clock = Pipeline("call", [AlertStage(CARDS)]), ReplayClock(BEGAN)
    session = CallSession(pipeline, log, understander, clock, lambda batch: None, room)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(session.run)
        await session.put(CallStarted("a.txt", ("caller", "dispatcher"), {}, {}))
        yield session
        tasks.cancel_scope.cancel()


def told(log: EventLog) -> list[str]:
    return [event.type for event in log.read("call")][1:]


async def test_a_danger_in_settled_words_is_told_before_the_final_and_confirmed_by_it(
    log: EventLog,
) -> None:
    signals = {"he has a gun": {"signals": GUN}}
    async with running(log, FakeUnderstander(signals, dangers=DANGERS)) as session:
        await session.put_settled(partial("he has a gun"))
        await session.put_settled(final("he has a gun"))
    assert told(log) == [
        "transcript_partial", "partial_understood", "guidance_issued",
        "transcript_final", "utterance_understood", "guidance_issued", "guidance_withdrawn",
    ]  # fmt: skip
    events = log.read("call")
    assert _again(events) == events


def _again(events: list[Event]) -> list[Event]:
    return list(replay_inputs(events, Pipeline("call", [AlertStage(CARDS)])))


async def test_what_no_alert_follows_from_is_not_recorded(log: EventLog) -> None:
    understander = FakeUnderstander(dangers=DANGERS)
    async with running(log, understander) as session:
        await session.put_settled(partial("I smell gas"))
        await session.put_settled(partial("I smell gas a lot"))
    assert told(log) == ["transcript_partial", "transcript_partial"]
    assert understander.glimpsed == ["I smell gas", "I smell gas a lot"]


async def test_only_settled_words_of_a_caller_are_looked_at_and_once(log: EventLog) -> None:
    understander = FakeUnderstander()
    async with running(log, understander) as session:
        await session.put_settled(partial("he has a gun", stable=0))
        await session.put_settled(partial("he has a gun", stable=8))
        await session.put_settled(partial("he has a bun", stable=8))
        await session.put_settled(partial("a gun", speaker="dispatcher"))
    assert understander.glimpsed == ["he has a"]


async def test_of_a_long_utterance_the_last_words_are_looked_at(log: EventLog) -> None:
    understander = FakeUnderstander()
    async with running(log, understander) as session:
        await session.put_settled(partial("and then " * 100 + "he has a gun"))
    (seen,) = understander.glimpsed
    assert len(seen) <= GLIMPSE_CHARS and seen.endswith("he has a gun")


async def test_the_same_danger_is_told_once_an_utterance(log: EventLog) -> None:
    async with running(log, FakeUnderstander(dangers=DANGERS)) as session:
        await session.put_settled(partial("he has a gun"))
        await session.put_settled(partial("he has a gun here"))
    assert told(log).count("partial_understood") == 1


async def test_a_newer_partial_takes_the_place_of_the_one_that_waits(log: EventLog) -> None:
    understander = Slow()
    async with running(log, understander) as session:
        for text in ("one", "one two", "one two three"):
            await session.put(partial(text))
            await anyio.wait_all_tasks_blocked()
        understander.let.set()
        await anyio.wait_all_tasks_blocked()
    assert understander.glimpsed == ["one", "one two three"]


async def test_an_answer_that_comes_after_the_final_is_dropped(log: EventLog) -> None:
    understander = Slow()
    async with running(log, understander) as session:
        await session.put(partial("he has a gun"))
        await anyio.wait_all_tasks_blocked()
        await session.put_settled(final("he has a bun"))
        understander.let.set()
        await anyio.wait_all_tasks_blocked()
    assert told(log) == ["transcript_partial", "transcript_final", "utterance_understood"]


async def test_without_room_nothing_is_looked_at_and_later_words_are(log: EventLog) -> None:
    understander, room = FakeUnderstander(dangers=DANGERS), [False]
    async with running(log, understander, lambda: room[0]) as session:
        await session.put_settled(partial("he has a gun"))
        assert understander.glimpsed == []
        room[0] = True
        await session.put_settled(partial("he has a gun you", stable=12))
    assert "guidance_issued" in told(log)


async def test_a_glimpse_that_fails_leaves_the_call_alone(log: EventLog) -> None:
    understander = FakeUnderstander(fails=frozenset({"bad"}), dangers=DANGERS)
    async with running(log, understander) as session:
        await session.put_settled(partial("bad"))
        await session.put_settled(partial("he has a gun"))
    assert told(log)[-1] == "guidance_issued" and "stage_failed" not in told(log)
