"""Which rapport step is due: a feeling named, a listening word between questions, a starter."""

from __future__ import annotations

from assistant.guidance.agenda import Agenda
from assistant.guidance.board import Board
from assistant.guidance.board_parts import Shown, subject_key
from assistant.guidance.card import RapportStep
from assistant.guidance.feelings import Feeling
from assistant.guidance.saying import names_feeling, sayings
from assistant.guidance.step import Step, because, kept
from assistant.guidance.talk_conditions import TalkRanDry

LISTENING, WOVEN_IN, QUIET = 72, 71, 40
STARTER = 55
STARTS = TalkRanDry(True)
UNPRESSED = (WOVEN_IN, STARTER, QUIET)
"""The rapport steps that keep no feeling waiting."""
WOVEN = 2
"""Where listening leads, so many questions in a row and the next one waits for a listening word."""
RAPPORT_BY_ECCS = {3: 45, 4: 52, 5: 60}
"""None as urgent as a conversation starter, which a feeling pushes aside."""
RAPPORT_EVERY_MS = 20_000
"""At most one rapport step in this time, and none stays in view for longer."""
STRONG_ECCS = 4
STRONG_RAPPORT_EVERY_MS = 8_000


def rapport_due(board: Board, agenda: Agenda, feelings: tuple[Feeling, ...]) -> Step | None:
    """The rapport step that should be in view, if any."""
    for shown in board.in_view.values():
        if shown.issued.kind == "rapport" and _rapport_stays(board, shown, agenda):
            return kept(shown, shown.issued.priority)
    if board.emotional is not None:
        return None  # the caller's state is about to be observed
    if not _rested(board, agenda):
        return None
    due = [step for step in agenda.rapport if step.when.holds(board)]
    for step in sorted(due, key=lambda s: _turn_of(board, s)):
        text = next(sayings(board, step, feelings), None)
        key = _rapport_key(step)
        if text and key not in board.dismissed and not board.held_off(key):
            return _rapport_step(board, agenda, step, text)
    return None


def _turn_of(board: Board, step: RapportStep) -> tuple[bool, bool, int]:
    """The smallest comes first: a feeling named, a silence broken, what was shown least."""
    names = board.distress is not None and board.distress.feeling and names_feeling(step)
    starts = step.when == STARTS
    return (not names, not starts, board.shown.get(_rapport_key(step), 0))


def _rested(board: Board, agenda: Agenda) -> bool:
    last = board.last_rapport_ms
    if board.distress is not None and board.last_rapport_priority in UNPRESSED:
        return True
    return last is None or board.at_ms - last >= _rapport_pause_ms(board, agenda)


def _rapport_pause_ms(board: Board, agenda: Agenda) -> int:
    """Strong distress is not left without a word because a milder step was shown before.

    Nor is a feeling in words of its own, where listening leads.
    """
    felt = board.distress
    strong = felt is not None and (felt.eccs >= STRONG_ECCS or (agenda.listening and felt.feeling))
    woven = board.interrogates(WOVEN)
    return STRONG_RAPPORT_EVERY_MS if strong or woven else RAPPORT_EVERY_MS


def _rapport_stays(board: Board, shown: Shown, agenda: Agenda) -> bool:
    """Until the dispatcher has spoken, the moment has passed, or it is meant for somebody else."""
    if all(step.ref != shown.issued.protocol_ref for step in agenda.rapport):
        return False
    if subject_key(shown.key) in board.dismissed | board.taken_up:
        return False
    if shown.issued.priority in UNPRESSED and board.distress is not None:
        return False  # a feeling has come up: it is named at once
    passed = board.at_ms - shown.at_ms >= RAPPORT_EVERY_MS
    return not passed and board.dispatcher_turns == shown.dispatcher_turns


def _rapport_step(board: Board, agenda: Agenda, step: RapportStep, text: str) -> Step:
    priority = _rapport_priority(board, agenda)
    seqs = [*step.when.seqs(board), *([board.distress.seq] if board.distress else [])]
    return Step("rapport", step.technique, text, priority, step.ref, because(board, seqs))


def _rapport_priority(board: Board, agenda: Agenda) -> int:
    woven = agenda.listening and board.interrogates(WOVEN)
    if board.distress is None:
        return WOVEN_IN if woven else QUIET if board.dry is None else STARTER
    if agenda.listening or (agenda.card.listening and _passed_over_question(board)):
        return LISTENING
    return RAPPORT_BY_ECCS.get(board.distress.eccs, QUIET)


def _passed_over_question(board: Board) -> bool:
    """Whether a question in view was seen and left: the caller's words go first now."""
    return any(
        shown.issued.kind == "critical_question" and shown.dispatcher_turns < board.dispatcher_turns
        for shown in board.in_view.values()
    )


def _rapport_key(step: RapportStep) -> str:
    return step.ref.partition("#")[2]
