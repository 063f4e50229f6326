"""Which word on a fact holds: the rule by which every fold over the log keeps its facts."""

from __future__ import annotations

from typing import Protocol

from assistant.events import Certainty

HEARD_MIN = 0.45
"""A word heard less surely takes the place of none that was heard better; nor would it tick."""
SURE = frozenset({"affirmed", "denied"})
_NO_VALUE = frozenset({"", "yes", "no"})


class Word(Protocol):
    """What somebody said of a fact, wherever it is kept."""

    @property
    def value(self) -> str:
        """What the fact is, in the words given for it."""
        ...

    @property
    def certainty(self) -> Certainty:
        """How sure it leaves us."""
        ...

    @property
    def confidence(self) -> float:
        """How surely it was heard, 0 to 1."""
        ...


def is_sure(word: Word) -> bool:
    """Whether a word is sure and was heard well enough to be believed."""
    return word.certainty in SURE and word.confidence >= HEARD_MIN


def gives_way(held: Word | None, said: Word) -> bool:
    """Whether the later word takes the place of the one held; mostly it does.

    "I don't know" and "Elm Street, I think" leave a street that was given for sure in its place.
    What yes or no answers may have changed, so there the latest word holds, sure or not.
    """
    if held is None:
        return True
    if said.confidence < HEARD_MIN <= held.confidence:
        return False
    valued = held.certainty in SURE and held.value not in _NO_VALUE
    return said.certainty in SURE or not valued
