"""The clock of a live call: it runs with the samples received."""

from __future__ import annotations

from datetime import datetime, timezone


class MediaClock:
    """Media time is that of the channel which has come furthest; it never goes back.

    While no sound comes, the call's time stands still; the time of day goes on in `recorded_at`.
    """

    def __init__(self, rate: int, channels: int) -> None:
        self._rate = rate
        self._received = [0] * channels

    def receive(self, channel: int, samples: int) -> None:
        """These many samples of a channel have come."""
        self._received[channel] += samples

    def channel_ms(self, channel: int) -> int:
        """How far one channel has come."""
        return self._received[channel] * 1000 // self._rate

    def behind(self, channel: int) -> int:
        """How many samples a channel is behind the one which has come furthest."""
        return max(self._received) - self._received[channel]

    def at_ms(self) -> int:
        """Media time now."""
        return max(self._received) * 1000 // self._rate

    def recorded_at(self) -> datetime:
        """The time of day, UTC."""
        return datetime.now(timezone.utc)
