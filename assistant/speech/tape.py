"""What one channel said lately: audio that comes in pieces and is read in windows."""

from __future__ import annotations

import numpy as np

from assistant.audio.recording import SAMPLE_RATE, Samples

PER_MS = SAMPLE_RATE // 1000
GROWTH_S = 20
"""Audio made room for at once; more than the longest utterance, so that it is seldom moved."""


class Tape:
    """float32 samples at 16 kHz, addressed in ms of media time; what is forgotten is gone."""

    def __init__(self) -> None:
        self._room = np.zeros(GROWTH_S * SAMPLE_RATE, np.float32)
        self._first = 0  # the sample that stands at the start of the room
        self._end = 0  # the sample after the last one

    @property
    def end_ms(self) -> int:
        """How much has come in since the call began, in whole ms."""
        return self._end // PER_MS

    def push(self, samples: Samples) -> None:
        """Add samples at the end."""
        at = self._end - self._first
        missing = at + len(samples) - len(self._room)
        if missing > 0:
            more = max(missing, GROWTH_S * SAMPLE_RATE)
            self._room = np.concatenate([self._room, np.zeros(more, np.float32)])
        self._room[at : at + len(samples)] = samples
        self._end += len(samples)

    def window(self, start_ms: int, end_ms: int) -> Samples:
        """A copy of what lies between, as far as it is there and not forgotten."""
        start = max(start_ms * PER_MS, self._first) - self._first
        end = min(end_ms * PER_MS, self._end) - self._first
        return self._room[start : max(start, end)].copy()

    def forget(self, before_ms: int) -> None:
        """Let go of everything before; the room is cleared up when that is most of it."""
        gone = min(before_ms * PER_MS, self._end) - self._first
        if gone * 2 < len(self._room):
            return
        kept = self._room[gone : self._end - self._first]
        room = np.zeros(max(len(kept), GROWTH_S * SAMPLE_RATE), np.float32)
        room[: len(kept)] = kept
        self._room, self._first = room, self._first + gone
