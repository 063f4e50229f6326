"""Invented text is told from what frightened people do say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.speech import guards


@pytest.mark.parametrize(
    "text",
    [
        "help help help help help",
        "No, no, no, no, no, no!",
        "please please hurry please please hurry please please hurry",
        "He's not breathing. He's not breathing. He's not breathing.",
        "five five five five one two one two",
        "one and two and three and four and one and two and three and four",
        "",
    ],
)
def test_what_people_repeat_is_no_loop(text: str) -> None:
    assert not guards.loops(text)


@pytest.mark.parametrize(
    "text",
    [
        "the " * 9,
        "I don't know. " * 6,
        "and then he went into the house " * 3,
        "We are here and " + "I'm going to go to the hospital and " * 4,
    ],
)
def test_what_the_model_repeats_is_a_loop(text: str) -> None:
    assert guards.loops(text)


def test_a_loop_is_cut_down_and_the_words_around_it_stay() -> None:
    words = ["send", *["help", "me"] * 6, "now"]
    kept = [words[i] for i in guards.without_loops(words)]
    assert kept == ["send", "help", "me", "help", "me", "now"]


@given(st.lists(st.sampled_from(["a", "b", "c"]), max_size=40))
def test_nothing_loops_once_loops_are_cut_down(words: list[str]) -> None:
    kept = guards.without_loops(words)
    assert kept == sorted(set(kept))
    assert guards.repetition([words[i] for i in kept]) is None


@pytest.mark.parametrize(
    "text", ["Thanks for watching!", "[Music]", "(sirens)", "♪ ♪", "...", "[BLANK_AUDIO]"]
)
def test_phrases_said_over_noise_are_ghosts(text: str) -> None:
    assert guards.is_ghost(text, confidence=0.99)


@pytest.mark.parametrize("text", ["Thank you.", "you", "Okay."])
def test_phrases_people_say_too_are_ghosts_only_when_doubted(text: str) -> None:
    assert guards.is_ghost(text, confidence=0.2)
    assert not guards.is_ghost(text, confidence=0.8)


@pytest.mark.parametrize("text", ["The music is loud", "[inaudible] he has a gun", "No."])
def test_speech_is_no_ghost(text: str) -> None:
    assert not guards.is_ghost(text, confidence=0.3)


def test_the_model_must_both_hear_no_speech_and_doubt_its_text() -> None:
    assert guards.is_unspoken(0.9, -1.5)
    assert not guards.is_unspoken(0.9, -0.3)
    assert not guards.is_unspoken(0.1, -1.5)


def test_the_more_the_model_doubts_its_text_the_less_silence_it_takes() -> None:
    assert guards.is_unspoken(0.4, -1.5)
    assert not guards.is_unspoken(0.4, -1.1)
    assert guards.is_unspoken(0.01, -3.0)


def test_a_text_the_model_believes_is_spoken_however_silent_it_finds_the_line() -> None:
    assert not guards.is_unspoken(1.0, -0.9)


def test_the_cap_lets_short_answers_and_fast_speech_pass() -> None:
    assert guards.token_cap(0.3) >= 8
    assert guards.token_cap(10) >= 60
    assert guards.token_cap(10) < 80


def test_words_aligned_to_one_instant_at_the_end_were_never_spoken() -> None:
    assert guards.squeezed_tail([300, 200, 0, 0, 0, 0]) == 4


def test_one_short_word_at_the_end_is_kept() -> None:
    assert guards.squeezed_tail([300, 200, 0]) == 0
    assert guards.squeezed_tail([0, 0, 0, 200]) == 0
