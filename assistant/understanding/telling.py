"""What a caller's utterance tells: facts with their values, and how surely."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import cast

from assistant.events import Certainty, Told
from assistant.understanding.certainty import (
    is_doubtful,
    is_qualification,
    is_qualified,
    is_unknown,
    told_certainty,
)
from assistant.understanding.heard_turn import Heard, HeardClause, surest
from assistant.understanding.values import find_values, gist, told_value, value_for
from assistant.understanding.words import normal

VAGUE_PLACE_CONFIDENCE = 0.6
"""From here on "I'm at home" is kept as a hedged place; below, it is nothing."""
UNSHOWN_CONFIDENCE = 0.35
"""Below this a fact needs its value found in the words to be believed at all."""
DOUBTED_MIN = 0.4
"""From here on a clause that doubts a fact outweighs a surer one that tells it."""
HAPPENED = "what_happened"
DOUBT_WORDS = 4
OPINION = ("i think", "i guess")
"""So begins a doubt about what was said when it is short, else something said anew."""
OF_THE_LAST = ("it is ", "it might ", "it may ", "it looks ", "that is ", "might be ", "maybe ")
"""A doubt that begins so is about what was said right before it."""
WORTH_A_VALUE = frozenset(
    {"location", "callback_number", "caller_name", "patient_name", "suspect_name", "age"}
)
"""Facts that say nothing without their value."""


def told_in(text: str, clauses: Sequence[HeardClause]) -> Iterator[Told]:
    """Facts of the classifier with their values, then facts that their form alone gives away."""
    before, account = "", _account(clauses)
    for clause, following in zip_longest(clauses, clauses[1:]):
        taken_back = following is not None and _takes_back(following.text)
        taken_back = taken_back or _leaves_open(before)
        before = clause.text
        for heard in clause.of("tell"):
            told = _told_fact(heard, clause.text)
            if told is not None and told.fact == HAPPENED:
                told = dataclasses.replace(told, value=gist(account) or told.value)
            if told is not None:
                hedged = taken_back and told.certainty == "affirmed"
                yield dataclasses.replace(told, certainty="hedged") if hedged else told
    if not any(is_unknown(clause.text) for clause in clauses):
        for fact, value, confidence in find_values(text):
            yield Told(fact, value, "hedged" if is_doubtful(text) else "affirmed", confidence, text)


def without_doubted(told: Sequence[Told]) -> Iterator[Told]:
    """Each fact at its surest; a doubt about it anywhere in the utterance keeps it open."""
    doubted = {t.fact for t in told if t.certainty == "hedged" and t.confidence >= DOUBTED_MIN}
    for best in surest((t.fact, t) for t in told):
        sure = best.certainty in ("affirmed", "denied")
        yield (
            dataclasses.replace(best, certainty="hedged") if sure and best.fact in doubted else best
        )


def _account(clauses: Sequence[HeardClause]) -> str:
    """What happened, in the caller's words: the clauses that tell it, or the danger in it."""
    return " ".join(clause.text for clause in clauses if _says_what_happened(clause))


def _says_what_happened(clause: HeardClause) -> bool:
    tells = any(heard.key.startswith(f"{HAPPENED}.") for heard in clause.of("tell"))
    return tells or any(clause.of("type")) or any(clause.of("signal"))


def _leaves_open(before: str) -> bool:
    """Whether a few words before a clause are a doubt about it: "I think, they took a car"."""
    return len(before.split()) <= DOUBT_WORDS and is_doubtful(before)


def _takes_back(following: str) -> bool:
    """Whether the next clause doubts this one: "but he's gasping", "it's probably fake"."""
    if normal(following).startswith(OPINION):
        return len(following.split()) <= DOUBT_WORDS
    if is_qualification(following):
        return is_qualified(following)
    return is_doubtful(following) and normal(following).startswith(OF_THE_LAST)


def _told_fact(heard: Heard, clause: str) -> Told | None:
    """The fact with its value; None when it is one that is nothing without a value."""
    fact, _, learned = heard.key.rpartition(".")
    certainty = told_certainty(cast(Certainty, learned), clause)
    if fact in WORTH_A_VALUE and certainty in ("affirmed", "hedged"):
        if value_for(fact, clause) is None:
            if fact != "location" or heard.confidence < VAGUE_PLACE_CONFIDENCE:
                return None
            certainty = "hedged"
    if heard.confidence < UNSHOWN_CONFIDENCE and value_for(fact, clause) is None:
        return None
    return Told(fact, told_value(fact, certainty, clause), certainty, heard.confidence, clause)
