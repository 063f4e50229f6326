"""The trainer's side: the library, a call's review, forms, exports, what-if, sampling, trends."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Literal

from anyio import to_thread
from fastapi import APIRouter, Body, Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from api.needs import CallId, TheDesk, TheReview, TheSettings
from api.problems import described
from api.schemas import CALL_ID, Identifier
from assistant.audio.decode import read_recording
from assistant.audio.peaks import BUCKETS_MAX, Peaks, peaks_of
from assistant.review import journal as notes
from assistant.review import reviewing
from assistant.review.forms import Form
from assistant.review.library import LibraryPage
from assistant.review.pages import ReviewPage, page_of
from assistant.review.record import Evidence
from assistant.review.scorecard import Scorecard
from assistant.review.trainer import form_named, take
from assistant.store.shelf import Hit, Wanted

router = APIRouter(prefix="/v1", tags=["review"])

Text = Annotated[str, Field(max_length=4000)]
Person = Annotated[str, Field(min_length=1, max_length=80)]
Word = Annotated[str | None, Query(pattern=r"^[a-z0-9][a-z0-9 _-]{0,63}$")]
Day = Annotated[str | None, Query(pattern=r"^\d{4}-\d{2}-\d{2}(T[0-9:.+Z-]+)?$")]


class ByBody(BaseModel):
    """What carries the name of who sends it."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    by: Person


class EvidenceBody(BaseModel):
    """An event that a mark rests on."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    seq: Annotated[int, Field(ge=1)]
    at_ms: Annotated[int, Field(ge=0)]
    quote: Text = ""


class MarkBody(ByBody):
    """A person's mark; `points` null says that the item does not apply."""

    type: Literal["item_marked"]
    form: Identifier
    item: Identifier
    points: Annotated[float | None, Field(ge=0, le=100)]
    reason: Text = ""
    evidence: Annotated[tuple[EvidenceBody, ...], Field(max_length=20)] = ()

    def note(self) -> notes.Note:
        """As the journal keeps it."""
        evidence = tuple(Evidence(e.seq, e.at_ms, e.quote) for e in self.evidence)
        return notes.ItemMarked(self.form, "", self.item, self.points, self.reason, evidence)


class DisputeBody(ByBody):
    """The dispatcher sees a mark otherwise."""

    type: Literal["mark_disputed"]
    form: Identifier
    item: Identifier
    text: Text

    def note(self) -> notes.Note:
        """As the journal keeps it."""
        return notes.MarkDisputed(self.form, self.item, self.text)


class AnswerBody(ByBody):
    """The trainer's answer to a dispute."""

    type: Literal["dispute_answered"]
    form: Identifier
    item: Identifier
    text: Text
    upheld: bool

    def note(self) -> notes.Note:
        """As the journal keeps it."""
        return notes.DisputeAnswered(self.form, self.item, self.text, self.upheld)


class CloseBody(ByBody):
    """The review is final."""

    type: Literal["review_closed"]
    form: Identifier

    def note(self) -> notes.Note:
        """As the trainer's desk takes it; the scorecard itself is put in there."""
        empty = Scorecard(self.form, "", (), (), None, 0)
        return notes.ReviewClosed(self.form, empty)


class ReopenBody(ByBody):
    """A final review is worked on again."""

    type: Literal["review_reopened"]
    form: Identifier
    reason: Text

    def note(self) -> notes.Note:
        """As the journal keeps it."""
        return notes.ReviewReopened(self.form, self.reason)


class CommentBody(ByBody):
    """A comment at a time; without a text it is a bookmark."""

    type: Literal["comment_added"]
    at_ms: Annotated[int, Field(ge=0)]
    text: Text = ""

    def note(self) -> notes.Note:
        """As the journal keeps it."""
        return notes.CommentAdded(self.at_ms, self.text)


class UncommentBody(ByBody):
    """A comment is no longer shown."""

    type: Literal["comment_removed"]
    number: Annotated[int, Field(ge=1)]

    def note(self) -> notes.Note:
        """As the journal keeps it."""
        return notes.CommentRemoved(self.number)


class TagsBody(ByBody):
    """The call's tags from now on."""

    type: Literal["tagged"]
    tags: Annotated[tuple[str, ...], Field(max_length=20)]

    def note(self) -> notes.Note:
        """As the journal keeps it."""
        return notes.Tagged(self.tags)


class DispatcherBody(ByBody):
    """Who took the call."""

    type: Literal["dispatcher_named"]
    dispatcher: Person

    def note(self) -> notes.Note:
        """As the journal keeps it."""
        return notes.DispatcherNamed(self.dispatcher)


NoteBody = Annotated[
    MarkBody | DisputeBody | AnswerBody | CloseBody | ReopenBody | CommentBody | UncommentBody
    | TagsBody | DispatcherBody,
    Field(discriminator="type"),
]  # fmt: skip


class Filters(BaseModel):
    """What the list can be filtered by, and how many calls have it."""

    dispatchers: dict[str, int]
    alerts: dict[str, int]
    missed: dict[str, int]
    tags: dict[str, int]


class Hits(BaseModel):
    """Places where the words were said."""

    hits: list[Hit]


class FormList(BaseModel):
    """The forms in force; `problems` says what is wrong with those that are left out."""

    forms: list[Form]
    problems: list[str]


class Agreement(BaseModel):
    """How the reviewers of a call agree on a form."""

    form: str
    pairs: list[reviewing.ItemAgreement]


class Trends(BaseModel):
    """Marks by month, dispatcher and item."""

    points: list[reviewing.TrendPoint]


def wanted_calls(
    call_type: Word = None,
    dispatcher: Annotated[str | None, Query(max_length=80)] = None,
    since: Day = None,
    until: Day = None,
    score_min: Annotated[float | None, Query(ge=0, le=100)] = None,
    score_max: Annotated[float | None, Query(ge=0, le=100)] = None,
    alert: Word = None,
    missed: Word = None,
    tag: Word = None,
    state: Literal["live", "automatic", "begun", "disputed", "final"] | None = None,
) -> Wanted:
    """The filters of lists and searches; each narrows."""
    return Wanted(
        call_type, dispatcher, since, until, score_min, score_max, alert, missed, tag, state
    )


TheWanted = Annotated[Wanted, Depends(wanted_calls)]


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
