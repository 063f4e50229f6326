"""Training rows: turns cut into clauses, and the batches they are learned in.

A turn's labels are not placed on clauses by anybody. The turn's score for a label is that of its
likeliest clause (multiple-instance learning, Dietterich et al. 1997), so each label finds its
clause while it is learned.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from assistant.understanding.augment import garbled
from assistant.understanding.clauses import clause_language, split_clauses
from assistant.understanding.columns import Columns, decided, positives
from assistant.understanding.labels import Example
from assistant.understanding.passages import Tokens, passages_of, tokens

MOST_CLAUSES = 8
"""A longer turn's last clauses are one."""
ROWS = 64
LENGTHS = (8, 12, 16, 20, 24, 28, 32, 40, 48, 64)
"""Batches are padded to one of these, so that few shapes are compiled."""
NEUTRAL_SHARE = 0.08
WITHOUT_BEFORE_SHARE = 0.2
GARBLED_SHARE = 0.25


@dataclass(frozen=True, slots=True)
class Row:
    """A turn's clauses, as they are and garbled."""

    example: Example
    clauses: tuple[str, ...]
    garbled: tuple[str, ...]


def rows_of(examples: Sequence[Example]) -> list[Row]:
    """The examples, cut into clauses as a call's utterances are."""
    language = clause_language()
    docs = language.pipe(example.text for example in examples)
    return [
        _row(example, [clause.text for clause in split_clauses(doc)])
        for example, doc in zip(examples, docs, strict=True)
    ]


def _row(example: Example, clauses: list[str]) -> Row:
    if len(clauses) > MOST_CLAUSES:
        head = clauses[: MOST_CLAUSES - 1]
        clauses = [*head, " ".join(clauses[MOST_CLAUSES - 1 :])]
    texts = tuple(clauses) or (example.text,)
    return Row(example, texts, tuple(garbled(text) or text for text in texts))


@dataclass(frozen=True, slots=True)
class Dealt:
    """A row as it is dealt for one epoch: its passages, and whether its context is seen."""

    row: Row
    passages: tuple[Tokens, ...]
    in_context: bool
    neutral: bool

    @property
    def length(self) -> int:
        """The shape its longest passage fits."""
        longest = max(len(passage.ids) for passage in self.passages)
        return next(length for length in LENGTHS if length >= longest)


def deal(row: Row, dice: random.Random) -> Dealt:
    """One way to show a row: in context or out of it, clean or garbled, or as nobody's."""
    neutral = dice.random() < NEUTRAL_SHARE
    seen = not neutral and dice.random() >= WITHOUT_BEFORE_SHARE
    before = row.example.before if seen else ""
    texts = row.garbled if dice.random() < GARBLED_SHARE else row.clauses
    speaker = None if neutral else row.example.speaker
    passages = tuple(map(tokens, passages_of(texts, speaker, before)))
    return Dealt(row, passages, seen and bool(row.example.kinds), neutral)


Batch = dict[str, npt.NDArray[Any]]


def batches(
    dealt: Sequence[Dealt], columns: Columns, dice: random.Random | None
) -> Iterator[Batch]:
    """Batches of whole turns, each of at most `ROWS` clauses of like length; shuffled by dice."""
    groups = list(_grouped(dealt, dice))
    if dice:
        dice.shuffle(groups)
    for length, members in groups:
        yield _packed([dealt[at] for at in members], members, length, columns)


def _grouped(dealt: Sequence[Dealt], dice: random.Random | None) -> Iterator[tuple[int, list[int]]]:
    order = list(range(len(dealt)))
    if dice:
        dice.shuffle(order)
    filling: dict[int, list[int]] = {}
    room: dict[int, int] = {}
    for at in order:
        length, count = dealt[at].length, len(dealt[at].passages)
        if room.get(length, 0) < count:
            if filling.get(length):
                yield length, filling[length]
            filling[length], room[length] = [], ROWS
        filling[length].append(at)
        room[length] -= count
    yield from ((length, members) for length, members in filling.items() if members)


def _packed(group: list[Dealt], members: list[int], length: int, columns: Columns) -> Batch:
    width = len(columns.all)
    batch: Batch = {
        "ids": np.zeros((ROWS, length), np.int32),
        "types": np.zeros((ROWS, length), np.int32),
        "mask": np.zeros((ROWS, length), np.float32),
        "own": np.zeros((ROWS, length), np.float32),
        "turn": np.full(ROWS, ROWS, np.int32),
        "members": np.array(members, np.int32),
        "truth": np.zeros((ROWS, width), np.float32),
        "decided": np.zeros((ROWS, width), np.float32),
        "topic": np.zeros((ROWS, width), np.float32),
    }
    batch["mask"][:, 0] = batch["own"][:, 0] = 1  # rows left empty must not divide by zero
    at = 0
    for turn, dealt in enumerate(group):
        for passage in dealt.passages:
            size = len(passage.ids)
            batch["ids"][at, :size], batch["types"][at, :size] = passage.ids, passage.types
            batch["mask"][at, :size], batch["own"][at, : passage.pooled] = 1, 1
            batch["turn"][at] = turn
            at += 1
        _mark(batch, turn, dealt, columns)
    return batch


def _mark(batch: Batch, turn: int, dealt: Dealt, columns: Columns) -> None:
    example = dealt.row.example
    speaker = columns.place("speaker", "dispatcher")
    if dealt.neutral:
        batch["decided"][turn, speaker] = 1
        batch["truth"][turn, speaker] = example.speaker == "dispatcher"
        return
    context = dealt.in_context
    batch["truth"][turn, positives(columns, example, in_context=context)] = 1
    batch["decided"][turn] = decided(columns, example, in_context=context)
    for share, kinds in ((0.8, example.kinds[:1]), (0.2, example.kinds[1:])):
        for kind in kinds:
            batch["topic"][turn, columns.place("topic", kind)] += share / len(kinds)
