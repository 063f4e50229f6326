"""Keeping the process as small as what it holds: glibc's allocator, told to give memory back.

A call's arrays come and go by the megabyte, and glibc keeps what they leave behind: after half an
hour of four calls a third of the process was memory that nobody used. So what is free goes back
every few seconds (malloc_trim(3)). Giving each array pages of its own would do the same at once
(mallopt(3), M_MMAP_THRESHOLD), but cost half as much CPU again: every decode then asks for pages.
"""

from __future__ import annotations

import ctypes
import sys
import threading

M_ARENA_MAX = -8
ARENAS = 2
"""A thread's own heap spares it waiting for others, but keeps what only that thread may reuse."""
TRIM_EVERY_S = 5.0


def keep_small(trim_every_s: float = TRIM_EVERY_S) -> bool:
    """Give free memory back from now on; False where the allocator is not glibc's."""
    libc = _glibc()
    if libc is None:
        return False
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
