"""Whether there are words in an utterance at all, and words that can be an answer.

What it never saw the language model reads as something all the same; noise is better not read.
Another language is: the model has learned to tell that it is one.
"""

from __future__ import annotations

import re
import unicodedata

LATIN_SHARE = 0.5
_TAG = re.compile(r"[\[(<*][^\[\]()<>*]{0,40}[\])>*]")
"""What recognisers write for what is no speech: "[noise]", "(unintelligible)", "*sobs*"."""
_FILLER = re.compile(r"(u+h+|u+m+|e+r+m*|h+m+|m+|e+h+|a+h+)")
_ANSWERS = frozenset({"mm hmm", "mhm", "mmhmm", "uh huh", "uh uh", "mm mm"})
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]+")
_COMMAND = re.compile(r"^[\s/]+")


def cleaned(text: str) -> str:
    """The text without control characters, and without what Rasa would take for a command."""
    return _COMMAND.sub("", _CONTROL.sub(" ", text))


def has_words(text: str) -> bool:
    """Whether anything was said: not only noise, fillers and marks."""
    words = _words(text)
    return " ".join(words) in _ANSWERS or not all(_FILLER.fullmatch(word) for word in words)


def can_answer(text: str) -> bool:
    """Whether its words may be kept as somebody's answer: there are some, in Latin letters."""
    letters = [char for word in _words(text) for char in word if char.isalpha()]
    latin = sum(unicodedata.name(char, "").startswith("LATIN") for char in letters)
    return has_words(text) and latin >= LATIN_SHARE * len(letters)


def _words(text: str) -> list[str]:
    return _WORD.findall(_TAG.sub(" ", text.lower().replace("’", "'")))
