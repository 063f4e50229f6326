"""Fixtures of the guidance tests: the shipped cards, read once."""

from __future__ import annotations

import pytest

from assistant.guidance.cards import CardSet
from tests.guidance.builders import Call, shipped_cards


@pytest.fixture(scope="session")
def cards() -> CardSet:
    """The cards of the project."""
    return shipped_cards()


@pytest.fixture
def call(cards: CardSet) -> Call:
    """A call that has just begun."""
    return Call(cards)
