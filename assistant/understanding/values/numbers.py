"""Numbers as people say them: "forty two seventeen" is 4217, "five oh six" is 506."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from assistant.numerals import NUMBERS, REPEATS, SCALES, TENS, UNITS

_ORDINALS = {
    "first": "1st", "second": "2nd", "third": "3rd", "fourth": "4th", "fifth": "5th",
    "sixth": "6th", "seventh": "7th", "eighth": "8th", "ninth": "9th", "tenth": "10th",
    "eleventh": "11th", "twelfth": "12th", "thirteenth": "13th", "fourteenth": "14th",
    "fifteenth": "15th", "sixteenth": "16th", "seventeenth": "17th", "eighteenth": "18th",
    "nineteenth": "19th", "twentieth": "20th", "thirtieth": "30th", "fortieth": "40th",
    "fiftieth": "50th",
}  # fmt: skip
_TOKEN = re.compile(r"\s+|[A-Za-z]+|\d+|[^\sA-Za-z\d]+")


@lru_cache(maxsize=2048)
def with_digits(text: str) -> str:
    """The text with spoken numbers written in digits and ordinals shortened; case is kept."""
    tokens = _TOKEN.findall(text)
    out: list[str] = []
    index = 0
    while index < len(tokens):
        run, after = _number_run(tokens, index)
        if run:
            out.append(_joined(run))
            index = after
        else:
            out.append(_ORDINALS.get(tokens[index].lower(), tokens[index]))
            index += 1
    return "".join(out)


def _number_run(tokens: list[str], start: int) -> tuple[list[str], int]:
    """The number words from `start` on, and where they end; hyphens and `and` may stand between."""
    run: list[str] = []
    index = end = start
    while index < len(tokens):
        word = tokens[index].lower()
        if word in NUMBERS and not (word == "oh" and not run) and not (word in SCALES and not run):
            run.append(word)
            end = index + 1
        elif word in REPEATS and _next_word(tokens, index) in UNITS:
            run.extend([str(_next_word(tokens, index))] * (REPEATS[word] - 1))
        elif word == "and" and run and run[-1] in SCALES and _next_word(tokens, index) in NUMBERS:
            pass
        elif not (run and (word.isspace() or word == "-")):
            break
        index += 1
    if run and end < len(tokens) and (ordinal := _ORDINALS.get(_next_word(tokens, end - 1) or "")):
        return _with_ordinal(tokens, run, end, ordinal)
    return run, end


def _with_ordinal(
    tokens: list[str], run: list[str], end: int, ordinal: str
) -> tuple[list[str], int]:
    """Takes "twenty third" together, as one word that needs no joining."""
    if run[-1] not in TENS or len(ordinal) != 3:
        return run, end
    whole = str(int(_joined(run)) + int(ordinal[0])) + ordinal[1:]
    while tokens[end].lower() not in _ORDINALS:
        end += 1
    return [whole], end + 1


def _next_word(tokens: list[str], index: int) -> str | None:
    for token in tokens[index + 1 :]:
        if not token.isspace() and token != "-":
            return token.lower()
    return None


def _joined(run: list[str]) -> str:
    """Digits of a run: real sums where a scale is said, else the groups side by side."""
    if len(run) == 1 and run[0] not in NUMBERS:
        return run[0]
    groups: list[str] = []
    value: int | None = None
    room = 0
    for word in run:
        number = NUMBERS[word]
        if word in SCALES:
            value, room = _scaled(value, number), number
        elif value is not None and number < room and (number or room > 100):
            value, room = value + number, _room_after(word, room)
        else:
            groups += [] if value is None else [str(value)]
            value, room = number, 10 if word in TENS else 0
    return "".join([*groups, str(value)])


def _scaled(value: int | None, scale: int) -> int:
    if value is None:
        return scale
    if value >= 1000 and scale == 100:
        return value + (value % 10) * 99
    return value * scale


def _room_after(word: str, room: int) -> int:
    """What may still be added: a unit after tens, else nothing."""
    if word in TENS:
        return 10
    return 1000 if room == 1000 and word in UNITS else 0


@dataclass(frozen=True, slots=True)
class Count:
    """A number, or the range of a guess ("two or three")."""

    low: int
    high: int

    def __str__(self) -> str:
        return str(self.low) if self.low == self.high else f"{self.low}-{self.high}"


_RANGE = re.compile(r"\b(\d{1,4})\s*(?:or|to|-|,|and)\s*(?:maybe\s+)?(\d{1,4})\b")
_SINGLE = re.compile(r"\b(\d{1,4})\b")
_WORDED = (
    (re.compile(r"\b(?:just|only) me\b|\b(?:by|all) (?:myself|alone)\b|\bno ?body else\b"), 1),
    (re.compile(r"\ba couple\b|\bboth\b|\bme and my \w+$|\btwins\b"), 2),
    (re.compile(r"^\W*(?:none|nobody|no one|no ?body)\b"), 0),
    (re.compile(r"\b(?:a|another) (?:guy|man|woman|person|lady|kid|car|truck)\b"), 1),
)


def find_count(text: str) -> Count | None:
    """How many, as said; None when no number is heard."""
    digits = with_digits(text.lower())
    if match := _RANGE.search(digits):
        low, high = sorted((int(match[1]), int(match[2])))
        return Count(low, high)
    if match := _SINGLE.search(digits):
        return Count(int(match[1]), int(match[1]))
    for pattern, number in _WORDED:
        if pattern.search(digits):
            return Count(number, number)
    return None
