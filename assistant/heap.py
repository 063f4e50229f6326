"""Keeping the process as small as what it holds: glibc's allocator, told to give memory back.

A call's arrays come and go by the megabyte. glibc learns from that to take ever larger pieces from
its heap (mallopt(3), M_MMAP_THRESHOLD), which then cannot shrink: after half an hour of four calls
a third of the process was memory that nobody used.
"""

from __future__ import annotations

import ctypes
import sys
import threading

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, M_ARENA_MAX = -1, -3, -8
MAPPED_FROM_BYTES = 256 * 1024
"""An array of this size has pages of its own, which go back when it goes."""
ARENAS = 2
TRIM_EVERY_S = 20.0


def keep_small(trim_every_s: float = TRIM_EVERY_S) -> bool:
    """Set the allocator up, and give free memory back from now on; False where it is not glibc."""
    libc = _glibc()
    if libc is None:
        return False
    libc.mallopt(M_MMAP_THRESHOLD, MAPPED_FROM_BYTES)
    libc.mallopt(M_TRIM_THRESHOLD, MAPPED_FROM_BYTES)
    libc.mallopt(M_ARENA_MAX, ARENAS)
    threading.Thread(target=_trim, args=(libc, trim_every_s), name="heap", daemon=True).start()
    return True


def _glibc() -> ctypes.CDLL | None:
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None)
    return libc if hasattr(libc, "malloc_trim") else None


def _trim(libc: ctypes.CDLL, every_s: float) -> None:
    """For ever, beside everything else: ctypes lets go of the interpreter meanwhile."""
    pause = threading.Event()
    while not pause.wait(every_s):
        libc.malloc_trim(0)
