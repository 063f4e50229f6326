"""Examples of several clauses, cut as a call's utterances are, each clause with its own labels.

A clause is what labels are heard in, so a clause is what must be learned from: left whole,
"my name is Marcus, what's your name" teaches that telling a name is asking for one. Which clause
carries a label is decided by a first model that learned from the examples of one clause.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.events import Speaker
from assistant.understanding.label_model import Column, Scores
from assistant.understanding.labels import (
    CALLER_FAMILIES,
    DISPATCHER_FAMILIES,
    Example,
    Family,
    Label,
)
from assistant.understanding.words import normal

CARRIES_MIN = 0.2
"""A label whose likeliest clause scores below this cannot be placed: the example stays whole."""
SHARES = 0.8
"""Another clause shares a label when it scores this part of the likeliest one's score."""
SHARES_MIN = 0.5

Score = Callable[[Speaker, Sequence[str]], Scores]
"""Scores of a speaker's clauses, shape (texts, columns of that speaker)."""


@dataclass(frozen=True, slots=True)
class Cut:
    """An example and its clauses, of which there are at least two."""

    example: Example
    clauses: tuple[str, ...]


def placed(
    cuts: Sequence[Cut],
    columns: Mapping[Speaker, Sequence[Column]],
    score: Score,
    known: Sequence[Example],
) -> list[Example]:
    """The cuts' clauses as examples; a clause without labels of its own stands once."""
    bare = {normal(example.text) for example in known}
    found = []
    for speaker in columns:
        for example in _of_speaker(cuts, columns[speaker], score, speaker):
            form = normal(example.text)
            if example.labels or form not in bare:
                found.append(example)
            if not example.labels:
                bare.add(form)
    return found


def _of_speaker(
    cuts: Sequence[Cut], columns: Sequence[Column], score: Score, speaker: Speaker
) -> Iterator[Example]:
    mine = [cut for cut in cuts if cut.example.speaker == speaker]
    scores = score(speaker, [clause for cut in mine for clause in cut.clauses])
    places = {Label(column.family, column.key): at for at, column in enumerate(columns)}
    start = 0
    for cut in mine:
        end = start + len(cut.clauses)
        yield from _clauses_of(cut, places, scores[start:end])
        start = end


def _clauses_of(cut: Cut, places: Mapping[Label, int], scores: Scores) -> Iterator[Example]:
    """Each clause with the labels it carries; the whole where a label finds no clause."""
    whole = cut.example
    carried: list[list[Label]] = [[] for _ in cut.clauses]
    for label in whole.labels:
        clauses = _carriers(label, places, scores)
        if not clauses:
            yield whole
            return
        for clause in clauses:
            carried[clause].append(label)
    decided = _decided(whole)
    for text, labels in zip(cut.clauses, carried, strict=True):
        without = tuple(f for f in decided if f not in {label.family for label in labels})
        yield replace(whole, text=text, labels=tuple(labels), without=without)


def _carriers(label: Label, places: Mapping[Label, int], scores: Scores) -> list[int]:
    if label.family == "plain":
        return list(range(len(scores)))
    if label not in places:
        return []
    column = scores[:, places[label]]
    best = int(column.argmax())
    if column[best] < CARRIES_MIN:
        return []
    enough = max(SHARES_MIN, SHARES * float(column[best]))
    return [at for at, value in enumerate(column) if at == best or value >= enough]


def _decided(whole: Example) -> tuple[Family, ...]:
    """The families in which the example says all there is to say."""
    if any(label.family in ("plain", "answer") for label in whole.labels):
        return DISPATCHER_FAMILIES if whole.speaker == "dispatcher" else CALLER_FAMILIES
    return tuple(dict.fromkeys(label.family for label in whole.labels))
