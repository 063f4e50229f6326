"""A sender's end of a live call's line."""

from __future__ import annotations

import anyio

from assistant.audio.codecs import Pcm16
from assistant.errors import CallOver, FlorenceError, LineTaken, ModelFailed
from assistant.events import Speaker, StageFailed, StageRecovered
from assistant.live.call import LiveCall


class Line:
    """What a socket holds: sound goes in here until somebody hangs up or another takes over.

    CallOver and LineTaken from every method that puts something in once that has happened.
    """

    def __init__(self, call: LiveCall, resumed: bool) -> None:
        self.call_id, self.resumed = call.call_id, resumed
        self._call, self._hold = call, call.presence.take()

    @property
    def speakers(self) -> tuple[Speaker, ...]:
        """Who is on each channel."""
        return self._call.speakers

    @property
    def rate(self) -> int:
        """Samples a second of each channel."""
        return self._call.opening.rate

    async def feed(self, channel: int, pcm: Pcm16) -> None:
        """Put sound of one channel in; BadAudio when it comes much faster than it is spoken."""
        self._check()
        await self._call.feed(channel, pcm)

    async def press(self, key: str, speaker: Speaker = "caller") -> None:
        """Put a key of the telephone in; `live.keys.key_of` says which there are."""
        self._check()
        await self._call.press(key, speaker)

    def behind_ms(self, channel: int) -> int:
        """How far a channel is behind the one which has come furthest, in ms."""
        return self._call.clock.behind(channel) * 1000 // self.rate

    def tell_jump(self) -> None:
        """The sender's times jumped further than silence can bridge: the log says so."""
        message = "the sender's times jumped: times from here on may be off"
        self._call.tell(StageFailed("line", "line_jumped", message))
        self._call.tell(StageRecovered("line", "stage_recovered", "sound goes on"))

    def room_ms(self, channel: int) -> int:
        """How much silence may be put on a channel now, in ms."""
        return self._call.room_ms(channel)

    def pause(self, paused: bool) -> None:
        """The sender says that it brings no sound for now, or that it does again."""
        self._hold.paused = paused

    async def hang_up(self, reason: str) -> None:
        """End the call; returns after its last words are in the log."""
        self._check()
        self._call.end(reason)
        await self._call.over.wait()

    def let_go(self) -> None:
        """The sender is gone: the call waits for it, or another one, to come back."""
        self._call.presence.leave(self._hold)

    async def lost(self) -> None:
        """Until this sender's hold has ended; `why_lost` says how."""
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(_first, self._hold.taken, tasks.cancel_scope)
            tasks.start_soon(_first, self._call.over, tasks.cancel_scope)

    def why_lost(self) -> FlorenceError:
        """What ended this hold."""
        if self._call.failed:
            return ModelFailed("This call has failed here", todo="begin another one")
        if self._hold.taken.is_set():
            return LineTaken("Another sender has taken this call's line over")
        return CallOver("This call is over")

    def _check(self) -> None:
        if self._call.ending or not self._call.presence.has(self._hold):
            raise self.why_lost()


async def _first(event: anyio.Event, scope: anyio.CancelScope) -> None:
    await event.wait()
    scope.cancel()
