"""Playing a call into a session: as fast as it can be understood, or at the pace it was spoken.

Replay runs in lockstep: what was said is understood before the call goes on, so that the same
recording and the same models give the same log.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from typing import Literal

import anyio

from assistant.clock import ReplayClock
from assistant.events import (
    CallEnded,
    ClockTicked,
    Payload,
    SpeechEnded,
    SpeechStarted,
    TranscriptFinal,
)
from assistant.session import CallSession

Speed = Literal["max", "realtime"]
TICK_MS = 1000


@dataclass(frozen=True, slots=True)
class Moment:
    """An input of a recorded call and when, in media time, it is known."""

    at_ms: int
    payload: Payload


async def play(
    session: CallSession,
    clock: ReplayClock,
    moments: AsyncIterator[Moment],
    speed: Speed = "max",
) -> None:
    """Feed the moments, with a tick at each whole second between them, then end the call."""
    pace = _Pace(speed)
    async for moment in moments:
        for tick_ms in range((clock.at_ms() // TICK_MS + 1) * TICK_MS, moment.at_ms, TICK_MS):
            await pace.until(tick_ms)
            clock.advance(tick_ms)
            await session.put(ClockTicked())
        await pace.until(moment.at_ms)
        clock.advance(moment.at_ms)
        await session.put_settled(moment.payload)
    await session.put(CallEnded("recording ended"))


async def written_moments(finals: Iterable[TranscriptFinal]) -> AsyncIterator[Moment]:
    """A written call's lines: each is spoken, and known when it has been spoken."""
    moments = [moment for final in finals for moment in _spoken(final)]
    for moment in sorted(moments, key=lambda moment: moment.at_ms):
        yield moment


def _spoken(final: TranscriptFinal) -> tuple[Moment, Moment, Moment]:
    speaker, utterance_id = final.speaker, final.utterance_id
    return (
        Moment(final.start_ms, SpeechStarted(speaker, utterance_id)),
        Moment(final.end_ms, SpeechEnded(speaker, utterance_id)),
        Moment(final.end_ms, final),
    )


class _Pace:
    """Waits until the wall clock has got to a media time; at full speed it never waits."""

    def __init__(self, speed: Speed) -> None:
        self._began = time.monotonic() if speed == "realtime" else None

    async def until(self, at_ms: int) -> None:
        if self._began is not None:
            await anyio.sleep(max(0.0, self._began + at_ms / 1000 - time.monotonic()))
