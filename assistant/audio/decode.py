"""Any recording PyAV can decode, as 16 kHz float32 per channel.

The content decides what a file is, never its extension: the decoder is handed an unnamed stream,
which also keeps playlists and scripts inside an upload from opening other files or addresses.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import av
import numpy as np

from assistant.audio.recording import SAMPLE_RATE, Recording, Samples
from assistant.errors import AudioUnreadable

MEGABYTE = 1_000_000
PROMISING = {"wav", "w64", "flac", "aiff", "caf", "au", "mov,mp4,m4a,3gp,3g2,mj2"}
"""Formats whose header tells the exact length; elsewhere the length is a guess."""
SHORT_BY_S = 0.5
SAME_CHANNEL_RATIO = 1e-4
"""Two channels whose difference has less energy than this share (-40 dB) are one channel."""
OPEN_OPTIONS = {"protocol_whitelist": "none"}
FORMATS = "WAV, MP3, FLAC or Ogg"


def read_recording(
    path: Path, *, max_minutes: int = 360, max_mb: int | None = None, name: str | None = None
) -> Recording:
    """The recording in the file; AudioUnreadable says in one sentence why it cannot be used.

    `name` is what its sender calls it, where the file is only where it was put.

    A file that breaks off is read as far as it goes and marked `truncated`; when nothing can be
    decoded it is refused. Two channels that carry the same sound become one.
    """
    with _opened(path) as file:
        _check_size(file, name or path.name, max_mb)
        return decode(file, name or path.name, max_minutes=max_minutes)


def decode(file: BinaryIO, name: str, *, max_minutes: int = 360) -> Recording:
    """The recording in an open binary file; `name` is used in errors and as `source`."""
    try:
        container = av.open(_Unnamed(file), options=OPEN_OPTIONS, metadata_errors="ignore")
    except (av.FFmpegError, ValueError, EOFError):
        raise AudioUnreadable(
            f"{name} is not a complete audio file", todo=f"give a recording as {FORMATS}"
        ) from None
    with container:
        stream = _audio_stream(container, name)
        promised_s = _promised_seconds(container, stream)
        if promised_s and promised_s > max_minutes * 60:
            raise too_long(name, max_minutes)
        tracks, broken = _decode_stream(container, stream, name, max_minutes)
    channels = _as_channels(tracks)
    samples = len(channels[0]) if channels else 0
    if not samples:
        raise AudioUnreadable(
            f"{name} holds no sound",
            todo="record the call again or export it again from where it came",
        )
    short = promised_s is not None and promised_s - samples / SAMPLE_RATE > SHORT_BY_S
    return Recording(
        channels=_without_twin(channels),
        duration_ms=samples * 1000 // SAMPLE_RATE,
        source=name,
        truncated=broken or short,
        container=container.format.name,
    )


class _Unnamed:
    """An open file without its name, so that no extension can decide what it is."""

    def __init__(self, file: BinaryIO) -> None:
        self.read = file.read
        self.seek = file.seek
        self.tell = file.tell


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    """The file, open for reading; AudioUnreadable when it cannot be opened."""
    if path.is_dir():
        raise AudioUnreadable(f"{path.name} is a folder", todo="name the recordings in it")
    try:
        file = path.open("rb")
    except FileNotFoundError:
        raise AudioUnreadable(f"There is no file {path.name}", todo="check the path") from None
    except PermissionError:
        raise AudioUnreadable(
            f"{path.name} may not be read", todo="give the user who runs Florence read access"
        ) from None
    except (OSError, ValueError):
        raise AudioUnreadable(f"{path.name} cannot be opened", todo="check the path") from None
    with file:
        yield file


def _check_size(file: BinaryIO, name: str, max_mb: int | None) -> None:
    """Refuse an empty file and one above the limit."""
    size = os.fstat(file.fileno()).st_size
    if size == 0:
        raise AudioUnreadable(f"{name} is empty", todo=f"give a recording as {FORMATS}")
    if max_mb is not None and size > max_mb * MEGABYTE:
        raise AudioUnreadable(
            f"{name} has {size / MEGABYTE:.0f} MB, and {max_mb} MB is the limit",
            todo="give a shorter or a compressed recording",
        )


def too_long(name: str, max_minutes: int) -> AudioUnreadable:
    """The error of a recording above the limit."""
    unit = "minute" if max_minutes == 1 else "minutes"
    return AudioUnreadable(
        f"{name} is longer than {max_minutes} {unit}",
        todo="cut it, or raise FLORENCE_RECORDING_MAX_MINUTES",
    )


def _audio_stream(container: av.container.InputContainer, name: str) -> av.AudioStream:
    """The first audio stream; one or two channels, or AudioUnreadable."""
    if not container.streams.audio:
        raise AudioUnreadable(f"{name} has no audio in it", todo=f"give a recording as {FORMATS}")
    stream = container.streams.audio[0]
    try:
        channels = stream.channels
    except (AttributeError, ValueError):
        channels = 0
    if channels > 2:
        raise AudioUnreadable(
            f"{name} has {channels} channels",
            todo="export it with one, or with two: caller left, dispatcher right",
        )
    return stream


def _promised_seconds(
    container: av.container.InputContainer, stream: av.AudioStream
) -> float | None:
    """The length the header gives, where the format makes that exact."""
    if container.format.name not in PROMISING or not stream.duration or not stream.time_base:
        return None
    return float(stream.duration * stream.time_base)


def _decode_stream(
    container: av.container.InputContainer,
    stream: av.AudioStream,
    name: str,
    max_minutes: int,
) -> tuple[list[bytearray], bool]:
    """Float32 bytes at 16 kHz per channel, and whether decoding broke off."""
    tracks = _Tracks(limit=max_minutes * 60 * SAMPLE_RATE * 4)
    resampler = av.AudioResampler(format="fltp", rate=SAMPLE_RATE)
    broken = False
    try:
        for frame in container.decode(stream):
            tracks.extend(resampler.resample(frame))
            if tracks.full:
                raise too_long(name, max_minutes)
    except (av.FFmpegError, ValueError, EOFError):
        broken = True
    if tracks.planes:
        tracks.extend(resampler.resample(None))
    return tracks.planes, broken


class _Tracks:
    """Bytes of float32 per channel; a bytearray grows in place, so nothing is held twice."""

    def __init__(self, limit: int) -> None:
        self.planes: list[bytearray] = []
        self._limit = limit

    def extend(self, frames: list[av.AudioFrame]) -> None:
        """Add planar frames; ValueError when the number of channels changes on the way."""
        for frame in frames:
            planes = frame.to_ndarray()
            self.planes = self.planes or [bytearray() for _ in planes]
            for track, plane in zip(self.planes, planes, strict=True):
                track += plane.tobytes()

    @property
    def full(self) -> bool:
        """Whether the longest recording taken is exceeded."""
        return bool(self.planes) and len(self.planes[0]) > self._limit


def _as_channels(tracks: list[bytearray]) -> tuple[Samples, ...]:
    """Read-only arrays over the decoded bytes, finite and within [-1, 1]."""
    channels = []
    for track in tracks:
        samples = np.frombuffer(track, np.float32)
        np.nan_to_num(samples, copy=False, posinf=1.0, neginf=-1.0)
        np.clip(samples, -1.0, 1.0, out=samples)
        samples.flags.writeable = False
        channels.append(samples)
    return tuple(channels)


def _without_twin(channels: tuple[Samples, ...]) -> tuple[Samples, ...]:
    """One channel in place of two that carry the same sound, as many recorders write it."""
    if len(channels) == 2 and _same_sound(*channels):
        return channels[:1]
    return channels


def _same_sound(left: Samples, right: Samples) -> bool:
    """Whether the two differ by next to nothing, told minute by minute to save memory."""
    step = 60 * SAMPLE_RATE
    apart = power = 0.0
    for at in range(0, len(left), step):
        one, other = left[at : at + step], right[at : at + step]
        gap = one - other
        apart += float(gap @ gap)
        power += float(one @ one)
    return power > 0 and apart <= power * SAME_CHANNEL_RATIO
