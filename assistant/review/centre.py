"""A measure among those of the centre's own calls of its kind: how they spread, where it lies.

Nobody is compared with an ideal: the centre's calls are what is usual here.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

QUARTERS = (0.25, 0.5, 0.75)
LEAST = 4
"""Calls of a kind the centre needs before a spread is worth showing."""
BARS_MAX = 16
FAR = 3
"""So many middle halves above the middle half a value is drawn with the last bar."""
COUNTS = frozenset({"repeated_questions", "faults", "missed_questions"})
TIMES = frozenset(
    {"location_s", "call_type_s", "recognition_s", "instruction_s", "first_compression_s"}
)


@dataclass(frozen=True, slots=True)
class Bar:
    """How many calls lie from `start` to `end`; a value on an edge belongs to the later bar."""

    start: float
    end: float
    calls: int


@dataclass(frozen=True, slots=True)
class Spread:
    """How the centre's calls spread over a measure, and how many lie on either side of this one.

    `beyond` calls lie far above the last bar and are counted in it, so that one odd call does
    not flatten all the others.
    """

    quarters: tuple[float, float, float]
    bars: tuple[Bar, ...]
    below: int
    above: int
    beyond: int


def spread_of(name: str, value: float, values: Sequence[float]) -> Spread | None:
    """Where a measure's value lies among the centre's; None where they are too few."""
    if len(values) < LEAST:
        return None
    ordered = sorted(values)
    parts = quarters(ordered)
    until = _reach(ordered, parts)
    return Spread(
        parts,
        tuple(_bars(ordered, until, whole=name in COUNTS)),
        bisect_left(ordered, value),
        len(ordered) - bisect_right(ordered, value),
        len(ordered) - bisect_right(ordered, until),
    )


def quarters(values: Sequence[float]) -> tuple[float, float, float]:
    """The quartiles of sorted values, in a straight line between neighbours."""
    found = []
    for share in QUARTERS:
        place = share * (len(values) - 1)
        low = int(place)
        high = min(low + 1, len(values) - 1)
        found.append(round(values[low] + (values[high] - values[low]) * (place - low), 4))
    return found[0], found[1], found[2]


def amount(name: str, value: float) -> str:
    """A measure's value with its unit."""
    if name.endswith("_share"):
        return f"{round(100 * value)} %"
    plain = f"{value:.1f}".rstrip("0").rstrip(".")
    return f"{plain} s" if name.endswith("_s") else plain


def told(name: str, spread: Spread | None, calls: int) -> str:
    """Where a value lies, in words for whoever does not see the chart."""
    if spread is None:
        return f"Too few calls of this kind to compare with: {calls}."
    if not spread.above and not spread.below:
        return f"The centre's {calls} calls of this kind that have it are all the same."
    more, less = _sides(name)
    low, _, high = (amount(name, value) for value in spread.quarters)
    far = f" The last bar has {spread.beyond} far above." if spread.beyond else ""
    return (
        f"Of the centre's {calls} calls of this kind that have it, {spread.above} {more} and"
        f" {spread.below} {less}; the middle half lies between {low} and {high}.{far}"
    )


def _sides(name: str) -> tuple[str, str]:
    return ("took longer", "were quicker") if name in TIMES else ("lie higher", "lie lower")


def _reach(values: Sequence[float], parts: tuple[float, float, float]) -> float:
    low, _, high = parts
    far = high + FAR * (high - low)
    return values[bisect_right(values, far) - 1] if high > low else values[-1]


def _bars(values: Sequence[float], until: float, *, whole: bool) -> Iterator[Bar]:
    """Whole numbers, and values that are all the same, stand in the middle of their bar."""
    reach = until - values[0]
    stepped = whole or not reach
    start = values[0] - 0.5 if stepped else values[0]
    width = math.ceil((reach + 1) / BARS_MAX) if stepped else reach / BARS_MAX
    counts = [0] * (math.ceil((reach + 1) / width) if stepped else BARS_MAX)
    for value in values:
        counts[min(len(counts) - 1, int((value - start) / width))] += 1
    for place, calls in enumerate(counts):
        yield Bar(round(start + place * width, 4), round(start + (place + 1) * width, 4), calls)
