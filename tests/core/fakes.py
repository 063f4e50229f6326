"""Stand-ins for services, injected where the real ones go."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.errors import ModelFailed
from assistant.events import Signal, Speaker, TranscriptFinal, UtteranceUnderstood


class FakeUnderstander:
    """Gives the scripted reading of a text, or an empty one; fails on texts named in `fails`."""

    name = "fake"

    def __init__(
        self,
        readings: Mapping[str, Mapping[str, object]] | None = None,
        fails: frozenset[str] = frozenset(),
        dangers: Mapping[str, tuple[Signal, ...]] | None = None,
    ) -> None:
        self._readings, self._fails, self._dangers = readings or {}, fails, dangers or {}
        self.forgotten: list[str] = []
        self.glimpsed: list[str] = []

    async def read(self, call_id: str, utterance: TranscriptFinal) -> UtteranceUnderstood:
        if utterance.text in self._fails:
            raise ModelFailed("The language model gave no answer")
        scripted = self._readings.get(utterance.text, {})
        return UtteranceUnderstood(
            utterance.utterance_id,
            utterance.speaker,
            **scripted,  # type: ignore[arg-type]
        )

    async def glimpse(self, call_id: str, speaker: Speaker, text: str) -> tuple[Signal, ...]:
        self.glimpsed.append(text)
        if text in self._fails:
            raise ModelFailed("The language model gave no answer")
        return self._dangers.get(text, ())

    async def forget(self, call_id: str) -> None:
        self.forgotten.append(call_id)
