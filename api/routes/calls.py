"""Calls: the list, one call as it stands, its log, and the dispatcher's commands."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Annotated, Any

from fastapi import APIRouter, Body, Query, Request, Response
from fastapi.responses import FileResponse, JSONResponse

from api.needs import CallId, TheDesk, TheMetrics
from api.problems import described
from api.schemas import CALL_ID, COMMAND_EXAMPLES, Board, CallPage, CommandBody
from assistant.events import Event, to_wire
from assistant.views import CallView

router = APIRouter(prefix="/v1/calls", tags=["calls"])
board_router = APIRouter(prefix="/v1", tags=["calls"])

NDJSON = "application/x-ndjson"
EVENT = {"$ref": "#/components/schemas/Event"}
EVENTS = {
    "type": "object",
    "required": ["events", "last_seq"],
    "properties": {
        "events": {"type": "array", "items": EVENT},
        "last_seq": {"type": "integer", "description": "Ask on with after=last_seq."},
    },
}


def events_described(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The OpenAPI of a route that answers with events."""
    content = {"application/json": {"schema": EVENTS}}
    return {200: {"description": "Events in order", "content": content}, **described(*statuses)}


@router.get("", responses=described())
async def list_calls(
    desk: TheDesk,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
    before: Annotated[str | None, Query(pattern=CALL_ID)] = None,
    search: Annotated[str | None, Query(min_length=1, max_length=100)] = None,
) -> CallPage:
    """Calls, newest first; `search` looks in their kind, place, source and call_id."""
    calls = await desk.calls(limit=limit, before=before, search=search)
    return CallPage(calls=calls, next_before=calls[-1].call_id if len(calls) == limit else None)


@board_router.get("/board")
async def read_board(desk: TheDesk) -> Board:
    """The calls that are on, each in a line: made to be asked for several times a second."""
    return Board(calls=list(desk.live()))


@router.get("/{call_id}", responses=described(404))
async def read_call(desk: TheDesk, call_id: CallId) -> CallView:
    """The call as it stands: transcript, facts, questions, guidance, alerts."""
    return await desk.call(call_id)


LOG = events_described(404)
LOG[200]["content"][NDJSON] = {"schema": {"type": "string", "description": "An event a line."}}


@router.get("/{call_id}/events", response_class=JSONResponse, responses=LOG)
async def read_events(
    request: Request,
    desk: TheDesk,
    call_id: CallId,
    after: Annotated[int, Query(ge=0, le=2**53)] = 0,
    limit: Annotated[int, Query(ge=1, le=5000)] = 500,
) -> Response:
    """The log after `after`; with `Accept: application/x-ndjson` one event a line."""
    events = await desk.events(call_id, after, limit)
    if NDJSON in request.headers.get("accept", ""):
        lines = (json.dumps(to_wire(event)) + "\n" for event in events)
        return Response("".join(lines), media_type=NDJSON)
    return answer(events, after)


SOUND: dict[int | str, dict[str, Any]] = {
    200: {"description": "The whole recording", "content": {"audio/*": {}}},
    206: {"description": "The bytes that Range asks for", "content": {"audio/*": {}}},
    **described(404, 409),
}
MEDIA = {
    ".wav": "audio/wav", ".mp3": "audio/mpeg", ".flac": "audio/flac", ".ogg": "audio/ogg",
    ".m4a": "audio/mp4", ".webm": "audio/webm", ".aac": "audio/aac", ".amr": "audio/amr",
    ".au": "audio/basic", ".aiff": "audio/aiff", ".caf": "audio/x-caf",
}  # fmt: skip


@router.get("/{call_id}/recording", response_class=FileResponse, responses=SOUND)
async def read_recording(desk: TheDesk, call_id: CallId) -> FileResponse:
    """The call's sound, once it is over; takes `Range`."""
    path = await desk.recording(call_id)
    media = MEDIA.get(path.suffix, "application/octet-stream")
    return FileResponse(
        path, media_type=media, filename=path.name, content_disposition_type="inline"
    )


@router.post(
    "/{call_id}/commands",
    response_class=JSONResponse,
    responses=events_described(400, 403, 404, 413),
)
async def command(
    desk: TheDesk,
    metrics: TheMetrics,
    call_id: CallId,
    body: Annotated[CommandBody, Body(openapi_examples=COMMAND_EXAMPLES)],
) -> Response:
    """What the dispatcher does; answers with the events that followed at once."""
    done = await desk.command(call_id, body.command())
    metrics.commands.labels(body.type).inc()
    return answer([done] if isinstance(done, Event) else done, 0)


def answer(events: Iterable[Event], after: int) -> JSONResponse:
    """Events and the seq to ask on from."""
    wires = [to_wire(event) for event in events]
    return JSONResponse({"events": wires, "last_seq": wires[-1]["seq"] if wires else after})
