"""The guidance stage: keeps what is in view in step with the plan."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.events import (
    CallEnded,
    CallTypeChanged,
    Event,
    GuidanceIssued,
    GuidanceWithdrawn,
    PartialUnderstood,
    Payload,
    StageFailed,
    StageRecovered,
    TranscriptFinal,
    TranscriptPartial,
    UtteranceUnderstood,
)
from assistant.guidance.board import Board
from assistant.guidance.board_fold import applied
from assistant.guidance.board_parts import Shown, subject_key
from assistant.guidance.cards import CardSet
from assistant.guidance.planner import PASSED_OVER_TURNS, URGENT, Plan, plan
from assistant.guidance.prompts_in_view import issue, retract, withdraw
from assistant.guidance.step import Step
from assistant.guidance.utterances import (
    flagged,
    heard_as_worded,
    said_in_its_words,
    with_feeling,
    with_given,
)

QUESTION = "critical_question"
PASSED_OVER = "passed_over"
MERELY_REPLACED = frozenset({"overtaken", PASSED_OVER})


class GuidanceStage:
    """Yields guidance_issued and guidance_withdrawn; the alerts are not its business.

    Reasons of a withdrawal: `asked` (asked, given or taken up), `answered`, `overtaken` (by
    something more urgent, or no longer called for), `passed_over` (in view through several turns
    of the dispatcher, and not taken up), `call_type_changed`, `dismissed`.

    While the dispatcher speaks nothing new comes into view but what life depends on.
    """

    name = "guidance"

    def __init__(self, cards: CardSet) -> None:
        self._cards = cards
        self._board = Board()
        self._issued = 0
        self._ended = False
        self._muted = False
        self._unseen: dict[tuple[str, str], GuidanceIssued | GuidanceWithdrawn] = {}

    @property
    def board(self) -> Board:
        """What guidance knows of the call now."""
        return self._board

    def handle(self, event: Event) -> Iterator[Payload]:
        """Fold the event in, and bring what is in view in step."""
        payload = event.payload
        if isinstance(payload, TranscriptPartial | PartialUnderstood) or self._own(payload):
            return
        self._board = applied(self._board, event)
        self._ended = self._ended or isinstance(payload, CallEnded)
        if isinstance(payload, StageFailed) and payload.stage == self.name:
            self._muted = True
        elif isinstance(payload, StageRecovered) and payload.stage == self.name:
            yield from self._recover()
        elif isinstance(payload, TranscriptFinal):
            return  # its reading is on the way
        elif isinstance(payload, UtteranceUnderstood):
            if payload.speaker == "caller":
                self._board = with_feeling(self._board, self._cards, payload)
                return  # what it means follows at once: facts, call type, the caller's state
            yield from heard_as_worded(self._board, payload)
            yield from flagged(self._board, self._cards, payload)
            self._board = with_given(self._board, self._cards, payload)
        if not self._ended:
            due = plan(self._board, self._cards)  # while muted too: it shows whether it works
            yield from () if self._muted else self._follow(due, event)

    def _own(self, payload: Payload) -> bool:
        """Already on the board, since the moment it was yielded."""
        if not isinstance(payload, GuidanceIssued | GuidanceWithdrawn):
            return False
        return self._unseen.pop((payload.type, payload.guidance_id), None) is not None

    def _recover(self) -> Iterator[Payload]:
        """Heard again: what was yielded while nobody listened is taken back, or said again."""
        self._muted = False
        unheard, self._unseen = self._unseen, {}
        for (_, guidance_id), payload in unheard.items():
            if isinstance(payload, GuidanceIssued):
                self._board = retract(self._board, guidance_id)
            elif ("guidance_issued", guidance_id) not in unheard:
                yield payload

    def _follow(self, due: Plan, event: Event) -> list[GuidanceIssued | GuidanceWithdrawn]:
        """Withdraw what is not due any more, then issue what is new; all of it or nothing."""
        board, number = self._board, self._issued
        payloads: list[GuidanceIssued | GuidanceWithdrawn] = []
        held = any(s.kind == QUESTION and not s.guidance_id and _waits(board, s) for s in due.steps)
        for guidance_id, shown in board.in_view.items():
            if shown.issued.kind != "alert" and guidance_id not in due.kept:
                reason = _reason(board, shown, due, event)
                if held and shown.issued.kind == QUESTION and reason in MERELY_REPLACED:
                    continue  # until what takes its place may be shown
                payloads.append(GuidanceWithdrawn(guidance_id, reason))
                board = withdraw(board, guidance_id)
        for step in due.steps:
            if step.guidance_id is None and not _waits(board, step):
                number += 1
                issued = _issued(step, f"g-{number:04d}")
                payloads.append(issued)
                board = issue(board, issued)
        self._board, self._issued = board, number
        self._unseen.update(((p.type, p.guidance_id), p) for p in payloads)
        return payloads


def _issued(step: Step, guidance_id: str) -> GuidanceIssued:
    return GuidanceIssued(
        guidance_id,
        step.kind,
        step.subject,
        step.text,
        step.priority,
        step.protocol_ref,
        step.because,
        step.do_not,
    )


def _waits(board: Board, step: Step) -> bool:
    """Whether a new prompt is held back: nobody reads while speaking, unless life depends on it."""
    return board.dispatcher_talks and step.priority < URGENT


def _reason(board: Board, shown: Shown, due: Plan, event: Event) -> str:
    reason = _cause(board, shown, due, event)
    turns = board.dispatcher_turns - shown.dispatcher_turns
    ignored = reason == "overtaken" and turns >= PASSED_OVER_TURNS
    return PASSED_OVER if ignored else reason


def _cause(board: Board, shown: Shown, due: Plan, event: Event) -> str:
    subject = subject_key(shown.key)
    if subject in board.dismissed:
        return "dismissed"
    if subject in board.taken_up:
        return "asked"
    if shown.issued.kind == QUESTION:
        return _question_reason(board, shown.issued.subject, due, event)
    if shown.issued.kind == "rapport" and (
        _heard_since(board, shown) or said_in_its_words(board, shown, event.payload)
    ):
        return "asked"
    return "overtaken"


def _question_reason(board: Board, question: str, due: Plan, event: Event) -> str:
    state = board.state(question)
    if state in ("answered", "refused"):
        return "answered"
    if state == "asked":
        return "asked"
    on_agenda = any(q.id == question for q in due.agenda.questions)
    if isinstance(event.payload, CallTypeChanged) or not on_agenda:
        return "call_type_changed"
    return "overtaken"


def _heard_since(board: Board, shown: Shown) -> bool:
    seq = board.techniques.get(shown.issued.subject)
    return seq is not None and seq > max(shown.issued.because, default=0)
