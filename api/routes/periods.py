"""A period of calls: which of them to review, and how the marks went."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from api.needs import TheReview
from api.problems import described
from api.wanted import Day, Word
from assistant.review import reviewing
from assistant.store.wanted import Wanted

router = APIRouter(prefix="/v1", tags=["review"])


class Trends(BaseModel):
    """Marks by month, dispatcher and item."""

    points: list[reviewing.TrendPoint]


@router.get("/sample", responses=described(422, 503))
def sample(
    review: TheReview,
    since: Day = None,
    until: Day = None,
    share: Annotated[float, Query(gt=0, le=1)] = reviewing.SHARE,
    seed: Annotated[str, Query(max_length=64)] = "",
) -> reviewing.Plan:
    """Which calls of a period to review: all of high acuity, and a random part of everyone's."""
    review.catch_up()
    wanted = Wanted(since=since, until=until)
    calls = review.shelf.find(wanted, 2**31, None)
    return reviewing.plan(calls, seed or f"{since} {until}", share)


@router.get("/trends", responses=described(422, 503))
def trends(
    review: TheReview,
    since: Day = None,
    until: Day = None,
    dispatcher: Annotated[str | None, Query(max_length=80)] = None,
    call_type: Word = None,
) -> Trends:
    """Marks by month, dispatcher and item, as a share of their points."""
    review.catch_up()
    wanted = Wanted(call_type, dispatcher, since, until)
    return Trends(points=reviewing.trends(review.shelf.marks(wanted)))
