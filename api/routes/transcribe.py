"""Whole recordings into words for other programs, as Deepgram's pre-recorded API.

No call is made of a recording that comes in here, and nothing of it is kept.
"""

from __future__ import annotations

from typing import Any

import anyio
from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from api.backend import Desk
from api.listen import messages
from api.listen.answers import answer
from api.listen.body import taken
from api.listen.parameters import file_parameters
from api.listen.refusals import refusal
from api.needs import TheDesk, TheSettings
from api.routes.about import installed_version
from assistant.settings import Settings
from assistant.transcription import Transcription, Wanted

router = APIRouter(prefix="/v1", tags=["transcription"])

ERRORS: dict[int | str, dict[str, Any]] = {
    status: {"model": messages.Refusal} for status in (400, 413, 500, 503)
}
SOUND = {"type": "string", "format": "binary", "minLength": 1}
BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "audio/*": {"schema": SOUND},
            "application/octet-stream": {"schema": SOUND},
        },
    }
}


@router.post("/listen", response_model=messages.FileAnswer, responses=ERRORS, openapi_extra=BODY)
async def transcribe(request: Request, desk: TheDesk, settings: TheSettings) -> Response:
    """The words of the recording in the body, in the shape of Deepgram's answer."""
    known = messages.Request.new(desk.speech_model, installed_version())
    try:
        found = await _answer(request, desk, settings, known)
    except Exception as error:
        return refusal(error, known.request_id)
    if found is None:
        return Response(status_code=499)  # nobody is there to read it
    body = found.model_dump(mode="json", exclude_none=True)
    return JSONResponse(body, headers={"dg-request-id": known.request_id})


async def _answer(
    request: Request, desk: Desk, settings: Settings, known: messages.Request
) -> messages.FileAnswer | None:
    """What was said; None when the client has left meanwhile."""
    asked = file_parameters(request.query_params.multi_items())
    folder, limit = settings.data_dir / "incoming", settings.upload_max_mb * 2**20
    async with taken(request, folder, limit) as body:
        wanted = Wanted(body.file, asked.listening, asked.apart, asked.form)
        heard = await _while_there(request, desk, wanted)
    return answer(heard, asked, known, body.sha256) if heard is not None else None


async def _while_there(request: Request, desk: Desk, wanted: Wanted) -> Transcription | None:
    """The transcription, given up when the client leaves; errors come out as they are."""
    heard: Transcription | None = None
    failed: Exception | None = None
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(_watch_leaving, request, tasks.cancel_scope)
        try:
            heard = await desk.transcribe(wanted)
        except Exception as error:
            failed = error
        tasks.cancel_scope.cancel()
    if failed is not None:
        raise failed
    return heard


async def _watch_leaving(request: Request, scope: anyio.CancelScope) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass  # the body has been read: nothing else is to come
    scope.cancel()
