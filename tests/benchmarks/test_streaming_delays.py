"""Delays from what was told and when, on calls made of words of half a second."""

from __future__ import annotations

import pytest

from tests.benchmarks.said import heard, line, sent
from tests.benchmarks.streaming.delays import Delays, measure, owners, quantile
from tests.benchmarks.streaming.told import Heard, Sent, Shown
from tests.benchmarks.streaming.words import timed

THERE_IS_A_FIRE = line("there is a fire")
"""Its words end at 0.5, 1.0, 1.5 and 2.0 s."""


def measured(*utterances: Heard, at: Sent | None = None) -> Delays:
    return measure(timed([THERE_IS_A_FIRE]), utterances, at or sent(10))


def test_a_word_is_stable_when_the_stable_part_holds_it_and_at_the_latest_in_the_final() -> None:
    found = measured(
        heard(
            (1.2, "there is", "there"),
            (2.2, "there is a fire", "there is a"),
            final=(3.0, "There is a fire."),
        )
    )
    assert found.stable_word == pytest.approx([0.7, 1.2, 0.7, 1.0])


def test_a_word_that_was_shown_and_changed_comes_to_stay_later() -> None:
    found = measured(
        heard(
            (1.2, "there is", ""),
            (1.6, "there was", ""),
            (2.2, "there is a fire", ""),
            final=(3.0, "There is a fire."),
        )
    )
    assert found.staying_word == pytest.approx([0.7, 1.2, 0.7, 0.2])


def test_a_word_that_was_never_heard_has_no_delay() -> None:
    found = measured(heard(final=(3.0, "there is a wire")))
    assert len(found.stable_word) == 3


def test_delays_count_from_the_sending_of_the_frame_and_not_from_the_plan() -> None:
    late = Sent([at + 0.5 for at in sent(10).frames])
    found = measured(heard(final=(3.0, "there is a fire")), at=late)
    assert found.speech_to_final == pytest.approx([0.5])


def test_first_text_is_the_first_that_has_words_partial_or_final() -> None:
    with_partial = measured(
        heard((0.4, " ", ""), (0.9, "there", ""), final=(3.0, "there is a fire"))
    )
    without = measured(heard(final=(3.0, "there is a fire")))
    assert with_partial.first_text == pytest.approx([0.9])
    assert without.first_text == pytest.approx([3.0])


def test_the_end_of_speech_is_the_last_words_end_even_when_it_is_misheard() -> None:
    found = measured(heard(final=(2.9, "there is a wire"), ended=2.6))
    assert found.speech_to_final == pytest.approx([0.9])
    assert found.endpoint_to_final == pytest.approx([0.3])


def test_a_line_that_nobody_tells_has_no_delays() -> None:
    found = measured()
    assert not found.first_text and not found.speech_to_final and not found.stable_word


def test_words_promised_and_not_held_by_the_final_are_revised() -> None:
    found = measured(
        heard((2.2, "there was a fire", "there was a"), final=(3.0, "There is a fire."))
    )
    assert (found.claimed, found.revised) == (3, 1)


def test_words_promised_and_taken_back_by_a_later_partial_are_revised() -> None:
    found = measured(
        heard(
            (1.2, "they are", "they"),
            (2.2, "there is a fire", "there is"),
            final=(3.0, "There is a fire."),
        )
    )
    assert (found.claimed, found.revised) == (3, 1)


def test_a_promise_that_grows_is_counted_once_and_marks_do_not_matter() -> None:
    found = measured(
        heard(
            (1.2, "There, is", "There,"),
            (2.2, "there is a", "there is"),
            (2.4, "there is a", "there"),
            final=(3.0, "There is a fire!"),
        )
    )
    assert (found.claimed, found.revised) == (2, 0)


def test_a_server_that_promises_nothing_revises_nothing() -> None:
    utterance = heard(final=(3.0, "there is a fire"))
    utterance.partials = [Shown(1.0, "they are")]
    found = measured(utterance)
    assert (found.claimed, found.revised) == (0, 0)


def test_words_belong_to_the_final_that_holds_them_and_missed_ones_to_their_line() -> None:
    lines = [line("he has a gun"), line("please hurry", 4000), line("no", 8000)]
    finals = [heard(final=(3.0, "he has a")), heard(final=(6.0, "hurry"))]
    assert owners(timed(lines), finals) == [0, 0, 0, 0, 1, 1, None]


def test_a_line_cut_into_two_finals_has_its_end_in_the_second() -> None:
    cut = measure(
        timed([THERE_IS_A_FIRE]),
        [heard(final=(1.5, "there is")), heard(final=(2.75, "a fire"))],
        sent(10),
    )
    assert cut.speech_to_final == pytest.approx([0.75])
    assert cut.first_text == pytest.approx([1.5])


def test_pooled_delays_keep_every_one() -> None:
    both = measured(heard(final=(3.0, "there is a fire")))
    both.add(measured(heard(final=(4.0, "there is a fire"))))
    assert both.speech_to_final == pytest.approx([1.0, 2.0])


def test_quantiles_lie_between_the_nearest() -> None:
    assert quantile([4.0, 1.0, 3.0, 2.0], 0.5) == 2.5
    assert quantile([1.0, 2.0], 1.0) == 2.0
    assert quantile([], 0.5) is None
