"""What a live call is opened with, and what it may ask of the rest of the house."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from assistant.audio.codecs import Pcm16
from assistant.events import Speaker, StageFailed
from assistant.settings import Settings

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


class Recorder(Protocol):
    """Keeps one call's sound; no method waits for the disk, or raises because of it."""

    def write(self, channel: int, pcm: Pcm16, at_ms: int) -> None:
        """Keep samples of one channel, the first of them at `at_ms` of media time."""
        ...

    def close(self) -> None:
        """The call is over."""
        ...


class Recorders(Protocol):
    """Gives each live call a recorder of its own."""

    def __call__(self, call_id: str, rate: int, channels: int, failed: RecordingFailed) -> Recorder:
        """A recorder; `failed` may be called once, from any thread."""
        ...
