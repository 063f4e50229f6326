"""Words as a recogniser might have written them, brought to one form before they are compared."""

from __future__ import annotations

import re
from functools import lru_cache

_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "–": "-", "—": "-"})
_JUNK = re.compile(r"[^\w\s']+|_")
_SPACES = re.compile(r"\s+")
_CONTRACTIONS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"\b(?:can't|cannot|cant)\b", "can not"),
        (r"\b(?:won't|wont)\b", "will not"),
        (r"\bain't\b", "is not"),
        (r"\b(do|does|did|is|are|was|were|has|have|had|could|would|should)n'?t\b", r"\1 not"),
        (r"\b(he|she|it|there|what|where|who|how|that|here|when)'s\b", r"\1 is"),
        (r"\bi'?m\b", "i am"),
        (r"\b(\w+)'re\b", r"\1 are"),
        (r"\b(\w+)'ve\b", r"\1 have"),
        (r"\b(\w+)'ll\b", r"\1 will"),
        (r"\b(\w+)'d\b", r"\1 would"),
        (r"\bgonna\b", "going to"),
        (r"\bgotta\b", "got to"),
        (r"\bwanna\b", "want to"),
        (r"\bdunno\b", "do not know"),
        (r"\b(?:'cause|cuz|coz)\b", "because"),
        (r"\b(?:yeah|yep|yup|yah)\b", "yes"),
        (r"\b(?:nope|nah)\b", "no"),
        (r"\b(?:um+|uh+|er+|erm|hmm+|mm+)\b", " "),
    )
)
_NUMBER = re.compile(
    r"\b(?:\d[\d,.]*|zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|"
    r"thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|"
    r"sixty|seventy|eighty|ninety|hundred|thousand)\b"
)


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Lower case, one kind of apostrophe, no other punctuation: what the encoder is given."""
    text = _JUNK.sub(" ", text.translate(_APOSTROPHES).lower())
    return _SPACES.sub(" ", text).strip()


@lru_cache(maxsize=4096)
def normal(text: str) -> str:
    """`plain`, with contractions spelled out, fillers dropped and every number masked as `0`."""
    text = plain(text)
    for pattern, replacement in _CONTRACTIONS:
        text = pattern.sub(replacement, text)
    text = _NUMBER.sub("0", text.replace("'", " "))
    return _SPACES.sub(" ", text).strip()
