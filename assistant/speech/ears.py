"""Ears for live calls: as many at once as the machine can hear."""

from __future__ import annotations

from assistant.errors import LinesFull
from assistant.events import Speaker
from assistant.speech.hearing import Listening
from assistant.speech.live_ear import LiveEar
from assistant.speech.pool import DecodePool, Load


class Ears:
    """Gives out one ear a call over shared decoders, up to `places`."""

    def __init__(self, pool: DecodePool, places: int, listening: Listening | None = None) -> None:
        self._pool, self._places = pool, places
        self._listening = listening or Listening()
        self._taken = 0

    @property
    def taken(self) -> int:
        """How many calls are heard now."""
        return self._taken

    @property
    def load(self) -> Load:
        """How busy the decoders are."""
        return self._pool.load

    def open(self, speakers: tuple[Speaker, ...], listening: Listening | None = None) -> LiveEar:
        """An ear for one call, one channel a speaker; LinesFull when every place is taken."""
        if self._taken >= self._places:
            raise LinesFull(
                f"All {self._places} lines are taken", todo="end a call or raise lines_max"
            )
        self._taken += 1
        return LiveEar(speakers, self._pool, listening or self._listening, self._leave)

    def _leave(self) -> None:
        self._taken -= 1
