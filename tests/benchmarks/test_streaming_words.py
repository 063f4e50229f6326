"""Words of a reference and of a decode, side by side."""

from __future__ import annotations

from collections.abc import Sequence

import jiwer
from hypothesis import given
from hypothesis import strategies as st

from tests.benchmarks.said import line
from tests.benchmarks.streaming.words import Pair, aligned, matched, timed, tokens


def test_a_number_of_several_words_is_said_when_its_last_word_is() -> None:
    number = next(t for t in timed([line("at forty two seventeen Oak")]) if t.text == "4217")
    assert (number.start_ms, number.end_ms) == (500, 2000)


def test_the_words_after_a_number_keep_their_own_times() -> None:
    found = timed([line("at forty two seventeen Oak")])
    assert [(t.text, t.end_ms) for t in found] == [("at", 500), ("4217", 2000), ("oak", 2500)]


def test_fillers_are_no_words_and_contractions_are_two() -> None:
    found = timed([line("um he isn't here")])
    assert [(t.text, t.end_ms) for t in found if t.text in {"is", "not"}] == [
        ("is", 1500),
        ("not", 1500),
    ]
    assert "um" not in [t.text for t in found]


def test_tokens_know_their_line() -> None:
    assert [t.line for t in timed([line("one dog"), line("yes", 5000)])] == [0, 0, 1]


def test_a_beginning_is_not_matched_with_the_end() -> None:
    said = tokens("the man has the gun")
    assert matched(said, tokens("the")) == {0}
    assert matched(said, tokens("the man has the")) == {0, 1, 2, 3}


def test_a_wrong_word_in_between_leaves_the_others_matched() -> None:
    assert matched(tokens("he fell off the ladder"), tokens("he fell of the")) == {0, 1, 3}


def test_a_word_missed_at_the_beginning_leaves_the_next_matched() -> None:
    assert matched(tokens("please hurry up"), tokens("hurry")) == {1}


def test_nothing_heard_matches_nothing() -> None:
    assert matched(tokens("help me"), ()) == set()
    assert matched((), tokens("help me")) == set()


def edits(pairs: Sequence[Pair], one: Sequence[str], other: Sequence[str]) -> int:
    """How many pairs are not alike."""
    return sum(left is None or right is None or one[left] != other[right] for left, right in pairs)


WORDS = st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, max_size=8)


@given(WORDS, WORDS)
def test_an_alignment_has_as_many_edits_as_jiwer_counts(one: list[str], other: list[str]) -> None:
    counted = jiwer.process_words(" ".join(one), " ".join(other))
    expected = counted.substitutions + counted.deletions + counted.insertions
    assert edits(aligned(one, other), one, other) == expected


def test_alignment_holds_every_word_of_both_sides() -> None:
    pairs = aligned(["a", "b", "c"], ["b", "x", "c", "d"])
    assert [left for left, _ in pairs if left is not None] == [0, 1, 2]
    assert [right for _, right in pairs if right is not None] == [0, 1, 2, 3]
    assert (1, 0) in pairs and (2, 2) in pairs
    assert edits(pairs, ["a", "b", "c"], ["b", "x", "c", "d"]) == 3
    assert aligned([], ["x"]) == [(None, 0)] and aligned(["x"], []) == [(0, None)]
