"""Two clocks: the machine's for live calls, the recording's for replay."""

from __future__ import annotations

import time
from datetime import datetime, timedelta, timezone
from typing import Protocol


class Clock(Protocol):
    """Where a session takes time from: it never asks the machine itself."""

    def at_ms(self) -> int:
        """Media time since the call began, in ms; never goes back."""
        ...

    def recorded_at(self) -> datetime:
        """The time of day, UTC, that the log keeps."""
        ...


class SystemClock:
    """Live: media time runs with the machine's monotonic clock."""

    def __init__(self) -> None:
        self._began = time.monotonic()

    def at_ms(self) -> int:
        """Milliseconds since the clock was made."""
        return int((time.monotonic() - self._began) * 1000)

    def recorded_at(self) -> datetime:
        """Now."""
        return datetime.now(timezone.utc)


class ReplayClock:
    """Replay: media time stands where the source puts it."""

    def __init__(self, began_at: datetime) -> None:
        self._began_at = began_at
        self._at_ms = 0

    def advance(self, at_ms: int) -> None:
        """Move media time forward to `at_ms`; an earlier time leaves it where it is."""
        self._at_ms = max(self._at_ms, at_ms)

    def at_ms(self) -> int:
        """Where the source has got to."""
        return self._at_ms

    def recorded_at(self) -> datetime:
        """When this moment of the call was, counted from its beginning."""
        return self._began_at + timedelta(milliseconds=self._at_ms)
