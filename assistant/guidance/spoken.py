"""Whether the dispatcher said what a prompt says: by its words, whatever a model makes of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.guidance.card import Avoid
from assistant.guidance.feelings import alike

SAID_SHARE = 0.8
"""This share of a prompt's words, in their order, is the prompt said."""
WORDS_MIN = 3
WORDS_READ = 120
LEADS = ("Still to ask: ", "Still to say: ", "Two answers so far. ")
"""What stands before a prompt's own words when it comes again."""
NEGATIONS = frozenset({"don't", "not", "never"})
NEGATED_WITHIN = 5
"""A "not" so few words before a phrase, in the same breath, turns it round."""
_BREATH = re.compile(r"[.!?;:,…]+(?=\s|$)")


def as_worded(prompt: str, said: str) -> bool:
    """Whether the prompt's own words were said, a few lost or changed by the recogniser."""
    for lead in LEADS:
        prompt = prompt.removeprefix(lead)
    wanted, heard = alike(prompt), alike(said)[-WORDS_READ:]
    if len(wanted) < WORDS_MIN:
        return wanted == heard
    span = len(wanted) + len(wanted) // 2 + 1
    starts = (i for i, word in enumerate(heard) if word in wanted[:2])
    least = SAID_SHARE * len(wanted)
    return any(_in_common(wanted, heard[i : i + span]) >= least for i in starts)


def avoided(said: str, phrases: tuple[Avoid, ...]) -> Iterator[Avoid]:
    """The phrases to avoid that were said, each once; "don't put him in a cold shower" is none."""
    heard: list[str] = []
    begins: list[int] = []
    for breath in map(alike, _BREATH.split(said)):
        begins += [len(heard)] * len(breath)
        heard += breath
    return (avoid for avoid in phrases if _says(heard, begins, alike(avoid.phrase)))


def _says(heard: list[str], begins: list[int], phrase: tuple[str, ...]) -> bool:
    """Whether the phrase was said, and nothing in its breath turned it round; `begins` of each."""
    size = len(phrase)
    starts = (i for i in range(len(heard)) if phrase and tuple(heard[i : i + size]) == phrase)
    return any(NEGATIONS.isdisjoint(heard[max(begins[i], i - NEGATED_WITHIN) : i]) for i in starts)


def _in_common(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    """The length of the longest sequence of words that both have in order."""
    row = [0] * (len(other) + 1)
    for word in one:
        before = row
        row = [0]
        for i, heard in enumerate(other):
            row.append(before[i] + 1 if heard == word else max(before[i + 1], row[i]))
    return row[-1]
