"""What is read by the language model, and what tells nothing."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.understanding.readable import can_answer, cleaned, has_words

NOISE = [
    "", "   ", "uh um mm", "Uh... um, er.", "[noise]", "[noise] (unintelligible) *sobs*", "...",
    "😱🔥🔥", "\x00\x07\x1b", "¿?¡!", "\u202e\ufeff", "— –",
]  # fmt: skip
WORDS = [
    "help", "no", "4217", "mm hmm", "uh huh", "Uh, Manny", "um 4217 alder creek", "y", "a gun 🔫",
    "[noise] he's got a gun", "Zoë Müller",
]  # fmt: skip
FOREIGN = ["救命 我丈夫没有呼吸", "ساعدني زوجي لا يتنفس", "Помогите, муж не дышит"]


@pytest.mark.parametrize("text", NOISE)
def test_noise_is_not_read(text: str) -> None:
    assert not has_words(cleaned(text)) and not can_answer(cleaned(text))


@pytest.mark.parametrize("text", WORDS)
def test_a_word_is_read_whatever_stands_around_it(text: str) -> None:
    assert has_words(cleaned(text)) and can_answer(cleaned(text))


@pytest.mark.parametrize("text", FOREIGN)
def test_another_script_is_read_and_is_no_answer(text: str) -> None:
    assert has_words(text) and not can_answer(text)


@pytest.mark.parametrize("text", ["/restart", " \x00 / /restart", "\ufeff/restart", "\n/ restart"])
def test_nothing_said_is_a_command_to_rasa(text: str) -> None:
    assert cleaned(text) == "restart"


@given(st.text())
def test_any_text_can_be_cleaned_and_asked_about(text: str) -> None:
    clean = cleaned(text)
    assert not clean.startswith("/") and "\x00" not in clean
    assert has_words(clean) or not can_answer(clean)


def test_long_texts_take_no_time() -> None:
    began = time.perf_counter()
    for text in ("[" * 10_000, "he has a gun " * 800, "uh " * 4000, "(" * 5000 + ")" * 5000):
        can_answer(cleaned(text))
    assert time.perf_counter() - began < 1.0
