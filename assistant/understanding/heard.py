"""How well a quote was heard: the recogniser's own confidence in its words."""

from __future__ import annotations

import re

from assistant.events import TranscriptFinal

_WORDS = re.compile(r"[a-z0-9']+")


def word_confidence(utterance: TranscriptFinal | None, quote: str) -> float:
    """Mean confidence, 0 to 1, of the quote's words; 1 where the words are not known."""
    if utterance is None or not utterance.words:
        return utterance.confidence if utterance else 1.0
    wanted = set(_tokens(quote))
    found = [w.confidence for w in utterance.words if wanted.intersection(_tokens(w.word))]
    return sum(found) / len(found) if found else utterance.confidence


def _tokens(text: str) -> list[str]:
    return _WORDS.findall(text.lower())
