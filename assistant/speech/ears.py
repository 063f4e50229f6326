"""Ears for live lines: as many at once as the machine can hear."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from assistant.errors import LinesFull
from assistant.events import Speaker
from assistant.speech.ear import Ear, HearingLoad
from assistant.speech.hearing import Listening
from assistant.speech.live_ear import LiveEar
from assistant.speech.pool import DecodePool


class Ears:
    """Gives out one ear a line over shared decoders, up to `places`."""

    def __init__(self, pool: DecodePool, places: int, listening: Listening | None = None) -> None:
        self._pool, self._places = pool, places
        self._listening = listening or Listening()
        self._taken = 0

    def for_call(
        self, call_id: str, speakers: tuple[Speaker, ...], hotwords: tuple[str, ...]
    ) -> Ear:
        """An ear for one call, one channel a speaker; LinesFull when every place is taken."""
        return self._open(speakers, replace(self._listening, hotwords=hotwords))

    @asynccontextmanager
    async def lent(self, speakers: tuple[Speaker, ...], listening: Listening) -> AsyncIterator[Ear]:
        """An ear for a line of which no call is made; what it has not told is dropped at the end.

        LinesFull when every place is taken.
        """
        ear = self._open(speakers, listening)
        try:
            yield ear
        finally:
            ear.drop()

    def load(self) -> HearingLoad:
        """How busy the ears and their decoders are."""
        pool = self._pool.load
        return HearingLoad(
            lines=self._taken, places=self._places, queued=pool.queued, running=pool.running,
            wait_s=pool.wait_s, pace_s=pool.pace_ms / 1000, lags=pool.lags,
            decoded=pool.decoded, shed=pool.shed,
        )  # fmt: skip

    def _open(self, speakers: tuple[Speaker, ...], listening: Listening) -> LiveEar:
        if self._taken >= self._places:
            raise LinesFull(
                f"All {self._places} lines are taken", todo="end a call or raise lines_max"
            )
        self._taken += 1
        return LiveEar(speakers, self._pool, listening, self._leave)

    def _leave(self) -> None:
        self._taken -= 1
