"""Words made comparable, and matched with what was really said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

import jiwer
from whisper_normalizer.english import EnglishTextNormalizer

from tests.benchmarks.streaming.conversation import Line

_normal = EnglishTextNormalizer()
Pair = tuple[int | None, int | None]
"""A reference position and a heard one: alike or not; None where one side has no word."""


@dataclass(frozen=True, slots=True)
class Token:
    """A comparable word of the reference: when it was said, and in which line."""

    text: str
    start_ms: int
    end_ms: int
    line: int


@lru_cache(maxsize=20_000)
def tokens(text: str) -> tuple[str, ...]:
    """Whisper's English normaliser: 'Forty-two, please.' and '42 please' become alike."""
    return tuple(_normal(text).split())


def timed(lines: Sequence[Line]) -> list[Token]:
    """The reference, line after line; a number of several words is said when its last one is."""
    return [token for number, line in enumerate(lines) for token in _line_tokens(number, line)]


def _line_tokens(number: int, line: Line) -> list[Token]:
    single = [(t, said) for said in line.words for t in tokens(said.word)]
    whole = tokens(line.text)
    matcher = SequenceMatcher(None, [text for text, _ in single], whole, autojunk=False)
    found: list[Token] = []
    for tag, a, b, c, d in matcher.get_opcodes():
        for offset, text in enumerate(whole[c:d]):
            begin, end = (a + offset, a + offset) if tag == "equal" else (a, b - 1)
            first = single[min(begin, len(single) - 1)][1] if single else line.words[0]
            last = single[max(0, min(end, len(single) - 1))][1] if single else line.words[-1]
            found.append(Token(text, first.start_ms, last.end_ms, number))
    return found


def aligned(reference: Sequence[str], heard: Sequence[str]) -> list[Pair]:
    """The two side by side with the fewest edits, in order."""
    if not reference or not heard:
        return [
            *((i, None) for i in range(len(reference))),
            *((None, i) for i in range(len(heard))),
        ]
    chunks = jiwer.process_words(" ".join(reference), " ".join(heard)).alignments[0]
    pairs: list[Pair] = []
    for chunk in chunks:
        left = range(chunk.ref_start_idx, chunk.ref_end_idx)
        right = range(chunk.hyp_start_idx, chunk.hyp_end_idx)
        if chunk.type == "delete":
            pairs += [(i, None) for i in left]
        elif chunk.type == "insert":
            pairs += [(None, i) for i in right]
        else:
            pairs += zip(left, right, strict=True)
    return pairs


def matched(reference: Sequence[str], heard: Sequence[str]) -> set[int]:
    """Which words of the reference are heard, `heard` being as far as it had got.

    What comes after costs nothing: the beginning of a sentence is not matched with its end.
    """
    table = _costs(reference, heard)
    i, j = len(heard), min(range(len(reference) + 1), key=lambda at: (table[-1][at], at))
    found = set()
    while i and j:
        alike = heard[i - 1] == reference[j - 1]
        if table[i][j] == _plus(table[i - 1][j - 1], alike):
            found |= {j - 1} if alike else set()
            i, j = i - 1, j - 1
        elif table[i][j] == _plus(table[i - 1][j], False):
            i -= 1
        else:
            j -= 1
    return found


Cost = tuple[int, int]
"""Edits, and among as many edits the alignment with the most words alike (hence negative)."""


def _costs(reference: Sequence[str], heard: Sequence[str]) -> list[list[Cost]]:
    """The cheapest alignment of every beginning of one with every beginning of the other."""
    table: list[list[Cost]] = [[(j, 0) for j in range(len(reference) + 1)]]
    for i, word in enumerate(heard, start=1):
        above, row = table[-1], [(i, 0)]
        for j, said in enumerate(reference, start=1):
            either = min(_plus(above[j], False), _plus(row[-1], False))
            row.append(min(_plus(above[j - 1], word == said), either))
        table.append(row)
    return table


def _plus(cost: Cost, alike: bool) -> Cost:
    return (cost[0], cost[1] - 1) if alike else (cost[0] + 1, cost[1])
