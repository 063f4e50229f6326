"""One live call's hearing: samples in as they arrive, speech and words out as they become known."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol

from assistant.audio.recording import Samples
from assistant.events import (
    Speaker,
    SpeechEnded,
    SpeechStarted,
    StageFailed,
    StageRecovered,
    TranscriptFinal,
    TranscriptPartial,
)
from assistant.speech.hearing import Listening

EarPayload = (
    SpeechStarted | TranscriptPartial | SpeechEnded | TranscriptFinal | StageFailed | StageRecovered
)


@dataclass(frozen=True, slots=True)
class EarHeard:
    """Something heard on a channel; `at_ms` is the media time up to which it had listened."""

    channel: int
    at_ms: int
    payload: EarPayload


@dataclass(frozen=True, slots=True)
class HearingLoad:
    """How busy the ears are: lines heard of `places`, windows waiting and at work, totals.

    `wait_s` is how long a window typically waits, `pace_s` how often partials are asked for;
    `shed` counts partials replaced before they were decoded; finals are never shed.
    """

    lines: int
    places: int
    queued: int
    running: int
    wait_s: float
    pace_s: float
    lags: bool
    decoded: int
    shed: int


class Ear(Protocol):
    """Hears one call. Samples go in without waiting for any model; finals are never lost."""

    @property
    def at_once_ms(self) -> int:
        """How much sound is worth handing over at once now, in ms: more while there is load."""
        ...

    def push(self, channel: int, samples: Samples) -> None:
        """Take in float32 samples at 16 kHz of one channel, in order; any number of them."""
        ...

    def finalize(self) -> None:
        """End the utterances that are open now, as if their speakers had paused."""
        ...

    def finish(self) -> None:
        """The audio is over: end what is open; `heard` ends after the last final."""
        ...

    def heard(self) -> AsyncIterator[EarHeard]:
        """What is heard, as it becomes known, until the call is finished and all is told."""
        ...


OpenEar = Callable[[tuple[Speaker, ...], Listening], AbstractAsyncContextManager[Ear]]
"""Opens an ear for a line, one speaker a channel; entering raises LinesFull when no place is free.

Leaving gives the place back, and drops what was not yet heard when the ear is not finished.
"""
