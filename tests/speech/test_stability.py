"""Words are settled by age, agreement and belief, and never unsettled."""

from __future__ import annotations

from assistant.events import Word
from assistant.speech.stability import Stability, settled

HOW = Stability(agreed_ms=200, sure_ms=500, sure=0.8, doubt=0.3, late_ms=2500, last_ms=200)


def words(*said: tuple[str, int, float]) -> list[Word]:
    """Words by text, end in ms, and confidence."""
    return [Word(text, end - 100, end, confidence) for text, end, confidence in said]


def test_a_word_agreed_on_is_settled_once_it_lies_behind() -> None:
    now = words(("he", 300, 0.6), ("has", 800, 0.6))
    before = words(("he", 300, 0.5), ("has", 780, 0.5))
    assert settled(before, now, 0, 900, HOW) == 1
    assert settled(before, now, 0, 1000, HOW) == 2


def test_a_new_word_needs_age_and_belief() -> None:
    now = words(("gun", 400, 0.9))
    assert settled([], now, 0, 800, HOW) == 0
    assert settled([], now, 0, 900, HOW) == 1
    assert settled([], words(("gun", 400, 0.7)), 0, 2000, HOW) == 0
    assert settled([], words(("gun", 400, 0.7)), 0, 2900, HOW) == 1


def test_marks_and_case_do_not_undo_agreement() -> None:
    assert settled(words(("Please", 300, 0.6)), words(("please,", 300, 0.6)), 0, 600, HOW) == 1


def test_a_word_the_model_doubts_waits_though_agreed_on() -> None:
    doubted = words(("um", 300, 0.2))
    assert settled(doubted, doubted, 0, 2700, HOW) == 0
    assert settled(doubted, doubted, 0, 2800, HOW) == 1


def test_nothing_behind_an_unsettled_word_is_settled() -> None:
    before = words(("the", 300, 0.9), ("son", 600, 0.9))
    now = words(("a", 300, 0.5), ("son", 600, 0.9))
    assert settled(before, now, 0, 2000, HOW) == 0


def test_settled_words_stay_so() -> None:
    now = words(("he", 300, 0.1), ("has", 900, 0.1))
    assert settled([], now, 1, 1000, HOW) == 1
    assert settled([], now[:1], 2, 1000, HOW) == 1


def test_a_figure_is_settled_once_something_else_follows() -> None:
    number = words(("five", 300, 0.9), ("five", 600, 0.9), ("five", 900, 0.9))
    assert settled(number, number, 0, 1800, HOW) == 0
    more = [*number, *words(("Elm", 1500, 0.9))]
    assert settled(number, more, 0, 1800, HOW) == 3
    assert settled(more, more, 0, 1800, HOW) == 4


def test_the_last_word_heard_waits_longer() -> None:
    how = Stability(agreed_ms=200, last_ms=700)
    last = words(("he", 300, 0.9), ("can", 600, 0.9))
    assert settled(last, last, 0, 1200, how) == 1
    assert settled(last, last, 0, 1300, how) == 2
    assert settled(last, [*last, *words(("see", 1100, 0.9))], 0, 1200, how) == 2
