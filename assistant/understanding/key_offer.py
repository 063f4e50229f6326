"""What a dispatcher says that presses of a key mean: "once for yes, twice for no"."""

from __future__ import annotations

import re
from dataclasses import dataclass

NUMBERS = {
    "once": 1, "one": 1, "1": 1, "twice": 2, "two": 2, "2": 2,
    "thrice": 3, "three": 3, "3": 3, "four": 4, "4": 4,
}  # fmt: skip
MEANINGS = {
    "yes": "yes", "right": "yes", "correct": "yes", "true": "yes", "so": "yes",
    "no": "no", "not": "no", "wrong": "no",
    "police": "police", "officer": "police", "officers": "police",
    "fire": "fire", "firefighters": "fire",
    "ambulance": "medical", "medical": "medical", "medic": "medical", "doctor": "medical",
}  # fmt: skip
SERVICES = {1: "police", 2: "fire", 3: "medical"}
"""What the presses mean where nobody has said it otherwise, in the order they are offered."""
YES_NO = {1: "yes", 2: "no"}
_PAIR = re.compile(
    rf"\b({'|'.join(NUMBERS)})\b( times?| presse?s?| taps?)?(?: \w+){{0,3}}? (?:for|if|is|means)\b"
    rf"(?: \w+(?:'\w+)?){{0,4}}? ({'|'.join(MEANINGS)})\b"
)
_ANY_KEY = re.compile(
    r"\b(press|hit|push|tap|touch)\b.{0,30}\b(any|a|some)\b.{0,12}\b(key|button|number)\b"
    r"|\bany (key|button)\b"
)
_HEARS = re.compile(
    r"\bif you (can )?(hear|are there|can't|cannot|can not|aren't able)\b|\byou (can )?hear me\b"
)
_KEYS = re.compile(r"\b(press|tap|keys?|keypad|buttons?)\b|\b(once|one) for yes\b")


@dataclass(frozen=True, slots=True)
class Offer:
    """Which number says what. `by_key`: the figure on the key counts as well as the presses."""

    meanings: tuple[tuple[int, str], ...] = ()
    by_key: bool = False
    any_key: bool = False
    """Any press says: I hear you and cannot talk."""
    keys: bool = False
    """Keys were spoken of at all."""

    def of(self, key: str, presses: int) -> str | None:
        """What so many presses of a key mean by this offer."""
        named = dict(self.meanings)
        if self.by_key and presses == 1 and key.isdigit():
            return named.get(int(key), named.get(presses))
        return named.get(presses)

    @property
    def says_yes_no(self) -> bool:
        """Whether it tells how to say yes."""
        return "yes" in dict(self.meanings).values()


def offer_in(text: str) -> Offer:
    """What these words offer; an empty offer when they do not speak of keys."""
    words = re.sub(r"[,.;:?!]", " , ", text.lower().replace("’", "'"))
    words = re.sub(r"\s+", " ", words)
    found: dict[int, str] = {}
    by_key = False
    for number, times, meaning in _PAIR.findall(words):
        found.setdefault(NUMBERS[number], MEANINGS[meaning])
        by_key = by_key or (not times and number not in ("once", "twice", "thrice"))
    any_key = _ANY_KEY.search(words) is not None or (
        _HEARS.search(words) is not None and _KEYS.search(words) is not None
    )
    any_key = any_key and "yes" not in found.values()
    keys = bool(found) or _KEYS.search(words) is not None
    return Offer(tuple(sorted(found.items())), by_key, any_key, keys)
