"""Files that leave: reports, transcripts, tables, training copies, and what-if over HTTP."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from pathlib import Path
from typing import Annotated, Any, Literal

from anyio import to_thread
from fastapi import APIRouter, Body, Query, Response
from fastapi import Path as InPath
from pydantic import BaseModel, ConfigDict, Field

from api.needs import CallId, TheDesk, TheReview, TheSettings
from api.problems import described
from api.wanted import Day, Word
from assistant.audio.decode import read_recording
from assistant.calls import House
from assistant.errors import InputError
from assistant.review import charts, reports, reviewing, transcripts
from assistant.review.redaction import Redactor, silenced
from assistant.review.whatif import Difference, what_if
from assistant.settings import Settings
from assistant.store.shelved import Shelved
from assistant.store.sound import to_wav
from assistant.store.wanted import Wanted

router = APIRouter(prefix="/v1", tags=["reports"])

WRITERS = {
    "vtt": ("text/vtt", transcripts.to_vtt),
    "srt": ("application/x-subrip", transcripts.to_srt),
    "csv": ("text/csv", transcripts.to_csv),
    "json": ("application/json", transcripts.to_json),
}
CARD_NAME = r"^[a-z_][a-z0-9_]{0,63}$"
Redacted = Annotated[bool, Query(description="Without names, numbers and addresses.")]
Page = Annotated[Literal["html", "pdf"], InPath()]


def files(*kinds: str) -> dict[int | str, dict[str, Any]]:
    """The OpenAPI of a route that answers with a file of one of these kinds."""
    body = {"description": "The file", "content": {kind: {} for kind in kinds}}
    return {200: body, **described(404, 409, 422, 503)}


def file(body: str | bytes, kind: str, name: str) -> Response:
    """A file to keep: never shown as a page of this server."""
    kept = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(body, media_type=kind, headers=kept)


@router.get(
    "/calls/{call_id}/transcript.{kind}",
    response_class=Response,
    responses=files(*(kind for kind, _ in WRITERS.values())),
)
def transcript(
    review: TheReview,
    call_id: CallId,
    kind: Annotated[Literal["vtt", "srt", "csv", "json"], InPath()],
    redacted: Redacted = False,
) -> Response:
    """The transcript as a file: WebVTT, SubRip, CSV, JSON."""
    media_type, write = WRITERS[kind]
    record = review.reviewed(call_id).profile.record
    lines = Redactor(record).captions(record) if redacted else transcripts.captions(record)
    return file(write(lines), media_type, f"{call_id}.{kind}")


@router.get(
    "/calls/{call_id}/report.{kind}",
    response_class=Response,
    responses=files("text/html", "application/pdf"),
)
def call_report(
    review: TheReview, call_id: CallId, kind: Page, redacted: Redacted = False
) -> Response:
    """The review of a call as a file that stands alone."""
    return _page(reports.call_report(review, call_id, redacted=redacted), kind, call_id)


@router.get(
    "/reports/period.{kind}",
    response_class=Response,
    responses=files("text/html", "application/pdf"),
)
def period_report(
    review: TheReview,
    kind: Page,
    dispatcher: Annotated[str | None, Query(max_length=80)] = None,
    since: Day = None,
    until: Day = None,
) -> Response:
    """A dispatcher over time, or the whole centre, by month."""
    wanted = Wanted(dispatcher=dispatcher, since=since, until=until)
    title = f"Calls taken by {dispatcher}" if dispatcher else "The centre"
    return _page(reports.period_report(review, wanted, title), kind, "report")


@router.get(
    "/library.{kind}", response_class=Response, responses=files("text/csv", "application/json")
)
def library_file(
    review: TheReview,
    kind: Annotated[Literal["csv", "json"], InPath()],
    dispatcher: Annotated[str | None, Query(max_length=80)] = None,
    call_type: Word = None,
    since: Day = None,
    until: Day = None,
) -> Response:
    """Calls with scores and measures, as a table."""
    review.catch_up()
    wanted = Wanted(call_type, dispatcher, since, until)
    rows = [_row(call) for call in review.shelf.find(wanted, 2**31, None)]
    if kind == "json":
        return file(json.dumps(rows, indent=1) + "\n", "application/json", "calls.json")
    out = io.StringIO()
    writer = csv.DictWriter(out, list(dict.fromkeys(key for row in rows for key in row)))
    writer.writeheader()
    writer.writerows({key: transcripts.safe(value) for key, value in row.items()} for row in rows)
    return file(out.getvalue(), "text/csv", "calls.csv")


@router.get("/trends.svg", response_class=Response, responses=files("image/svg+xml"))
def trends_chart(
    review: TheReview,
    since: Day = None,
    until: Day = None,
    dispatcher: Annotated[str | None, Query(max_length=80)] = None,
) -> Response:
    """Points by month, a line a dispatcher."""
    review.catch_up()
    points = reviewing.trends(
        review.shelf.marks(Wanted(dispatcher=dispatcher, since=since, until=until))
    )
    return Response(charts.trend_chart(points), media_type="image/svg+xml")


@router.get("/calls/{call_id}/training.wav", response_class=Response, responses=files("audio/wav"))
async def training_copy(
    desk: TheDesk, review: TheReview, settings: TheSettings, call_id: CallId
) -> Response:
    """The recording with names, numbers and addresses silent."""
    path = await desk.recording(call_id)

    def make() -> bytes:
        record = review.reviewed(call_id).profile.record
        sound = read_recording(path, max_minutes=settings.recording_max_minutes)
        return to_wav(silenced(sound, Redactor(record).silences(record)))

    return file(await to_thread.run_sync(make), "audio/wav", f"{call_id}-training.wav")


class CardBody(BaseModel):
    """A protocol card: the name of its file without `.yml`, and its YAML."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    card: Annotated[str, Field(pattern=CARD_NAME)]
    text: str


class WhatIfBody(BaseModel):
    """Other cards, other settings, or both."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    cards: Annotated[list[CardBody], Field(max_length=50)] = []
    silence_notice_ms: Annotated[int | None, Field(ge=1000, le=600_000)] = None
    answer_confidence_min: Annotated[float | None, Field(ge=0, le=1)] = None


@router.post("/calls/{call_id}/whatif", responses=described(400, 403, 404, 413, 422, 503))
def whatif(
    review: TheReview,
    settings: TheSettings,
    call_id: CallId,
    body: Annotated[WhatIfBody, Body()],
) -> Difference:
    """The same call under other cards or settings: what would have been otherwise."""
    events = review.events(call_id)
    given = body.model_dump(exclude={"cards"}, exclude_none=True)
    if not given and not body.cards:
        raise InputError("Nothing would be otherwise", todo="send cards or settings")
    with tempfile.TemporaryDirectory() as folder:
        for one in body.cards:
            Path(folder, f"{one.card}.yml").write_text(one.text, "utf-8", errors="replace")
        other = {**settings.model_dump(), **given}
        other |= {"protocols_dir": Path(folder)} if body.cards else {}
        return what_if(events, House.open(settings), House.open(Settings(**other), given))


def _page(html: str, kind: str, name: str) -> Response:
    if kind == "html":
        return file(html, "text/html", f"{name}.html")
    return file(reports.to_pdf(html), "application/pdf", f"{name}.pdf")


def _row(call: Shelved) -> dict[str, object]:
    kept: dict[str, object] = {
        "call_id": call.call_id, "started_at": call.started_at.isoformat(),
        "duration_ms": call.duration_ms, "call_type": call.call_type, "location": call.location,
        "dispatcher": call.dispatcher, "form": call.form, "score": call.score,
        "own_score": call.own_score, "state": call.state, "alerts": " ".join(call.alerts),
        "missed": " ".join(call.missed), "tags": "; ".join(call.tags),
    }  # fmt: skip
    return kept | dict(call.measures)
