"""What an utterance means for guidance: a feeling, a prompt said, a phrase to flag."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.events import (
    Payload,
    PhraseFlagged,
    QuestionAsked,
    RapportObserved,
    UtteranceUnderstood,
)
from assistant.guidance.board import Board
from assistant.guidance.board_parts import Shown, subject_key
from assistant.guidance.card import Instruction
from assistant.guidance.cards import CardSet
from assistant.guidance.distress import feel
from assistant.guidance.feelings import felt
from assistant.guidance.planner import agenda_of
from assistant.guidance.prompts_in_view import give
from assistant.guidance.spoken import as_worded, avoided
from assistant.guidance.words import shortened, words

NOT_CALM_ECCS = 2
INSTRUCTING = frozenset({"safety_instruction", "medical_instruction"})
JUDGED = ("reflection", "name_use", "persistence")
"""Techniques that the rapport stage finds by itself, in what was said before."""


def said_in_its_words(board: Board, shown: Shown, payload: Payload) -> bool:
    """Whether the dispatcher has just said a prompt in its own words."""
    if not isinstance(payload, UtteranceUnderstood) or payload.speaker != "dispatcher":
        return False
    return as_worded(shown.issued.text, _words_of(board, payload))


def _words_of(board: Board, reading: UtteranceUnderstood) -> str:
    return dict(board.recent).get(reading.utterance_id, "")


def with_feeling(board: Board, cards: CardSet, reading: UtteranceUnderstood) -> Board:
    """The board with the feeling in the caller's words, if it calls for a word on it.

    Where listening leads, a feeling said in a flat voice counts as much as one that is shouted;
    elsewhere one that is named outright ("I'm scared") by somebody who is not calm.
    """
    feelings = cards.feelings
    if board.emotional is None and not agenda_of(board, cards).listening:
        if (reading.eccs or 0) < NOT_CALM_ECCS:
            return board
        feelings = tuple(feeling for feeling in feelings if not feeling.faint)
    heard = felt(_words_of(board, reading), feelings)
    return feel(board, heard, reading) if heard else board


def heard_as_worded(board: Board, reading: UtteranceUnderstood) -> Iterator[Payload]:
    """Questions and rapport steps in view that were said as they are worded, and not recognised."""
    said = _words_of(board, reading)
    asked = {one.question for one in reading.asked}
    for shown in board.in_view.values():
        issued = shown.issued
        if issued.kind not in ("critical_question", "rapport") or not as_worded(issued.text, said):
            continue
        if issued.kind == "critical_question" and issued.subject not in asked:
            yield QuestionAsked(issued.subject, reading.utterance_id, shortened(said))
        elif issued.kind == "rapport" and issued.subject not in (*reading.techniques, *JUDGED):
            yield RapportObserved(issued.subject, None, reading.utterance_id)


def flagged(board: Board, cards: CardSet, reading: UtteranceUnderstood) -> Iterator[PhraseFlagged]:
    """What the card avoids, once it has been said."""
    said = _words_of(board, reading)
    for avoid in avoided(said, agenda_of(board, cards).avoid):
        yield PhraseFlagged(avoid.phrase, avoid.instead, reading.utterance_id, avoid.ref)


def with_given(board: Board, cards: CardSet, reading: UtteranceUnderstood) -> Board:
    """The board with the instructions that this utterance of the dispatcher gave."""
    said = words(_without_questions(board, reading))
    instructs = not INSTRUCTING.isdisjoint(reading.techniques)
    spoken = _words_of(board, reading)
    for shown in board.in_view.values():
        if shown.issued.kind == "safety_instruction" and as_worded(shown.issued.text, spoken):
            board = give(board, shown.issued.subject)
    for instruction in agenda_of(board, cards).instructions:
        if _gives(said, instruction, board) or (
            instructs and not instruction.heard and _in_view(board, instruction)
        ):
            board = give(board, instruction.id)
    return board


def _without_questions(board: Board, reading: UtteranceUnderstood) -> str:
    """What was said, less the clauses that ask: "are you pushing on the chest?" gives nothing."""
    said = _words_of(board, reading)
    if not INSTRUCTING.isdisjoint(reading.techniques):
        return said
    for asked in reading.asked:
        if asked.quote not in said:
            return ""
        said = said.replace(asked.quote, " ")
    return said


def _gives(said: tuple[str, ...], instruction: Instruction, board: Board) -> bool:
    return not board.given(instruction.id) and any(
        _in_order(phrase, said) for phrase in instruction.heard
    )


def _in_order(phrase: tuple[str, ...], said: tuple[str, ...]) -> bool:
    rest = iter(said)
    return bool(phrase) and all(word in rest for word in phrase)


def _in_view(board: Board, instruction: Instruction) -> bool:
    key = f"instructions/{instruction.id}"
    return any(subject_key(shown.key) == key for shown in board.in_view.values())
