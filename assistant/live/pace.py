"""How far sound may run ahead of the time of day."""

from __future__ import annotations

import anyio

AHEAD_MAX_S = 30
"""A live line brings a second of sound a second. A sender that catches up after a stall may be
this far ahead; one that pours a file in waits, so that what is still unheard stays bounded."""


class LinePace:
    """Counts the sound of a line against the time it took to come."""

    def __init__(self) -> None:
        self._began = anyio.current_time()
        self._sound_s = 0.0

    def take(self, seconds: float) -> None:
        """So much more sound has come, or was put where none came."""
        self._sound_s += seconds

    @property
    def room_s(self) -> float:
        """How much sound may come now before the sender has to wait."""
        return AHEAD_MAX_S + (anyio.current_time() - self._began) - self._sound_s

    async def wait(self) -> None:
        """Until there is room again; nothing, at a live pace."""
        if self.room_s < 0:
            await anyio.sleep(-self.room_s)
