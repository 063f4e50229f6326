"""The one action every turn leads to: keep what was told, and say what comes next."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from assistant.guidance.card import Card
from assistant.guidance.fallback import next_in_card_order

NextSubject = Callable[[Mapping[str, str], Collection[str]], "str | None"]
"""A planner's answer: facts told (fact: certainty), questions asked -> the subject to raise."""


ANSWERED = ("affirmed", "denied")
_TURN_OVER = FollowupAction("action_listen")
"""The rule leads there too; to say so spares the policies a second prediction every turn."""


def in_order_of(card: Card) -> NextSubject:
    """The plain order of a card: what nobody has asked or answered yet."""

    def next_subject(facts: Mapping[str, str], asked: Collection[str]) -> str | None:
        answered = [fact for fact, certainty in facts.items() if certainty in ANSWERED]
        return next_in_card_order(asked, answered, card)

    return next_subject


class ActionNextGuidance(Action):
    """Writes the turn's facts and questions into slots, and answers with the turn's reading.

    The tracker is Rasa's mirror of the call. What the dispatcher is shown is decided by the
    session's planner from the log; `next_subject` is the same question asked of the mirror.
    """

    def __init__(self, next_subject: NextSubject) -> None:
        self._next_subject = next_subject

    def name(self) -> str:
        """As the rule and the domain call it."""
        return "action_next_guidance"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Slot events for the tracker; reading and next subject for whoever sent the message."""
        reading = tracker.latest_message["reading"]
        told = {fact["fact"]: fact for fact in reading["told"]} if _by_caller(reading) else {}
        asked = [*(tracker.get_slot("asked") or ()), *(q["question"] for q in reading["asked"])]
        asked = list(dict.fromkeys(asked))
        held = {**_certainties(tracker), **{name: fact["certainty"] for name, fact in told.items()}}
        dispatcher.utter_message(
            json_message={"reading": reading, "next_subject": self._next_subject(held, asked)}
        )
        return [SlotSet("asked", asked), *(_slot(fact) for fact in told.values()), _TURN_OVER]


def _by_caller(reading: Mapping[str, Any]) -> bool:
    return bool(reading["speaker"] == "caller")


def _slot(fact: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: fact[name] for name in ("value", "certainty", "confidence")}
    return dict(SlotSet(fact["fact"], kept))


def _certainties(tracker: Tracker) -> dict[str, str]:
    """The facts held so far, from the slots."""
    return {
        name: slot["certainty"]
        for name, slot in tracker.slots.items()
        if isinstance(slot, dict) and "certainty" in slot
    }
