"""Whatever a recogniser writes, the pure readers of text come to an end, and soon."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.events import Speaker
from assistant.guidance.cues import hook_in
from assistant.guidance.spoken import as_worded
from assistant.understanding.certainty import short_answer, told_certainty
from assistant.understanding.heard_turn import Heard, HeardClause, HeardTurn
from assistant.understanding.key_offer import offer_in
from assistant.understanding.reading import make_reading
from assistant.understanding.values import find_values, gist, same_value, told_value, value_for
from assistant.understanding.yes_no import calls_out, is_closed, tells_how_to_answer, told_by
from assistant.vocabulary import Vocabulary
from tests.guidance.builders import shipped_vocabulary

VOCABULARY: Vocabulary = shipped_vocabulary()
CHARS = 10_000
REPEATED = [
    "a", "1", "1 ", " ", "\n", "'", "-", "?", "and ", "the ", "one hundred and ", "double ",
    "uh um mm ", "[noise] ", "😱🔥", "\x00\x1b[31m\u202e", "por favor ayuda ", "救命我丈夫",
    "4217 alder creek road ", "north ", "the corner of ", "apartment unit ", "plate a b c 1 2 3 ",
    "my name is ", "years old ", "press 1 for yes ", "a.b,c;d:e!f?",
]  # fmt: skip
SECONDS_MAX = 2.0
"""Far more than any takes, and far less than what never ends."""


def _reading(speaker: Speaker, family: str, key: str) -> Callable[[str], object]:
    def read(text: str) -> object:
        heard = Heard(family, key, 0.9)  # type: ignore[arg-type]
        return make_reading("u", speaker, text, HeardTurn((HeardClause(text, (heard,)),), {}))

    return read


READERS: list[Callable[[str], object]] = [
    lambda text: list(find_values(text)),
    lambda text: [value_for(fact, text) for fact in VOCABULARY.facts],
    lambda text: [told_value("location", "affirmed", text), gist(text)],
    lambda text: same_value("location", text, text + " x"),
    lambda text: [told_certainty("affirmed", text), short_answer(text)],
    lambda text: [tells_how_to_answer(text), calls_out(text), is_closed(text)],
    lambda text: told_by(text, "affirmed"),
    offer_in,
    hook_in,
    lambda text: as_worded("Are they breathing normally, or gasping?", text),
    _reading("caller", "tell", "weapons.affirmed"),
    _reading("caller", "signal", "weapon_present"),
    _reading("dispatcher", "ask", "weapons"),
]


@pytest.mark.parametrize("part", REPEATED, ids=ascii)
def test_ten_thousand_characters_are_read_soon(part: str) -> None:
    text = (part * CHARS)[:CHARS]
    for reader in READERS:
        began = time.perf_counter()
        reader(text)
        assert time.perf_counter() - began < SECONDS_MAX


@settings(deadline=None)
@given(st.text() | st.text("he's got a gun 4217 oak st.,?!-'\n"))
def test_any_text_can_be_read(text: str) -> None:
    for reader in READERS:
        reader(text)
