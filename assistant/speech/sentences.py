"""Where a run of words may change hands: sentence ends and pauses."""

from __future__ import annotations

from assistant.events import Word

PAUSE_MS = 600
ENDS = (".", "?", "!", "…")
ABBREVIATIONS = frozenset({"mr.", "mrs.", "ms.", "dr.", "st.", "ave.", "apt.", "a.m.", "p.m."})


def split_words(words: tuple[Word, ...]) -> list[tuple[Word, ...]]:
    """The words in pieces that end with a sentence or before a pause above 0.6 s."""
    pieces: list[tuple[Word, ...]] = []
    first = 0
    for at in range(1, len(words)):
        if _ends(words[at - 1]) or words[at].start_ms - words[at - 1].end_ms > PAUSE_MS:
            pieces.append(words[first:at])
            first = at
    return [*pieces, words[first:]] if words else []


def _ends(word: Word) -> bool:
    """Whether a sentence ends with this word."""
    return word.word.endswith(ENDS) and word.word.lower() not in ABBREVIATIONS
