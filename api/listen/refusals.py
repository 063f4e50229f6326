"""Errors before a stream or in place of an answer, in Deepgram's shape."""

from __future__ import annotations

import structlog
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from api.listen.messages import Refusal
from api.problems import place
from assistant.errors import FlorenceError, InputError, LinesFull, ModelFailed, NotReady

log = structlog.get_logger(__name__)
RETRY_S = 5
CODES = {
    400: "Bad Request",
    413: "PAYLOAD_TOO_LARGE",
    500: "INTERNAL_SERVER_ERROR",
    503: "SERVICE_UNAVAILABLE",
}


def status_of(error: Exception) -> int:
    """The HTTP status of an error, in this API."""
    if isinstance(error, InputError):
        return 400
    if isinstance(error, LinesFull | NotReady | ModelFailed):
        return 503
    return error.status_code if isinstance(error, HTTPException) else 500


def refusal(error: Exception, request_id: str) -> JSONResponse:
    """The answer to a request that fails; an unforeseen error shows and logs no text."""
    status = status_of(error)
    if status == 500:
        log.error("listen_failed", error=type(error).__name__, at=place(error))
    body = Refusal(err_code=_code(error, status), err_msg=sentence(error), request_id=request_id)
    headers = {"dg-request-id": request_id, "dg-error": body.err_msg}
    if status == 503:
        headers["Retry-After"] = str(RETRY_S)
    return JSONResponse(body.model_dump(), status_code=status, headers=headers)


def sentence(error: Exception) -> str:
    """What may be said of an error."""
    if isinstance(error, FlorenceError):
        return str(error)
    if isinstance(error, HTTPException):
        return error.detail
    return "Something went wrong here: the server's log says where."


def _code(error: Exception, status: int) -> str:
    if getattr(error, "code", "") == "bad_parameter":
        return "INVALID_QUERY_PARAMETER"
    return CODES.get(status, CODES[500])
