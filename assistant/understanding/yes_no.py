"""What "yes" says to a question, from the words it was asked in.

"Are you alone?" and "Is someone there with you?" are one question of the vocabulary, and the
same answer to them means the opposite.
"""

from __future__ import annotations

import re
from typing import cast

from assistant.events import Certainty

_TURNED = {
    "alone": (
        r"\b(some|any)(one|body)\b|\b(he|she|they|person|people|others?)\b|\bwith you\b",
        r"\balone\b|\bby (your|him|her)self\b|\bby themsel(f|ves)\b|\bno ?(one|body)\b"
        r"|\bon (your|his|her|their) own\b",
    ),
    "caller_safe": (
        r"\b(danger|threaten\w*|afraid|scared|hurting you|after you)\b",
        r"\bsafe\b|\bout of\b",
    ),
    "can_speak_freely": (
        r"\blisten\w*\b|\boverhear\w*\b|\b(he|she|they|some(one|body)|any(one|body)) hear\b"
        r"|\b(near|next to|beside|close to|with) you\b|\bin the (same )?room\b|\bin there\b"
        r"|\b(can't|cannot|can not|not able to|unable to|hard to) (talk|speak)\b",
        r"\b(freely|safe|able|okay|ok) to (talk|speak)\b|\b(talk|speak) freely\b",
    ),
    "breathing": (r"\b(stopped|not|isn't|aren't) breathing\b", r"\bor\b"),
    "breathing_normally": (
        r"\b(hard|harder|trouble|difficult\w*|problems?|struggl\w+|gasp\w*|wheez\w+|not)\b"
        r"|\bshort of breath\b",
        r"\b(without|or)\b",
    ),
    "conscious": (r"\b(unconscious|unresponsive|passed out|knocked out)\b", r"\b(awake|or)\b"),
    "can_get_out": (r"\b(trapped|stuck|locked in|blocked)\b", r"\b(get out|or)\b"),
}
"""By question: words after which a yes denies it, unless the others stand there too."""
UPSIDE_DOWN = {name: (re.compile(no), re.compile(yes)) for name, (no, yes) in _TURNED.items()}
OPPOSITE: dict[Certainty, Certainty] = {"affirmed": "denied", "denied": "affirmed"}
_HOW = frozenset(
    "just please and you can only say answer tell me with in a an by pressing press tap push hit"
    " once twice one two 1 2 for yes no or is enough all the phone key keys button any if it it's"
    " that that's so right correct true not wrong time times can't talk".split()
)
_CALLS_OUT = re.compile(r"((hello|hi|nine|one|9|1)\W+)*(is )?(any|some)(one|body) there\W*")
_WORD = re.compile(r"[\w']+")
_WHETHER_ALONE = re.compile(
    r"\blisten\w*\b|\boverhear\w*\b|\b(near|next to|beside|close to|with) you\b"
    r"|\bin the (same )?room\b|\b(some|any)(one|body) (in )?there\b"
)
_YES_OR_NO = re.compile(r"\byes or no\b|\bfor yes\b|\bif (so|yes)\b")
_BEGINS_CLOSED = re.compile(
    r"(and |so |then |okay |ok )?"
    r"(is|are|am|was|were|do|does|did|can|could|has|have|had|will|shall)\b"
)
_TAIL = re.compile(
    r"(?<![\s,;:.?-])[\s,;:.?-]*\b(just )?(say )?"
    r"(yes or no|(press )?(once|one|1) for yes.*)[\s.?!]*$",
    re.I,
)


def turned(question: str, quote: str, certainty: Certainty) -> Certainty:
    """What an answer means for the question, given the words it was asked in."""
    words = quote.lower().replace("’", "'")
    down, straight = UPSIDE_DOWN.get(question, (None, None))
    if down is None or straight is None or straight.search(words) or not down.search(words):
        return certainty
    return OPPOSITE.get(certainty, certainty)


def asks_whether_alone(quote: str) -> bool:
    """Whether words that ask if the caller can talk ask whether somebody is with them."""
    return _WHETHER_ALONE.search(quote.lower()) is not None


def tells_how_to_answer(quote: str) -> bool:
    """Whether words ask nothing and only say how to answer: "Just say yes or no."."""
    words = _WORD.findall(quote.lower().replace("’", "'"))
    return bool(words) and _HOW.issuperset(words)


def calls_out(quote: str) -> bool:
    """Whether words only call into a line on which nobody has spoken: "Is anybody there?"."""
    return _CALLS_OUT.fullmatch(quote.lower()) is not None


def asks_yes_or_no(quote: str) -> bool:
    """Whether the words themselves ask for a yes or a no."""
    return _YES_OR_NO.search(quote.lower()) is not None


def is_closed(quote: str) -> bool:
    """Whether yes or no answers these words, whatever the question they stand for."""
    return asks_yes_or_no(quote) or _BEGINS_CLOSED.match(quote.lower().lstrip()) is not None


def told_by(quote: str, certainty: Certainty) -> str:
    """A value made of a closed question and its answer: "Is he near you: yes"."""
    asked = _TAIL.sub("", quote.strip()).rstrip(" .?!,;:")
    return f"{asked}: {cast(dict[Certainty, str], {'affirmed': 'yes', 'denied': 'no'})[certainty]}"
