"""The library: calls listed, their words searched, and what the list can be filtered by."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from api.needs import TheReview
from api.problems import described
from api.schemas import CALL_ID
from api.wanted import TheWanted
from assistant.review.library import LibraryPage
from assistant.store.shelved import Hit

router = APIRouter(prefix="/v1", tags=["review"])


class Filters(BaseModel):
    """What the list can be filtered by, and how many calls have it."""

    dispatchers: dict[str, int]
    alerts: dict[str, int]
    missed: dict[str, int]
    tags: dict[str, int]


class Hits(BaseModel):
    """Places where the words were said."""

    hits: list[Hit]


@router.get("/library", responses=described(404, 422, 503))
def library(
    review: TheReview,
    wanted: TheWanted,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    before: Annotated[str | None, Query(pattern=CALL_ID)] = None,
    text: Annotated[str | None, Query(max_length=200)] = None,
) -> LibraryPage:
    """Calls, newest first, live ones among them; every filter narrows."""
    return review.page(replace(wanted, text=text), limit, before)


@router.get("/library/search", responses=described(422, 503))
def search(
    review: TheReview,
    wanted: TheWanted,
    text: Annotated[str, Query(min_length=1, max_length=200)],
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
    call_id: Annotated[str | None, Query(pattern=CALL_ID)] = None,
) -> Hits:
    """Where the words were said in the calls that the filters leave, with the time of each."""
    return Hits(hits=review.search(text, limit, call_id, wanted))


@router.get("/library/filters", responses=described(503))
def filters(review: TheReview) -> Filters:
    """The names that the list can be filtered by."""
    shelf = review.shelf
    return Filters(
        dispatchers=dict(shelf.dispatchers()),
        alerts=dict(shelf.words("alert")),
        missed=dict(shelf.words("missed")),
        tags=dict(shelf.words("tag")),
    )
