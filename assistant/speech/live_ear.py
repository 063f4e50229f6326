"""The Ear of a live call: its channels, and their decodes in the pool.

Samples are looked at where they arrive; decodes run in the pool, and what they give comes out of
`heard`. The final of an utterance is decoded ahead while its speaker seems to be done, so that it
is there when the pause is long enough; it is the same window, so it is the same text.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Future
from functools import partial

from assistant.audio.recording import Samples
from assistant.errors import FlorenceError, ModelFailed
from assistant.events import Speaker, SpeechEnded, SpeechStarted, StageFailed, StageRecovered
from assistant.speech.channel_ear import Began, ChannelEar, Ended, Utterance
from assistant.speech.ear import EarHeard, EarPayload
from assistant.speech.hearing import STAGE, Listening
from assistant.speech.pool import DecodePool
from assistant.speech.segmenter import VoiceEnded
from assistant.speech.stability import CALM, HURRIED
from assistant.speech.transcriber import DecodeJob, Transcript

Decode = asyncio.Future[Transcript]
AT_ONCE_MS, AT_ONCE_BUSY_MS = 20, 100
"""Sound taken at once: in small pieces it costs up to twice as much, and is heard sooner."""
SURE_PAUSE_MS = 200
"""Most pauses of this length become endpoints."""
BUSY_PACE_MS = 600
"""A pace of partials from which there is load."""
LAGS = "words come late: more is being said than can be decoded in time"


class LiveEar:
    """Hears one call over shared decoders; made and used in one event loop."""

    def __init__(
        self,
        speakers: tuple[Speaker, ...],
        pool: DecodePool,
        listening: Listening | None = None,
        closed: Callable[[], None] = lambda: None,
    ) -> None:
        """`closed` is called once nothing more will be asked of the pool."""
        self._pool, self._closed = pool, closed
        self._channels = [ChannelEar(speaker, listening) for speaker in speakers]
        self._ahead: dict[int, tuple[VoiceEnded, Decode]] = {}
        self._partials: dict[int, Future[Transcript]] = {}
        self._finals: list[deque[asyncio.Task[None]]] = [deque() for _ in speakers]
        self._out: asyncio.Queue[EarHeard | None] = asyncio.Queue()
        self._failing = self._lagging = False
        self._finished = False

    @property
    def at_once_ms(self) -> int:
        """How much sound is worth handing over at once now, in ms."""
        return AT_ONCE_BUSY_MS if self._busy else AT_ONCE_MS

    @property
    def _busy(self) -> bool:
        return self._pool.pace_ms >= BUSY_PACE_MS

    def push(self, channel: int, samples: Samples) -> None:
        """Take samples in, and ask for what has become worth decoding."""
        ear = self._channels[channel]
        for change in ear.push(samples):
            self._follow(channel, change)
        self._decode_ahead(channel)
        self._ask_partial(channel)
        self._tell_lag(channel)

    def finalize(self) -> None:
        """End the utterances that are open now."""
        for channel, ear in enumerate(self._channels):
            for change in ear.finalize():
                self._follow(channel, change)

    def utterance_open(self, channel: int) -> bool:
        """Whether somebody speaks on a channel."""
        return self._channels[channel].open is not None

    def finish(self) -> None:
        """The audio is over."""
        if self._finished:
            return
        self._finished = True
        for channel, ear in enumerate(self._channels):
            for change in ear.finish():
                self._follow(channel, change)
        self._last = asyncio.create_task(self._end())

    def drop(self) -> None:
        """Nobody listens any more: give up what is not yet told, and the place."""
        self._finished = True
        for tasks in self._finals:
            for task in tasks:
                task.cancel()
        self._leave()
        self._out.put_nowait(None)

    async def heard(self) -> AsyncIterator[EarHeard]:
        """What is heard, until the call is finished and the last final is told."""
        while (item := await self._out.get()) is not None:
            yield item

    async def _end(self) -> None:
        for tasks in self._finals:
            await asyncio.gather(*tasks, return_exceptions=True)
        self._leave()
        self._out.put_nowait(None)

    def _follow(self, channel: int, change: Began | Ended) -> None:
        said, speaker = change.utterance, self._channels[channel].speaker
        if isinstance(change, Began):
            self._tell(channel, SpeechStarted(speaker, said.utterance_id))
            return
        self._tell(channel, SpeechEnded(speaker, said.utterance_id))
        decode = self._final_decode(channel, change)
        tasks = self._finals[channel]
        before = tasks[-1] if tasks else None
        tasks.append(asyncio.create_task(self._tell_final(channel, said, decode, before)))
        while tasks[0].done():
            tasks.popleft()

    def _final_decode(self, channel: int, change: Ended) -> Decode:
        """The decode that was begun ahead, if it is of this very window."""
        ended, decode = self._ahead.pop(channel, (None, None))
        if decode is not None and ended is not None:
            if ended.end_ms == change.ended.end_ms and ended.start_ms == change.ended.start_ms:
                return decode
            decode.cancel()
        return self._ask(change.job)

    async def _tell_final(
        self, channel: int, said: Utterance, decode: Decode, before: asyncio.Task[None] | None
    ) -> None:
        """Tell a final once it is decoded and the one before it has been told."""
        try:
            transcript: Transcript | None = await decode
        except FlorenceError:
            transcript = None
        if before is not None:
            await asyncio.wait([before])
        if transcript is None:
            self._fail(channel)
            return
        self._recover(channel)
        final = self._channels[channel].final(said, transcript)
        if final is not None:
            self._tell(channel, final)

    def _decode_ahead(self, channel: int) -> None:
        """While its speaker seems done, decode the utterance as if so: soon, or once it is likely.

        While decoders are busy, a decode for nothing costs others.
        """
        pause_ms = 0 if self._pool.has_room else SURE_PAUSE_MS
        likely = self._channels[channel].likely_final(pause_ms)
        if likely is None:
            return
        ended, job = likely
        _, stale = self._ahead.pop(channel, (None, None))
        if stale is not None:
            stale.cancel()
        self._ahead[channel] = ended, self._ask(job)

    def _ask_partial(self, channel: int) -> None:
        """Ask for the next partial, in place of one that still waits, never beside one at work."""
        under_way = self._partials.get(channel)
        if under_way is not None and under_way.running():
            return
        ear = self._channels[channel]
        job = ear.due(self._pool.pace_ms, self._busy)
        if job is None or ear.open is None:
            return
        asked = self._partials[channel] = self._pool.ask(job, (id(self), channel))
        decode = asyncio.wrap_future(asked)
        decode.add_done_callback(partial(self._take_partial, channel, ear.open, job))

    def _take_partial(self, channel: int, said: Utterance, job: DecodeJob, decode: Decode) -> None:
        if decode.cancelled() or decode.exception() is not None:
            return  # the next partial is near; a final that fails is told
        stability = HURRIED if self._busy else CALM
        told = self._channels[channel].take_partial(said, job, decode.result(), stability)
        if told is not None:
            self._tell(channel, told)

    def _ask(self, job: DecodeJob) -> Decode:
        return asyncio.wrap_future(self._pool.ask(job))

    def _tell(self, channel: int, payload: EarPayload) -> None:
        at_ms = self._channels[channel].at_ms
        self._out.put_nowait(EarHeard(channel, at_ms, payload))

    def _fail(self, channel: int) -> None:
        self._failing = True
        message = "an utterance could not be decoded"
        self._tell(channel, StageFailed(STAGE, ModelFailed.code, message))

    def _recover(self, channel: int) -> None:
        if self._failing:
            self._failing = False
            self._tell(channel, StageRecovered(STAGE, ModelFailed.code, "decoding works again"))

    def _tell_lag(self, channel: int) -> None:
        """Say once that words come late, and once that they no longer do."""
        if self._pool.lags == self._lagging:
            return
        self._lagging = self._pool.lags
        if self._lagging:
            self._tell(channel, StageFailed(STAGE, "degraded", LAGS))
        else:
            self._tell(channel, StageRecovered(STAGE, "degraded", "words come in time again"))

    def _leave(self) -> None:
        """Give back the place, once."""
        for _, decode in self._ahead.values():
            decode.cancel()
        self._ahead.clear()
        closed, self._closed = self._closed, lambda: None
        closed()
