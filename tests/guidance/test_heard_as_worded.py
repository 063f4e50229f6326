"""A question read out as the card words it should be heard as that question."""

from __future__ import annotations

import anyio
import pytest

from assistant.engines import Engines
from assistant.events import TranscriptFinal
from assistant.guidance.card import CASE_ENTRY, Question
from assistant.understanding.context import load_context
from assistant.understanding.facts import ASKED_MIN
from tests.guidance.builders import NLU, shipped_cards, shipped_vocabulary

pytestmark = pytest.mark.models
HEARD_MIN, HEARD_IN_DANGER_MIN = 0.85, 0.92


def share(engines: Engines, questions: list[tuple[str, Question]]) -> float:
    """How many of these questions are heard as themselves on their kind of call."""
    context = load_context(NLU / "context.yml", shipped_vocabulary())

    async def heard(name: str, question: Question) -> bool:
        said = TranscriptFinal("u-1", "dispatcher", question.ask, 0, 2000, (), 0.95, "en")
        reading = await engines.understander.read("cards", said)
        kind = None if name == CASE_ENTRY else name
        asked = {context.read(a.question, kind) for a in reading.asked if a.confidence >= ASKED_MIN}
        return question.id in asked

    async def every() -> list[bool]:
        return [await heard(name, question) for name, question in questions]

    found = anyio.run(every)
    return sum(found) / len(found)


def test_most_questions_are_heard_as_they_are_worded(engines: Engines) -> None:
    asked = [(name, q) for name, card in shipped_cards().cards.items() for q in card.questions]
    urgent = [(name, q) for name, q in asked if q.danger or q.id == "location"]
    assert share(engines, asked) >= HEARD_MIN
    assert share(engines, urgent) >= HEARD_IN_DANGER_MIN
