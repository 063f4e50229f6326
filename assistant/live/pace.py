"""How far sound may run ahead of the time of day."""

from __future__ import annotations

import anyio

from assistant.errors import BadAudio

AHEAD_MAX_S = 120
"""A live line brings a second of sound a second. A sender that catches up after a stall may be
this far ahead; one that pours a file in is refused, so that what is still unheard stays bounded.
It cannot be made to wait instead: its answers to pings would wait behind its sound."""


class LinePace:
    """Counts the sound of a call against the time it took to come."""

    def __init__(self) -> None:
        self._began = anyio.current_time()
        self._sound_s = 0.0

    def take(self, seconds: float) -> None:
        """So much more sound has come, or was put where none came."""
        self._sound_s += seconds

    @property
    def room_s(self) -> float:
        """How much sound may come now."""
        return max(0.0, AHEAD_MAX_S + (anyio.current_time() - self._began) - self._sound_s)

    def check(self) -> None:
        """BadAudio when sound comes so fast that it cannot be live."""
        if not self.room_s:
            raise BadAudio(
                "Sound comes much faster than it is spoken",
                todo="send it at its own pace, or upload the recording",
            )
