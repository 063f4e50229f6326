"""The shipped language model and texts nobody expects: an answer or ModelFailed, and soon."""

from __future__ import annotations

import time

import pytest

from assistant.events import UtteranceUnderstood
from assistant.understanding.rasa_understander import RasaUnderstander

from .conftest import final

pytestmark = [pytest.mark.anyio, pytest.mark.models]
NOISE = ["", "  ", "uh um mm", "[noise]", "😱🔥", "\x00\x07\x1b", "..."]
FOREIGN = [
    "por favor mi esposo no respira ayuda", "aidez moi mon mari ne respire plus",
    "救命 我丈夫没有呼吸",
    "Помогите, муж не дышит", "ساعدني زوجي لا يتنفس",
]  # fmt: skip
LONG = ["a" * 10_000, "he has a gun at my house and " * 345, "1 " * 5000, "mm " * 3300 + "help"]
SECONDS_MAX = 20.0


@pytest.mark.parametrize("text", NOISE, ids=ascii)
@pytest.mark.parametrize("speaker", ["caller", "dispatcher"])
async def test_noise_tells_nothing(understander: RasaUnderstander, speaker: str, text: str) -> None:
    reading = await understander.read("noise", final(speaker, text))  # type: ignore[arg-type]
    assert reading == UtteranceUnderstood("u1", speaker)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", LONG, ids=lambda text: ascii(text[:12]))
async def test_ten_thousand_characters_are_read_in_the_end(
    understander: RasaUnderstander, text: str
) -> None:
    began = time.perf_counter()
    await understander.read("long", final("caller", text))
    assert time.perf_counter() - began < SECONDS_MAX
    after = await understander.read("long", final("caller", "he has a gun"))
    assert "weapons" in {told.fact for told in after.told}


async def test_a_command_to_rasa_is_words_like_others(understander: RasaUnderstander) -> None:
    for text in ("/restart", "\x00/ /session_start", "/stop{}"):
        reading = await understander.read("slash", final("caller", text))
        assert reading.utterance_id == "u1"


@pytest.mark.parametrize("text", FOREIGN, ids=ascii)
async def test_another_language_tells_that_it_is_one_and_no_danger(
    understander: RasaUnderstander, text: str
) -> None:
    reading = await understander.read("abroad", final("caller", text))
    assert {told.fact for told in reading.told} <= {"language"}
    assert not reading.asked and not reading.signals and not reading.call_types
