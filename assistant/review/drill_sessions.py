"""Drills assigned to trainees, answered point by point, and reported."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import datetime

from assistant.errors import ReviewInvalid, ReviewNotFound
from assistant.events import UtteranceUnderstood
from assistant.review.drills import (
    DrillAnswered,
    DrillAssigned,
    Feedback,
    Kind,
    Point,
    Stage,
    answer,
    drill_adapter,
    points_of,
)
from assistant.review.library import Library
from assistant.review.record import record_of

PREFIX = "drill:"
LINE_MAX = 500


@dataclass(frozen=True, slots=True)
class Stop:
    """Where the call stops next; what the card wants is not told before the answer."""

    point: int
    at_ms: int


@dataclass(frozen=True, slots=True)
class Given:
    """An answer that was given, and what Florence said to it."""

    point: int
    at_ms: int
    text: str
    feedback: Feedback


@dataclass(frozen=True, slots=True)
class Drill:
    """A drill as it stands; `hits` of `led` points where the card led somewhere were met."""

    drill_id: str
    call_id: str
    trainee: str
    kind: Kind
    due: str | None
    assigned_by: str
    assigned_at: datetime
    points: int
    answers: tuple[Given, ...]
    next: Stop | None
    hits: int
    led: int
    stage: Stage | None
    version: int = 1
    """Which version of the call it is taken on."""


@dataclass(frozen=True, slots=True)
class DrillPage:
    """Drills of the list, the last assigned first; `next_before` asks on, None at the end."""

    drills: tuple[Drill, ...]
    next_before: str | None


def assign(library: Library, by: str, note: DrillAssigned) -> Drill:
    """Give a trainee a call to take; ReviewInvalid when it has nowhere to stop."""
    version = library.versions.latest(note.call_id)
    points = _points(library, note.call_id, version)
    note = replace(note, version=version, stops=tuple(point.at_ms for point in points))
    if not points:
        raise ReviewInvalid("This call has no decision to take", todo="choose another call")
    if not library.log.call(note.call_id).ended:
        raise ReviewInvalid("This call still runs", todo="choose one that is over")
    drill_id = uuid.uuid4().hex
    library.note(PREFIX + drill_id, by, drill_adapter().dump_json(note).decode())
    return drill(library, drill_id)


def drill(library: Library, drill_id: str) -> Drill:
    """A drill as it stands; ReviewNotFound."""
    lines = library.journals.read(PREFIX + drill_id)
    if not lines:
        raise ReviewNotFound("There is no such drill", todo="list the drills to see their ids")
    _, _, at, by, first = lines[0]
    assigned: DrillAssigned = drill_adapter().validate_json(first)
    stops = dict(enumerate(assigned.stops or _stops(library, assigned), start=1))
    notes: list[DrillAnswered] = [drill_adapter().validate_json(line[4]) for line in lines[1:]]
    given = tuple(Given(n.point, stops[n.point], n.text, n.feedback) for n in notes)
    left = [Stop(n, at_ms) for n, at_ms in stops.items() if n > (given[-1].point if given else 0)]
    led = [g for g in given if g.feedback.hit is not None]
    return Drill(
        drill_id, assigned.call_id, assigned.trainee, assigned.kind, assigned.due, by, at,
        len(stops), given, left[0] if left else None,
        sum(bool(g.feedback.hit) for g in led), len(led),
        given[-1].feedback.stage if given else None, assigned.version,
    )  # fmt: skip


def drills(
    library: Library, trainee: str | None = None, limit: int = 50, before: str | None = None
) -> DrillPage:
    """Drills, the last assigned first, one trainee's where named; ReviewNotFound for `before`."""
    after = PREFIX + before if before else None
    if after and not library.journals.read(after):
        raise ReviewNotFound("There is no such drill", todo="list from the beginning")
    found = library.journals.begun(PREFIX, limit + 1, after, trainee)
    shown = tuple(drill(library, one.removeprefix(PREFIX)) for one in found[:limit])
    return DrillPage(shown, shown[-1].drill_id if len(found) > limit else None)


def checked(library: Library, drill_id: str, point: int, text: str) -> tuple[Drill, Point]:
    """The drill and the point an answer is for; ReviewInvalid when it is not the next one."""
    held = drill(library, drill_id)
    if held.next is None:
        raise ReviewInvalid("This drill is finished", todo="assign it again to repeat it")
    if point != held.next.point:
        raise ReviewInvalid(f"Point {held.next.point} comes next", todo="answer that one")
    if not text.strip() or len(text) > LINE_MAX:
        raise ReviewInvalid(f"A line has 1 to {LINE_MAX} characters")
    points = _points(library, held.call_id, held.version)
    return held, next(one for one in points if one.number == point)


def take_answer(
    library: Library, held: Drill, point: Point, text: str, reading: UtteranceUnderstood
) -> Drill:
    """Note the trainee's line and Florence's words to it; the drill as it stands then."""
    before = [given.feedback for given in held.answers]
    note = DrillAnswered(point.number, text.strip(), answer(point, reading, held.kind, before))
    subject = PREFIX + held.drill_id
    library.note(subject, held.trainee, drill_adapter().dump_json(note).decode())
    return drill(library, held.drill_id)


def _stops(library: Library, assigned: DrillAssigned) -> tuple[int, ...]:
    return tuple(p.at_ms for p in _points(library, assigned.call_id, assigned.version))


def _points(library: Library, call_id: str, version: int) -> tuple[Point, ...]:
    return points_of(record_of(library.events(call_id, version)))
