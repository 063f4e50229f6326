"""Feelings heard in a caller's words: which one, and the words that show it.

What to listen for and how to name it stands in `_feelings.yml`. Cues are words in order; small
words may stand between them. "I'm not scared" names no fear, and "he's scared" is not the caller.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from assistant.guidance.words import words

WORDS_READ = 120
"""The feeling is read from the end of a long utterance."""
QUOTE_WORDS = 10
"""How much of a run-on is said back."""
NOT_WITHIN = 4
"""A "not" so few words before a cue turns it round."""
_BREAK = re.compile(
    r"[.!?;:,…]+(?=\s|$)|\s+(?=(?:but|because|cause|(?:so|then)\s+(?:i|he|she|they|we|it))\s)", re.I
)
_FILLERS = frozenset(
    "just so really very too um uh like all even completely totally now right such a the that "
    "fucking freaking damn kind of pretty always".split()
)
_NOT = frozenset("not never isn't ain't wasn't aren't don't didn't".split())
_OWN = frozenset("i i'm i've i'll i'd me my we we're myself".split())
_OTHERS = frozenset("he he's she she's they they're him her them you you're his their who".split())
_ALIKE = (
    ("cannot", "can't"), ("can not", "can't"), ("i am", "i'm"), ("do not", "don't"),
    ("no one", "nobody"), ("could not", "couldn't"), ("i have", "i've"), ("any more", "anymore"),
    ("gonna", "going to"), ("wanna", "want to"), ("will not", "won't"), ("it is", "it's"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Feeling:
    """A feeling: the words that show it, and sentences that name it."""

    id: str
    heard: tuple[tuple[str, ...], ...]
    name: tuple[str, ...]
    faint: bool = False
    """It counts only where no other feeling is heard."""


@dataclass(frozen=True, slots=True)
class Felt:
    """A feeling that was heard, and the caller's words that showed it."""

    feeling: str
    quote: str


def felt(text: str, feelings: tuple[Feeling, ...]) -> Felt | None:
    """The feeling the words end on, a faint one for want of another; None: they show none."""
    clauses = list(_clauses(text))
    for faint in (False, True):
        wanted = tuple(feeling for feeling in feelings if feeling.faint is faint)
        for clause in reversed(clauses):
            found = _in_clause(clause, wanted)
            if found:
                return found
    return None


def _in_clause(clause: str, feelings: tuple[Feeling, ...]) -> Felt | None:
    said = alike(clause)
    shown = [
        (place[1], -place[0], feeling.id)
        for feeling in feelings
        for cue in feeling.heard
        if (place := _place(cue, said)) is not None
    ]
    if not shown:
        return None
    end, start, name = max(shown)
    return Felt(name, _quoted(clause, len(said) + start, len(said) - end))


@lru_cache(maxsize=64)
def alike(text: str) -> tuple[str, ...]:
    """The words in one form: "I am" is "I'm", "cannot" is "can't"."""
    plain = f" {' '.join(words(text))} "
    for one, other in _ALIKE:
        plain = plain.replace(f" {one} ", f" {other} ")
    return tuple(plain.split())


def _clauses(text: str) -> Iterator[str]:
    last = " ".join(text.split()[-WORDS_READ:])
    return (part.strip() for part in _BREAK.split(last) if part and part.strip())


def _place(cue: tuple[str, ...], said: tuple[str, ...]) -> tuple[int, int] | None:
    """Where the cue begins and ends, if it is said last, and of the speaker."""
    starts = [i for i, word in enumerate(said) if cue and word == cue[0]]
    for start in reversed(starts):
        end = _ends(cue, said, start)
        if end is not None and _of_speaker(cue, said[:start]):
            return start, end
    return None


def _ends(cue: tuple[str, ...], said: tuple[str, ...], start: int) -> int | None:
    at = start
    for word in cue:
        while at < len(said) and said[at] != word and at > start and said[at] in _FILLERS:
            at += 1
        if at >= len(said) or said[at] != word:
            return None
        at += 1
    return at


def _of_speaker(cue: tuple[str, ...], before: tuple[str, ...]) -> bool:
    near = [word for word in before if word not in _FILLERS][-NOT_WITHIN:]
    if not _NOT.isdisjoint(near) and _NOT.isdisjoint(cue[:2]):
        return False
    if not _OWN.isdisjoint(cue):
        return True
    subject = _last_of(before, _OWN | _OTHERS)
    return subject is None or subject in _OWN


def _last_of(said: tuple[str, ...], wanted: Iterable[str]) -> str | None:
    return next((word for word in reversed(said) if word in wanted), None)


def _quoted(clause: str, from_start: int, after: int) -> str:
    """The clause, or of a run-on the cue from its subject on; both are counted from the end."""
    spoken = clause.split()
    if len(spoken) <= QUOTE_WORDS:
        return clause
    begin, end = max(0, len(spoken) - from_start), len(spoken) - after
    first = max(0, end - QUOTE_WORDS)
    subjects = [i for i in range(first, begin + 1) if spoken[i].lower() in _OWN]
    return " ".join(spoken[(subjects[-1] if subjects else begin) : end])
