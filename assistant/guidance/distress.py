"""The caller's distress on the board: an emotional turn that calls for a word on it."""

from __future__ import annotations

from dataclasses import replace

from assistant.events import CallerStateObserved, UtteranceUnderstood
from assistant.guidance.board import Board, Folds
from assistant.guidance.board_parts import Distress, Emotional
from assistant.guidance.feelings import Felt
from assistant.guidance.words import shortened

DISTRESS_ECCS = 3
"""From this score on a caller's turn calls for a rapport step."""
DISTRESS_SIGNALS = frozenset({"suicidal_intent", "threat_to_kill", "person_dead", "child_at_risk"})
"""Alerts whose words are distress in themselves, whatever the score."""
DISTRESS_MS = 20_000
"""How long the moment lasts in which a word on it is called for."""
DISTRESS_QUOTE_CHARS = 200
SIGNAL_CONFIDENCE_MIN = 0.5
ECCS_KEPT = 5


def distress_signals(reading: UtteranceUnderstood) -> list[str]:
    """The quotes of an utterance that are distress in themselves."""
    return [
        signal.quote
        for signal in reading.signals
        if signal.alert in DISTRESS_SIGNALS and signal.confidence >= SIGNAL_CONFIDENCE_MIN
    ]


def hear(board: Board, reading: UtteranceUnderstood) -> Board:
    """The board with what the caller has just said marked, if it is emotional."""
    strongest = distress_signals(reading)
    if not strongest and (reading.eccs or 0) < DISTRESS_ECCS:
        return replace(board, emotional=None)
    quote = _quote(board, reading, strongest)
    return replace(board, emotional=Emotional(reading.utterance_id, quote))


def feel(board: Board, felt: Felt, reading: UtteranceUnderstood) -> Board:
    """The board with a feeling heard in what the caller has just said."""
    mark = Emotional(reading.utterance_id, felt.quote, felt.feeling)
    if reading.eccs is not None or distress_signals(reading):
        return replace(board, emotional=mark)  # the caller's state is on the way
    return replace(board, distress=_distress(board, mark, DISTRESS_ECCS))


def pass_by(board: Board) -> Board:
    """The board without a distress whose moment is over."""
    if board.distress and board.at_ms - board.distress.at_ms >= DISTRESS_MS:
        return replace(board, distress=None)
    return board


def _quote(board: Board, reading: UtteranceUnderstood, strongest: list[str]) -> str:
    quotes = [*strongest, *(s.quote for s in reading.signals), *(t.quote for t in reading.told)]
    words = dict(board.recent).get(reading.utterance_id, "")
    return shortened(next((quote for quote in quotes if quote), words), DISTRESS_QUOTE_CHARS)


def _distress(board: Board, mark: Emotional, eccs: int) -> Distress:
    eccs = max(eccs, DISTRESS_ECCS)
    return Distress(board.seq, board.at_ms, eccs, mark.quote, mark.feeling)


def _caller_state(board: Board, observed: CallerStateObserved) -> Board:
    board = replace(board, eccs=(*board.eccs, observed.eccs)[-ECCS_KEPT:])
    mark = board.emotional
    if mark is None or mark.utterance_id != observed.utterance_id:
        return board
    return replace(board, emotional=None, distress=_distress(board, mark, observed.eccs))


FOLDS: Folds = {CallerStateObserved: _caller_state}
