"""Telling speakers apart: the sequence helps where a single utterance says little."""

from __future__ import annotations

import pytest

from assistant.understanding.attribution import ModelAttributor, attribute
from assistant.understanding.rasa_understander import RasaUnderstander


def test_no_utterances_have_no_speakers() -> None:
    assert attribute([], []) == []


def test_the_dispatcher_speaks_first_when_nothing_else_is_known() -> None:
    assert attribute(["hello", "hello"], [0.0, 0.0]) == ["dispatcher", "caller"]


def test_a_question_is_followed_by_the_other_side() -> None:
    texts = ["911 what is your emergency?", "yes", "what is your address?", "okay"]
    assert attribute(texts, [3, 0, 3, 0.2]) == ["dispatcher", "caller", "dispatcher", "caller"]


def test_strong_words_outweigh_the_turn() -> None:
    texts = ["stay on the line with me.", "help is on the way.", "he is dying."]
    assert attribute(texts, [5, 5, -5]) == ["dispatcher", "dispatcher", "caller"]


@pytest.mark.models
@pytest.mark.anyio
async def test_a_call_without_speakers_is_told_apart(understander: RasaUnderstander) -> None:
    call = {
        "911 what is the address of the emergency": "dispatcher",
        "I'm at 12 Oak Street please hurry": "caller",
        "okay tell me exactly what happened": "dispatcher",
        "my dad just collapsed he's not breathing": "caller",
        "is anybody there with you": "dispatcher",
        "no": "caller",
        "I'm sending the paramedics now stay on the line": "dispatcher",
        "please hurry": "caller",
    }
    assert await ModelAttributor(understander).speakers(list(call)) == list(call.values())
