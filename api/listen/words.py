"""Words of finals and partials in Deepgram's shape."""

from __future__ import annotations

from collections.abc import Sequence

from api.listen.messages import Alternative, WordHeard
from assistant.events import TranscriptFinal, TranscriptPartial, Word


def bare(word: str) -> str:
    """The word in lower case without the marks around it; a mark alone stays."""
    inner = word.lower()
    while inner and not inner[0].isalnum():
        inner = inner[1:]
    while inner and not inner[-1].isalnum():
        inner = inner[:-1]
    return inner or word


def said(final: TranscriptFinal, *, plain: bool) -> Alternative:
    """A final: its own text, times and confidences."""
    return alternative(final.words, final.text, final.confidence, plain=plain)


def alternative(words: Sequence[Word], text: str, confidence: float, *, plain: bool) -> Alternative:
    """Words with their text; `plain` writes it bare."""
    heard = [_heard(word) for word in words]
    transcript = " ".join(word.word for word in heard) if plain else text
    return Alternative(transcript=transcript, confidence=confidence, words=heard)


def so_far(partial: TranscriptPartial, began_ms: int, until_ms: int, *, plain: bool) -> Alternative:
    """A partial: its words spread over the time they were heard in, by their length.

    A partial has no times nor probabilities. Confidence is stability: 1.0 for a word that is not
    expected to change, 0.0 for one that may, and the share of stable words for the whole.
    """
    stable = len(partial.text[: partial.stable_chars].split())
    whole = partial.text[partial.stable_chars : partial.stable_chars + 1].strip() == ""
    written = partial.text.split()
    sure = stable if whole else max(stable - 1, 0)  # a word cut by the mark may still change
    total = sum(len(word) + 1 for word in written) or 1
    words, passed = [], 0
    for number, word in enumerate(written):
        start = began_ms + (until_ms - began_ms) * passed // total
        passed += len(word) + 1
        end = began_ms + (until_ms - began_ms) * passed // total
        words.append(Word(word, start, end, 1.0 if number < sure else 0.0))
    share = round(min(sure, len(words)) / len(words), 4) if words else 0.0
    return alternative(words, partial.text, share, plain=plain)


def _heard(word: Word) -> WordHeard:
    return WordHeard(
        word=bare(word.word),
        punctuated_word=word.word,
        start=word.start_ms / 1000,
        end=word.end_ms / 1000,
        confidence=word.confidence,
    )
