"""Places: street addresses, crossings, highways, units, landmarks; written and spoken."""

from __future__ import annotations

import re
from functools import lru_cache

import usaddress

from assistant.understanding.values.numbers import with_digits

_SUFFIX = (
    r"(?:street|st|avenue|ave|av|road|rd|drive|dr|lane|ln|boulevard|blvd|court|ct|circle|cir|place|"
    r"pl|way|terrace|ter|trail|trl|parkway|pkwy|loop|alley|square|plaza|pike|turnpike|highway|hwy|"
    r"route|crossing|cove|point|ridge|row|run|path|bend|heights|creek road|expressway|freeway)"
)
_COMPASS = r"(?:north|south|east|west|n|s|e|w|northeast|northwest|southeast|southwest|ne|nw|se|sw)"
_NAME = r"(?:[a-z][a-z'.-]*|\d+(?:st|nd|rd|th))"
_NOT_NAME = (
    r"(?!(?:i|he|she|we|they|it|you|is|are|was|were|am|and|at|on|of|in|to|from|by|minutes?|"
    r"hours?|years?|months?|days?|people|guys?|men|kids?|or|there|just|that|this|with|times|"
    r"percent|feet|foot|miles?|blocks?|went|ran|down|up|off|into|out|along|across|over|the|a|an|my|"
    r"his|her|our|your|their|no|same|other|wrong|whole|driving|walking|going|dirt|side|busy)\b)"
)
_NAMES = rf"(?:{_NOT_NAME}{_NAME}\s+){{0,3}}?{_NOT_NAME}{_NAME}"
_UNIT = (
    r"(?:(?:apartment|apt|unit|suite|room|lot|building|bldg|trailer|space|floor|number)\s*#?\s*"
    r"(?:\d+\s?[a-z]?|[a-z]\d*)\b|\d+(?:st|nd|rd|th)\s+floor)"
)
_STREET = rf"(?:{_COMPASS}\s+)?{_NAMES}\s+{_SUFFIX}\b\.?(?:\s+{_COMPASS}\b)?"
_ADDRESS = re.compile(
    rf"\b\d{{1,6}}[a-z]?\s+{_STREET}(?:[\s,]+{_UNIT})?"
    rf"|\b\d{{1,6}}\s+(?:{_COMPASS}\s+)?(?:broadway|main|highway \d+|county road \d+)\b"
    rf"(?:[\s,]+{_UNIT})?"
    rf"|\b\d{{2,6}}\s+(?:north|south|east|west)\s+{_NOT_NAME}{_NAME}\b(?:[\s,]+{_UNIT})?",
    re.I,
)
_SURE_SUFFIX = (
    r"(?:street|avenue|ave|road|rd|drive|lane|boulevard|blvd|circle|terrace|trail|parkway|turnpike|"
    r"expressway|freeway)"
)
_BARE_STREET = re.compile(rf"\b(?:{_COMPASS}\s+)?{_NAMES}\s+{_SURE_SUFFIX}\b", re.I)
_ROAD = rf"(?:(?:{_COMPASS}\s+)?{_NAMES}(?:\s+{_SUFFIX})?)"
_CROSSING = re.compile(
    rf"\b(?:corner of |intersection of )(?:the )?{_ROAD}\s+(?:and|&)\s+{_ROAD}"
    rf"|\b(?:{_COMPASS}\s+)?{_NAMES}\s+{_SUFFIX}\s+(?:and|&|at|near|by)\s+(?:{_COMPASS}\s+)?{_NAMES}"
    rf"(?:\s+{_SUFFIX}\b)?"
    rf"|\b(?:\d+(?:st|nd|rd|th)|[A-Z][a-z]+)\s+(?:and|&)\s+(?:\d+(?:st|nd|rd|th)\b|[A-Z][a-z]+\s+{_SUFFIX}\b)",
    re.I,
)
_HIGHWAY = re.compile(
    rf"\b(?:(?:{_COMPASS}(?:bound)?\s+(?:on\s+)?)?(?:interstate|highway|hwy|route|us|"
    rf"state road|state "
    r"route|county road|farm road|i|sr|turnpike)[\s-]*\d+[a-z]?(?:\s+(?:north|south|east|west)"
    r"(?:bound)?)?)"
    r"(?:[\s,]*(?:at|near|by|around|just past|before|past|and)?\s*(?:the )?(?:mile marker|"
    r"mile post|"
    r"milepost|exit)\s*#?\s*\d+[a-z]?)?"
    r"|\b(?:mile marker|mile post|milepost|exit)\s*#?\s*\d+[a-z]?",
    re.I,
)
_LANDMARK_NAMES = (
    r"school|park|store|mall|gas station|church|hotel|motel|inn|apartments?|bank|library|hospital|"
    r"restaurant|bar|walmart|mcdonald'?s|target|airport|station|bridge|lake|river|beach|campground|"
    r"pharmacy|gym|casino|warehouse|factory|parking lot|garage|trailer park|university|college|"
    r"cemetery|courthouse|office|building|plaza|club|diner|cafe|market|mart|farm|trail|trailhead|"
    r"marina|dock|pier|clinic|nursing home|stadium|theat(?:er|re)|shelter|complex|subdivision|"
    r"tower|salon|shop|car wash|terminal|runway|subway|tracks|dam|creek|pond|canal|bay|harbor|"
    r"field|woods|alley|intersection|rest stop|truck stop|laundromat|supermarket|deli|jail|"
    r"island|camp|cabin|lodge|ramp|overpass|underpass|tunnel|depot|junction"
)
_LANDMARK = re.compile(
    r"\b(?:at|by|near|inside|outside|behind|in front of|next to|across from|right by|off of?|in|on|"
    r"into|onto|under|past)"
    rf"\s+((?:the |a |my |our )?(?:[\w'&-]+\s+){{0,4}}?(?:{_LANDMARK_NAMES})\b(?:,?\s+(?:on|in|"
    rf"at|off|near)"
    rf"\s+(?:the )?{_ROAD})?)",
    re.I,
)
_NAMED_LANDMARK = re.compile(
    rf"(?:the |a )?(?:[\w'&-]+\s+){{1,4}}?(?:{_LANDMARK_NAMES})(?:[\s,]+{_UNIT})?", re.I
)
_NAMED_AFTER = re.compile(
    r"\b(?:at|by|near|inside|outside|behind|in front of|next to|across from|past)\s+(?:the )?"
    r"([A-Z][\w'&-]+(?:\s+[A-Z][\w'&-]+){0,3})"
)
"""A name in capitals where a place is expected: only a written text has them."""
_UNIT_ONLY = re.compile(rf"\b{_UNIT}", re.I)
_SPLIT_NUMBER = re.compile(r"\b(\d{1,3})\s+(\d{1,3})(?=\s+[a-z])", re.I)
_LEAD = re.compile(
    r"^\W*(?:(?:in front of|uh|um|okay|ok|yes|yeah|sure|so|well|it's|it is|its|that's|i'm|i am|"
    r"we're|we are|he's|she's|they're|at|in|on|the address is|address is|my address is|to|here at|"
    r"over|like|right|here|is|and|please)\b\W*)+",
    re.I,
)
_PLACE_LABELS = ("Address", "Street", "Occupancy", "Place", "State", "Zip", "Subaddress", "Corner")
SMALL = frozenset({"and", "of", "the", "at", "near", "by", "on", "in", "off", "from", "to"})


@lru_cache(maxsize=512)
def find_address(text: str) -> str | None:
    """A place precise enough to send somebody to: an address, a crossing, a stretch of highway."""
    digits = _SPLIT_NUMBER.sub(r"\1\2", with_digits(text))
    if match := _ADDRESS.search(digits):
        return _tidy(_with_town(digits, match))
    for pattern in (_CROSSING, _HIGHWAY):
        if match := pattern.search(digits):
            return _tidy(match[0])
    return None


@lru_cache(maxsize=512)
def find_place(text: str) -> str | None:
    """Any place: an address, else a landmark, a street without number, a unit."""
    if address := find_address(text):
        return address
    digits = with_digits(text)
    if match := _LANDMARK.search(digits):
        return _tidy(match[1])
    if match := _NAMED_AFTER.search(digits):
        return _tidy(match[1])
    for pattern in (_BARE_STREET, _UNIT_ONLY):
        if match := pattern.search(digits):
            return _tidy(_LEAD.sub("", match[0]))
    return None


def place_answer(text: str) -> str | None:
    """The place given where one was asked: also a name alone, when it is written as one."""
    bare = _LEAD.sub("", with_digits(text)).strip(" .,!?")
    if find_address(text) is None and _NAMED_LANDMARK.fullmatch(bare):
        return _tidy(bare)
    if place := find_place(text):
        return place
    words = bare.split()
    named = [word for word in words if word[0].isupper() and word not in {"I", "I'm", "Please"}]
    if 0 < len(words) <= 6 and named and len(named) >= len(words) / 2:
        return _tidy(bare)
    return None


def _with_town(text: str, match: re.Match[str]) -> str:
    """The address with the town, state and postcode that follow it, as usaddress labels them."""
    tail = text[match.end() : match.end() + 60]
    if not re.match(r"\s*,?\s*(?:in\s+)?[A-Za-z]", tail):
        return match[0]
    sentence = re.split(r"[.!?;]\s|\b(?:and|but|it's|my|the|he|she|there|please)\b", tail)[0]
    if not re.search(r"[A-Z]|\d{5}", sentence):
        return match[0]
    words = []
    for word, label in usaddress.parse(match[0] + sentence)[len(match[0].split()) :]:
        if not label.startswith(("Place", "State", "Zip", "Occupancy")):
            break
        words.append(word)
    return " ".join([match[0].rstrip(",") + ",", *words]) if words else match[0]


def _tidy(text: str) -> str:
    """One space between words, capitals where a reader expects them."""
    words = re.sub(r"\s+", " ", text).strip(" ,.!?").split(" ")
    return " ".join(_cased(word, first=not index) for index, word in enumerate(words))


def _cased(word: str, first: bool) -> str:
    if word.lower() in SMALL:
        return word.capitalize() if first else word.lower()
    if re.fullmatch(r"\d+[a-z]", word, re.I) or re.fullmatch(r"[a-z]\d*", word, re.I):
        return word.upper()
    return word if not word.islower() or word[0].isdigit() else word[0].upper() + word[1:]
