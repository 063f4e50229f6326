"""A language model that fails or is missing, and texts nobody expects: the call goes on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import anyio
import pytest

from assistant.calls import House
from assistant.engines import Engines
from assistant.errors import ModelFailed
from assistant.events import (
    Event,
    GuidanceIssued,
    QuestionStateChanged,
    Signal,
    Speaker,
    StageFailed,
    Told,
    TranscriptFinal,
    UtteranceUnderstood,
)
from assistant.performance import perform
from assistant.replay import written_moments
from assistant.settings import Settings
from assistant.sources import Source
from assistant.store.event_log import EventLog
from assistant.understanding.absent import AbsentUnderstander
from assistant.understanding.attribution import ModelAttributor
from tests.core.builders import final
from tests.core.fakes import FakeUnderstander

ABSENT = AbsentUnderstander(ModelFailed("The language model cannot be loaded"))
STRANGE = [
    "", "   ", "a" * 10_000, "he has a gun at my house " * 400, "uh um mm", "[noise]", "😱🔥",
    "\x00\x07\x1b[31m\u202e", "救命 我丈夫没有呼吸", "ayuda por favor mi esposo no respira",
]  # fmt: skip


class Unexpected(FakeUnderstander):
    """Fails in a way nobody has thought of, with what was said in its message."""

    async def read(self, call_id: str, utterance: TranscriptFinal) -> UtteranceUnderstood:
        raise RuntimeError(utterance.text)


class Believing(FakeUnderstander):
    """Takes whatever is said for a fact, an answer and a danger."""

    async def read(self, call_id: str, utterance: TranscriptFinal) -> UtteranceUnderstood:
        text, who = utterance.text, (utterance.utterance_id, utterance.speaker)
        told = (Told("weapons", text or "yes", "affirmed", 0.9, text),)
        danger = (Signal("weapon_present", 0.9, text),)
        return UtteranceUnderstood(*who, told=told, signals=danger, eccs=4)


@pytest.fixture(scope="module")
def house() -> House:
    return House.open(Settings())


@pytest.fixture
def log(tmp_path: Path) -> Iterator[EventLog]:
    log = EventLog(tmp_path / "calls.sqlite3")
    yield log
    log.close()


def played(
    house: House, log: EventLog, understander: FakeUnderstander | AbsentUnderstander, *lines: str
) -> list[Event]:
    """The log of a call of these lines: the caller's, and with a > the dispatcher's."""
    finals = [_line(line, number * 4) for number, line in enumerate(lines, start=1)]
    speakers: tuple[Speaker, ...] = ("caller", "dispatcher")
    source = Source("made up", speakers, len(lines) * 4000, lambda: written_moments(finals))
    engines = Engines(understander, ModelAttributor(ABSENT), None)
    call_id = anyio.run(perform, source, house, engines, log, lambda batch: None)
    return log.read(call_id)


def _line(line: str, number: int) -> TranscriptFinal:
    said = line.removeprefix(">")
    return final(said, "dispatcher" if said != line else "caller", number)


def failures(events: list[Event]) -> list[tuple[str, str]]:
    return [(e.payload.stage, e.payload.code) for e in events if isinstance(e.payload, StageFailed)]


def questions(events: list[Event]) -> list[GuidanceIssued]:
    issued = [e.payload for e in events if isinstance(e.payload, GuidanceIssued)]
    return [one for one in issued if one.kind == "critical_question"]


@pytest.mark.parametrize("understander", [ABSENT, Unexpected()], ids=["absent", "unexpected"])
def test_without_understanding_the_failure_is_told_once_and_the_call_ends_as_usual(
    house: House, log: EventLog, understander: FakeUnderstander | AbsentUnderstander
) -> None:
    events = played(house, log, understander, ">911, what's your emergency?", "He has a gun!")
    assert failures(events) == [("understanding", "model_failed")]
    assert events[-1].type == "call_ended"
    messages = [e.payload.message for e in events if isinstance(e.payload, StageFailed)]
    assert "gun" not in "".join(messages)


def test_without_understanding_questions_go_on_in_the_order_of_the_card(
    house: House, log: EventLog
) -> None:
    """Each is read out as it stands, which needs no model to be known."""
    lines = ["please hurry"]
    for _ in range(5):
        asks = questions(played(house, log, ABSENT, *lines))[-1].text
        lines += [f">{asks}", "please hurry"]
    order = [prompt.subject for prompt in questions(played(house, log, ABSENT, *lines))]
    entry = [question.id for question in house.cards.card(None).questions]
    assert order[:3] == entry[:2] + ["callback_number"] and len(set(order)) >= 5
    assert set(order) <= set(entry)


def test_without_understanding_a_question_passed_over_makes_room(
    house: House, log: EventLog
) -> None:
    lines = [">okay go ahead", "it is bad", ">i see", "very bad", ">go on", "help", ">right", "oh"]
    prompts = questions(played(house, log, ABSENT, "help", ">where are you now", *lines, *lines))
    assert len({prompt.subject for prompt in prompts}) > 1


@pytest.mark.parametrize("text", STRANGE, ids=lambda text: ascii(text[:12]))
@pytest.mark.parametrize(
    "understander", [FakeUnderstander(), Believing()], ids=["deaf", "believes"]
)
def test_strange_words_break_no_stage(
    house: House, log: EventLog, understander: FakeUnderstander, text: str
) -> None:
    events = played(house, log, understander, f">{text}", text, ">and then?", text)
    assert failures(events) == []
    assert events[-1].type == "call_ended" and questions(events)


def test_a_failing_utterance_between_others_loses_itself_alone(house: House, log: EventLog) -> None:
    told = Told("weapons", "yes", "affirmed", 0.9, "a gun")
    understander = FakeUnderstander({"a gun": {"told": (told,)}}, fails=frozenset({"bad"}))
    events = played(house, log, understander, "bad", "a gun")
    states = [e.payload for e in events if isinstance(e.payload, QuestionStateChanged)]
    assert ("weapons", "answered") in [(one.question, one.state) for one in states]
    assert [e.type for e in events].count("stage_recovered") == 1
