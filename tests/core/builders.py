"""Small makers of events, so that tests read as what was said."""

from __future__ import annotations

from datetime import datetime, timezone

from assistant.events import Event, Payload, Speaker, TranscriptFinal, UtteranceUnderstood, Word

BEGAN = datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone.utc)


def final(
    text: str, speaker: Speaker = "caller", number: int = 1, confidence: float = 1.0
) -> TranscriptFinal:
    """A final utterance, one second a number."""
    start_ms = number * 1000
    words = tuple(
        Word(word, start_ms + i * 100, start_ms + i * 100 + 90, confidence)
        for i, word in enumerate(text.split())
    )
    utterance_id = f"{speaker}-{number:04d}"
    return TranscriptFinal(
        utterance_id, speaker, text, start_ms, start_ms + 900, words, confidence, "en"
    )


def reading(said: TranscriptFinal, **understood: object) -> UtteranceUnderstood:
    """What a fake understander makes of it."""
    return UtteranceUnderstood(said.utterance_id, said.speaker, **understood)  # type: ignore[arg-type]


def events(*payloads: Payload, call_id: str = "call") -> list[Event]:
    """Payloads as inputs, numbered from 1, a second apart."""
    return [
        Event(call_id, seq, seq * 1000, BEGAN, None, payload)
        for seq, payload in enumerate(payloads, start=1)
    ]
