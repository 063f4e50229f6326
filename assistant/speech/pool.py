"""The decoders of this machine: worker threads that take the most urgent window first.

Everything that must be decoded waits in one queue: finals of live calls before first partials,
these before later partials, and recordings last. A partial that waits is replaced by the next of
its channel. How busy the decoders are sets how often partials are asked for, so that load shows
as calmer partials and never as a lost final.
"""

from __future__ import annotations

import heapq
import math
import threading
import time
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from dataclasses import dataclass, field

from assistant.speech.transcriber import DecodeJob, Transcript

PACE_MIN_MS, PACE_MAX_MS = 500, 2000
"""How often a speaker's partials are asked for: at rest, and under load."""
BUSY_AIM = 0.6
"""The share of their time that decoders should work: what is left is for the voice detectors, the
language model, and finals that come together."""
BUSY_OVER_S = 2.0
"""How far back the share is looked at."""
LAGS_FROM_S = 1.0
"""The typical wait at which words come late enough to say so."""
LAGS_AT_LEAST_S = 15.0
"""How long after the last such wait it is still said, lest the notice come and go."""
WEIGHT = 0.2
"""What one more wait counts in the typical wait."""


@dataclass(frozen=True, slots=True)
class Load:
    """How busy the decoders are: windows waiting and at work, waits in s, totals since start."""

    queued: int
    running: int
    wait_s: float
    pace_ms: int
    lags: bool
    decoded: int
    shed: int


@dataclass(order=True)
class _Waiting:
    urgency: int
    number: int
    job: DecodeJob = field(compare=False)
    asked: float = field(compare=False)
    answer: Future[Transcript] = field(compare=False)


class DecodePool:
    """`workers` threads over one decode function; threads start with the first window."""

    def __init__(
        self,
        decode: Callable[[DecodeJob], Transcript],
        workers: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`clock` tells seconds, from any beginning."""
        self._clock = clock
        self._decode, self._workers = decode, workers
        self._queue: list[_Waiting] = []
        self._partials: dict[Hashable, _Waiting] = {}
        self._changed = threading.Condition()
        self._threads: list[threading.Thread] = []
        self._closed = False
        self._running = self._number = self._decoded = self._shed = 0
        self._wait_s = self._busy = 0.0
        self._busy_at = self._clock()
        self._pace_ms = float(PACE_MIN_MS)
        self._lags_until = 0.0

    def ask(self, job: DecodeJob, replaces: Hashable | None = None) -> Future[Transcript]:
        """Have a window decoded; what waits under the same `replaces` is cancelled for it."""
        with self._changed:
            if self._closed:
                raise RuntimeError("the decoders are closed")
            self._start()
            self._number += 1
            item = _Waiting(job.urgency, self._number, job, self._clock(), Future())
            if replaces is not None:
                self._replace(replaces, item)
            heapq.heappush(self._queue, item)
            self._changed.notify()
        return item.answer

    @property
    def load(self) -> Load:
        """How busy the decoders are now."""
        with self._changed:
            queued = sum(1 for item in self._queue if not item.answer.cancelled())
            return Load(
                queued, self._running, self._wait_s, self.pace_ms, self.lags, self._decoded,
                self._shed,
            )  # fmt: skip

    @property
    def pace_ms(self) -> int:
        """How long after a speaker's last partial the next is worth asking for."""
        return int(self._pace_ms)

    @property
    def lags(self) -> bool:
        """Whether words come late, or did so a moment ago: told on the console."""
        return self._clock() < self._lags_until

    @property
    def has_room(self) -> bool:
        """Whether a decoder stands idle, so that work done ahead of time costs nobody."""
        return self._running < self._workers and not self._queue

    def close(self) -> None:
        """Let running decodes end, cancel what waits, and take no more."""
        with self._changed:
            self._closed = True
            for item in self._queue:
                item.answer.cancel()
            self._queue.clear()
            self._changed.notify_all()
        for thread in self._threads:
            thread.join()

    def _start(self) -> None:
        while len(self._threads) < self._workers:
            name = f"decoder-{len(self._threads) + 1}"
            thread = threading.Thread(target=self._work, name=name, daemon=True)
            self._threads.append(thread)
            thread.start()

    def _replace(self, key: Hashable, item: _Waiting) -> None:
        """Put `item` in the place of the partial that waits, and in its turn."""
        stale = self._partials.get(key)
        if stale is not None and stale.answer.cancel():
            self._shed += 1
            item.number, item.asked = stale.number, stale.asked
        self._partials[key] = item
        item.answer.add_done_callback(lambda done: self._forget(key, item))

    def _forget(self, key: Hashable, item: _Waiting) -> None:
        if self._partials.get(key) is item:
            del self._partials[key]

    def _work(self) -> None:
        while item := self._next():
            began = self._clock()
            try:
                transcript = self._decode(item.job)
            except BaseException as error:
                self._done(began)
                item.answer.set_exception(error)
            else:
                self._done(began)
                item.answer.set_result(transcript)

    def _next(self) -> _Waiting | None:
        """The most urgent window, waited for; None when the pool closes."""
        with self._changed:
            while True:
                while not self._queue and not self._closed:
                    self._changed.wait()
                if self._closed:
                    return None
                item = heapq.heappop(self._queue)
                if item.answer.set_running_or_notify_cancel():
                    self._running += 1
                    self._waited(item)
                    return item

    def _waited(self, item: _Waiting) -> None:
        """Learn from a wait of a live window how often partials may come."""
        if not item.job.is_live:
            return
        wait_s = self._clock() - item.asked
        self._wait_s += WEIGHT * (wait_s - self._wait_s)
        if self._wait_s > LAGS_FROM_S:
            self._lags_until = self._clock() + LAGS_AT_LEAST_S

    def _done(self, began: float) -> None:
        """Learn from a decode how busy the decoders are, and set the pace of partials by it."""
        now = self._clock()
        with self._changed:
            self._running -= 1
            self._decoded += 1
            self._faded(now)
            self._busy += (now - began) / (BUSY_OVER_S * self._workers)
            pace_ms = self._pace_ms * (1.05 if self._busy > BUSY_AIM else 0.97)
            self._pace_ms = min(PACE_MAX_MS, max(PACE_MIN_MS, pace_ms))

    def _faded(self, now: float) -> None:
        """Let what was done long ago count less."""
        self._busy *= math.exp((self._busy_at - now) / BUSY_OVER_S)
        self._busy_at = now
