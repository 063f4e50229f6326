"""Words made comparable, and matched with what was really said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

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
    """The two side by side with the fewest edits, and of these with the most words alike."""
    return _traced(reference, heard, len(reference))


def matched(reference: Sequence[str], heard: Sequence[str]) -> set[int]:
    """Which words of the reference are heard, `heard` being as far as it had got.

    What comes after costs nothing: the beginning of a sentence is not matched with its end.
    """
    pairs = _traced(reference, heard, None)
    return {
        left
        for left, right in pairs
        if left is not None and right is not None and reference[left] == heard[right]
    }


EDIT = 1 << 20
"""What an edit costs; a word alike costs -1, which decides between as many edits."""


def _traced(reference: Sequence[str], heard: Sequence[str], until: int | None) -> list[Pair]:
    """The cheapest alignment of `heard` with the reference up to `until`, or to where it suits."""
    table = _costs(reference, heard)
    last = table[-1]
    i, j = len(heard), until if until is not None else min(range(len(last)), key=last.__getitem__)
    pairs: list[Pair] = []
    while i or j:
        if i and j and table[i][j] == table[i - 1][j - 1] + _cost(reference[j - 1], heard[i - 1]):
            i, j = i - 1, j - 1
            pairs.append((j, i))
        elif i and table[i][j] == table[i - 1][j] + EDIT:
            i -= 1
            pairs.append((None, i))
        else:
            j -= 1
            pairs.append((j, None))
    return pairs[::-1]


def _costs(reference: Sequence[str], heard: Sequence[str]) -> list[list[int]]:
    """What aligning each beginning of one with each beginning of the other costs."""
    table = [[at * EDIT for at in range(len(reference) + 1)]]
    for i, word in enumerate(heard, start=1):
        above, row = table[-1], [i * EDIT]
        for j, said in enumerate(reference, start=1):
            row.append(min(above[j - 1] + _cost(said, word), above[j] + EDIT, row[-1] + EDIT))
        table.append(row)
    return table


def _cost(one: str, other: str) -> int:
    return -1 if one == other else EDIT
