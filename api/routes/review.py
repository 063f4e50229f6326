"""A call's review: everything its page shows, notes on it, how its reviewers agree."""

from __future__ import annotations

from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Body, Query
from pydantic import BaseModel

from api.needs import CallId, TheDesk, TheReview, TheSettings
from api.problems import described
from api.review_notes import NoteBody
from api.schemas import CALL_ID
from assistant.audio.decode import read_recording
from assistant.audio.peaks import BUCKETS_MAX, Peaks, peaks_of
from assistant.review import reviewing
from assistant.review.forms import Form
from assistant.review.pages import ReviewPage, page_of
from assistant.review.trainer import form_named, take

router = APIRouter(prefix="/v1", tags=["review"])


class FormList(BaseModel):
    """The forms in force; `problems` says what is wrong with those that are left out."""

    forms: list[Form]
    problems: list[str]


class Agreement(BaseModel):
    """How the reviewers of a call agree on a form."""

    form: str
    pairs: list[reviewing.ItemAgreement]


@router.get("/scorecards", responses=described(503))
def scorecards(review: TheReview) -> FormList:
    """The forms calls are scored on."""
    return FormList(forms=list(review.forms.values()), problems=list(review.form_problems))


@router.get("/calls/{call_id}/review", responses=described(404, 503))
def read_review(
    review: TheReview,
    call_id: CallId,
    version: Annotated[int | None, Query(ge=1, le=2**31)] = None,
) -> ReviewPage:
    """Everything the review page shows, in the newest or an earlier version of the call."""
    return page_of(review, call_id, version)


@router.get("/calls/{call_id}/waveform", responses=described(404, 409, 422, 503))
async def waveform(
    desk: TheDesk,
    settings: TheSettings,
    call_id: CallId,
    buckets: Annotated[int, Query(ge=1, le=BUCKETS_MAX)] = 2000,
) -> Peaks:
    """How loud each channel of the recording is over time, for drawing."""
    path = await desk.recording(call_id)

    def read() -> Peaks:
        return peaks_of(read_recording(path, max_minutes=settings.recording_max_minutes), buckets)

    return await to_thread.run_sync(read)


@router.post("/calls/{call_id}/review/notes", responses=described(400, 403, 404, 413, 422, 503))
def add_note(review: TheReview, call_id: CallId, body: Annotated[NoteBody, Body()]) -> ReviewPage:
    """Mark, dispute, close, comment, tag; answers with the review as it stands then."""
    take(review, call_id, body.by, body.note())
    return page_of(review, call_id)


@router.get("/calls/{call_id}/review/agreement", responses=described(404, 503))
def agreement(
    review: TheReview, call_id: CallId, form: Annotated[str, Query(pattern=CALL_ID)]
) -> Agreement:
    """How the reviewers of this call agree: weighted kappa of every two."""
    points = {item.id: item.points for item in form_named(review.forms, form).items}
    review.log.call(call_id)
    marks = review.journal(call_id).by_reviewer.get(form, {})
    return Agreement(form=form, pairs=reviewing.agreement(marks, points))
