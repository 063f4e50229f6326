"""The seam to the language engine: one utterance in, one reading out."""

from __future__ import annotations

from typing import Protocol

from assistant.events import Signal, Speaker, TranscriptFinal, UtteranceUnderstood


class Understander(Protocol):
    """Reads utterances in their order; what they mean for the call is decided by the stages.

    A reading may lean on what the other side said last ("in the kitchen" answers a question), and
    on nothing else. Known facts and open questions are the stages' business; the log keeps the
    reading itself, so that replay needs no model.
    """

    name: str

    async def read(self, call_id: str, utterance: TranscriptFinal) -> UtteranceUnderstood:
        """What this utterance asks, tells and shows; ModelFailed when the engine cannot say."""
        ...

    async def glimpse(self, call_id: str, speaker: Speaker, text: str) -> tuple[Signal, ...]:
        """The dangers in words that may yet change. Nothing is remembered of them.

        Light, and behind everything that is to be read; ModelFailed as above.
        """
        ...

    async def forget(self, call_id: str) -> None:
        """The call is over: drop whatever the engine keeps for it."""
        ...
