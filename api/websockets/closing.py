"""How the socket of a line is closed: a code, and one short reason.

1003 a kind of message or of sound that is not taken; 1007 a message that does not hold what it
should; 1008 one that comes when it may not; 1009 too large; 1011 something failed here; 1013 try
again later; 4400 a parameter that cannot be used; 4404 no such call; 4409 another sender has the
line; 4410 the call is over.
"""

from __future__ import annotations

from pydantic import ValidationError

from api.problems import FAULTS
from assistant.errors import (
    BadAudio,
    CallNotFound,
    CallOver,
    FlorenceError,
    LinesFull,
    LineTaken,
    NotReady,
)

OVER, UNSUPPORTED, INVALID, POLICY, TOO_BIG, FAILED, LATER = (
    1000,
    1003,
    1007,
    1008,
    1009,
    1011,
    1013,
)
BAD_PARAMETER, NO_CALL, TAKEN, CALL_OVER = 4400, 4404, 4409, 4410
REASON_MAX = 123
"""Bytes that a close frame has room for."""
CODES: tuple[tuple[type[FlorenceError], int], ...] = (
    (BadAudio, INVALID),
    (CallNotFound, NO_CALL),
    (CallOver, CALL_OVER),
    (LineTaken, TAKEN),
    (LinesFull, LATER),
    (NotReady, LATER),
)


class Closing(Exception):
    """The socket ends with this code and reason; `fault` names it in the measures."""

    def __init__(self, code: int, reason: str, fault: str = "") -> None:
        super().__init__(reason)
        self.code, self.fault = code, fault or str(code)
        self.reason = reason.encode()[:REASON_MAX].decode(errors="ignore")


def closing_of(error: FlorenceError, code: int | None = None) -> Closing:
    """How a socket ends with an error of ours; its sentence alone when there is no room."""
    of_kind = next((number for kind, number in CODES if isinstance(error, kind)), FAILED)
    whole = str(error)
    reason = whole if len(whole.encode()) <= REASON_MAX else error.sentence
    return Closing(code or of_kind, reason, error.code)


def unreadable(error: ValidationError) -> Closing:
    """How it ends with a message that is not JSON, or has the wrong fields; quotes nothing."""
    first = error.errors()[0]
    if first["type"] == "json_invalid":
        return Closing(INVALID, "this message is not JSON")
    field = ".".join(str(part) for part in first["loc"])
    said = FAULTS.get(first["type"]) or first["msg"].lower()
    return Closing(INVALID, f"in this message {field} {said}" if field else "not a JSON object")
