"""What a card that reads well still gets wrong: prompts nobody would see, words that miss."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.guidance.call_conditions import QuestionIs
from assistant.guidance.card import Card, Instruction, Question, for_role
from assistant.guidance.conditions import ALWAYS, All, AnyOf, Condition, Not
from assistant.guidance.node import Node
from assistant.guidance.reachable import Reach
from assistant.guidance.words import words
from assistant.vocabulary import Vocabulary

OPEN_STATES = ("unasked", "unclear", "contradicted")
"""The states in which a question can be shown."""
NEGATIONS = frozenset({"don't", "not", "never", "nobody"})


@dataclass(frozen=True, slots=True)
class CardNodes:
    """Where the parts of a card stand in its file, in the order of the card."""

    roles: Sequence[Node]
    questions: Sequence[Node]
    instructions: Sequence[Node]


def report_faults(card: Card, nodes: CardNodes, vocabulary: Vocabulary) -> None:
    """Note every fault at its place in the file."""
    reach = Reach(card.id, vocabulary)
    _report_roles(card, nodes.roles, reach)
    for question, node in zip(card.questions, nodes.questions, strict=True):
        _report_question(card, question, node, reach)
    for instruction, node in zip(card.instructions, nodes.instructions, strict=True):
        _report_instruction(card, instruction, node, reach)
    _report_same_words(card.questions, nodes.questions)


def _report_roles(card: Card, nodes: Sequence[Node], reach: Reach) -> None:
    for role, node in zip(card.roles, nodes, strict=True):
        if not reach.possible(*_role_holds(card, role.id)) and role.id != card.default_role:
            node.report(
                "is never recognised: its when cannot hold, or a role before it always does"
            )


def _report_question(card: Card, question: Question, node: Node, reach: Reach) -> None:
    open_ = QuestionIs(question.id, OPEN_STATES)
    if not reach.possible(question.when):
        node.report(f'"{question.id}" is never asked: its when can never hold')
    elif not _reached(card, question.roles, reach, question.when, open_):
        node.report(f'"{question.id}" is never asked: its when excludes its roles or itself')
    for text in (question.ask, question.follow_up or "", question.quiet or ""):
        _report_avoided(card, text, node)


def _report_instruction(card: Card, instruction: Instruction, node: Node, reach: Reach) -> None:
    until = (Not(instruction.until),) if instruction.until else ()
    if instruction.when == ALWAYS:
        node.report(f'"{instruction.id}" has no trigger: its when is empty')
    elif not reach.possible(instruction.when):
        node.report(f'"{instruction.id}" is never given: its when can never hold')
    elif not _reached(card, instruction.roles, reach, instruction.when, *until):
        node.report(f'"{instruction.id}" is never given: its roles or its until exclude its when')
    if instruction.heard and not _hears_itself(instruction):
        node.report(
            f'"{instruction.id}" would not be heard as written: no phrase of heard fits say'
        )
    _report_avoided(card, instruction.say, node)


def _report_same_words(questions: Sequence[Question], nodes: Sequence[Node]) -> None:
    for i, (question, node) in enumerate(zip(questions, nodes, strict=True)):
        for other in questions[:i]:
            if words(other.ask) == words(question.ask) and _share_a_role(question, other):
                node.report(f'"{question.id}" asks the same words as "{other.id}"')


def _share_a_role(one: Question, other: Question) -> bool:
    return not one.roles or not other.roles or bool(set(one.roles) & set(other.roles))


def _report_avoided(card: Card, text: str, node: Node) -> None:
    said = words(text)
    for avoid in card.avoid:
        better = words(avoid.instead or "")
        if _says(said, words(avoid.phrase)) and not _says(said, better):
            node.report(f'says "{avoid.phrase}", which the card avoids')


def _says(said: tuple[str, ...], phrase: tuple[str, ...]) -> bool:
    """Whether the phrase is said, and not forbidden in the same breath."""
    starts = (i for i in range(len(said)) if phrase and said[i : i + len(phrase)] == phrase)
    return any(NEGATIONS.isdisjoint(said[max(0, i - 2) : i]) for i in starts)


def _hears_itself(instruction: Instruction) -> bool:
    return any(_in_order(phrase, words(instruction.say)) for phrase in instruction.heard)


def _in_order(phrase: tuple[str, ...], said: tuple[str, ...]) -> bool:
    rest = iter(said)
    return all(word in rest for word in phrase)


def _reached(card: Card, roles: tuple[str, ...], reach: Reach, *conditions: Condition) -> bool:
    """Whether the conditions can hold with one of the callers it is meant for."""
    if not card.roles:
        return reach.possible(*conditions)
    return any(
        reach.possible(*who, *conditions)
        for role in card.roles
        if for_role(roles, role.id)
        for who in _callers(card, role.id)
    )


def _callers(card: Card, role: str) -> Iterator[tuple[Condition, ...]]:
    """What holds while the caller has this role: it is recognised, or no role is."""
    yield _role_holds(card, role)
    if role == card.default_role:
        yield (Not(AnyOf(tuple(other.when for other in card.roles))),)


def _role_holds(card: Card, role: str) -> tuple[Condition, ...]:
    names = [other.id for other in card.roles]
    before = card.roles[: names.index(role)]
    return (All(tuple(Not(other.when) for other in before)), card.roles[names.index(role)].when)
