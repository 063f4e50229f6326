"""A recording sent as a request's body, into a file that no folder names."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from anyio import to_thread
from starlette.requests import Request

from api.guard import too_large
from api.problems import BodyTooLarge
from assistant.errors import InputError

NOT_SOUND = ("application/json", "multipart/", "text/", "application/x-www-form-urlencoded")


@dataclass(frozen=True, slots=True)
class Body:
    """The bytes as they came; the file is gone when it is closed, or the process killed."""

    file: BinaryIO
    sha256: str


@asynccontextmanager
async def taken(request: Request, folder: Path, limit: int) -> AsyncIterator[Body]:
    """The body, rewound; InputError when it cannot be sound, BodyTooLarge beyond `limit`."""
    _check_kind(request.headers.get("content-type", "").lower())
    declared = request.headers.get("content-length", "0")
    if declared.isdigit() and int(declared) > limit:
        raise BodyTooLarge(too_large(limit))
    file = await to_thread.run_sync(_file_in, folder)
    try:
        yield Body(file, await _fill(file, request, limit))
    finally:
        file.close()


def _check_kind(kind: str) -> None:
    if kind.startswith("application/json"):
        raise InputError(
            "Nothing is fetched from the network here", todo="send the recording itself as the body"
        )
    if kind.startswith(NOT_SOUND):
        raise InputError("This is not sound", todo="send the recording itself as the body")


def _file_in(folder: Path) -> BinaryIO:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file: BinaryIO = tempfile.TemporaryFile(dir=folder)
    return file


async def _fill(file: BinaryIO, request: Request, limit: int) -> str:
    """Write the body to the file; its sha256."""
    digest, size = hashlib.sha256(), 0
    async for piece in request.stream():
        size += len(piece)
        if size > limit:
            raise BodyTooLarge(too_large(limit))
        digest.update(piece)
        await to_thread.run_sync(file.write, piece)
    if not size:
        raise InputError("No recording came", todo="send it as the body")
    file.seek(0)
    return digest.hexdigest()
