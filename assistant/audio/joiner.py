"""Frames that say where they belong, made one unbroken stream again.

Senders over a network number their frames or give them times. Frames that overtook each other
are put in order within a short window, doubles are dropped, and what never came is bridged with
silence, so that words keep their times and the channels of a call stay side by side.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from typing import Literal

import numpy as np

from assistant.audio.codecs import Pcm16

Fault = Literal["late", "dropped", "duplicated", "missing", "bridged_ms", "jumps"]
Count = Callable[[Fault, int], None]
"""Told of each fault and how many more of it there are.

late: came after its successor, and was put in its place; dropped: came when its place was past;
missing: frames that never came; bridged_ms: silence put in their place; jumps: gaps too long to
be bridged whole.
"""

WINDOW_MS = 200
"""Audio held back at a gap, in ms, for what may still come; ten frames of the usual 20 ms."""
BRIDGE_MAX_MS = 10_000
START_MAX_MS = 1000
"""A stream begins at 0; one that begins further in than this is taken to begin where it does."""
RECENT_MAX = 256


class Joiner:
    """One channel's frames in order and without gaps; positions and lengths in samples."""

    def __init__(self, rate: int, count: Count) -> None:
        self._rate, self._count = rate, count
        self._held: dict[int, tuple[int, Pcm16]] = {}
        self._recent: deque[int] = deque(maxlen=RECENT_MAX)
        self._next: int | None = None
        self._newest = -1

    def push(
        self,
        position: int,
        pcm: Pcm16,
        order: int | None = None,
        bridge_max_ms: int = BRIDGE_MAX_MS,
        behind_ms: int = 0,
    ) -> list[Pcm16]:
        """What can be given out now that this frame, which begins at `position`, has come.

        `order` grows from frame to frame, where the sender numbers them; else the position
        tells. Positions may wander by half a frame without anything being bridged. `behind_ms`
        is how far other channels of the stream have come already: one may begin so much later.
        """
        key = position if order is None else order
        if self._next is None:
            latest = (START_MAX_MS + behind_ms) * self._rate // 1000
            self._next = 0 if position <= latest else position
        if key in self._recent or key in self._held:
            self._count("duplicated", 1)
            return []
        if self._recent and key < self._recent[-1]:
            self._count("dropped", 1)
            return []
        if key < self._newest:
            self._count("late", 1)
        self._newest = max(self._newest, key)
        self._held[key] = (position, pcm)
        return list(self._ready(bridge_max_ms))

    def flush(self, bridge_max_ms: int = BRIDGE_MAX_MS) -> list[Pcm16]:
        """Everything still held back: no more comes."""
        return list(self._ready(bridge_max_ms, waiting=False))

    def _ready(self, bridge_max_ms: int, waiting: bool = True) -> Iterator[Pcm16]:
        assert self._next is not None or not self._held
        while self._held:
            key = min(self._held)
            position, pcm = self._held[key]
            gap = position - (self._next or 0)
            if gap > len(pcm) // 2:
                if waiting and not self._window_full():
                    return
                yield from self._bridge(gap, len(pcm), bridge_max_ms)
            del self._held[key]
            self._recent.append(key)
            self._next = (self._next or 0) + len(pcm)
            yield pcm

    def _window_full(self) -> bool:
        held = sum(len(pcm) for _, pcm in self._held.values())
        return held * 1000 >= WINDOW_MS * self._rate

    def _bridge(self, gap: int, frame: int, bridge_max_ms: int) -> Iterator[Pcm16]:
        """Silence for `gap` samples, or as much of it as may be; then time goes on from there."""
        self._next = (self._next or 0) + gap
        bridged = min(gap, max(0, bridge_max_ms) * self._rate // 1000)
        if bridged < gap:
            self._count("jumps", 1)
        self._count("missing", max(1, bridged // frame))
        self._count("bridged_ms", bridged * 1000 // self._rate)
        yield np.zeros(bridged, np.int16)
