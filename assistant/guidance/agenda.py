"""The agenda of a call: the card of its type and case_entry, joined for who is calling."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.guidance.card import Avoid, Card, Instruction, Question, RapportStep, for_role


@dataclass(frozen=True, slots=True)
class Agenda:
    """What a call of one type and role is led by: the type's card and case_entry as one."""

    card: Card
    questions: tuple[Question, ...]
    instructions: tuple[Instruction, ...]
    rapport: tuple[RapportStep, ...]
    listening: bool = False
    """Whether listening leads with this caller."""
    avoid: tuple[Avoid, ...] = ()

    @property
    def patience_ms(self) -> int | None:
        """How long each question waits for an answer, where the card says so."""
        return self.card.patience_s * 1000 if self.card.patience_s else None

    @property
    def discreet(self) -> bool:
        """Whether the card knows how to ask somebody who may be overheard."""
        return any(question.quiet for question in self.questions)


def merged(card: Card, entry: Card, role: str | None) -> Agenda:
    """The type's card with case_entry around it; the type's wording wins."""
    own = tuple(q for q in card.questions if for_role(q.roles, role))
    if card is entry:
        common: tuple[Question, ...] = ()
    else:
        skip = {q.id for q in own} | {*card.omit, *card.omit_for.get(role or "", ())}
        common = tuple(q for q in entry.questions if q.id not in skip)
    others = () if card is entry else entry.instructions
    instructions = tuple(i for i in card.instructions if for_role(i.roles, role))
    known = {i.id for i in card.instructions}
    return Agenda(
        card=card,
        questions=(*(q for q in common if q.before), *own, *(q for q in common if not q.before)),
        instructions=(*instructions, *(i for i in others if i.id not in known)),
        rapport=(
            *(step for step in card.rapport if for_role(step.roles, role)),
            *(() if card is entry else entry.rapport),
        ),
        listening=role in card.listening,
        avoid=_avoid(card, entry, role),
    )


def _avoid(card: Card, entry: Card, role: str | None) -> tuple[Avoid, ...]:
    """The type's phrases for this role, then those of every call; the type's wording wins."""
    own = tuple(avoid for avoid in card.avoid if for_role(avoid.roles, role))
    known = {avoid.phrase for avoid in own}
    common = () if card is entry else entry.avoid
    return (*own, *(avoid for avoid in common if avoid.phrase not in known))
