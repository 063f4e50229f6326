"""The same calls decoded as recordings: what streaming is held against."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.events import Speaker, TranscriptFinal, Word
from assistant.speech.hearing import hear
from assistant.speech.transcriber import Transcriber
from tests.benchmarks.streaming.conversation import SPEAKERS, Conversation
from tests.benchmarks.streaming.words import tokens


@dataclass(frozen=True, slots=True)
class Offline:
    """One side as a recording of it is heard."""

    words: tuple[Word, ...] = ()
    texts: tuple[str, ...] = ()

    @property
    def tokens(self) -> list[str]:
        """What was heard, as comparable words."""
        return [token for text in self.texts for token in tokens(text)]


async def offline(call: Conversation, transcriber: Transcriber) -> dict[Speaker, Offline]:
    """Each side of the call as `hear` hears it."""
    heard = [h.payload async for h in hear(call.recording(), transcriber, SPEAKERS)]
    finals = [payload for payload in heard if isinstance(payload, TranscriptFinal)]
    return {speaker: _side([f for f in finals if f.speaker == speaker]) for speaker in SPEAKERS}


def _side(finals: list[TranscriptFinal]) -> Offline:
    words = tuple(word for final in finals for word in final.words)
    return Offline(words, tuple(final.text for final in finals))
