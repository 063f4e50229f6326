"""What a fact that was asked for is worth, given the whole reply it came in.

The reply's first words and what follows may disagree ("No. I slapped him."), and the surest clause
is not always the answer ("Three. My brother, the boss, some lady."). In doubt it is left open.
"""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.events import Answer, Told
from assistant.understanding.certainty import is_none_of_it
from assistant.understanding.values import value_for
from assistant.understanding.yes_no import OPPOSITE, turned

WHOLE_WORDS = 16
"""A reply up to this long is quoted whole as the answer to an open question."""
NAMED = frozenset(
    {"location", "callback_number", "caller_name", "patient_name", "suspect_name", "age"}
)
"""Facts whose value is one thing in the words, found where it stands."""
LOOKS = frozenset({"clothing", "missing_description", "suspect_description"})
"""Looks are told, though a part of them is denied: "blue shorts, no shoes"."""


COUNTS = frozenset({"people_count", "suspect_count", "hostage_count"})
CAUTIOUS = frozenset({"conscious", "breathing", "breathing_normally", "caller_safe", "can_get_out"})
"""Where doubt counts as danger: a plain no stands, whatever else was made of the reply."""
CUE_SURE = 0.85
"""From here on a yes or no is one by its own words, not by what a model makes of them."""


_ON_THE_WAY = re.compile(
    r"\bsirens?\b|\b(?:getting|coming)\s+closer\b|\b(?:i|we)\s+(?:can\s+)?hear\b|\bon\s+(?:the|their)\s+way\b",
    re.I,
)


def unasked(told: Told) -> Told:
    """The fact as it is told: sirens that are heard leave open whether anybody is there."""
    if told.fact == "responders_arrived" and _ON_THE_WAY.search(told.quote):
        return replace(told, certainty="hedged") if told.certainty == "affirmed" else told
    return told


def as_asked(told: Told, asked: str, reply: str, answer: Answer | None, yes_no: bool) -> Told:
    """The fact as the reply to words that asked for it."""
    if answer is not None and told.certainty in OPPOSITE and answer.quote != told.quote:
        told = _with_answer(told, asked, reply, answer) if yes_no else _doubted(told, answer)
    return told if yes_no or told.fact in NAMED else _whole(told, reply)


def _with_answer(told: Told, asked: str, reply: str, answer: Answer) -> Told:
    """A yes or no that says otherwise leaves it open.

    It is right where the words ask upside down, and a no where it is the cautious answer or names
    the danger: "No. No shots."
    """
    said = turned(told.fact, asked, answer.certainty)
    if answer.confidence < CUE_SURE or said not in OPPOSITE or said == told.certainty:
        return _doubted(told, answer)
    plainly = said == "denied" and (told.fact in CAUTIOUS or is_none_of_it(reply))
    if said != answer.certainty or plainly:
        value = "yes" if said == "affirmed" else "no"
        sure = max(told.confidence, answer.confidence)
        return replace(told, certainty=said, value=value, quote=answer.quote, confidence=sure)
    return replace(told, certainty="hedged")


def _doubted(told: Told, answer: Answer) -> Told:
    unknown = answer.certainty == "unknown" and answer.confidence >= CUE_SURE
    doubtful = unknown or (answer.certainty == "hedged" and told.fact not in NAMED)
    return replace(told, certainty="hedged") if doubtful else told


def _whole(told: Told, reply: str) -> Told:
    """The value of the whole reply, unless the clause itself holds the number."""
    if len(reply.split()) > WHOLE_WORDS:
        return told
    if told.fact in COUNTS and value_for(told.fact, told.quote) is not None:
        return told
    value = value_for(told.fact, reply)
    if value is None or (told.certainty == "denied" and told.fact not in LOOKS):
        return told
    certainty = "affirmed" if told.certainty == "denied" else told.certainty
    return replace(told, value=value, certainty=certainty, quote=reply)
