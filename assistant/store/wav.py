"""The header of the recordings we write: WAV, 16-bit PCM, marked as Florence's own.

The two sizes in it are set again while the call runs, so that the file can be played at any
moment. Where the process was killed they are at most a second short, and `mended` sets them by the
length of the file. A chunk that names the software tells our files from those of others, which
are left as they came.
"""

from __future__ import annotations

import os
import struct
from pathlib import Path

SAMPLE_BYTES = 2
_CHUNKS = struct.Struct("<4sI4s4sIHHIIHH4sI4s4sI10s4sI")
HEADER_BYTES = _CHUNKS.size
FRAMES_BYTES_MAX = 2**32 - 1 - HEADER_BYTES
"""A WAV counts its bytes in 32 bits: 37 hours of two channels at 8 kHz."""
_SOFTWARE = b"Florence\0\0"


def header(rate: int, channels: int, size: int) -> bytes:
    """The header over `size` bytes of interleaved samples; struct.error above FRAMES_BYTES_MAX."""
    frame = channels * SAMPLE_BYTES
    return _CHUNKS.pack(
        b"RIFF", HEADER_BYTES - 8 + size, b"WAVE",
        b"fmt ", 16, 1, channels, rate, rate * frame, frame, 8 * SAMPLE_BYTES,
        b"LIST", 22, b"INFO", b"ISFT", 9, _SOFTWARE,
        b"data", size,
    )  # fmt: skip


def mended(path: Path) -> bool:
    """Set the sizes by the length of the file; False when it is not ours or needs nothing.

    A file that is still being written takes no harm: its writer sets the sizes again.
    """
    with path.open("r+b", buffering=0) as file:
        head = file.read(HEADER_BYTES)
        told = _ours(head)
        if told is None:
            return False
        rate, channels, size = told
        there = os.fstat(file.fileno()).st_size - HEADER_BYTES
        whole = min(there, FRAMES_BYTES_MAX) // (channels * SAMPLE_BYTES) * channels * SAMPLE_BYTES
        if whole == size:
            return False
        file.seek(0)
        file.write(header(rate, channels, whole))
        return True


def _ours(head: bytes) -> tuple[int, int, int] | None:
    """Rate, channels and the size told in a header of ours; None for any other."""
    if len(head) < HEADER_BYTES:
        return None
    chunks = _CHUNKS.unpack(head)
    channels, rate, size = chunks[6], chunks[7], chunks[-1]
    ours = channels > 0 and header(rate, channels, 0) == _without_sizes(head)
    return (rate, channels, size) if ours else None


def _without_sizes(head: bytes) -> bytes:
    """The header as it is over no samples."""
    empty = struct.pack("<I", HEADER_BYTES - 8)
    return head[:4] + empty + head[8:-4] + bytes(4)
