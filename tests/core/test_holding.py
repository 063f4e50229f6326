"""Which word on a fact holds, the same in every fold over the log."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.events import CallStarted, Certainty, FactCorrected, FactHeard, Payload
from assistant.folds import fold
from assistant.holding import gives_way
from assistant.live_calls import LiveCalls
from assistant.store.event_log import EventLog
from tests.core.builders import events

STREET = "4217 Alder Creek Road"


def word(value: str, certainty: Certainty = "affirmed", confidence: float = 0.9) -> FactHeard:
    return FactHeard("location", value, certainty, "caller", "u-1", value, confidence)


@pytest.mark.parametrize(
    ("held", "said", "way"),
    [
        (None, word("Elm Street", "hedged", 0.1), True),
        (word(STREET), word("12 Elm Street"), True),
        (word(STREET), word("Elm Street I think", "hedged"), False),
        (word(STREET), word("", "unknown"), False),
        (word(STREET), word("", "refused"), False),
        (word(STREET), word("12 Elm Street", "affirmed", 0.3), False),
        (word("Elm Street I think", "hedged"), word("", "unknown"), True),
        (word("Elm Street I think", "hedged"), word(STREET), True),
        (word("yes"), word("sort of", "hedged"), True),
        (word("yes"), word("no", "denied", 0.3), False),
        (word("no", "denied"), word("a knife I think", "hedged"), True),
        (word("yes", confidence=0.3), word("no", "denied", 0.3), True),
    ],
)
def test_a_later_word_takes_the_place_unless_a_value_stands_against_it(
    held: FactHeard | None, said: FactHeard, way: bool
) -> None:
    assert gives_way(held, said) is way


@pytest.fixture
def log(tmp_path: Path) -> Iterator[EventLog]:
    log = EventLog(tmp_path / "calls.sqlite3")
    yield log
    log.close()


def test_the_call_its_line_and_its_row_show_the_same_place(log: EventLog) -> None:
    started = CallStarted("a.wav", ("caller", "dispatcher"), {}, {})
    hand = FactCorrected("location", "9 Oak", "hedged", "dispatcher", None, "", 1.0)
    words: list[Payload] = [
        word("Elm I think", "hedged"),
        word(STREET),
        word("Oak I think", "hedged"),
        hand,
    ]
    for count, place in enumerate(["Elm I think", STREET, STREET, "9 Oak"], start=1):
        told = events(started, *words[:count], call_id=f"call-{count}")
        live = LiveCalls()
        live.apply(told)
        log.append(told)
        assert fold(told).facts["location"].value == place
        assert live.rows()[0].location == place
        assert log.call(f"call-{count}").location == place
