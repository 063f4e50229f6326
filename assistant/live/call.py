"""A live call: sound in from its line, into ear and recorder; what is heard into its session.

The call outlives its line: a sender that vanishes may come back within the grace time, and
only then, or when somebody hangs up, does the call end. It ends after its last words.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress

import anyio
import numpy as np

from assistant.audio.codecs import Pcm16
from assistant.audio.line_decoder import Widened
from assistant.errors import FlorenceError
from assistant.events import (
    CallEnded,
    CallStarted,
    ClockTicked,
    KeyPressed,
    Payload,
    Speaker,
    StageFailed,
    StageRecovered,
)
from assistant.live.media_clock import MediaClock
from assistant.live.opening import LineOpening, Patience, Recorders
from assistant.live.pace import LinePace
from assistant.live.presence import Presence
from assistant.session import CallSession
from assistant.speech.ear import Ear
from assistant.store.recorder import Recorder

TICK_MS = 1000
NOTHING = np.zeros(0, np.int16)
NOTICES_MAX = 16
KEYS_MAX = 500
"""Presses of one call that are kept: more than anybody needs to be understood."""
LINE_LOST = "line lost"


class LiveCall:
    """Runs one call from its first sample to its last word; `run` is its task."""

    def __init__(
        self,
        session: CallSession,
        clock: MediaClock,
        ear: Ear,
        opening: LineOpening,
        patience: Patience,
        recorders: Recorders | None = None,
    ) -> None:
        self.call_id, self.opening = session.call_id, opening
        self.session, self.clock = session, clock
        self.presence = Presence()
        self.begun, self.over = anyio.Event(), anyio.Event()
        self._ear, self._patience = ear, patience
        self._widened = [Widened(opening.rate) for _ in opening.speakers]
        self._waiting: list[list[Pcm16]] = [[] for _ in opening.speakers]
        self._pace = LinePace()
        self._told, self._ending = anyio.Event(), anyio.Event()
        self._to_tell, self._notices = anyio.create_memory_object_stream[Payload](NOTICES_MAX)
        self._reason, self._keys = "", 0
        self._finished = self.failed = False
        self._recorder = self._opened(recorders)

    @property
    def speakers(self) -> tuple[Speaker, ...]:
        """Who is on each channel."""
        return self.opening.speakers

    @property
    def ending(self) -> bool:
        """Whether the call takes no more sound."""
        return self._ending.is_set() or self.over.is_set()

    async def run(self, started: CallStarted) -> None:
        """The whole call; whatever becomes of it, its ear and its recorder are let go."""
        try:
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(self.session.run)
                await self.session.put(started)
                self.begun.set()
                tasks.start_soon(self._listen)
                tasks.start_soon(self._watch)
                tasks.start_soon(self._tell_notices)
                await self._ending.wait()
                await self._hear_out()
                await self.session.put(CallEnded(self._reason))
                tasks.cancel_scope.cancel()
        except Exception:
            self.failed = True
            raise
        finally:
            self._finish()
            if self._recorder:
                self._recorder.close()
            self.begun.set()
            self.over.set()

    async def feed(self, channel: int, pcm: Pcm16) -> None:
        """Take sound of one channel in; BadAudio when it cannot be live, so fast does it come."""
        self._pace.check()
        await self._take(channel, pcm)

    async def press(self, key: str, speaker: Speaker) -> None:
        """Take a key of the telephone in; past KEYS_MAX they are left out: no log bursts."""
        self._keys += 1
        if not self.ending and self._keys <= KEYS_MAX:
            await self.session.put(KeyPressed(key, speaker))

    async def level(self) -> None:
        """Bring all channels to where the furthest is, so that they go on side by side."""
        for channel in range(len(self.speakers)):
            await self._take(channel, np.zeros(self.clock.behind(channel), np.int16))

    def room_ms(self, channel: int) -> int:
        """How much silence may be put on a channel: what it is behind, and what time allows."""
        behind_s = self.clock.behind(channel) / self.opening.rate
        return int(1000 * (behind_s + self._pace.room_s))

    def end(self, reason: str) -> None:
        """Let the call end; the first reason stands."""
        self._reason = self._reason or reason
        self._ending.set()

    def tell(self, payload: Payload) -> None:
        """Put something about the line into the log, from where nobody can wait for it."""
        with suppress(anyio.WouldBlock):
            self._to_tell.send_nowait(payload)

    async def _take(self, channel: int, pcm: Pcm16) -> None:
        """In pieces of a second at most, each tick of media time between them."""
        second = self.opening.rate
        for at in range(0, len(pcm), second):
            if self.ending:
                return
            before_ms = self.clock.at_ms()
            self._hand_on(channel, pcm[at : at + second])
            self._pace.take((self.clock.at_ms() - before_ms) / 1000)
            if self.clock.at_ms() // TICK_MS > before_ms // TICK_MS:
                await self.session.put(ClockTicked())

    def _hand_on(self, channel: int, pcm: Pcm16) -> None:
        if self._recorder:
            self._recorder.write(channel, pcm, self.clock.channel_ms(channel))
        self.clock.receive(channel, len(pcm))
        self.presence.sound()
        waiting = self._waiting[channel]
        waiting.append(pcm)
        if sum(map(len, waiting)) * 1000 >= self._ear.at_once_ms * self.opening.rate:
            self._hear(channel)

    def _hear(self, channel: int) -> None:
        """Give the ear what has come in on a channel."""
        pcm = np.concatenate(self._waiting[channel]) if self._waiting[channel] else NOTHING
        self._waiting[channel].clear()
        samples = self._widened[channel].push(pcm)
        if len(samples):
            self._ear.push(channel, samples)

    async def _listen(self) -> None:
        """What is heard enters the session in the order it becomes known."""
        try:
            async for heard in self._ear.heard():
                await self.session.put(heard.payload)
        except Exception as error:
            code = error.code if isinstance(error, FlorenceError) else "ear_failed"
            message = f"{type(error).__name__}: this call is no longer heard"
            await self.session.put(StageFailed("speech", code, message))
        finally:
            self._told.set()

    async def _tell_notices(self) -> None:
        async for notice in self._notices:
            await self.session.put(notice)

    async def _hear_out(self) -> None:
        """Nothing that was said is lost: the last finals come, and are understood."""
        self._finish()
        with anyio.move_on_after(self._patience.finish_s) as patience:
            await self._told.wait()
            await self.session.settled()
        if patience.cancelled_caught:
            message = "the end of the call could not be heard in time"
            await self.session.put(StageFailed("speech", "finals_late", message))

    def _finish(self) -> None:
        """Give the ear the rest and tell it that no more comes, once."""
        if self._finished:
            return
        self._finished = True
        for channel, widened in enumerate(self._widened):
            self._hear(channel)
            rest = widened.flush()
            if len(rest):
                self._ear.push(channel, rest)
        self._ear.finish()

    async def _watch(self) -> None:
        """Tell when the line is lost or brings no sound; end the call when it stays lost."""
        while not self.ending:
            if self.presence.here:
                await self._watch_sound()
            elif not await self._await_return():
                self.end(LINE_LOST)

    async def _await_return(self) -> bool:
        """Whether a sender came back within the grace time."""
        message = "the line is lost: waiting for it to come back"
        await self.session.put(StageFailed("line", "line_lost", message))
        with anyio.move_on_after(self._patience.grace_s):
            await self.presence.until_here()
        if self.presence.here:
            await self.session.put(StageRecovered("line", "stage_recovered", "the line is back"))
        return self.presence.here

    async def _watch_sound(self) -> None:
        """While a sender is here: when no sound comes, and when it comes again."""
        if not await self.presence.quiet_for(self._patience.quiet_s):
            return
        message = "the line is open and brings no sound"
        await self.session.put(StageFailed("line", "line_quiet", message))
        if await self.presence.until_sound():
            await self.session.put(StageRecovered("line", "stage_recovered", "sound comes again"))

    def _opened(self, recorders: Recorders | None) -> Recorder | None:
        if recorders is None:
            return None
        loop, rate = asyncio.get_running_loop(), self.opening.rate

        def failed(failure: StageFailed) -> None:
            # From the recorder's thread; a loop that is gone has nobody left to tell.
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(self.tell, failure)

        return recorders(self.call_id, rate, len(self.speakers), failed)
