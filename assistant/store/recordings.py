"""The folder of recordings: one file a call, named after it, readable by this user alone."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from assistant.errors import RecordingNotFound
from assistant.store import wav

KINDS = {
    "wav": "wav",
    "mp3": "mp3",
    "flac": "flac",
    "ogg": "ogg",
    "mov,mp4,m4a,3gp,3g2,mj2": "m4a",
    "matroska,webm": "webm",
    "aac": "aac",
    "amr": "amr",
    "au": "au",
    "aiff": "aiff",
    "caf": "caf",
    "w64": "w64",
}
"""File extension by the container that the decoder found in a file."""
OTHER = "audio"
BLOCK = 2**20


def is_full(error: OSError) -> bool:
    """Whether there was no room on the disk."""
    return error.errno in (errno.ENOSPC, errno.EDQUOT)


class Recordings:
    """Finds, keeps and mends the sound of calls."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, call_id: str) -> Path:
        """The call's recording; RecordingNotFound."""
        for kind in (*KINDS.values(), OTHER):
            path = self.folder / f"{call_id}.{kind}"
            if path.is_file():
                return path
        raise RecordingNotFound(
            "This call has no recording", todo="keep_recordings says whether they are kept"
        )

    def keep(self, call_id: str, path: Path, container: str) -> Path:
        """Copy a file here as the call's recording; where the copy is. OSError.

        The file itself stays: an import that is killed begins again from it.
        """
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        kept = self.folder / f"{call_id}.{KINDS.get(container, OTHER)}"
        with tempfile.NamedTemporaryFile(dir=self.folder, prefix=".copy-", delete=False) as copy:
            try:
                with path.open("rb") as source:
                    shutil.copyfileobj(source, copy, BLOCK)
                os.replace(copy.name, kept)
            except OSError:
                Path(copy.name).unlink(missing_ok=True)
                raise
        return kept

    def drop(self, call_id: str) -> None:
        """Remove the recording of a call that is not kept, where there is one."""
        with suppress(RecordingNotFound, OSError):
            self.path(call_id).unlink()

    def copy(self, call_id: str, path: Path) -> Path:
        """Copy a WAV file here as the call's recording; where the copy is. OSError."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        kept = self.folder / f"{call_id}.wav"
        shutil.copyfile(path, kept)
        kept.chmod(0o600)
        return kept

    def mend(self) -> int:
        """Complete the headers of recordings that were cut off by a crash; how many."""
        return sum(_mended(path) for path in self.folder.glob("*.wav"))


def _mended(path: Path) -> bool:
    try:
        return wav.mended(path)
    except OSError:
        return False  # it plays as far as its header says
