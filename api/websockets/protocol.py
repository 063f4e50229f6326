"""The server's own limit on messages, with a reason like every other refusal."""

from __future__ import annotations

from uvicorn.protocols.websockets.websockets_impl import WebSocketProtocol

from api.websockets.closing import INVALID, TOO_BIG
from api.websockets.line_socket import TOO_LARGE

REASONS = {TOO_BIG: TOO_LARGE, INVALID: "this text is not UTF-8"}
WAITING_MAX = 8
"""Messages of a socket that may wait unread; whoever sends more waits."""


class ReasonedProtocol(WebSocketProtocol):
    """Closes with a reason where the library gives a code alone."""

    def fail_connection(self, code: int = 1006, reason: str = "") -> None:
        """Close the socket because of what it sent."""
        super().fail_connection(code, reason or REASONS.get(code, ""))
