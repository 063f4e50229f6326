"""The planner: what should be in view now. A pure function of the board and the cards.

At most one critical question, one instruction and one rapport step. What is in view stays as
long as it fits, so that a prompt does not flicker under the eyes of the person who reads it.

Priorities, the higher the more urgent:

    90-99  alert (the alert stage; `_alerts.yml` gives each its number)
    80     urgent instruction: interrupts every question but the location
    75     the location
    72     rapport after an emotional turn, where listening leads, or past a question passed over
    71     a listening word between questions
    70     a question about danger to life
    60     instruction
    45-60  rapport after an emotional turn, by the caller's state
    55     a conversation starter, when talk has run dry
    50     the other questions, in card order
    40     rapport that nothing presses for
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from assistant.guidance.agenda import Agenda
from assistant.guidance.board import Board
from assistant.guidance.board_parts import Shown
from assistant.guidance.card import Instruction, Question
from assistant.guidance.cards import CardSet
from assistant.guidance.rapport_planner import WOVEN, rapport_due
from assistant.guidance.step import Step, because, kept
from assistant.guidance.wordings import answer_awaited, answer_late, fresh, wording_due

URGENT, LOCATION, DANGER, INSTRUCTION, QUESTION = 80, 75, 70, 60, 50
URGENT_HOLD_MS = 30_000
URGENT_HOLD_TURNS = 2
"""How long an urgent instruction keeps the questions back if nobody seems to give it."""
INSTRUCTION_VIEW_MS = 45_000
"""After this, or when passed over, an instruction makes room for another that waits."""
ANSWER_WAIT_MS = 15_000
"""Where listening leads, the next question waits this long for an answer."""
PASSED_OVER_TURNS = 3
"""What is still in view after so many turns of the dispatcher makes room for its equals."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What should be in view now, the most urgent first; `agenda` is what it was chosen from."""

    steps: tuple[Step, ...]
    agenda: Agenda

    @property
    def kept(self) -> frozenset[str]:
        """The prompts in view that stay."""
        return frozenset(step.guidance_id for step in self.steps if step.guidance_id)


def plan(board: Board, cards: CardSet) -> Plan:
    """What should be in view on this board."""
    agenda = agenda_of(board, cards)
    instruction, holds_back = _instruction(board, agenda)
    board = _at_a_loss(board, agenda)
    rapport = None if holds_back else rapport_due(board, agenda, cards.feelings)
    listens = agenda.listening and _listening_now(board, rapport)
    question = _question(board, agenda, urgent=holds_back, listens=listens)
    steps = [step for step in (instruction, rapport, question) if step]
    return Plan(tuple(sorted(steps, key=lambda step: -step.priority)), agenda)


def _at_a_loss(board: Board, agenda: Agenda) -> Board:
    """The board of a talk that has run dry because nothing is left to ask.

    With the person at risk a call goes on after the last question, until somebody is there.
    """
    waits = board.awaiting_ms is not None or board.arriving or board.emotional
    if not agenda.listening or waits or board.dry is not None or board.spoke_last != "caller":
        return board
    if _question(board, agenda, urgent=False, listens=False) is not None:
        return board
    return replace(board, dry=board.seq)


def _listening_now(board: Board, rapport: Step | None) -> bool:
    """Whether the next question waits: for an answer, or for a listening word."""
    moved = board.distress is not None or board.interrogates(WOVEN)
    if board.emotional is not None or (rapport is not None and moved):
        return True
    since = board.awaiting_ms
    return since is not None and board.at_ms - since < ANSWER_WAIT_MS


def agenda_of(board: Board, cards: CardSet) -> Agenda:
    """What leads this call: its type's card and case_entry, for who is calling."""
    return cards.agenda(board.call_type, cards.card(board.call_type).role(board))


# Questions


def question_priority(question: Question) -> int:
    """How urgent a question is, by its class."""
    if question.id == "location":
        return LOCATION
    return DANGER if question.danger else QUESTION


def _question(board: Board, agenda: Agenda, *, urgent: bool, listens: bool) -> Step | None:
    current: Step | None = None
    best: Step | None = None
    waits = answer_awaited(board, agenda)
    for question in agenda.questions:
        priority = question_priority(question)
        if urgent and priority != LOCATION:
            continue
        step = _question_step(board, agenda, question, priority)
        if step is None:
            continue
        if step.guidance_id:
            current = step
        elif waits or (listens and priority != LOCATION) or _arriving(board, agenda, question):
            continue
        elif best is None or _before(board, step, best):
            best = step
    if current and (best is None or not _gives_way(board, current, best)):
        return current
    return best


def _arriving(board: Board, agenda: Agenda, question: Question) -> bool:
    """Whether a new state of it is on the way, from the utterance just read."""
    return question.id in board.arriving and not answer_late(board, agenda, question)


def _before(board: Board, one: Step, other: Step) -> bool:
    """Whether a new question comes before another; while nothing is understood, the unseen do."""
    if board.deaf and _again(one) != _again(other):
        return _again(other)
    return one.priority > other.priority


def _gives_way(board: Board, current: Step, best: Step) -> bool:
    """Whether the question in view makes room: for a more urgent one, or when passed over.

    A dispatcher who asks other things has seen it; it comes once more when the rest is asked.
    While nothing is understood, it may have been asked, so the urgent ones make room as well.
    """
    shown = board.in_view[current.guidance_id or ""]
    passed_over = board.dispatcher_turns - shown.dispatcher_turns >= PASSED_OVER_TURNS
    if best.priority > current.priority:
        return not (board.deaf and _again(best))
    fits = best.priority == current.priority or board.deaf
    return fits and passed_over and not _again(best)


def _again(step: Step) -> bool:
    return "/again" in step.protocol_ref


def _question_step(board: Board, agenda: Agenda, question: Question, priority: int) -> Step | None:
    variant = wording_due(board, agenda, question)
    if variant is None or not question.when.holds(board):
        return None
    tail, text = variant
    ref = question.ref + tail
    seqs = _question_seqs(board, question)
    shown = board.showing(f"questions/{question.id}{tail}")
    if shown:
        return kept(shown, priority)
    return Step("critical_question", question.id, text, priority, ref, seqs)


def _question_seqs(board: Board, question: Question) -> tuple[int, ...]:
    standing = board.questions.get(question.id)
    seqs = [*question.when.seqs(board), *([standing.seq] if standing else [])]
    if board.call_type_seq is not None and "case_entry@" not in question.ref:
        seqs.append(board.call_type_seq)
    return because(board, seqs)


# Instructions


def _instruction(board: Board, agenda: Agenda) -> tuple[Step | None, bool]:
    """The instruction due, and whether it keeps the questions back."""
    due = [
        (_rank(board, instruction, place), instruction)
        for place, instruction in enumerate(agenda.instructions)
        if _instruction_due(board, instruction)
    ]
    if not due:
        return None, False
    instruction = min(due)[1]
    step = _instruction_step(board, instruction)
    return step, instruction.urgent and _still_pressing(board, instruction)


def _rank(board: Board, instruction: Instruction, place: int) -> tuple[bool, bool, bool, int]:
    """The smallest comes first: urgent, not in view for too long, in view, card order."""
    shown = _instruction_in_view(board, instruction)
    stale = shown is not None and _passed_over(board, shown)
    return (not instruction.urgent, stale, shown is None, place)


def _passed_over(board: Board, shown: Shown) -> bool:
    """Whether it has been in view for long, or the dispatcher has said other things since."""
    turns = board.dispatcher_turns - shown.dispatcher_turns
    return board.at_ms - shown.at_ms >= INSTRUCTION_VIEW_MS or turns >= PASSED_OVER_TURNS


def _instruction_due(board: Board, instruction: Instruction) -> bool:
    key = f"instructions/{instruction.id}"
    if key in board.dismissed or key in board.taken_up or board.held_off(key):
        return False
    if not instruction.when.holds(board):
        return False
    if instruction.until and instruction.until.holds(board):
        return False
    return any(fresh(board, key + tail) for tail in ("", "/again"))


def _instruction_step(board: Board, instruction: Instruction) -> Step:
    priority = URGENT if instruction.urgent else INSTRUCTION
    shown = _instruction_in_view(board, instruction)
    if shown:
        return kept(shown, priority)
    again = bool(board.shown.get(f"instructions/{instruction.id}"))
    return Step(
        "safety_instruction",
        instruction.id,
        f"Still to say: {instruction.say}" if again else instruction.say,
        priority,
        instruction.ref + ("/again" if again else ""),
        because(board, instruction.when.seqs(board)),
        do_not=instruction.do_not,
    )


def _instruction_in_view(board: Board, instruction: Instruction) -> Shown | None:
    key = f"instructions/{instruction.id}"
    return board.showing(key) or board.showing(key + "/again")


def _still_pressing(board: Board, instruction: Instruction) -> bool:
    shown = _instruction_in_view(board, instruction)
    if shown is None:
        return True
    turns = board.dispatcher_turns - shown.dispatcher_turns
    return board.at_ms - shown.at_ms < URGENT_HOLD_MS and turns < URGENT_HOLD_TURNS
