"""Who holds a call's line, and whether sound comes on it."""

from __future__ import annotations

from dataclasses import dataclass, field

import anyio


@dataclass(eq=False, slots=True)
class Hold:
    """One sender's hold on the line; `taken` is set when another sender has it."""

    taken: anyio.Event = field(default_factory=anyio.Event)
    paused: bool = False


class Presence:
    """At most one sender holds the line; the one that came last has it."""

    def __init__(self) -> None:
        self._hold: Hold | None = None
        self._last_sound = anyio.current_time()
        self._arrived, self._left, self._stirred = anyio.Event(), anyio.Event(), anyio.Event()

    @property
    def here(self) -> bool:
        """Whether a sender holds the line."""
        return self._hold is not None

    def take(self) -> Hold:
        """Hold the line; who held it before does so no longer."""
        if self._hold:
            self._hold.taken.set()
        self._hold, self._left = Hold(), anyio.Event()
        self._last_sound = anyio.current_time()
        self._arrived.set()
        return self._hold

    def leave(self, hold: Hold) -> None:
        """This sender has gone; nothing, when another one has the line."""
        if self._hold is hold:
            self._hold, self._arrived = None, anyio.Event()
            self._left.set()
            self._stirred.set()

    def has(self, hold: Hold) -> bool:
        """Whether this hold is the one in force."""
        return self._hold is hold

    def sound(self) -> None:
        """Sound came just now."""
        self._last_sound = anyio.current_time()
        self._stirred.set()

    async def until_here(self) -> None:
        """Until a sender holds the line."""
        await self._arrived.wait()

    async def until_left(self) -> None:
        """Until nobody holds the line."""
        if self._hold:
            await self._left.wait()

    async def quiet_for(self, seconds: float) -> bool:
        """Wait until so long no sound came: True; False when the sender left before.

        A sender that said it pauses owes no sound.
        """
        while self._hold:
            quiet_s = anyio.current_time() - self._last_sound
            if quiet_s >= seconds and not self._hold.paused:
                return True
            with anyio.move_on_after(max(seconds - quiet_s, 0) or seconds):
                await self._left.wait()
        return False

    async def until_sound(self) -> bool:
        """Wait until sound comes: True; False when the sender left before."""
        self._stirred = anyio.Event()
        await self._stirred.wait()
        return self.here
