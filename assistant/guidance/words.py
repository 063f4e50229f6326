"""Words, looked at plainly: what a quote shows, and which words carry the meaning."""

from __future__ import annotations

import re

QUOTE_CHARS = 60
_WORD = re.compile(r"[a-z0-9']+")
_SENTENCE = re.compile(r"(?<=[\w'\"])[.!?…]+(?=\s|$)")
_SMALL = frozenset(
    "a an and are as at be because been but by can could did do does doing don't for from get go "
    "going got had has have he he's her here him his how i i'm if in is it it's its just know like "
    "me my no not now of oh ok okay on one or our out please really right she she's so some that "
    "that's the their them then there there's they they're this to uh um up us was we we're well "
    "were what when where which who will with would yeah yes you you're your".split()
)


def shortened(text: str, chars: int = QUOTE_CHARS) -> str:
    """The beginning of what was said, at most `chars` long, cut between words."""
    plain = " ".join(text.split())
    if len(plain) <= chars:
        return plain
    return plain[: chars - 1].rpartition(" ")[0] + " …"


def last_sentence(text: str) -> str:
    """The last sentence of what was said, without its end mark."""
    parts = [part.strip() for part in _SENTENCE.split(text) if part.strip()]
    return parts[-1] if parts else ""


def words(text: str) -> tuple[str, ...]:
    """The words in order, lower case, without punctuation."""
    return tuple(_WORD.findall(text.lower().replace("’", "'")))


def content_words(text: str) -> tuple[str, ...]:
    """The words that carry meaning, in order."""
    return tuple(word for word in words(text) if word not in _SMALL)
