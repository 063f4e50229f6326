"""A protocol card in short: what is in force, where it comes from, what it asks."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.guidance.card import Card, Source


@dataclass(frozen=True, slots=True)
class CardQuestion:
    """A question as the card words it, sayable in one breath."""

    question: str
    text: str


@dataclass(frozen=True, slots=True)
class CardSummary:
    """A protocol card in force; `effective` is an ISO date, `card` its identifier."""

    card: str
    title: str
    version: str
    effective: str
    approved_for_live_use: bool
    sources: tuple[str, ...]
    questions: tuple[CardQuestion, ...]
    code: str = ""
    """The APCO incident type code."""


def summary_of(card: Card) -> CardSummary:
    """The card in short."""
    return CardSummary(
        card=card.id,
        title=card.title,
        version=card.version,
        effective=card.effective.isoformat(),
        approved_for_live_use=card.approved_for_live_use,
        sources=tuple(_cited(source) for source in card.sources),
        questions=tuple(CardQuestion(question.id, question.ask) for question in card.questions),
        code=card.codes.get("apco", ""),
    )


def _cited(source: Source) -> str:
    parts = [source.publisher, str(source.year) if source.year else ""]
    return f"{source.title} ({', '.join(part for part in parts if part)})"
