"""Prompts on the board: shown, taken up, dismissed, put off, gone from view."""

from __future__ import annotations

from dataclasses import replace

from assistant.events import (
    GuidanceAcknowledged,
    GuidanceDismissed,
    GuidanceIssued,
    GuidanceWithdrawn,
)
from assistant.guidance.board import Board, Folds
from assistant.guidance.board_parts import Shown, is_provisional, prompt_key, subject_key

SNOOZED = "snoozed"
"""The reason of a withdrawal by hand that means: not now."""
SNOOZE_MS = 60_000
"""How long a snoozed prompt stays away."""


def issue(board: Board, issued: GuidanceIssued) -> Board:
    """The board with one more prompt in view."""
    key = prompt_key(issued.protocol_ref)
    shown = Shown(issued, board.at_ms, board.dispatcher_turns)
    board = replace(
        board,
        in_view={**board.in_view, issued.guidance_id: shown},
        shown={**board.shown, key: board.shown.get(key, 0) + 1},
    )
    if issued.kind == "rapport":
        return replace(
            board,
            last_rapport_ms=board.at_ms,
            last_rapport_priority=issued.priority,
            said=board.said | {issued.text},
        )
    return _with_alerts(board, issued)


def withdraw(board: Board, guidance_id: str) -> Board:
    """The board with a prompt taken out of view."""
    shown = board.in_view.get(guidance_id)
    if shown is None:
        return board
    rest = {key: value for key, value in board.in_view.items() if key != guidance_id}
    return _with_alerts(replace(board, in_view=rest), shown.issued)


def _with_alerts(board: Board, changed: GuidanceIssued) -> Board:
    """The alerts raised are those in view that rest on what was understood, not on a partial."""
    if changed.kind != "alert":
        return board
    alerts = (one.issued for one in board.in_view.values() if one.issued.kind == "alert")
    return replace(board, raised=frozenset(a.subject for a in alerts if not is_provisional(a)))


def retract(board: Board, guidance_id: str) -> Board:
    """The board as if a prompt had never been issued: nobody saw it."""
    shown = board.in_view.get(guidance_id)
    if shown is None:
        return board
    counts = {**board.shown, shown.key: board.shown.get(shown.key, 1) - 1}
    said = board.said - {shown.issued.text}
    return replace(withdraw(board, guidance_id), shown=counts, said=said)


def give(board: Board, instruction: str) -> Board:
    """The board with an instruction given."""
    return replace(board, taken_up=board.taken_up | {f"instructions/{instruction}"})


def _snooze(board: Board, guidance_id: str) -> Board:
    """Put off: it may come again later, in the same words."""
    shown = board.in_view.get(guidance_id)
    if shown is None:
        return board
    until = {**board.snoozed, subject_key(shown.key): board.at_ms + SNOOZE_MS}
    return replace(retract(board, guidance_id), snoozed=until)


def _withdrawn(board: Board, withdrawn: GuidanceWithdrawn) -> Board:
    if withdrawn.reason == SNOOZED:
        return _snooze(board, withdrawn.guidance_id)
    return withdraw(board, withdrawn.guidance_id)


def _dismissed(board: Board, dismissed: GuidanceDismissed) -> Board:
    shown = board.in_view.get(dismissed.guidance_id)
    if shown is None:
        return board
    return replace(board, dismissed=board.dismissed | {subject_key(shown.key)})


def _acknowledged(board: Board, acknowledged: GuidanceAcknowledged) -> Board:
    shown = board.in_view.get(acknowledged.guidance_id)
    if shown is None:
        return board
    return replace(board, taken_up=board.taken_up | {subject_key(shown.key)})


FOLDS: Folds = {
    GuidanceIssued: issue,
    GuidanceWithdrawn: _withdrawn,
    GuidanceDismissed: _dismissed,
    GuidanceAcknowledged: _acknowledged,
}
