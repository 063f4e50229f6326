"""Rasa's custom actions: thin, they call `assistant`."""

from __future__ import annotations

from rasa_sdk import Action

from actions.next_guidance import ActionNextGuidance, in_order_of
from assistant.guidance.cards import load_cards
from assistant.settings import load_settings
from assistant.vocabulary import load_vocabulary

__all__ = ["all_actions"]


def all_actions() -> list[Action]:
    """Every action that the domain names, planning by the case entry card."""
    settings = load_settings()
    vocabulary = load_vocabulary(settings.nlu_dir / "vocabulary.yml")
    card = load_cards(settings.cards_dir, vocabulary).card(None)
    return [ActionNextGuidance(in_order_of(card))]
