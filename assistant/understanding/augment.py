"""Copies of training examples as a recogniser might have garbled them.

Each copy differs by one to three accidents: a filler, a stutter, a lost small word, a word that
sounds alike, a lost beginning. The generator is seeded with the example's own text, so the same
data always gives the same copies. It never sees the held-out sentences.
"""

from __future__ import annotations

import random
import zlib
from collections.abc import Callable

from assistant.understanding.words import plain

_FILLERS = ("uh", "um", "like", "you know", "okay", "please", "oh my god", "i mean", "sir", "ma'am")
_SMALL = frozenset("a an the is are was his her my your to of he she it there some".split())
_ALIKE = {
    "breathing": "breeding", "breath": "breadth", "there": "their", "their": "there",
    "he's": "his", "his": "he's", "your": "you're", "you're": "your", "to": "too", "two": "to",
    "four": "for", "for": "four", "hear": "here", "here": "hear", "knife": "night",
    "bleeding": "bleating", "conscious": "conscience", "weapon": "weapons", "gun": "gum",
    "fire": "fired", "where": "wear", "awake": "a wake", "address": "a dress", "heart": "hart",
    "blue": "blew", "pulse": "pulls", "pain": "pane", "choking": "joking", "son": "sun",
    "seizure": "seizures", "smoke": "smoked", "threw": "through", "by": "bye",
}  # fmt: skip
"""Never a word whose loss turns the sense around: `no`, `won't`, `can't`."""


def garbled(text: str) -> str:
    """A copy of a text with a few of a recogniser's accidents; the same text, the same copy."""
    dice = random.Random(zlib.crc32(text.encode()))
    words = plain(text).split()
    for accident in dice.sample(_ACCIDENTS, k=dice.choice((1, 1, 2))):
        words = accident(words, dice) or words
    return " ".join(words)


def _filler(words: list[str], dice: random.Random) -> list[str]:
    at = dice.choice((0, 0, dice.randint(0, len(words)), len(words)))
    return [*words[:at], dice.choice(_FILLERS), *words[at:]]


def _stutter(words: list[str], dice: random.Random) -> list[str]:
    at = dice.randrange(min(len(words), 4))
    length = dice.choice((1, 1, 2))
    return [*words[: at + length], *words[at:]]


def _lost_small_word(words: list[str], dice: random.Random) -> list[str]:
    small = [index for index, word in enumerate(words) if word in _SMALL]
    if len(words) < 4 or not small:
        return words
    lost = dice.choice(small)
    return words[:lost] + words[lost + 1 :]


def _sounds_alike(words: list[str], dice: random.Random) -> list[str]:
    alike = [index for index, word in enumerate(words) if word in _ALIKE]
    if not alike:
        return words
    at = dice.choice(alike)
    return [*words[:at], _ALIKE[words[at]], *words[at + 1 :]]


def _lost_beginning(words: list[str], dice: random.Random) -> list[str]:
    return words[1:] if len(words) > 5 and words[0] in _SMALL else words


Accident = Callable[[list[str], random.Random], list[str]]
_ACCIDENTS: tuple[Accident, ...] = (
    _filler, _stutter, _lost_small_word, _sounds_alike, _lost_beginning,
)  # fmt: skip
