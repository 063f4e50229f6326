"""Takes an uploaded recording from the request to a file of its own, within the limit."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from pathlib import Path, PurePosixPath
from typing import IO, cast, get_args

from anyio import to_thread
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request

from api.guard import too_large
from api.problems import BodyTooLarge
from assistant.errors import AudioUnreadable, InputError, NoRoom
from assistant.events import Speaker
from assistant.review.intake import Sent
from assistant.review.trainer import checked_tags
from assistant.store.recordings import is_full

NAME_MAX = 120
FIELDS = {"file", "speakers", "dispatcher", "tags"}
FIELDS_TOLD = "send file, speakers, dispatcher, tags"
DISPATCHER_MAX = 80
TAGS = r"^([a-z0-9][a-z0-9 _-]{0,39}(, ?[a-z0-9][a-z0-9 _-]{0,39}){0,19})?$"
"""Tags as they are sent: small letters, separated by commas."""


async def take(request: Request, folder: Path, limit: int) -> Sent:
    """The recording in a multipart request, as a file in `folder` that is the caller's to keep.

    InputError, BodyTooLarge, NoRoom.
    """
    try:
        return await _taken(request, folder, limit)
    except OSError as error:
        if not is_full(error):
            raise
        raise NoRoom(
            "There is no room for this recording", todo="make room on the disk and send it again"
        ) from None


async def _taken(request: Request, folder: Path, limit: int) -> Sent:
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise InputError("A recording comes as a form", todo="send multipart/form-data")
    async with request.form(max_files=1, max_fields=6) as form:
        if not form.keys() <= FIELDS:
            raise InputError("The form has a field that is not known", todo=FIELDS_TOLD)
        file = sent_file(form, limit)
        speakers = sent_speakers(form.get("speakers"))
        dispatcher, tags = sent_dispatcher(form.get("dispatcher")), sent_tags(form.get("tags"))
        path = await to_thread.run_sync(keep, file.file, folder)
        return Sent(path, plain_name(file.filename), speakers, dispatcher, tags)


def sent_file(form: FormData, limit: int) -> UploadFile:
    """The form's file; InputError without one, AudioUnreadable when it is empty."""
    file = form.get("file")
    if not isinstance(file, UploadFile):
        raise InputError("No recording came with the form", todo="send it in the field `file`")
    if not file.size:
        raise AudioUnreadable("The recording is empty", todo="choose a file that holds sound")
    if file.size > limit:
        raise BodyTooLarge(too_large(limit))
    return file


def sent_speakers(value: object) -> tuple[Speaker, ...] | None:
    """Who is on each channel, as in `caller,dispatcher`; None when not said."""
    if value is None or value == "":
        return None
    names = tuple(part.strip() for part in str(value).split(","))
    known = get_args(Speaker)
    if len(set(names)) != len(names) or not all(name in known for name in names):
        raise InputError("The speakers cannot be used", todo="send `caller,dispatcher`, or one")
    return cast("tuple[Speaker, ...]", names)


def sent_dispatcher(value: object) -> str | None:
    """Who took the call; None when not said."""
    name = value if isinstance(value, str) else ""
    if len(name) > DISPATCHER_MAX:
        raise InputError(f"A name has up to {DISPATCHER_MAX} characters")
    return " ".join(name.split()) or None


def sent_tags(value: object) -> tuple[str, ...]:
    """Tags separated by commas; InputError."""
    told = value if isinstance(value, str) else ""
    if not re.fullmatch(TAGS, told):
        raise InputError("The tags cannot be used", todo="send small letters and digits: night,gun")
    return checked_tags(tuple(told.split(","))) if told else ()


def keep(source: IO[bytes], folder: Path) -> Path:
    """Copy to a new file in `folder` that only this user reads; the file's path."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=folder, prefix="recording-")
    try:
        with os.fdopen(handle, "wb") as target:
            shutil.copyfileobj(source, target, 2**20)
            target.flush()
            os.fsync(target.fileno())  # whoever is told that it is taken need not send it again
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
    return Path(name)


def plain_name(filename: str | None) -> str:
    """The sender's name for the file, without folders and control characters."""
    last = PurePosixPath((filename or "").replace("\\", "/")).name
    return "".join(char for char in last if char.isprintable())[-NAME_MAX:] or "recording"
