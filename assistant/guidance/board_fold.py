"""The board's fold: each event gives the next board; no step looks back at the history.

What is known of the call is folded here; the talk's turns, the caller's distress and the prompts
in view bring folds of their own.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.events import (
    CallTypeChanged,
    ClockTicked,
    Event,
    FactConfirmed,
    FactCorrected,
    FactEvent,
    FactHeard,
    QuestionAsked,
    QuestionStateChanged,
    StageFailed,
    StageRecovered,
)
from assistant.guidance import distress, prompts_in_view, turns
from assistant.guidance.board import Board, Folds
from assistant.guidance.board_parts import Fact, LastAsked, Standing
from assistant.holding import gives_way

SPEAK_FREELY = "can_speak_freely"
UNDERSTANDING = "understanding"
"""The stage that fails when no language model answers."""


def applied(board: Board, event: Event) -> Board:
    """The board after this event."""
    board = replace(board, seq=event.seq, at_ms=max(board.at_ms, event.at_ms))
    if event.cause_seq is None and board.arriving and not isinstance(event.payload, ClockTicked):
        board = replace(board, arriving=frozenset())
    board = distress.pass_by(board)
    fold = _FOLDS.get(type(event.payload))
    return fold(board, event.payload) if fold else board


def _heard(board: Board, fact: FactEvent) -> Board:
    entry = Fact(fact.value, fact.certainty, fact.confidence, fact.quote, board.seq)
    # where its question stands now is on the way
    board = replace(board, awaiting_ms=None, arriving=board.arriving | {fact.fact})
    if not isinstance(fact, FactCorrected) and not gives_way(board.facts.get(fact.fact), entry):
        return board
    board = replace(board, facts={**board.facts, fact.fact: entry})
    if fact.fact != SPEAK_FREELY:
        return board
    since = board.seq if board.overheard_seq is None else board.overheard_seq
    return replace(board, overheard_seq=since if fact.certainty == "denied" else None)


def _asked(board: Board, asked: QuestionAsked) -> Board:
    when = {**board.asked, asked.question: LastAsked(board.seq, board.at_ms)}
    return replace(board, asked=when, awaiting_ms=board.at_ms)


def _question(board: Board, change: QuestionStateChanged) -> Board:
    standing = Standing(change.state, board.seq)
    questions = {**board.questions, change.question: standing}
    return replace(board, questions=questions, arriving=board.arriving - {change.question})


def _call_type(board: Board, change: CallTypeChanged) -> Board:
    return replace(
        board,
        call_type=change.call_type,
        kind_seq=board.kind_seq if change.call_type == board.call_type else board.seq,
        call_type_seq=board.seq,
        call_type_confidence=1.0 if change.set_by == "dispatcher" else change.confidence,
    )


def _failed(board: Board, failed: StageFailed) -> Board:
    return replace(board, deaf=board.deaf or failed.stage == UNDERSTANDING)


def _recovered(board: Board, recovered: StageRecovered) -> Board:
    return replace(board, deaf=board.deaf and recovered.stage != UNDERSTANDING)


_FOLDS: Folds = {
    StageFailed: _failed,
    StageRecovered: _recovered,
    FactHeard: _heard,
    FactConfirmed: _heard,
    FactCorrected: _heard,
    QuestionAsked: _asked,
    QuestionStateChanged: _question,
    CallTypeChanged: _call_type,
    **turns.FOLDS,
    **distress.FOLDS,
    **prompts_in_view.FOLDS,
}
