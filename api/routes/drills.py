"""Drills: assigned, taken point by point, reported."""

from __future__ import annotations

from typing import Annotated, Literal

from anyio import to_thread
from fastapi import APIRouter, Body, Path, Query
from pydantic import BaseModel, ConfigDict, Field

from api.needs import TheDesk, TheReview
from api.problems import described
from api.schemas import CALL_ID
from api.signed import Person, Signed
from assistant.review.drill_sessions import (
    Drill,
    DrillPage,
    assign,
    checked,
    drill,
    drills,
    take_answer,
)
from assistant.review.drills import DrillAssigned

router = APIRouter(prefix="/v1", tags=["drills"])

DrillId = Annotated[str, Path(pattern=CALL_ID)]


class AssignBody(Signed):
    """Who is to take which call, until when; a negotiation is followed step by step."""

    trainee: Person
    call_id: Annotated[str, Field(pattern=CALL_ID)]
    kind: Literal["questions", "negotiation"] = "questions"
    due: Annotated[str | None, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")] = None


class AnswerBody(BaseModel):
    """What the trainee says at a point."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    point: Annotated[int, Field(ge=1)]
    text: Annotated[str, Field(min_length=1, max_length=500)]


@router.get("/drills", responses=described(404, 422, 503))
def list_drills(
    review: TheReview,
    trainee: Annotated[str | None, Query(max_length=80)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    before: Annotated[str | None, Query(pattern=CALL_ID)] = None,
) -> DrillPage:
    """Assigned drills, the last first, or one trainee's, with how far each is."""
    return drills(review, trainee, limit, before)


@router.post("/assignments", status_code=201, responses=described(400, 403, 404, 413, 503))
def assign_drill(review: TheReview, body: Annotated[AssignBody, Body()]) -> Drill:
    """Give a trainee a recorded call to take."""
    note = DrillAssigned(body.call_id, body.trainee, body.kind, body.due)
    return assign(review, body.by, note)


@router.get("/drills/{drill_id}", responses=described(404, 503))
def read_drill(review: TheReview, drill_id: DrillId) -> Drill:
    """The drill as it stands: what was answered, what was said to it, where it stops next."""
    return drill(review, drill_id)


@router.post("/drills/{drill_id}/answers", responses=described(400, 403, 404, 413, 503))
async def answer_drill(
    desk: TheDesk, review: TheReview, drill_id: DrillId, body: Annotated[AnswerBody, Body()]
) -> Drill:
    """What the trainee says next; the last answer of the drill holds what Florence says to it."""
    held, point = await to_thread.run_sync(checked, review, drill_id, body.point, body.text)
    reading = await desk.read_line(body.text)
    return await to_thread.run_sync(take_answer, review, held, point, body.text, reading)
