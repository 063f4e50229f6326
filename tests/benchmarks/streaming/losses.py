"""Utterances that were told as over and never came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.events import Word
from tests.benchmarks.streaming.told import Heard

PREROLL_MS = 1000
"""How long before its notice the audio of an utterance begins."""


@dataclass(frozen=True, slots=True)
class Losses:
    """Utterances told as over; of these without a final; of these with words offline."""

    ended: int = 0
    silent: int = 0
    lost: int = 0

    def __add__(self, other: Losses) -> Losses:
        """Pooled."""
        return Losses(self.ended + other.ended, self.silent + other.silent, self.lost + other.lost)


def losses(heard: Sequence[Heard], offline: Sequence[Word]) -> Losses:
    """One side's; `offline` is what the decode of the whole recording heard of it."""
    over = [each for each in heard if each.ended is not None]
    silent = [each for each in over if each.final is None]
    return Losses(len(over), len(silent), sum(_spoke(each, offline, heard) for each in silent))


def _spoke(utterance: Heard, offline: Sequence[Word], heard: Sequence[Heard]) -> bool:
    """Whether the decode of the whole recording has words where the utterance was."""
    if utterance.began_ms is None or utterance.ended_ms is None:
        return False
    ends = [each.ended_ms for each in heard if each.ended_ms is not None]
    before = max((end for end in ends if end < utterance.ended_ms), default=0)
    begins = max(utterance.began_ms - PREROLL_MS, before)
    middles = [(word.start_ms + word.end_ms) // 2 for word in offline]
    return any(begins <= middle < utterance.ended_ms for middle in middles)
