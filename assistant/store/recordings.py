"""The folder of recordings: one file a call, named after it, readable by this user alone."""

from __future__ import annotations

import os
import shutil
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
        """Move a file here as the call's recording; where it is now. OSError."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        kept = self.folder / f"{call_id}.{KINDS.get(container, OTHER)}"
        path.chmod(0o600)
        os.replace(path, kept)
        return kept

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
