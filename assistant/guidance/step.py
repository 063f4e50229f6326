"""One prompt of a plan: new, or in view and kept."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.events import GuidanceKind
from assistant.guidance.board import Board
from assistant.guidance.board_parts import Shown


@dataclass(frozen=True, slots=True)
class Step:
    """One prompt; with a guidance_id when it is the one already in view."""

    kind: GuidanceKind
    subject: str
    text: str
    priority: int
    protocol_ref: str
    because: tuple[int, ...]
    guidance_id: str | None = None
    do_not: tuple[str, ...] = ()


def kept(shown: Shown, priority: int) -> Step:
    """A prompt in view that stays, at this priority."""
    was = shown.issued
    return Step(
        was.kind,
        was.subject,
        was.text,
        priority,
        was.protocol_ref,
        was.because,
        guidance_id=was.guidance_id,
        do_not=was.do_not,
    )


def because(board: Board, seqs: list[int] | tuple[int, ...]) -> tuple[int, ...]:
    """The events a prompt rests on, in order; the last event where there is none."""
    return tuple(sorted(set(seqs))) or (board.seq,)
