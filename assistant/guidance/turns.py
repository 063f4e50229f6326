"""The turns of the talk on the board: who speaks, who has spoken, how the dispatcher listened."""

from __future__ import annotations

from dataclasses import replace

from assistant.events import (
    KeyPressed,
    RapportObserved,
    SilenceObserved,
    Speaker,
    SpeechEnded,
    SpeechStarted,
    TranscriptFinal,
    UtteranceUnderstood,
)
from assistant.guidance.board import Board, Folds
from assistant.guidance.cues import hook_in
from assistant.guidance.distress import hear
from assistant.guidance.words import last_sentence

LISTENED = frozenset(
    "minimal_encourager open_question reflection emotion_label paraphrase i_message summary".split()
)
"""Techniques by which the dispatcher listens: a question among them is no interrogation."""
TURNS_KEPT = 6

# Voices


def _speaking(board: Board, began: SpeechStarted) -> Board:
    if began.speaker == "dispatcher" and not board.dispatcher_talks:
        board = replace(board, talking_ms=board.at_ms)
    speaking = board.speaking | {began.speaker}
    return _voice(replace(board, speaking=speaking, dry=None), began.speaker)


def _quiet(board: Board, ended: SpeechEnded) -> Board:
    if ended.speaker == "dispatcher":
        board = replace(board, paused_ms=board.at_ms)
    return _voice(replace(board, speaking=board.speaking - {ended.speaker}), ended.speaker)


def _voice(board: Board, speaker: Speaker) -> Board:
    return replace(board, caller_heard_ms=board.at_ms) if speaker == "caller" else board


def _silent(board: Board, silence: SilenceObserved) -> Board:
    return replace(board, dry=board.seq) if silence.speaker == "caller" else board


def _key(board: Board, pressed: KeyPressed) -> Board:
    """A press is the beginning of an answer: it is waited for."""
    if pressed.speaker != "caller":
        return board
    awaiting = None if board.awaiting_ms is None else board.at_ms
    return replace(board, caller_heard_ms=board.at_ms, awaiting_ms=awaiting)


# Words


def _final(board: Board, said: TranscriptFinal) -> Board:
    recent = (*board.recent, (said.utterance_id, said.text))[-TURNS_KEPT:]
    board = replace(board, recent=recent, dry=None, spoke_last=said.speaker)
    if said.speaker == "dispatcher":
        return board
    return replace(
        board,
        caller_turns=board.caller_turns + 1,
        caller_heard_ms=board.at_ms,
        caller_said=last_sentence(said.text),
        hook=hook_in(said.text) or board.hook,
    )


def _understood(board: Board, reading: UtteranceUnderstood) -> Board:
    touched = frozenset(told.fact for told in reading.told) | {a.question for a in reading.asked}
    board = replace(board, arriving=touched)
    if reading.speaker == "dispatcher":
        return _dispatcher_spoke(board, reading)
    understood = reading.told or reading.answer or reading.topics or reading.signals or reading.eccs
    read_ms = board.at_ms if understood else board.caller_read_ms  # not while nothing is understood
    return hear(replace(board, awaiting_ms=None, caller_read_ms=read_ms), reading)


def _dispatcher_spoke(board: Board, reading: UtteranceUnderstood) -> Board:
    board = replace(
        board,
        talking_ms=board.talking_ms if "dispatcher" in board.speaking else None,
        dispatcher_turns=board.dispatcher_turns + 1,
        turns_without_name=board.turns_without_name + 1,
        distress=None,
        asked_in_a_row=board.asked_in_a_row + (1 if reading.asked else 0),
    )
    return _techniques(board, reading.techniques)


def _rapport(board: Board, observed: RapportObserved) -> Board:
    return _techniques(board, (observed.technique,) if observed.technique else ())


def _techniques(board: Board, heard: tuple[str, ...]) -> Board:
    if not heard:
        return board
    board = replace(board, techniques={**board.techniques, **dict.fromkeys(heard, board.seq)})
    if not LISTENED.isdisjoint(heard):
        board = replace(board, asked_in_a_row=0)
    return replace(board, turns_without_name=0) if "name_use" in heard else board


FOLDS: Folds = {
    SpeechStarted: _speaking,
    SpeechEnded: _quiet,
    SilenceObserved: _silent,
    KeyPressed: _key,
    TranscriptFinal: _final,
    UtteranceUnderstood: _understood,
    RapportObserved: _rapport,
}
