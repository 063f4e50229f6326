"""The stairway of a crisis talk as a trainer reads it: each step, when, why, and its words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from assistant.guidance.stairway import CRISIS_TYPES, EMPATHY, STEPS
from assistant.review.record import Evidence, Record, Stair

BECAUSE = {
    "caller_worse": "the caller got more upset",
    "caller_settled": "the caller kept talking and got no worse",
    "caller_went_along": "the caller went along",
    "caller_acted": "the caller did what was asked",
}
NOT_BEGUN = "before the first step"


@dataclass(frozen=True, slots=True)
class StairAt:
    """A step the talk stood on from `at_ms` to `until_ms`; 0 and no name before the first.

    `told` says where it came from and why, in words; `evidence` is what was said.
    """

    step: int
    name: str
    up: bool
    because: str
    told: str
    at_ms: int
    until_ms: int
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Climb:
    """The stairway of one call; `told` says how far it went and where it ended."""

    told: str
    highest: int
    steps: tuple[StairAt, ...]


def climb_of(record: Record) -> Climb | None:
    """The climb of a call; None where talk is not the work, and nothing came of it."""
    steps = tuple(_steps(record))
    highest = max((one.step for one in steps), default=0)
    if record.call_type not in CRISIS_TYPES and highest < EMPATHY:
        return None
    return Climb(_whole(steps, highest), highest, steps)


def _steps(record: Record) -> Iterator[StairAt]:
    ends = [*(stair.at_ms for stair in record.stairs[1:]), record.duration_ms]
    for stair, until_ms in zip(record.stairs, ends, strict=False):
        move, up = stair.move, stair.move.step > stair.came_from
        yield StairAt(
            move.step, move.name, up, move.because, _told(stair), stair.at_ms,
            max(until_ms, stair.at_ms), stair.evidence,
        )  # fmt: skip


def _told(stair: Stair) -> str:
    move = stair.move
    way = "Up" if move.step > stair.came_from else "Down"
    because = BECAUSE.get(move.because, move.because.replace("_", " "))
    return f"{way} to {step_words(move.step)}: {because}"


def _whole(steps: tuple[StairAt, ...], highest: int) -> str:
    if not highest:
        return "The talk did not come to the first step: active listening."
    last = steps[-1].step
    if last == highest:
        return f"The talk came to {step_words(highest)}, and ended there."
    return f"The talk came to {step_words(highest)}, and ended at {step_words(last)}."


def step_words(step: int) -> str:
    """A step in words: its name and its place among the five."""
    if not step:
        return NOT_BEGUN
    return f"{STEPS[step - 1].replace('_', ' ')} ({step} of {len(STEPS)})"
