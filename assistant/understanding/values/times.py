"""When, and for how long."""

from __future__ import annotations

import re

from assistant.understanding.values.numbers import with_digits

_UNIT = r"(?:seconds?|minutes?|mins?|hours?|days?|weeks?|months?|years?)"
_AMOUNT = r"(?:\d+(?:\s*(?:or|to|-)\s*\d+)?|an?|a couple(?: of)?|a few|half an?|several|about an?)"
_WHEN = re.compile(
    rf"\b(?:(?:about|like|maybe|around|almost|over|for|in)\s+)*{_AMOUNT}\s+(?:(?:or so|"
    rf"and a half)\s+)?{_UNIT}"
    rf"(?:\s+(?:and a half|or so|ago|now|straight|left|from now))*"
    r"|\b(?:just now|right now|just happened|a moment ago|a while ago|not long ago|still happening"
    r"|earlier(?: today)?|(?:this|yesterday|tomorrow) (?:morning|afternoon|evening|night)|"
    r"last (?:night|week|month|year)"
    r"|yesterday|today|tonight|tomorrow|just (?:a (?:second|minute)|minutes) ago|as we speak|"
    r"since \w+|all (?:day|night)"
    r"|(?:before|by|at|around|about|until|after)?\s*(?:noon|midnight|sunset|dark)"
    r"|on (?:mon|tues|wednes|thurs|fri|satur|sun)day)\b"
    r"|\b(?:at|around|about|by|until|before|after)?\s*\d{1,2}(?::\d\d)?\s*(?:a\.?m\.?|p\.?m\.?|o'?clock)"
    r"|\b(?:at|around|about|by)\s+\d{1,2}(?::\d\d|\s+\d\d)?\b",
    re.I,
)  # fmt: skip
_PREGNANT = re.compile(r"\b(\d{1,2})(?:\s+(?:and a half|or \d{1,2}))?\s*(weeks?|months?)?", re.I)
_TERM = re.compile(
    r"\b(?:full term|due (?:today|tomorrow|this week|next week|in \w+(?: \w+)?)|past due|"
    r"over ?due)\b",
    re.I,
)


def find_time(text: str) -> str | None:
    """A time of day, a duration, or how long ago."""
    match = _WHEN.search(with_digits(text))
    return match[0].strip() if match else None


def pregnancy_answer(text: str) -> str | None:
    """How far along: weeks, months, or `full term`."""
    digits = with_digits(text)
    if match := _TERM.search(digits):
        return match[0].lower()
    if match := _PREGNANT.search(digits):
        return f"{match[1]} {match[2] or 'weeks'}"
    return None
