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
LIVE_FINAL, FIRST_PARTIAL, PARTIAL, RECORDED = 0, 2, 4, 6
"""How urgent a window is: the lower, the sooner; a caller's goes before a dispatcher's (+ 1)."""


@dataclass(frozen=True, slots=True)
class DecodeJob:
    """One window of speech: float32 in [-1, 1], mono, 16 kHz, shape (samples,).

    `start_ms` is where the window begins in media time; word times come back in media time.
    `prefix` is text already stable, forced at the start of a partial. A final keeps `shown`,
    the words shown as stable, where it finds them nearly as likely as others. `voiced_ms` is how
    much of the window the voice detector found voice in, None where it has not been asked.
    A partial is `hurried` while many wait: quicker, and rougher at its end.
    """

    audio: Samples
    start_ms: int = 0
    tier: Tier = "final"
    language: str | None = None
    prefix: str = ""
    shown: str = ""
    hotwords: tuple[str, ...] = ()
    voiced_ms: int | None = None
    urgency: int = RECORDED
    hurried: bool = False

    @property
    def is_live(self) -> bool:
        """Whether somebody waits for it in a running call."""
        return self.urgency < RECORDED


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
