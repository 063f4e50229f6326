"""Words from aligned tokens: their text, their times, how likely each was."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from faster_whisper.tokenizer import Tokenizer

from assistant.events import Word

STEP_MS = 20
"""What one position of the alignment stands for: two mel frames."""
UNSPACED = frozenset({"zh", "ja", "th", "lo", "my", "yue"})
"""Languages written without spaces between words."""
FIRST_LONGEST_MS = 600
"""The first word is aligned from the window's start on, pre-roll and all: its end is trusted."""


def words_of(
    tokenizer: Tokenizer,
    tokens: list[int],
    alignments: Sequence[tuple[int, int]],
    probabilities: npt.NDArray[np.float64],
    *,
    window: tuple[int, int],
) -> tuple[Word, ...]:
    """The words of a decode in media time, none outside `window` (start and end in ms).

    `alignments` pairs token positions with time positions; `probabilities` is one a token. A
    word's confidence is the mean of its tokens'.
    """
    pieces, piece_tokens = tokenizer.split_to_word_tokens([*tokens, tokenizer.eot])
    starts = _token_starts(alignments, len(tokens))
    spaced = tokenizer.language_code not in UNSPACED
    words: list[Word] = []
    at = 0
    for piece, ids in zip(pieces[:-1], piece_tokens[:-1], strict=True):
        begin, end = at, at + len(ids)
        at = end
        word = Word(
            word=piece.strip(),
            start_ms=_in_window(starts[begin], window),
            end_ms=_in_window(starts[min(end, len(starts) - 1)], window),
            confidence=float(probabilities[begin:end].mean()),
        )
        if words and (_is_mark(piece) or (spaced and not piece.startswith(" "))):
            words[-1] = _joined(words[-1], word)
        elif not _is_mark(piece):
            words.append(word)
    return tuple(_tidied(word, first=at == 0) for at, word in enumerate(words))


def joined(words: Sequence[str], language: str) -> str:
    """The words as text, spaced as the language is written."""
    return ("" if language in UNSPACED else " ").join(words)


def _token_starts(alignments: Sequence[tuple[int, int]], tokens: int) -> list[int]:
    """When each token begins, in ms of the window, and when the last one ends."""
    starts: dict[int, int] = {}
    for token, time in alignments:
        starts.setdefault(token, time * STEP_MS)
    known = 0
    filled = []
    for token in range(tokens + 1):
        known = max(known, starts.get(token, known))
        filled.append(known)
    return filled


def _in_window(ms: int, window: tuple[int, int]) -> int:
    return min(window[0] + ms, window[1])


def _is_mark(piece: str) -> bool:
    """Whether a piece is punctuation alone."""
    return not any(c.isalnum() for c in piece)


def _joined(word: Word, more: Word) -> Word:
    """One word of two pieces ("555" and "-0198", "street" and "."); a mark adds no doubt."""
    both = (word.confidence + more.confidence) / 2
    return Word(
        word=word.word + more.word,
        start_ms=word.start_ms,
        end_ms=word.end_ms if _is_mark(more.word) else more.end_ms,
        confidence=word.confidence if _is_mark(more.word) else both,
    )


def _tidied(word: Word, *, first: bool) -> Word:
    """The word with a rounded confidence; the first one without the silence before it."""
    exact = not first or any(c.isdigit() for c in word.word)  # figures do take long
    start = word.start_ms if exact else max(word.start_ms, word.end_ms - FIRST_LONGEST_MS)
    return Word(word.word, start, word.end_ms, round(word.confidence, 4))
