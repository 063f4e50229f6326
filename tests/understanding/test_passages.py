"""Passages: which tokens are a clause's own, and which only colour it."""

from __future__ import annotations

from assistant.understanding.passages import (
    ANSWERING_CLAUSES,
    BEFORE_TOKENS,
    CLAUSE_TOKENS,
    CLS,
    NEUTRAL_TYPE,
    SEP,
    Passage,
    passages_of,
    tokens,
)


def test_what_was_said_before_is_there_but_is_not_pooled() -> None:
    alone = tokens(Passage("in the kitchen", "caller"))
    read = tokens(Passage("in the kitchen", "caller", "where is the gun?"))
    assert read.ids[: read.pooled] == alone.ids and read.pooled == len(alone.ids)
    assert alone.ids[0] == CLS and alone.ids[-1] == SEP == read.ids[-1]
    assert set(read.types[: read.pooled]) == {0} and set(read.types[read.pooled :]) == {1}


def test_nobodys_text_is_neutral_and_stands_alone() -> None:
    nobodys = tokens(Passage("in the kitchen", None, "where is the gun?"))
    assert set(nobodys.types) == {NEUTRAL_TYPE} and nobodys.pooled == len(nobodys.ids)


def test_however_long_the_words_the_tokens_are_bounded() -> None:
    long = " ".join(["help"] * 500)
    read = tokens(Passage(long, "dispatcher", long))
    assert len(read.ids) == CLAUSE_TOKENS + 2 + BEFORE_TOKENS + 1


def test_only_the_first_clauses_of_a_turn_answer_what_was_asked() -> None:
    shown = passages_of(["yes"] * (ANSWERING_CLAUSES + 2), "caller", "is he awake?")
    assert [bool(passage.before) for passage in shown] == [True] * ANSWERING_CLAUSES + [False] * 2


def test_a_short_clause_has_few_tokens() -> None:
    assert len(tokens(Passage("okay")).ids) == 3
