"""Silence: who has said nothing for a while, noted once each time."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.events import (
    CallEnded,
    CallStarted,
    ClockTicked,
    Event,
    Payload,
    SilenceObserved,
    Speaker,
    SpeechEnded,
    SpeechStarted,
    TranscriptFinal,
)


class SilenceStage:
    """Yields silence_observed on a tick, when the line is quiet and a speaker was quiet for long.

    While one speaks the other listens, which is no silence; hence the quiet line.
    """

    name = "silence"

    def __init__(self, notice_ms: int) -> None:
        self._notice_ms = notice_ms
        self._last_ms: dict[Speaker, int] = {}
        self._speaking: set[Speaker] = set()
        self._noted: set[Speaker] = set()

    def handle(self, event: Event) -> Iterator[Payload]:
        """Follow speech; look at the time on ticks."""
        payload = event.payload
        if isinstance(payload, CallStarted):
            self._last_ms = dict.fromkeys(payload.speakers, event.at_ms)
        elif isinstance(payload, SpeechStarted):
            self._heard(payload.speaker, event.at_ms)
            self._speaking.add(payload.speaker)
        elif isinstance(payload, SpeechEnded):
            self._heard(payload.speaker, event.at_ms)
            self._speaking.discard(payload.speaker)
        elif isinstance(payload, TranscriptFinal):
            self._last_ms[payload.speaker] = max(
                self._last_ms.get(payload.speaker, 0), min(payload.end_ms, event.at_ms)
            )
        elif isinstance(payload, CallEnded):
            self._last_ms = {}
        elif isinstance(payload, ClockTicked) and not self._speaking:
            yield from self._look(event.at_ms)

    def _heard(self, speaker: Speaker, at_ms: int) -> None:
        self._last_ms[speaker] = at_ms
        self._noted.discard(speaker)

    def _look(self, at_ms: int) -> Iterator[Payload]:
        for speaker, last_ms in self._last_ms.items():
            quiet_ms = at_ms - last_ms
            if quiet_ms >= self._notice_ms and speaker not in self._noted:
                self._noted.add(speaker)
                yield SilenceObserved(speaker, quiet_ms)
