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


def assign(library: Library, by: str, note: DrillAssigned) -> Drill:
    """Give a trainee a call to take; ReviewInvalid when it has nowhere to stop."""
    note = replace(note, version=library.versions.latest(note.call_id))
    points = _points(library, note.call_id, note.version)
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
    points = {point.number: point for point in _points(library, assigned.call_id, assigned.version)}
    notes: list[DrillAnswered] = [drill_adapter().validate_json(line[4]) for line in lines[1:]]
    given = tuple(Given(n.point, points[n.point].at_ms, n.text, n.feedback) for n in notes)
    left = [p for p in points.values() if p.number > (given[-1].point if given else 0)]
    led = [g for g in given if g.feedback.hit is not None]
    return Drill(
        drill_id, assigned.call_id, assigned.trainee, assigned.kind, assigned.due, by, at,
        len(points), given, Stop(left[0].number, left[0].at_ms) if left else None,
        sum(bool(g.feedback.hit) for g in led), len(led),
        given[-1].feedback.stage if given else None, assigned.version,
    )  # fmt: skip


def drills(library: Library, trainee: str | None = None) -> list[Drill]:
    """Every drill, newest first; one trainee's where named."""
    ids = [subject.removeprefix(PREFIX) for subject in library.journals.subjects(PREFIX)]
    found = [drill(library, drill_id) for drill_id in ids]
    found = [one for one in found if trainee is None or one.trainee == trainee]
    return sorted(found, key=lambda one: (one.assigned_at, one.drill_id), reverse=True)


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


def _points(library: Library, call_id: str, version: int) -> tuple[Point, ...]:
    return points_of(record_of(library.events(call_id, version)))
