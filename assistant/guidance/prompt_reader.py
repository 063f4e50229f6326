"""What a card gives the dispatcher to ask, say or avoid, read from its YAML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from assistant.guidance.card import CASE_ENTRY, Avoid, Instruction, Question, RapportStep
from assistant.guidance.card_texts import (
    identifier_text,
    question_text,
    saying_text,
    template_text,
)
from assistant.guidance.condition_reader import ConditionReader
from assistant.guidance.conditions import ALWAYS, Condition
from assistant.guidance.node import Node, listed
from assistant.guidance.talk_conditions import Distressed

QUESTION_OPTIONS = ("follow_up", "quiet", "roles", "when", "danger", "before")
INSTRUCTION_OPTIONS = ("kind", "until", "roles", "urgent", "heard", "do_not")

_Named = TypeVar("_Named", Question, Instruction)


@dataclass(frozen=True, slots=True)
class PromptReader:
    """Reads the prompts of one card, once its roles are known."""

    card: str
    ref: str
    roles: Sequence[str]
    conditions: ConditionReader

    def questions(self, nodes: Sequence[Node]) -> tuple[Question, ...]:
        """The questions, in card order; none twice for the same role."""
        return _once_a_role(nodes, tuple(self._question(node) for node in nodes))

    def instructions(self, nodes: Sequence[Node]) -> tuple[Instruction, ...]:
        """The instructions, in card order; none twice for the same role."""
        return _once_a_role(nodes, tuple(self._instruction(node) for node in nodes))

    def rapport(self, nodes: Sequence[Node]) -> tuple[RapportStep, ...]:
        """The rapport steps, in card order."""
        return tuple(self._step(node, place) for place, node in enumerate(nodes))

    def avoid(self, nodes: Sequence[Node]) -> tuple[Avoid, ...]:
        """The phrases to avoid."""
        return tuple(self._phrase(node, place) for place, node in enumerate(nodes))

    def for_roles(self, found: dict[str, Node], key: str = "roles") -> tuple[str, ...]:
        """The roles something is meant for; none: every role."""
        return found[key].some_of(self.roles, "a role this card declares") if key in found else ()

    def _question(self, node: Node) -> Question:
        found, vocabulary = (
            node.mapping(("id", "ask"), QUESTION_OPTIONS),
            self.conditions.vocabulary,
        )
        name = found["id"].one_of(vocabulary.questions) if "id" in found else ""
        if "before" in found and self.card != CASE_ENTRY:
            found["before"].report(f"belongs to {CASE_ENTRY} alone")
        return Question(
            id=name,
            ask=question_text(found["ask"]) if "ask" in found else "",
            ref=f"{self.ref}#questions/{name}",
            follow_up=question_text(found["follow_up"]) if "follow_up" in found else None,
            quiet=question_text(found["quiet"]) if "quiet" in found else None,
            yes_no=name in vocabulary.yes_no,
            roles=self.for_roles(found),
            when=self._when(found),
            danger="danger" in found and found["danger"].flag(),
            before="before" in found and found["before"].flag(),
        )

    def _instruction(self, node: Node) -> Instruction:
        found = node.mapping(("id", "say", "when"), INSTRUCTION_OPTIONS)
        name = identifier_text(found["id"]) if "id" in found else ""
        if "kind" in found:
            found["kind"].one_of(("safety_instruction",), "an instruction's kind")
        heard = listed(found, "heard")
        return Instruction(
            id=name,
            say=saying_text(found["say"]) if "say" in found else "",
            ref=f"{self.ref}#instructions/{name}",
            when=self._when(found),
            until=self.conditions.read(found["until"]) if "until" in found else None,
            roles=self.for_roles(found),
            urgent="urgent" in found and found["urgent"].flag(),
            heard=tuple(tuple(item.text().lower().split()) for item in heard),
            do_not=tuple(item.text() for item in listed(found, "do_not")),
        )

    def _step(self, node: Node, place: int) -> RapportStep:
        found = node.mapping(("technique", "say"), ("when", "roles"))
        known = self.conditions.vocabulary.rapport_techniques
        technique = found["technique"].one_of(known) if "technique" in found else ""
        says = listed(found, "say")
        if "say" in found and not says:
            found["say"].report("has no sentence")
        return RapportStep(
            technique=technique,
            say=tuple(template_text(item) for item in says),
            ref=f"{self.ref}#rapport/{technique}.{place}",
            when=self._when(found, Distressed(True)),
            roles=self.for_roles(found),
        )

    def _phrase(self, node: Node, place: int) -> Avoid:
        found = node.mapping(("phrase",), ("instead", "roles"))
        return Avoid(
            phrase=found["phrase"].text() if "phrase" in found else "",
            instead=found["instead"].text() if "instead" in found else None,
            ref=f"{self.ref}#avoid/{place}",
            roles=self.for_roles(found),
        )

    def _when(self, found: dict[str, Node], otherwise: Condition = ALWAYS) -> Condition:
        return self.conditions.read(found["when"]) if "when" in found else otherwise


def _once_a_role(nodes: Sequence[Node], prompts: tuple[_Named, ...]) -> tuple[_Named, ...]:
    for place, (node, prompt) in enumerate(zip(nodes, prompts, strict=True)):
        if any(_overlap(prompt, other) for other in prompts[:place]):
            node.report(f'"{prompt.id}" is there twice for the same role')
    return prompts


def _overlap(one: Question | Instruction, other: Question | Instruction) -> bool:
    if one.id != other.id:
        return False
    return not one.roles or not other.roles or bool(set(one.roles) & set(other.roles))
