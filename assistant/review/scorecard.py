"""A call on a form: Florence's marks, a person's over them, and the score of both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from assistant.review.checks import applies, check_item
from assistant.review.forms import Form, Item, Section
from assistant.review.profile import Profile
from assistant.review.record import Evidence

MarkState = Literal["marked", "not_applicable", "open"]
FLORENCE = "florence"


@dataclass(frozen=True, slots=True)
class Mark:
    """What an item got: points of `of`; `open` waits for a person.

    Where a person has overruled Florence, `own` keeps what Florence had found.
    """

    item: str
    state: MarkState
    points: float | None
    of: int
    reason: str
    evidence: tuple[Evidence, ...]
    by: str
    own: Mark | None = None


@dataclass(frozen=True, slots=True)
class HumanMark:
    """A person's mark; `points` None says that the item does not apply."""

    item: str
    points: float | None
    reason: str
    by: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class SectionScore:
    """A section's share of its points, 0 to 1; None where nothing in it applies."""

    section: str
    share: float | None


@dataclass(frozen=True, slots=True)
class Scorecard:
    """A form filled for a call; `score` is 0 to 100 over what is marked and applies."""

    form: str
    version: str
    marks: tuple[Mark, ...]
    sections: tuple[SectionScore, ...]
    score: float | None
    open_items: int

    def mark(self, item: str) -> Mark:
        """The mark of an item."""
        return next(mark for mark in self.marks if mark.item == item)


def fill(form: Form, profile: Profile, human: Mapping[str, HumanMark] | None = None) -> Scorecard:
    """The form filled: each automatic item from events, each human mark over it."""
    marks: dict[str, Mark] = {}
    given = human or {}
    for item in _in_order_of_need(form):
        own = _needed(item, marks) or _own(item, profile)
        marks[item.id] = _overruled(item, own, given[item.id]) if item.id in given else own
    ordered = tuple(marks[item.id] for item in form.items)
    sections = tuple(SectionScore(s.id, _share(s, marks)) for s in form.sections)
    left = sum(mark.state == "open" for mark in ordered)
    return Scorecard(form.id, form.version, ordered, sections, _score(form, sections), left)


def _in_order_of_need(form: Form) -> list[Item]:
    """Items after what they need; forms are free of circles."""
    todo, done = list(form.items), list[Item]()
    while todo:
        ready = [i for i in todo if i.needs is None or i.needs in {d.id for d in done}]
        done += ready
        todo = [item for item in todo if item not in ready]
    return done


def _needed(item: Item, marks: Mapping[str, Mark]) -> Mark | None:
    other = marks.get(item.needs) if item.needs else None
    if other is None or other.state == "open" or other.points:
        return None
    return Mark(
        item.id, "not_applicable", None, item.points, "what it needs is not there", (), FLORENCE
    )


def _own(item: Item, profile: Profile) -> Mark:
    if item.check is None:
        if applies(item.only, profile):
            return Mark(item.id, "open", None, item.points, "for the reviewer", (), FLORENCE)
        return Mark(
            item.id, "not_applicable", None, item.points, "not this kind of call", (), FLORENCE
        )
    found = check_item(item, profile)
    if found.share is None:
        return Mark(item.id, "not_applicable", None, item.points, found.reason, (), FLORENCE)
    points = round(found.share * item.points, 2)
    return Mark(item.id, "marked", points, item.points, found.reason, found.evidence, FLORENCE)


def _overruled(item: Item, own: Mark, human: HumanMark) -> Mark:
    state: MarkState = "not_applicable" if human.points is None else "marked"
    evidence = human.evidence or own.evidence
    mark = Mark(item.id, state, human.points, item.points, human.reason, evidence, human.by)
    return replace(mark, own=own)


def _share(section: Section, marks: Mapping[str, Mark]) -> float | None:
    counted = [(item.weight, marks[item.id]) for item in section.items]
    counted = [(weight, mark) for weight, mark in counted if mark.state == "marked"]
    whole = sum(weight for weight, _ in counted)
    if not whole:
        return None
    return sum(weight * (mark.points or 0.0) / mark.of for weight, mark in counted) / whole


def _score(form: Form, shares: tuple[SectionScore, ...]) -> float | None:
    weights = {section.id: section.weight for section in form.sections}
    counted = [(weights[s.section], s.share) for s in shares if s.share is not None]
    whole = sum(weight for weight, _ in counted)
    return round(100 * sum(w * share for w, share in counted) / whole, 1) if whole else None
