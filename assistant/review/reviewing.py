"""Which calls to review, how reviewers agree, and where dispatchers and items are heading."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.store.shelved import Shelved

ACUTE_TYPES = frozenset(
    {
        "cardiac_arrest", "hostage", "barricade", "active_shooter", "shooting", "stabbing",
        "kidnapping", "suicidal_person", "drowning", "choking", "childbirth", "vehicle_in_water",
        "aircraft_crash", "homicide_report",
    }
)  # fmt: skip
ACUTE_ALERTS = frozenset({"not_breathing", "hostage_taken", "shots_fired", "person_dead"})
SHARE = 0.02
"""The random part of everyone's calls that is reviewed at least (ANS 1.107.1)."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A call to review, and why."""

    call: Shelved
    why: str


@dataclass(frozen=True, slots=True)
class Plan:
    """The sample of a period."""

    calls: tuple[Planned, ...]
    of: int
    share: float
    without_dispatcher: int


@dataclass(frozen=True, slots=True)
class ItemAgreement:
    """How two reviewers agree on one form's item over calls, or on all its items of one call.

    `kappa` is Cohen's, weighted by the square of the distance; None where there are fewer than
    two marks or no reviewer ever differs from one value.
    """

    one: str
    other: str
    marks: int
    exact: float
    kappa: float | None


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """A month of one dispatcher on one item, as a share of its points, 0 to 1."""

    month: str
    dispatcher: str | None
    form: str
    item: str
    marks: int
    share: float


def plan(calls: Sequence[Shelved], seed: str, share: float = SHARE) -> Plan:
    """All calls of high acuity, and at random the share of everyone's other calls.

    The same calls and the same seed give the same plan; everyone has at least one call in it.
    """
    over = [call for call in calls if not call.live]
    acute = [call for call in over if is_acute(call)]
    names = {call.call_id for call in acute}
    chosen = [Planned(call, "high acuity") for call in acute]
    groups: dict[str | None, list[Shelved]] = {}
    for call in sorted(over, key=lambda one: one.call_id):
        if call.call_id not in names:
            groups.setdefault(call.dispatcher, []).append(call)
    for dispatcher in sorted(groups, key=lambda name: name or ""):
        group = groups[dispatcher]
        drawn = random.Random(f"{seed} {dispatcher or ''}").sample(
            group, min(len(group), math.ceil(share * len(group)))
        )
        chosen += [Planned(call, "at random") for call in drawn]
    chosen.sort(key=lambda one: (one.call.started_at, one.call.call_id), reverse=True)
    unnamed = sum(call.dispatcher is None for call in over)
    return Plan(tuple(chosen), len(over), share, unnamed)


def is_acute(call: Shelved) -> bool:
    """Whether every such call is reviewed."""
    return call.call_type in ACUTE_TYPES or not ACUTE_ALERTS.isdisjoint(call.alerts)


def agreement(
    marks: Mapping[str, Mapping[str, float | None]], points: Mapping[str, int]
) -> list[ItemAgreement]:
    """Every two reviewers over the items both have marked; `points` is each item's most.

    A mark counts as its share of the points in five steps; not applicable is a step of its own
    below zero, so that disagreeing on it weighs most.
    """
    names = sorted(marks)
    found = []
    for i, one in enumerate(names):
        for other in names[i + 1 :]:
            both = sorted(set(marks[one]) & set(marks[other]) & set(points))
            left = [_step(marks[one][item], points[item]) for item in both]
            right = [_step(marks[other][item], points[item]) for item in both]
            if both:
                exact = sum(a == b for a, b in zip(left, right, strict=True)) / len(both)
                kappa = weighted_kappa(left, right)
                found.append(ItemAgreement(one, other, len(both), round(exact, 4), kappa))
    return found


def weighted_kappa(one: Sequence[int], other: Sequence[int]) -> float | None:
    """Cohen's kappa with quadratic weights (Cohen 1968); None where it is not defined."""
    if len(one) < 2 or len({*one, *other}) < 2:
        return None
    from sklearn.metrics import cohen_kappa_score

    return round(float(cohen_kappa_score(one, other, weights="quadratic")), 4)


def _step(points: float | None, of: int) -> int:
    return -1 if points is None else round(4 * points / of)


def trends(
    marks: Sequence[tuple[str, str, str, str | None, float | None, int]],
) -> list[TrendPoint]:
    """Marks (started_at, form, item, dispatcher, points, of) by month, dispatcher and item."""
    groups: dict[tuple[str, str | None, str, str], list[float]] = {}
    for started_at, form, item, dispatcher, points, of in marks:
        if points is not None:
            key = (started_at[:7], dispatcher, form, item)
            groups.setdefault(key, []).append(points / of)
    order = sorted(groups, key=lambda k: (k[0], k[1] or "", k[2], k[3]))
    return [
        TrendPoint(*key, len(groups[key]), round(sum(groups[key]) / len(groups[key]), 4))
        for key in order
    ]
