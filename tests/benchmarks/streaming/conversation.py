"""What is said to a server: two channels of a telephone call, and when each word of it was said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import cycle

import numpy as np

from assistant.audio.codecs import decode_mulaw
from assistant.audio.recording import Recording, Samples
from assistant.audio.resample import Resampler
from assistant.events import Speaker

RATE = 8000
FRAME_MS = 20
BYTES_A_MS = RATE // 1000
FRAME_BYTES = FRAME_MS * BYTES_A_MS
SPEAKERS: tuple[Speaker, Speaker] = ("caller", "dispatcher")
SILENCE = b"\xff"
"""A sample of nothing in mu-law."""
TAIL_MS = 1500
"""Open line after the last word: longer than any endpoint waits."""


@dataclass(frozen=True, slots=True)
class Said:
    """A word, and when it was said, in ms of media time."""

    word: str
    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that one side says without the other answering."""

    speaker: Speaker
    words: tuple[Said, ...]

    @property
    def text(self) -> str:
        """What is said."""
        return " ".join(said.word for said in self.words)

    @property
    def start_ms(self) -> int:
        """Where the first word begins."""
        return self.words[0].start_ms

    @property
    def end_ms(self) -> int:
        """Where the last word ends."""
        return self.words[-1].end_ms

    def later(self, by_ms: int) -> Line:
        """The same line, said `by_ms` later."""
        words = (Said(w.word, w.start_ms + by_ms, w.end_ms + by_ms) for w in self.words)
        return replace(self, words=tuple(words))


@dataclass(frozen=True, slots=True)
class Conversation:
    """A call: mu-law bytes at 8 kHz of caller and dispatcher, of one length, and its lines."""

    name: str
    channels: tuple[bytes, bytes]
    lines: tuple[Line, ...]

    @property
    def duration_ms(self) -> int:
        """How long the call is."""
        return len(self.channels[0]) // BYTES_A_MS

    def of(self, speaker: Speaker) -> tuple[Line, ...]:
        """What one side says."""
        return tuple(line for line in self.lines if line.speaker == speaker)

    def frames(self) -> Iterator[tuple[bytes, bytes]]:
        """20 ms of each channel after another; the last is filled up with silence."""
        left, right = self.channels
        for at in range(0, len(left), FRAME_BYTES):
            yield _whole(left[at : at + FRAME_BYTES]), _whole(right[at : at + FRAME_BYTES])

    def recording(self) -> Recording:
        """The same sound as a file of it would be read."""
        return Recording(
            tuple(_wide(channel) for channel in self.channels), self.duration_ms, self.name
        )


def programme(pool: Sequence[Conversation], first: int, seconds: float) -> Conversation:
    """What call number `first` says: from that conversation on, for about `seconds`.

    The call ends after the last line that is over in time, so that nobody is cut off.
    """
    names: list[str] = []
    channels: tuple[list[bytes], list[bytes]] = ([], [])
    lines: list[Line] = []
    at_ms = 0
    for conversation in cycle([*pool[first % len(pool) :], *pool[: first % len(pool)]]):
        names.append(conversation.name)
        for mine, theirs in zip(channels, conversation.channels, strict=True):
            mine.append(theirs)
        lines += [line.later(at_ms) for line in conversation.lines]
        at_ms += conversation.duration_ms
        if at_ms >= seconds * 1000:
            break
    whole = (b"".join(channels[0]), b"".join(channels[1]))
    return _cut(Conversation("+".join(names), whole, tuple(lines)), int(seconds * 1000))


def _cut(call: Conversation, at_ms: int) -> Conversation:
    """The call up to the last line that is over by then, and at least its first one."""
    kept = [line for line in call.lines if line.end_ms <= at_ms] or [call.lines[0]]
    # Lines may overlap: what began before the end but is not kept is silenced with the tail.
    end_ms = max(line.end_ms for line in kept)
    channels = []
    for speaker, channel in zip(SPEAKERS, call.channels, strict=True):
        left_out = [x.start_ms for x in call.of(speaker) if x not in kept and x.start_ms < end_ms]
        spoken = channel[: min([end_ms + FRAME_MS, *left_out]) * BYTES_A_MS]
        channels.append(spoken.ljust((end_ms + TAIL_MS) * BYTES_A_MS, SILENCE))
    return Conversation(call.name, (channels[0], channels[1]), tuple(kept))


def _whole(frame: bytes) -> bytes:
    return frame.ljust(FRAME_BYTES, SILENCE)


def _wide(channel: bytes) -> Samples:
    resampler = Resampler(RATE)
    return np.concatenate([resampler.push(decode_mulaw(channel)), resampler.flush()])
