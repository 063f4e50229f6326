"""What a server tells of a call, in the same words for every server, and when it arrived."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from assistant.events import Speaker
from tests.benchmarks.streaming.conversation import FRAME_MS

Kind = Literal["began", "partial", "ended", "final", "trouble"]


@dataclass(frozen=True, slots=True)
class Told:
    """One message, at the client's monotonic clock in seconds.

    `stable` is the part of a partial that the server says will stay; None where it never says
    so. `at_ms` is the media time the server gives, where it does. `text` of trouble is its code.
    """

    arrived: float
    kind: Kind
    speaker: Speaker | None = None
    utterance: str = ""
    text: str = ""
    stable: str | None = None
    at_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """Text on the screen from `arrived` on."""

    arrived: float
    text: str
    stable: str | None = None


@dataclass(slots=True)
class Heard:
    """One utterance of one side, as the server told of it."""

    utterance: str
    speaker: Speaker
    partials: list[Shown] = field(default_factory=list)
    final: Shown | None = None
    began_ms: int | None = None
    ended_ms: int | None = None
    ended: float | None = None
    """When its end was told, at the client's clock."""
    late_partials: int = 0
    """Partials told after the final: a console would show old words again."""

    @property
    def shown(self) -> list[Shown]:
        """Everything shown of it that had words, the final last."""
        every = [*self.partials, *([self.final] if self.final else [])]
        return [shown for shown in every if shown.text.strip()]


@dataclass(frozen=True, slots=True)
class Sent:
    """When each frame of a call was sent, at the client's clock."""

    frames: Sequence[float]

    def at(self, ms: int) -> float:
        """When the frame that holds this moment of media was sent."""
        return self.frames[max(0, min(ms // FRAME_MS, len(self.frames) - 1))]

    def lateness(self) -> list[float]:
        """How much later than planned each frame was sent, in seconds."""
        first = self.frames[0]
        return [at - first - i * FRAME_MS / 1000 for i, at in enumerate(self.frames)]


def utterances(told: Iterable[Told]) -> list[Heard]:
    """Messages by utterance, in the order in which utterances began."""
    found: dict[tuple[Speaker, str], Heard] = {}
    for message in told:
        if message.speaker is None:
            continue
        key = (message.speaker, message.utterance)
        if message.kind == "final" and key in found and found[key].final:
            key = (message.speaker, f"{message.utterance}+{len(found)}")  # a second piece of it
        heard = found.setdefault(key, Heard(key[1], message.speaker))
        _take(heard, message)
    return list(found.values())


def _take(heard: Heard, message: Told) -> None:
    shown = Shown(message.arrived, message.text, message.stable)
    if message.kind == "began":
        heard.began_ms = message.at_ms
    elif message.kind == "ended":
        heard.ended, heard.ended_ms = message.arrived, message.at_ms
    elif message.kind == "final":
        heard.final = shown
    elif heard.final:
        heard.late_partials += 1
    else:
        heard.partials.append(shown)
