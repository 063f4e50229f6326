"""Ages: "he's 43", "six months old", "in her seventies", "eighteen or nineteen"."""

from __future__ import annotations

import re

from assistant.understanding.values.numbers import with_digits

_UNIT = r"(years?|yrs?|months?|weeks?|days?)"
_NUMBER = r"(\d{1,3}(?:\s*(?:or|to|-)\s*\d{1,3})?)"
_OLD = re.compile(rf"\b{_NUMBER}(?:\s+and a half)?[\s-]*{_UNIT}[\s-]*old\b")
_UNIT_ONLY = re.compile(rf"\b{_NUMBER}\s+(months?|weeks?|days?)\b(?!\s+(?:pregnant|ago|along))")
_YEARS = re.compile(rf"\b{_NUMBER}\s+years?\b(?!\s+(?:ago|pregnant))")
_DECADE = re.compile(r"\b(?:in (?:his|her|their) )?(?:(early|mid|late)\W+)?(\d0)s\b")
_BARE = re.compile(r"\b(\d{1,3})\b(?:\s*(?:or|to|-|,)\s*(?:maybe\s+)?(\d{1,3})\b)?")
_IS = re.compile(
    r"\b(?:he|she|they|i|it|baby|son|daughter|husband|wife|mom|dad|mother|father|kid|patient)"
    r"(?:'s|'m| is| am| are|'re| turned| just turned)\s+(?:about |like |only |around |maybe |"
    r"just )*"
    r"(\d{1,3})\W*$"
)
_DECADES = {
    "twenties": "20s", "thirties": "30s", "forties": "40s", "fifties": "50s", "sixties": "60s",
    "seventies": "70s", "eighties": "80s", "nineties": "90s",
}  # fmt: skip
_NEWBORN = re.compile(r"\bnew ?born\b|\bjust (?:been )?born\b")
OLDEST = 120


def find_age(text: str) -> str | None:
    """An age that says so itself: with its unit, or "he's 43" at the end."""
    digits = _written(text)
    if match := _OLD.search(digits):
        return _aged(match[1], match[2])
    if match := _DECADE.search(digits):
        return " ".join(part for part in (match[1], f"{match[2]}s") if part)
    if (match := _IS.search(digits)) and 0 < int(match[1]) <= OLDEST:
        return match[1]
    return "newborn" if _NEWBORN.search(digits) else None


def age_answer(text: str) -> str | None:
    """An age given where one was asked: a bare number will do."""
    if (age := find_age(text)) is not None:
        return age
    digits = _written(text)
    if match := _UNIT_ONLY.search(digits) or _YEARS.search(digits):
        unit = match[2] if match.re is _UNIT_ONLY else "years"
        return _aged(match[1], unit)
    if (match := _BARE.search(digits)) and int(match[1]) <= OLDEST:
        return match[1] if match[2] is None else f"{match[1]}-{match[2]}"
    return None


def _written(text: str) -> str:
    text = re.sub(r"\b\w+ies\b", lambda m: _DECADES.get(m[0], m[0]), text.lower())
    return with_digits(text)


def _aged(number: str, unit: str) -> str:
    number = re.sub(r"\s*(?:or|to|-)\s*", "-", number)
    return number if unit.startswith("y") else f"{number} {unit}"
