"""Takes an uploaded recording from the request to a file of its own, within the limit."""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, cast, get_args

from anyio import to_thread
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request

from api.guard import too_large
from api.problems import BodyTooLarge
from assistant.errors import AudioUnreadable, InputError
from assistant.events import Speaker

NAME_MAX = 120
FIELDS = {"file", "speakers"}


@dataclass(frozen=True, slots=True)
class Upload:
    """A recording on disk; whoever holds this removes or hands over the file."""

    path: Path
    filename: str
    speakers: tuple[Speaker, ...] | None


async def take(request: Request, folder: Path, limit: int) -> Upload:
    """The recording in a multipart request, moved to `folder`; InputError, BodyTooLarge."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise InputError("A recording comes as a form", todo="send multipart/form-data")
    async with request.form(max_files=1, max_fields=4) as form:
        if not form.keys() <= FIELDS:
            raise InputError("The form has a field that is not known", todo="send file, speakers")
        file = sent_file(form, limit)
        speakers = sent_speakers(form.get("speakers"))
        path = await to_thread.run_sync(keep, file.file, folder)
        return Upload(path, plain_name(file.filename), speakers)


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


def keep(source: IO[bytes], folder: Path) -> Path:
    """Copy to a new file in `folder` that only this user reads; the file's path."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=folder, prefix="recording-")
    try:
        with os.fdopen(handle, "wb") as target:
            shutil.copyfileobj(source, target, 2**20)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
    return Path(name)


def plain_name(filename: str | None) -> str:
    """The sender's name for the file, without folders and control characters."""
    last = PurePosixPath((filename or "").replace("\\", "/")).name
    return "".join(char for char in last if char.isprintable())[-NAME_MAX:] or "recording"
