"""The seam to the speech engine: a stateless Transcriber, shared by all calls.

A final is decoded once over the whole utterance (beam search). A partial is decoded greedily
over the utterance so far, with its stable words as forced prefix; the per-channel session that
asks for partials and keeps the stable words is the caller's business, not the engine's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from assistant.audio.recording import SAMPLE_RATE as SAMPLE_RATE
from assistant.audio.recording import Samples as Samples
from assistant.events import Word

Tier = Literal["partial", "final"]


@dataclass(frozen=True, slots=True)
class DecodeJob:
    """One window of speech: float32 in [-1, 1], mono, 16 kHz, shape (samples,).

    `start_ms` is where the window begins in media time; word times come back in media time.
    `prefix` are words already stable, forced at the start of a partial.
    """

    audio: Samples
    start_ms: int = 0
    tier: Tier = "final"
    language: str | None = None
    prefix: tuple[str, ...] = ()
    hotwords: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was heard; `text` is empty when the guards found no speech in it.

    `confidence` is the mean word probability, 0 to 1; `dropped` names the guard that
    emptied the text, or is None.
    """

    text: str
    words: tuple[Word, ...]
    confidence: float
    language: str
    dropped: str | None = None


class Transcriber(Protocol):
    """Decodes windows of speech; safe to call from many calls at once."""

    name: str

    async def transcribe(self, job: DecodeJob) -> Transcript:
        """Decode one window; ModelFailed when the engine cannot."""
        ...
