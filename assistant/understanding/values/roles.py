"""Who calls, by what they say of themselves: the values of `caller_role` that the cards know."""

from __future__ import annotations

import re

from assistant.understanding.values.lexicon import KIN

ROLES = frozenset({"suspect", "hostage", "witness", "relative", "victim", "third_party"})
_SENTENCE = re.compile(r"(?<=[.!?;])\s+")
_POLICE = r"(?:cops?|police|sheriffs?|deputies|swat|officers?)"
_THEM = r"(?:her|him|them|'?em|everybody|everyone|anybody|anyone|nobody|no ?one|any of them)"
_SAID_BY_OTHERS = re.compile(
    r"\b(?:he|she|they|guy|man|dude)(?:'s|'re| is| was)?\s+(?:just\s+|keeps?\s+)?"
    r"(?:said|say\w*|want\w*|tol[dl]\w*|tell\w*|yell\w*|scream\w*|made|mak\w+)\b"
    r"|\b(?:he|she)(?:'ll|\s+will|'s\s+gonna|'s\s+going\s+to)\b",
    re.I,
)
"""Somebody else's words, or fears of what somebody else will do, though the caller says "I"."""
_SUSPECT = re.compile(
    rf"\btell\s+(?:them|'?em|your\s+\w+|(?:the|those)\s+{_POLICE})\s+(?:to\s+)?"
    rf"(?:back|stay|get|go)\b"
    rf"|\bkeep\s+(?:them|'?em|your\s+\w+|(?:the|those)\s+{_POLICE})\s+(?:back|away|off)\b"
    rf"|\b(?:you|you've|y'all)\s+(?:got|have|sent)\s+(?:\w+\s+){{0,3}}{_POLICE}\b.*"
    rf"\bmy\s+(?:house|yard|porch|door|lawn|place)\b"
    rf"|\bi(?:'m| am)\s+(?:holding|keeping)\s+(?:{_THEM}|my|some|these|people)\b"
    rf"|\bi(?:'m| am)\s+not\s+(?:letting|coming\s+out)\b"
    rf"|\b(?:they|she|he)(?:'re|'s|\s+are|\s+is)\s+(?:gonna\s+|going\s+to\s+)?stay(?:ing)?\s+"
    rf"(?:put|(?:right\s+)?here|with\s+me)\b.*\b(?:i|me)\b"
    rf"|\bi\s+(?:won't|ain't|ain't\s+gonna)\s+let\s+{_THEM}\b"
    rf"|\bi(?:'ll|\s+will|'m\s+gonna|'m\s+going\s+to)\s+(?:shoot|kill|hurt|cut|stab|burn|blow)\s+"
    rf"(?:{_THEM}|this|us\s+all)\b"
    rf"|\bi(?:'ve)?\s+(?:got|have|took)\b.*\b(?:hostages?\b|with\s+me\b.*\bno(?:body|\s*one)(?:'s|\s+is)?"
    rf"\s+(?:leav|com|go|get)ing)",
    re.I,
)
_HOSTAGE = re.compile(
    r"\b(?:he|she|they|guy|man|men)\b.{0,20}\b(?:holding|keeping|locked|tied|took|taken|got)\s+"
    r"(?:us|me)\b"
    r"|\b(?:not|won't|wouldn't|didn't|doesn't|don't)\s+let(?:ting)?\s+(?:us|me|any\s+of\s+us)\s+"
    r"(?:go|out|leave|move)\b"
    r"|\b(?:we|i)(?:'re|'m|\s+are|\s+am|'ve\s+been|\s+been)\s+(?:all\s+)?(?:being\s+held|held|"
    r"tied\s+up|(?:one\s+of\s+)?(?:the\s+|a\s+)?hostages?)\b"
    r"|\b(?:he|she|they)(?:'s|'re)?\s+(?:ma[dk]\w+|want\w*)\s+(?:us|me)\s+(?:all\s+)?(?:to\s+)?"
    r"(?:get|lie|lay|sit|kneel|tell|talk|call|say)\b"
    r"|\b(?:he|she|they|man|guy)(?:'s|'ve)?\s+(?:had|has|have)\s+(?:us|me)\s+(?:here|in|locked|tied)\b"
    r"|\bwe(?:'re|\s+are)\s+(?:all\s+)?locked\s+in\b"
    r"|\b(?:pointing|aiming|waving)\s+(?:it|a|the|his|that)\b.{0,15}\bat\s+(?:us|me)\b",
    re.I,
)
_WITNESS = re.compile(
    r"\bi(?:'m|\s+am)\s+(?:\w+\s+){0,2}?(?:outside|across\s+the\s+(?:street|road)|next\s+door|"
    r"down\s+the\s+(?:street|road|block)|in\s+the\s+parking\s+lot|around\s+the\s+corner)\b"
    r"|\b(?:i|we)\s+(?:just\s+)?(?:got|ran|made\s+it|snuck|climbed|jumped|slipped)\s+(?:out|away)\b"
    rf"|\bmy\s+(?:\w+\s+)?(?:{KIN}|kids|children)(?:'s|'re|\s+is|\s+are)\s+(?:still\s+|stuck\s+)?"
    r"(?:in\s+there|inside)\b"
    r"|\bi(?:'m|\s+am)\s+(?:just\s+)?(?:a|the|his|her|their)\s+(?:neighbou?r|witness|friend|"
    r"co-?worker|roommate)\b",
    re.I,
)
_RELATIVE = re.compile(rf"\b(?:i'm|i\s+am|this\s+is)\s+(?:his|her|their|the)\s+(?:{KIN})\b", re.I)
_OWN_LIFE = re.compile(
    r"\b(?:kill|hurt|shoot|hang|cut)\w*\s+myself\b|\bend(?:ing)?\s+my\s+life\b"
    r"|\bi\s+(?:just\s+)?(?:want|wanna|wish)\s+(?:to\s+)?die\b"
    r"|\bi\s+(?:just\s+)?don't\s+(?:want\s+to|wanna)\s+(?:live|be\s+here)\b",
    re.I,
)
_OTHERS_LIFE = re.compile(
    r"\b(?:kill|hurt|shoot|hang|cut|stab|drown)\w*\s+(?:himself|herself|themsel\w+)\b"
    r"|\b(?:end|tak)\w*\s+(?:his|her|their)\s+(?:own\s+)?life\b"
    r"|\b(?:he|she)\s+(?:just\s+)?(?:wants?|wanted)\s+to\s+die\b"
    r"|\b(?:he|she)\s+(?:doesn't|didn't|does\s+not)\s+want\s+to\s+live\b",
    re.I,
)
_ANSWERS = (
    ("victim", re.compile(r"\bvictim\b|\bgot\s+(?:hit|shot|stabbed|robbed|hurt)\b", re.I)),
    ("hostage", re.compile(r"\b(?:held|hostage|one\s+of\s+them|inside|in\s+here)\b", re.I)),
    ("witness", re.compile(r"\b(?:outside|watching|witness|neighbou?r|passing|drove)\b", re.I)),
)


def find_role(text: str) -> str | None:
    """The role that the caller's own words show: who holds, who is held, who got away."""
    for sentence in _SENTENCE.split(text.replace("’", "'")):
        if _HOSTAGE.search(sentence):
            return "hostage"
        if _SUSPECT.search(sentence) and not _SAID_BY_OTHERS.search(sentence):
            return "suspect"
        if _WITNESS.search(sentence):
            return "witness"
        if _RELATIVE.search(sentence):
            return "relative"
    return None


def find_whose_life(text: str) -> str | None:
    """Whether the caller speaks of ending their own life, or of somebody else who would."""
    text = text.replace("’", "'")
    if _OWN_LIFE.search(text):
        return "victim"
    return "third_party" if _OTHERS_LIFE.search(text) else None


def role_answer(text: str) -> str | None:
    """The role given where it was asked for: "outside", "one of them"."""
    shown = (role for role, words in _ANSWERS if words.search(text))
    return find_role(text) or next(shown, None)
