"""The caller's state: ECCS over the call, quick to rise and slow to fall."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.events import CallerStateObserved, Event, Payload, UtteranceUnderstood
from assistant.guidance.distress import DISTRESS_ECCS, distress_signals

FALL = 0.5
"""How far the state follows a calmer turn: one quiet sentence does not end a panic."""


class CallerStateStage:
    """Yields caller_state_observed for every turn of the caller that shows a state."""

    name = "caller_state"

    def __init__(self) -> None:
        self._level: float | None = None

    def handle(self, event: Event) -> Iterator[Payload]:
        """Follow the caller's readings."""
        reading = event.payload
        if not isinstance(reading, UtteranceUnderstood) or reading.speaker != "caller":
            return
        shown = _shown(reading)
        if shown is None:
            return
        self._level = _smoothed(self._level, shown)
        yield CallerStateObserved(int(self._level + 0.5), reading.utterance_id)


def _shown(reading: UtteranceUnderstood) -> int | None:
    """The score of this turn alone; words that are distress in themselves count as such."""
    eccs = None if reading.eccs is None else min(5, max(1, reading.eccs))
    if distress_signals(reading):
        return max(eccs or 1, DISTRESS_ECCS)
    return eccs


def _smoothed(level: float | None, shown: int) -> float:
    if level is None or shown >= level:
        return float(shown)
    return level + FALL * (shown - level)
