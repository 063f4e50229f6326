"""Short ways to write what was said and what was told of it, for the tests of the benchmark."""

from __future__ import annotations

from assistant.events import Speaker
from tests.benchmarks.streaming.conversation import (
    BYTES_A_MS,
    FRAME_MS,
    SILENCE,
    Conversation,
    Line,
    Said,
)
from tests.benchmarks.streaming.told import Heard, Sent, Shown

WORD_MS = 500


def line(text: str, start_ms: int = 0, speaker: Speaker = "caller") -> Line:
    """A line of words of half a second each, without gaps."""
    starts = range(start_ms, start_ms + WORD_MS * len(text.split()), WORD_MS)
    words = (Said(w, at, at + WORD_MS) for w, at in zip(text.split(), starts, strict=True))
    return Line(speaker, tuple(words))


def call(*lines: Line, duration_ms: int, name: str = "made") -> Conversation:
    """A silent call with these lines."""
    silence = SILENCE * (duration_ms * BYTES_A_MS)
    return Conversation(name, (silence, silence), tuple(lines))


def heard(
    *partials: tuple[float, str, str],
    final: tuple[float, str] | None,
    ended: float | None = None,
    ended_ms: int | None = None,
    began_ms: int | None = None,
) -> Heard:
    """An utterance of the caller: partials as (arrival, text, stable part), then its final."""
    return Heard(
        "caller-1",
        "caller",
        partials=[Shown(*partial) for partial in partials],
        final=Shown(*final) if final else None,
        began_ms=began_ms,
        ended_ms=ended_ms,
        ended=ended,
    )


def sent(seconds: float, began: float = 0.0) -> Sent:
    """Frames sent exactly at their pace."""
    frames = int(seconds * 1000 / FRAME_MS)
    return Sent([began + at * FRAME_MS / 1000 for at in range(frames)])
