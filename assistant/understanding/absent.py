"""What stands in where no language model can be loaded: calls go on, and say what is missing."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.errors import ModelFailed
from assistant.events import Signal, Speaker, TranscriptFinal, UtteranceUnderstood


class AbsentUnderstander:
    """Fails on every utterance with the same reason, and knows nothing of who speaks."""

    name = "none"

    def __init__(self, why: ModelFailed) -> None:
        self.why = why

    async def read(self, call_id: str, utterance: TranscriptFinal) -> UtteranceUnderstood:
        """ModelFailed, always."""
        raise ModelFailed(self.why.sentence, todo=self.why.todo)

    async def glimpse(self, call_id: str, speaker: Speaker, text: str) -> tuple[Signal, ...]:
        """Nothing: the final tells of the failure."""
        return ()

    async def forget(self, call_id: str) -> None:
        """Nothing is kept."""

    async def speaker_scores(self, texts: Sequence[str]) -> list[float]:
        """As likely either; how turns are taken has to do."""
        return [0.0] * len(texts)
