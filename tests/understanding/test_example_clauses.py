"""Longer examples are cut, and each label goes to the clause that carries it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from assistant.events import Speaker
from assistant.understanding.example_clauses import Cut, placed
from assistant.understanding.label_model import Column, Scores
from assistant.understanding.labels import Example, Label

ASK, SAY = Label("ask", "caller_name"), Label("say", "self_introduction")
WHOLE = Example("my name is marcus what's your name", (ASK, SAY), "dispatcher")
CUT = Cut(WHOLE, ("my name is marcus", "what's your name"))
COLUMNS = {"dispatcher": [Column("ask", "caller_name"), Column("say", "self_introduction")]}


def by_score(*rows: tuple[float, float]) -> list[tuple[str, tuple[Label, ...]]]:
    """What becomes of the example when its clauses score like this, label by label."""

    def score(speaker: Speaker, texts: Sequence[str]) -> Scores:
        assert list(texts) == list(CUT.clauses)
        return np.array(rows, dtype=np.float32)

    found = placed([CUT], COLUMNS, score, [])  # type: ignore[arg-type]
    return [(example.text, example.labels) for example in found]


def test_each_label_goes_to_the_clause_that_carries_it() -> None:
    assert by_score((0.1, 0.9), (0.95, 0.2)) == [
        ("my name is marcus", (SAY,)),
        ("what's your name", (ASK,)),
    ]


def test_an_example_whose_label_finds_no_clause_stays_whole() -> None:
    assert by_score((0.1, 0.9), (0.15, 0.2)) == [(WHOLE.text, WHOLE.labels)]


def test_clauses_that_carry_a_label_alike_share_it() -> None:
    assert by_score((0.1, 0.9), (0.9, 0.85))[1] == ("what's your name", (ASK, SAY))


def test_a_clause_left_bare_says_that_nothing_of_its_families_is_said() -> None:
    def score(speaker: Speaker, texts: Sequence[str]) -> Scores:
        return np.array([(0.9, 0.9), (0.0, 0.0)], dtype=np.float32)

    bare = placed([CUT], COLUMNS, score, [])[1]  # type: ignore[arg-type]
    assert bare.labels == () and set(bare.without) == {"ask", "say"}
