"""What is shown while guidance fails: the card's questions in plain order, nothing clever."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from assistant.events import (
    CallTypeChanged,
    Event,
    GuidanceAcknowledged,
    GuidanceDismissed,
    GuidanceIssued,
    GuidanceWithdrawn,
    Payload,
    QuestionAsked,
    QuestionStateChanged,
    StageFailed,
    StageRecovered,
)
from assistant.guidance.card import Card, Question
from assistant.guidance.cards import CardSet

PRIORITY = 50
STANDS_IN_FOR = "guidance"


def next_in_card_order(asked: Collection[str], answered: Collection[str], card: Card) -> str | None:
    """The first question of the card neither asked nor answered, the location before all."""
    question = _next(asked, answered, card)
    return question.id if question else None


def _next(asked: Collection[str], answered: Collection[str], card: Card) -> Question | None:
    ordered = sorted(card.questions, key=lambda question: question.id != "location")
    spent = {*asked, *answered}
    return next((question for question in ordered if question.id not in spent), None)


class FallbackGuidance:
    """Watches the whole call; yields one question at a time while the guidance stage fails."""

    name = STANDS_IN_FOR

    def __init__(self, cards: CardSet) -> None:
        self._cards = cards
        self._call_type: str | None = None
        self._asked: set[str] = set()
        self._answered: set[str] = set()
        self._in_view: dict[str, str] = {}
        self._active = False
        self._own: GuidanceIssued | None = None
        self._count = 0

    def handle(self, event: Event) -> Iterator[Payload]:
        """Follow what was asked and answered; yield while it is our turn."""
        self._follow(event.payload)
        if self._active:
            yield from self._show(event.seq)

    def _follow(self, payload: Payload) -> None:
        if isinstance(payload, StageFailed) and payload.stage == STANDS_IN_FOR:
            self._active = True
        elif isinstance(payload, StageRecovered) and payload.stage == STANDS_IN_FOR:
            self._active, self._own = False, None
        elif isinstance(payload, CallTypeChanged):
            self._call_type = payload.call_type
        elif isinstance(payload, QuestionAsked):
            self._asked.add(payload.question)
        elif isinstance(payload, QuestionStateChanged):
            self._answered.add(payload.question)
        else:
            self._follow_guidance(payload)

    def _follow_guidance(self, payload: Payload) -> None:
        if isinstance(payload, GuidanceIssued) and payload.kind == "critical_question":
            self._in_view[payload.guidance_id] = payload.subject
        elif isinstance(payload, GuidanceWithdrawn):
            self._in_view.pop(payload.guidance_id, None)
        elif isinstance(payload, GuidanceDismissed | GuidanceAcknowledged):
            subject = self._in_view.get(payload.guidance_id)
            self._asked |= {subject} if subject else set()

    def _show(self, seq: int) -> Iterator[Payload]:
        due = self._due()
        subject = due.id if due else None
        if self._own is None and subject in self._in_view.values():
            return  # left in view by the stage that failed, and still right
        if self._own and self._own.subject == subject:
            return
        for guidance_id in [*self._in_view]:
            del self._in_view[guidance_id]
            yield GuidanceWithdrawn(guidance_id, "overtaken")
        self._own = None
        if due:
            self._count += 1
            guidance_id = f"f-{self._count:04d}"
            self._own = GuidanceIssued(
                guidance_id, "critical_question", due.id, due.ask, PRIORITY, due.ref, (seq,)
            )
            self._in_view[guidance_id] = due.id
            yield self._own

    def _due(self) -> Question | None:
        """From the type's card, then from the card of every call."""
        card, entry = self._cards.card(self._call_type), self._cards.card(None)
        return _next(self._asked, self._answered, card) or _next(self._asked, self._answered, entry)
