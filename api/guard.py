"""Who may talk to this server: its own names, its own pages, bodies of bounded size.

A page of another origin must not steer a call (cross-site requests), nor may a foreign name that
resolves to this machine (DNS rebinding) read one.
"""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.pages import KEPT
from api.problems import SENTENCES, BodyTooLarge, problem

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
BODY_MAX = 64 * 1024
SELF_BOUND = {"/v1/listen"}
"""Counts its body itself: its errors have the shape of another API."""
POLICY = "; ".join(
    (
        "default-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "object-src 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(self)",
}


class Guard:
    """Refuses foreign hosts and origins and oversized bodies; adds the security headers."""

    def __init__(self, app: ASGIApp, host: str, upload_max: int) -> None:
        self._app = app
        self._names = {"localhost", "127.0.0.1", "::1", host.strip("[]").lower()}
        self._limits = {"/v1/recordings": upload_max + BODY_MAX}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request through, or answer it here."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if not self._host_known(headers.get("host", ""), scope):
            await refuse(scope, receive, send, 421, "host_unknown", SENTENCES[421])
        elif self._changes(scope) and not same_origin(headers):
            detail = "This page may not do that: only the console of this server may."
            await refuse(scope, receive, send, 403, "origin_foreign", detail)
        elif scope["type"] == "websocket":
            await self._app(scope, receive, send)
        else:
            await self._serve(scope, headers, receive, with_headers(scope, send))

    def _host_known(self, host: str, scope: Scope) -> bool:
        name = (urlsplit(f"//{host}").hostname or "").lower()
        if name in self._names:
            return True
        address = (scope.get("server") or ("", None))[0]
        # An address cannot be rebound as a name can: the one the socket was reached at is ours.
        return name == address and is_address(name)

    @staticmethod
    def _changes(scope: Scope) -> bool:
        return scope["type"] == "websocket" or scope["method"] not in SAFE_METHODS

    async def _serve(self, scope: Scope, headers: Headers, receive: Receive, send: Send) -> None:
        if scope["path"] in SELF_BOUND:
            await self._app(scope, receive, send)
            return
        limit = self._limits.get(scope["path"], BODY_MAX)
        declared = headers.get("content-length", "0")
        if declared.isdigit() and int(declared) > limit:
            await problem(413, "body_too_large", too_large(limit))(scope, receive, send)
            return
        await self._app(scope, bounded(receive, limit), send)


def same_origin(headers: Headers) -> bool:
    """Whether the request comes from our own page, or from no page at all."""
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc.lower() == headers.get("host", "").lower()


def is_address(name: str) -> bool:
    """Whether a host is written as an IP address."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def too_large(limit: int) -> str:
    """The sentence for a body over `limit` bytes."""
    size = f"{limit // 2**20} MB" if limit >= 2**20 else f"{limit // 2**10} kB"
    return f"This is larger than the {size} taken here: send something smaller."


def bounded(receive: Receive, limit: int) -> Receive:
    """Receive at most `limit` bytes of body; BodyTooLarge beyond."""
    taken = 0

    async def counted() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > limit:
            raise BodyTooLarge(too_large(limit))
        return message

    return counted


def with_headers(scope: Scope, send: Send) -> Send:
    """Add the security headers; what is not a file of the console is never kept by a cache."""
    kept = kept_as(scope["path"])

    async def adding(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers[name] = value
            found = message["status"] in (200, 304)
            headers["Cache-Control"] = kept if found else "no-store"
        await send(message)

    return adding


def kept_as(path: str) -> str:
    """How long a browser may keep what it finds there."""
    if path.startswith(KEPT):
        return "max-age=31536000, immutable"
    return "no-cache" if path == "/" or path.startswith("/console/") else "no-store"


async def refuse(
    scope: Scope, receive: Receive, send: Send, status: int, code: str, detail: str
) -> None:
    """Answer with a problem, or close the socket before it opens (HTTP 403)."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008, "reason": code})
        return
    await problem(status, code, detail)(scope, receive, with_headers(scope, send))
