"""In which words a question is due, as it stands; no words are shown twice.

Where the card has patience, an answer is waited for, and what stays unanswered is followed up
once. A caller who may be overheard is asked only what yes, no or a harmless word answers.
"""

from __future__ import annotations

from assistant.guidance.agenda import Agenda
from assistant.guidance.board import Board
from assistant.guidance.card import CASE_ENTRY, Question

Wording = tuple[str, str]
"""What marks it in the protocol reference, and the words."""


def wording_due(board: Board, agenda: Agenda, question: Question) -> Wording | None:
    """Which wording is due; None: nothing to ask.

    The question itself; once more when it was overtaken, or when it asks for the place and the
    caller spoke of something else; one follow-up when the answer was unclear, or did not come in
    time; one check when two answers disagree. Never the same twice.
    """
    key = f"questions/{question.id}"
    if key in board.dismissed or key in board.taken_up or board.held_off(key):
        return None
    if board.overheard and agenda.discreet:
        due = _discreet(board, agenda, question)
    else:
        due = _plain(board, agenda, question, question.ask, question.follow_up)
    return next((wording for wording in due if fresh(board, key + wording[0])), None)


def answer_awaited(board: Board, agenda: Agenda) -> bool:
    """Whether no other question is shown yet, since the one just asked may still be answered."""
    since = board.awaiting_ms
    if agenda.patience_ms is None or since is None:
        return False
    return board.at_ms - since < agenda.patience_ms


def answer_late(board: Board, agenda: Agenda, question: Question) -> bool:
    """Whether its answer has been waited for as long as the card says."""
    asked = board.asked.get(question.id)
    if agenda.patience_ms is None or asked is None:
        return False
    return board.at_ms - asked.at_ms >= agenda.patience_ms


def fresh(board: Board, key: str) -> bool:
    """Whether a wording is in view, or was never shown."""
    return not board.shown.get(key) or board.showing(key) is not None


def _plain(
    board: Board, agenda: Agenda, question: Question, ask: str, follow_up: str | None
) -> list[Wording]:
    state = board.state(question.id)
    late = state == "asked" and answer_late(board, agenda, question)
    followed_up = [("/follow_up", follow_up)] if follow_up and (state == "unclear" or late) else []
    if state == "asked" and _asked_in_vain(board, agenda, question):
        return [("/anew", ask), *followed_up]
    if state == "asked" and _ignored(board, agenda, question):
        first = [("/anew", ask)] if _new_words(board, question) else []
        return [*first, *([("/follow_up", follow_up)] if follow_up else [])]
    if followed_up:
        return followed_up
    if state == "contradicted":
        return [("/check", f"Two answers so far. {follow_up or ask}")]
    if state == "unasked":
        return [("", ask), ("/again", f"Still to ask: {ask}")]
    return [("", ask)] if state == "unclear" else []


def _discreet(board: Board, agenda: Agenda, question: Question) -> list[Wording]:
    """The same for a caller who may be overheard; keys need no other words than before."""
    if not (question.yes_no or question.quiet):
        return []  # its answer, said aloud, could be overheard
    written_for_it = question.id == "location" or agenda.patience_ms is not None
    follow_up = question.follow_up if written_for_it else None
    if question.quiet is None or board.caller_turns == 0:
        return _plain(board, agenda, question, question.ask, follow_up)
    due = _plain(board, agenda, question, question.quiet, follow_up)
    return [(tail if text == follow_up else f"{tail}/quiet", text) for tail, text in due]


def _asked_in_vain(board: Board, agenda: Agenda, question: Question) -> bool:
    """Whether it was asked before it was known that this caller cannot answer it so."""
    asked = board.asked.get(question.id)
    known = board.kind_seq if agenda.patience_ms is not None else None
    if agenda.discreet and question.quiet and board.overheard_seq is not None:
        known = board.overheard_seq
    return asked is not None and known is not None and asked.seq < known


def _new_words(board: Board, question: Question) -> bool:
    """Whether the question's own words were not shown: never, or those of another card were."""
    asked, known = board.asked.get(question.id), board.kind_seq
    if not board.shown.get(f"questions/{question.id}"):
        return True
    other = asked is not None and known is not None and asked.seq < known
    return other and not question.ref.startswith(f"{CASE_ENTRY}@")


def _ignored(board: Board, agenda: Agenda, question: Question) -> bool:
    """Whether the caller was asked for the place, and has spoken of something else.

    Only then: a moment later, when all that the words mean is known. Other questions can wait.
    """
    asked = board.asked.get(question.id)
    if question.id != "location" or agenda.patience_ms is not None or asked is None:
        return False
    return asked.at_ms < board.caller_read_ms < board.at_ms
