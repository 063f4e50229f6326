"""Errors as RFC 9457 problems: what is wrong and what to do, never what anybody sent or said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict
from starlette.exceptions import HTTPException
from starlette.routing import Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.errors import (
    CallLive,
    CallNotFound,
    DemoNotFound,
    FlorenceError,
    InputError,
    JobNotFound,
    LinesFull,
    ModelFailed,
    NoRoom,
    NotAllowed,
    NotReady,
    RecordingNotFound,
    ReviewNotFound,
    SettingsInvalid,
    SlowConsumer,
    WeightsMissing,
)

log = structlog.get_logger(__name__)

MEDIA_TYPE = "application/problem+json"
STATUSES: tuple[tuple[type[FlorenceError], int], ...] = (
    (CallNotFound, 404),
    (JobNotFound, 404),
    (DemoNotFound, 404),
    (RecordingNotFound, 404),
    (NotAllowed, 403),
    (SettingsInvalid, 422),
    (CallLive, 409),
    (ReviewNotFound, 404),
    (InputError, 422),
    (NoRoom, 507),
    (LinesFull, 503),
    (ModelFailed, 503),
    (NotReady, 503),
    (WeightsMissing, 503),
    (SlowConsumer, 503),
)
SENTENCES = {
    400: "The request cannot be read: send it again as the API's description says.",
    404: "There is nothing at this address.",
    405: "This address does not take that method.",
    413: "The request is larger than this server takes.",
    421: "This server does not answer under that name: use localhost or the configured host.",
}
# What a field's fault is called, where the library's own wording would repeat the input.
FAULTS = {
    "missing": "is missing",
    "union_tag_invalid": "has a type that is not known",
    "union_tag_not_found": "has no type",
    "extra_forbidden": "has a field that is not known",
    "json_invalid": "is not valid JSON",
    "value_error": "cannot be used",
    "assertion_error": "cannot be used",
}


class FieldFault(BaseModel):
    """One field that cannot be used; `field` is its place, as in `body.fact`."""

    field: str
    fault: str


class Problem(BaseModel):
    """An error, as RFC 9457 describes it; `code` is stable, `detail` is for people."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "type": "urn:florence:problem:call_not_found",
                    "title": "Not Found",
                    "status": 404,
                    "detail": "There is no call of that name: take one from GET /v1/calls",
                    "code": "call_not_found",
                }
            ]
        }
    )

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: list[FieldFault] | None = None


class BodyTooLarge(HTTPException):
    """The request's body passes the limit; raised while it is still arriving."""

    def __init__(self, sentence: str) -> None:
        super().__init__(413, detail=sentence)


def problem(
    status: int,
    code: str,
    detail: str,
    *,
    errors: Sequence[FieldFault] | None = None,
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """The response that carries a problem."""
    body = Problem(
        type=f"urn:florence:problem:{code}",
        title=HTTPStatus(status).phrase,
        status=status,
        detail=detail,
        code=code,
        errors=list(errors) if errors else None,
    )
    return JSONResponse(
        body.model_dump(exclude_none=True),
        status_code=status,
        headers=dict(headers or {}),
        media_type=MEDIA_TYPE,
    )


def described(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """What a route's OpenAPI says of these problems, 422 of validation always among them."""
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        status: {
            "description": HTTPStatus(status).phrase,
            "content": {MEDIA_TYPE: {"schema": schema}},
        }
        for status in sorted({*statuses, 422})
    }


def status_of(error: FlorenceError) -> int:
    """The HTTP status of an error of ours."""
    return next((status for kind, status in STATUSES if isinstance(error, kind)), 500)


def install(app: FastAPI) -> None:
    """Answer every kind of error with a problem."""
    app.add_exception_handler(FlorenceError, _ours)
    app.add_exception_handler(RequestValidationError, _validation)
    app.add_exception_handler(HTTPException, _http)


async def _ours(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, FlorenceError)
    return problem(status_of(error), error.code, str(error))


async def _validation(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    faults = [_fault(one) for one in error.errors()[:20]]
    detail = f"{faults[0].field} {faults[0].fault}" if faults else SENTENCES[400]
    return problem(422, "request_invalid", f"The request cannot be used: {detail}", errors=faults)


def _fault(error: Mapping[str, Any]) -> FieldFault:
    kind = str(error["type"])
    where = list(error["loc"])
    if kind == "extra_forbidden":
        where = where[:-1]  # the last part is the sender's own word
    if kind == "json_invalid":
        where = where[:1]
    said = FAULTS.get(kind) or str(error["msg"])[:1].lower() + str(error["msg"])[1:]
    return FieldFault(field=".".join(str(part) for part in where), fault=said)


async def _http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    if isinstance(error, BodyTooLarge):
        return problem(413, "body_too_large", error.detail)
    title = HTTPStatus(error.status_code).phrase
    code = title.lower().replace(" ", "_")
    detail = SENTENCES.get(error.status_code, f"{title}.")
    headers = _allowed(request) if error.status_code == 405 else error.headers
    return problem(error.status_code, code, detail, headers=headers)


def _allowed(request: Request) -> dict[str, str]:
    """Every method of an address, whichever of its routes refused."""
    routers = (getattr(r, "original_router", None) for r in request.app.routes)
    routes = [*request.app.routes, *(one for router in routers if router for one in router.routes)]
    matching = (one for one in routes if one.matches(request.scope)[0] is Match.PARTIAL)
    methods = {method for route in matching for method in getattr(route, "methods", None) or ()}
    return {"Allow": ", ".join(sorted(methods))}


class Faults:
    """The last resort: an error nobody handled becomes a 500 and a log line without its text."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve, and answer for what fails."""
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = started or message["type"] in ("http.response.start", "websocket.close")
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except Exception as error:
            log.error("request_failed", error=type(error).__name__, at=place(error))
            if scope["type"] == "http" and not started:
                detail = "Something went wrong here: the server's log says where."
                await problem(500, "internal_error", detail)(scope, receive, send)
            elif scope["type"] == "websocket" and not started:
                await send({"type": "websocket.close", "code": 1011, "reason": "internal error"})


def place(error: BaseException) -> str:
    """Module and line an error comes from: all that a log may say of it."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return "unknown"
    return f"{trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}"
