"""Whole recordings into words for other programs: no call is made of them, nothing is kept."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import BinaryIO

import anyio.to_thread
import numpy as np

from assistant.audio.decode import decode, too_long
from assistant.audio.line import RawFormat
from assistant.audio.raw import RawAudio
from assistant.audio.recording import SAMPLE_RATE, Recording, Samples
from assistant.audio.wav import is_wav
from assistant.errors import AudioUnreadable, LinesFull, ModelFailed
from assistant.events import Speaker, StageFailed, TranscriptFinal
from assistant.speech.hearing import Heard, Listening, hear
from assistant.speech.transcriber import Transcriber

AT_ONCE = 2
"""Recordings taken at once: an hour of two channels is half a gigabyte in memory."""
NAME = "The recording"
PIECE = 2**20
TWO_CHANNELS: tuple[Speaker, ...] = ("caller", "dispatcher")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A recording to be transcribed: how, its channels apart or mixed into one.

    `raw` says what the bytes are where they have no container of their own.
    """

    file: BinaryIO
    listening: Listening = Listening()
    apart: bool = False
    raw: RawFormat | None = None


@dataclass(frozen=True, slots=True)
class Transcription:
    """All that was said, in the order of time, by channel."""

    duration_ms: int
    channels: tuple[tuple[TranscriptFinal, ...], ...]


class Scribes:
    """Transcribes a bounded number of recordings at once; LinesFull beyond."""

    def __init__(self, max_minutes: int, at_once: int = AT_ONCE) -> None:
        self._max_minutes = max_minutes
        self._free = at_once

    async def transcribe(self, wanted: Wanted, transcriber: Transcriber) -> Transcription:
        """All that is said in the recording; AudioUnreadable, ModelFailed, LinesFull."""
        with self._place():
            recording = await anyio.to_thread.run_sync(_read, wanted, self._max_minutes)
            channels = []
            for speaker, samples in zip(TWO_CHANNELS, recording.channels, strict=False):
                one = replace(recording, channels=(samples,))
                said = [
                    final
                    async for heard in hear(one, transcriber, (speaker,), wanted.listening)
                    for final in _final(heard)
                ]
                channels.append(tuple(said))
            return Transcription(recording.duration_ms, tuple(channels))

    @contextmanager
    def _place(self) -> Iterator[None]:
        if not self._free:
            raise LinesFull(
                "As many recordings are being transcribed as this machine takes at once",
                todo="send it again later",
            )
        self._free -= 1
        try:
            yield
        finally:
            self._free += 1


def _final(heard: Heard) -> Iterator[TranscriptFinal]:
    """The final in what was heard; a part that cannot be decoded fails the whole."""
    if isinstance(heard.payload, StageFailed):
        raise ModelFailed("A part of the recording could not be decoded", todo="send it again")
    if isinstance(heard.payload, TranscriptFinal):
        yield heard.payload


def _read(wanted: Wanted, max_minutes: int) -> Recording:
    """The recording, in its container or raw, mixed where its channels are not wanted apart."""
    head = wanted.file.read(12)
    wanted.file.seek(0)
    if wanted.raw is None or is_wav(head):
        recording = decode(wanted.file, NAME, max_minutes=max_minutes)
        return recording if wanted.apart else _mixed(recording)
    return _read_raw(wanted.file, wanted.raw, mixed=not wanted.apart, max_minutes=max_minutes)


def _mixed(recording: Recording) -> Recording:
    if len(recording.channels) == 1:
        return recording
    left, right = recording.channels
    return replace(recording, channels=((left + right) / 2,))


def _read_raw(file: BinaryIO, form: RawFormat, *, mixed: bool, max_minutes: int) -> Recording:
    audio = RawAudio(form, mixed=mixed)
    tracks = [bytearray() for _ in range(1 if mixed else form.channels)]
    for data in iter(partial(file.read, PIECE), b""):
        _extend(tracks, audio.push(data))
        if audio.ms > max_minutes * 60_000:
            raise too_long(NAME, max_minutes)
    _extend(tracks, audio.flush())
    channels = tuple(_samples(track) for track in tracks)
    if not len(channels[0]):
        raise AudioUnreadable(f"{NAME} holds no sound", todo="send raw audio of this encoding")
    return Recording(channels, len(channels[0]) * 1000 // SAMPLE_RATE, NAME)


def _extend(tracks: list[bytearray], planes: list[Samples]) -> None:
    for track, plane in zip(tracks, planes, strict=True):
        track += plane.tobytes()


def _samples(track: bytearray) -> Samples:
    samples: Samples = np.frombuffer(track, np.float32)
    return samples
