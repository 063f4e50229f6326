"""What a live call is opened with, and what it may ask of the rest of the house."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from assistant.events import Speaker, StageFailed
from assistant.settings import Settings
from assistant.store.recorder import Recorder

RecordingFailed = Callable[[StageFailed], None]


@dataclass(frozen=True, slots=True)
class LineOpening:
    """Who is on each channel, at which rate in Hz sound comes, and what the list calls it."""

    source: str
    speakers: tuple[Speaker, ...]
    rate: int


@dataclass(frozen=True, slots=True)
class Patience:
    """How long, in seconds, is waited: for a lost sender, for sound, for the last finals."""

    grace_s: float = 30
    quiet_s: float = 10
    finish_s: float = 60

    @classmethod
    def of(cls, settings: Settings) -> Patience:
        """As the settings say."""
        return cls(settings.line_grace_s, settings.line_quiet_s)


class Recorders(Protocol):
    """Gives each live call a recorder of its own."""

    def __call__(self, call_id: str, rate: int, channels: int, failed: RecordingFailed) -> Recorder:
        """A recorder; `failed` may be called once, from any thread."""
        ...
