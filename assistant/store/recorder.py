"""A live call's sound goes to disk as it arrives, and never holds the call up.

One thread writes for all calls of the process, once a second. Sample n of a channel is media time
n / rate since the call began: what comes late is put where it belongs, what never comes is
silence. When the disk fails, the recording ends, says so once, and the call goes on.
"""

from __future__ import annotations

import atexit
import os
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

import numpy as np

from assistant.audio.codecs import Pcm16
from assistant.events import StageFailed
from assistant.store import wav

STAGE = "recording"
FAILED = "recording_failed"
EVERY_S = 1.0
"""How often waiting sound is written: what is lost at most when the process is killed."""
WAITING_MAX_S = 30
"""How much sound of a channel may wait for a disk that hangs, before its recording is given up."""
Failed = Callable[[StageFailed], None]


class Recorder(Protocol):
    """Keeps one call's sound; no method waits for the disk, or raises because of it."""

    def write(self, channel: int, pcm: Pcm16, at_ms: int) -> None:
        """Keep samples of one channel, the first of them at `at_ms` of media time."""
        ...

    def close(self) -> None:
        """The call is over: what waits is written, then the file is closed."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class _Chunk:
    """Samples of one channel from sample number `start` on."""

    channel: int
    start: int
    pcm: Pcm16

    @property
    def end(self) -> int:
        return self.start + len(self.pcm)


class WavRecorder:
    """A Recorder into one WAV file, which is made with the first samples."""

    def __init__(
        self, path: Path, rate: int, channels: int, failed: Failed, due: Callable[[], None]
    ) -> None:
        """`failed` is told once, from any thread; `due` is called when writing cannot wait."""
        self.path = path
        self._rate, self._channels = rate, channels
        self._failed, self._due = failed, due
        self._next: dict[int, int] = {}  # the sample that would go on, by channel
        self._waiting: list[_Chunk] = []
        self._samples_waiting = 0
        self._written = 0  # bytes of samples in the file
        self._file: int | None = None
        self._closed = self._broken = self._over = False
        self._taking, self._saving = threading.Lock(), threading.Lock()

    @property
    def over(self) -> bool:
        """Whether the file is closed for good."""
        return self._over

    def write(self, channel: int, pcm: Pcm16, at_ms: int) -> None:
        """Keep samples of one channel, the first of them at `at_ms` of media time."""
        if not 0 <= channel < self._channels:
            raise ValueError("there is no such channel in this recording")
        if self._closed or self._broken or not len(pcm):
            return
        chunk = _Chunk(channel, self._start(channel, at_ms), np.array(pcm, "<i2"))
        self._next[channel] = chunk.end
        with self._taking:
            self._waiting.append(chunk)
            self._samples_waiting += len(pcm)
        if self._samples_waiting > WAITING_MAX_S * self._rate * self._channels:
            self._give_up("the disk does not keep up")

    def close(self) -> None:
        """The call is over: what waits is written, then the file is closed."""
        self._closed = True
        self._due()

    def save(self) -> None:
        """Write what waits, in this thread: for the writer, and for whoever must not lose it."""
        with self._saving:
            with self._taking:
                chunks, self._waiting = self._waiting, []
                self._samples_waiting = 0
            try:
                if chunks and not self._broken:
                    self._put(chunks)
                if self._closed or self._broken:
                    self._close()
            except (OSError, struct.error) as error:
                self._give_up(getattr(error, "strerror", None) or "it is too long for a file")
                with suppress(OSError):
                    self._close()

    def _start(self, channel: int, at_ms: int) -> int:
        """The sample number of `at_ms`; a ms of rounding is no gap."""
        at = max(0, at_ms) * self._rate // 1000
        following = self._next.get(channel, at)
        return following if abs(at - following) <= self._rate // 1000 else at

    def _put(self, chunks: list[_Chunk]) -> None:
        """Samples first, then the sizes over them: the header never promises too much."""
        file = self._opened()
        for first, last in _spans(chunks):
            self._put_span(file, first, last, [c for c in chunks if first <= c.start < last])
        _write_all(file, wav.header(self._rate, self._channels, self._written), 0)

    def _put_span(self, file: int, first: int, last: int, span: list[_Chunk]) -> None:
        """Lay samples over what is there; what lies between two spans reads as silence."""
        frame = self._channels * wav.SAMPLE_BYTES
        if last * frame > wav.FRAMES_BYTES_MAX:
            raise struct.error
        frames = np.zeros((last - first, self._channels), "<i2")
        at = wav.HEADER_BYTES + first * frame
        there = np.frombuffer(os.pread(file, frames.nbytes, at), np.uint8)
        frames.reshape(-1).view(np.uint8)[: len(there)] = there
        for chunk in span:
            frames[chunk.start - first : chunk.end - first, chunk.channel] = chunk.pcm
        _write_all(file, frames.tobytes(), at)
        self._written = max(self._written, last * frame)

    def _opened(self) -> int:
        """The file, made when first asked for, for this user alone; never one that exists."""
        if self._file is None:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        return self._file

    def _close(self) -> None:
        self._over = True
        file, self._file = self._file, None
        if file is not None:
            try:
                os.fsync(file)
            finally:
                os.close(file)

    def _give_up(self, why: str) -> None:
        """End the recording and tell it once."""
        with self._taking:
            first, self._broken = not self._broken, True
            self._waiting = []
        if first:
            # A loop that is gone has nobody left to tell.
            with suppress(RuntimeError):
                self._failed(StageFailed(STAGE, FAILED, f"This call is no longer recorded: {why}"))


class RecordingWriter:
    """The one thread that writes; it sleeps while nothing is recorded."""

    def __init__(self, every_s: float = EVERY_S) -> None:
        self._every_s = every_s
        self._recorders: list[WavRecorder] = []
        self._lock = threading.Lock()
        self._due = threading.Event()
        self._thread: threading.Thread | None = None

    def open(
        self, folder: Path, call_id: str, rate: int, channels: int, failed: Failed
    ) -> WavRecorder:
        """A recorder into `<call_id>.wav` in the folder."""
        path = folder / f"{call_id}.wav"
        recorder = WavRecorder(path, rate, channels, failed, self._due.set)
        with self._lock:
            self._recorders.append(recorder)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="recordings", daemon=True)
                self._thread.start()
        self._due.set()
        return recorder

    def save_all(self) -> None:
        """Write what waits of every call, in this thread, and let go of those that are over."""
        for recorder in list(self._recorders):
            recorder.save()
            if recorder.over:
                with self._lock, suppress(ValueError):
                    self._recorders.remove(recorder)

    def _run(self) -> None:
        while True:
            self._due.wait(self._every_s if self._recorders else None)
            self._due.clear()
            self.save_all()


@cache
def the_writer() -> RecordingWriter:
    """This process's writer, which saves what waits when the process ends."""
    writer = RecordingWriter()
    atexit.register(writer.save_all)
    return writer


def open_recorder(
    folder: Path, call_id: str, rate: int, channels: int, failed: Failed = lambda failure: None
) -> Recorder:
    """Record a call at `rate` Hz into `<call_id>.wav` in the folder; touches no disk itself.

    `failed` is called at most once, from another thread: hand what it gets to the event loop with
    `loop.call_soon_threadsafe`. Both sides of a call go into one file, a channel each.
    """
    return the_writer().open(folder, call_id, rate, channels, failed)


def _spans(chunks: list[_Chunk]) -> Iterator[tuple[int, int]]:
    """First sample and the one after the last of what touches or overlaps, on any channel."""
    first = last = -1
    for start, end in sorted((chunk.start, chunk.end) for chunk in chunks):
        if start > last and first >= 0:
            yield first, last
            first = -1
        first, last = (start, end) if first < 0 else (first, max(last, end))
    if first >= 0:
        yield first, last


def _write_all(file: int, data: bytes, at: int) -> None:
    """Write at an offset, however many times that takes; OSError."""
    left = memoryview(data)
    while left:
        wrote = os.pwrite(file, left, at)
        left, at = left[wrote:], at + wrote
