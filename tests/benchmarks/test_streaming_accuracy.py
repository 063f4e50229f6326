"""Errors, entities, and the seams between finals."""

from __future__ import annotations

from assistant.events import Word
from tests.benchmarks.said import heard, line
from tests.benchmarks.streaming.accuracy import (
    Accuracy,
    Errors,
    accuracy,
    entities,
    interval,
    seams,
)
from tests.benchmarks.streaming.losses import Losses, losses
from tests.benchmarks.streaming.words import timed, tokens

LINES = [line("he is not breathing"), line("please hurry up", 5000)]
SAID = timed(LINES)


def test_each_edit_belongs_to_the_line_in_which_it_was_said() -> None:
    found = accuracy(LINES, ["he is now breathing well hurry up"])
    assert found.lines == [Errors(4, substituted=1), Errors(3, substituted=1)]
    assert found.errors == Errors(7, substituted=2)


def test_an_invented_word_counts_where_nothing_was_said_too() -> None:
    found = accuracy([], ["thanks for watching"])
    assert found.errors.inserted == 3 and found.errors.rate is None


def test_the_rate_counts_every_kind_of_edit() -> None:
    assert Errors(10, substituted=1, deleted=2, inserted=3).rate == 0.6


def test_lines_of_two_sides_pool_their_words_and_not_their_rates() -> None:
    pooled = Accuracy([Errors(1, deleted=1)])
    pooled.add(Accuracy([Errors(9)]))
    assert pooled.errors.rate == 0.1


def test_the_interval_holds_the_rate_and_is_a_point_where_lines_are_alike() -> None:
    mixed = [Errors(10, substituted=n % 4) for n in range(40)]
    low, high = interval(mixed) or (1.0, 0.0)
    assert low < 0.15 < high
    assert interval([Errors(10, deleted=1)] * 5) == (0.1, 0.1)
    assert interval([]) is None


def test_figures_count_digit_by_digit_however_they_are_grouped() -> None:
    found = entities(["five five five zero one nine eight"], ["555-", "0197"])
    assert (found.digits, found.digits_heard) == (7, 6)


def test_negations_missed_and_invented_are_told() -> None:
    missed = entities([said.text for said in LINES], ["he is breathing please hurry up"])
    invented = entities(
        [said.text for said in LINES], ["he is not breathing please don't hurry up"]
    )
    assert (missed.negations, missed.negations_heard, missed.negations_invented) == (1, 0, 0)
    assert (invented.negations_heard, invented.negations_invented) == (1, 1)


def test_a_word_lost_at_a_seam_is_one_that_the_offline_decode_has() -> None:
    finals = [("he", "is"), ("breathing", "please", "hurry", "up")]
    whole = tokens("he is not breathing please hurry up")
    assert seams(SAID, finals, whole).lost == 1
    assert seams(SAID, finals, tokens("he is breathing please hurry up")).lost == 0


def test_a_word_missed_far_from_a_seam_is_no_loss_of_the_seam() -> None:
    finals = [("he", "is", "breathing", "please"), ("hurry", "up")]
    assert seams(SAID, finals, tokens("he is not breathing please hurry up")).lost == 0


def test_a_word_told_on_both_sides_of_a_seam_is_doubled() -> None:
    finals = [("he", "is", "not", "breathing"), ("breathing", "please", "hurry", "up")]
    found = seams(SAID, finals, tokens("he is not breathing please hurry up"))
    assert (found.seams, found.lost, found.doubled) == (1, 0, 1)


def test_a_word_that_was_said_twice_is_not_doubled() -> None:
    said = timed([line("yes"), line("yes", 5000)])
    assert seams(said, [("yes",), ("yes",)], ("yes", "yes")).doubled == 0


def test_an_utterance_without_final_is_lost_when_the_offline_decode_has_words_in_it() -> None:
    gone = heard(final=None, began_ms=2000, ended=5.0, ended_ms=4000)
    there = heard(final=(1.5, "yes"), began_ms=500, ended=1.2, ended_ms=1200)
    word = Word("help", 2500, 3000, 0.9)
    assert losses([there, gone], [word]) == Losses(ended=2, silent=1, lost=1)
    assert losses([there, gone], [Word("help", 700, 900, 0.9)]) == Losses(2, 1, 0)
    assert losses([there], [word]) == Losses(1, 0, 0)
