"""Whether two values of a fact are the same thing said twice."""

from __future__ import annotations

import re

from rapidfuzz import fuzz

from assistant.understanding.values.numbers import with_digits
from assistant.understanding.words import normal

_PLACES = frozenset({"location", "location_verified", "caller_position", "last_seen_place"})
_ABBREVIATED = {
    "street": "st", "avenue": "ave", "road": "rd", "drive": "dr", "lane": "ln", "boulevard": "blvd",
    "court": "ct", "apartment": "apt", "north": "n", "south": "s", "east": "e", "west": "w",
    "highway": "hwy", "place": "pl", "parkway": "pkwy", "circle": "cir",
}  # fmt: skip
PLACE_LIKENESS = 85
NAME_LIKENESS = 88
LOCAL_DIGITS = 7


def same_value(fact: str, first: str, second: str) -> bool:
    """True for values that differ in wording or completeness only, never in a number."""
    if first.strip().lower() == second.strip().lower():
        return True
    if fact == "callback_number":
        return _same_phone(first, second)
    if _numbers(first) != _numbers(second) and _numbers(first) and _numbers(second):
        return False
    if fact in _PLACES:
        return fuzz.token_set_ratio(_place(first), _place(second)) >= PLACE_LIKENESS
    if fact.endswith("_name"):
        return fuzz.token_set_ratio(first.lower(), second.lower()) >= NAME_LIKENESS
    return normal(first) == normal(second)


def _same_phone(first: str, second: str) -> bool:
    digits = [re.sub(r"\D", "", value) for value in (first, second)]
    enough = min(map(len, digits)) >= LOCAL_DIGITS
    return enough and digits[0][-LOCAL_DIGITS:] == digits[1][-LOCAL_DIGITS:]


def _numbers(value: str) -> list[str]:
    return re.findall(r"\d+", with_digits(value))


def _place(value: str) -> str:
    words = re.findall(r"[\w']+", with_digits(value).lower())
    return " ".join(_ABBREVIATED.get(word, word) for word in words)
