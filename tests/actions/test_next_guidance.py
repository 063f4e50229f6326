"""The action: slots from the reading, and the card's next subject."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import all_actions
from actions.next_guidance import ActionNextGuidance
from assistant.events import Asked, Told, UtteranceUnderstood
from assistant.understanding.reading import reading_to_json

pytestmark = pytest.mark.anyio
GUN = Told("weapons", "yes", "affirmed", 0.9, "he has a gun")


def tracker(reading: UtteranceUnderstood, **slots: Any) -> Tracker:
    message = {"text": "", "reading": reading_to_json(reading)}
    return Tracker("c", slots, message, [], False, None, {}, "action_listen")


def planned(facts: Mapping[str, str], asked: Collection[str]) -> str:
    return f"{sorted(facts.items())} {list(asked)}"


async def run(told_to: Tracker) -> tuple[dict[str, Any], dict[str, Any]]:
    dispatcher = CollectingDispatcher()
    events = await ActionNextGuidance(planned).run(dispatcher, told_to, {})
    assert events[-1]["event"] == "followup" and events[-1]["name"] == "action_listen"
    slots = {e["name"]: e["value"] for e in events if e["event"] == "slot"}
    return slots, dispatcher.messages[0]["custom"]


async def test_facts_become_slots_and_the_reading_is_the_answer() -> None:
    reading = UtteranceUnderstood("u1", "caller", told=(GUN,))
    slots, answer = await run(tracker(reading))
    assert slots["weapons"] == {"value": "yes", "certainty": "affirmed", "confidence": 0.9}
    assert answer["reading"] == reading_to_json(reading)


async def test_what_a_dispatcher_reads_back_is_no_fact_of_the_callers() -> None:
    read_back = Told("location", "12 Oak Street", "affirmed", 0.5, "12 oak street")
    slots, _ = await run(tracker(UtteranceUnderstood("u1", "dispatcher", told=(read_back,))))
    assert "location" not in slots


async def test_the_plan_knows_earlier_facts_and_questions() -> None:
    reading = UtteranceUnderstood("u2", "dispatcher", asked=(Asked("age", 0.9, "how old"),))
    held = {"weapons": {"value": "yes", "certainty": "affirmed", "confidence": 0.9}}
    slots, answer = await run(tracker(reading, asked=["location"], **held))
    assert slots["asked"] == ["location", "age"]
    assert answer["next_subject"] == "[('weapons', 'affirmed')] ['location', 'age']"


async def test_the_shipped_action_asks_for_the_location_first() -> None:
    (action,) = all_actions()
    dispatcher = CollectingDispatcher()
    await action.run(dispatcher, tracker(UtteranceUnderstood("u1", "caller")), {})
    assert dispatcher.messages[0]["custom"]["next_subject"] == "location"
