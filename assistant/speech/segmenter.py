"""Where utterances begin and end: a pure state machine over voice probabilities.

It is fed one probability per 32 ms frame and counts time in frames, so that its answer depends on
nothing but the audio. Voice must rise above one threshold to begin an utterance and fall below a
lower one to end it; an utterance that runs too long is cut where voice was least likely.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assistant.speech.vad import FRAME_MS, VOICE

GAP_FRAMES = 2
"""Frames looked at on either side of a cut: 160 ms in all, a short gap between words."""


@dataclass(frozen=True, slots=True)
class Segmentation:
    """How utterances are told apart; times in ms, probabilities 0 to 1.

    `begin_ms` of voice begin an utterance; `pause_ms` without voice end it. `preroll_ms` before
    the voice and `hangover_ms` after it belong to the utterance's audio: soft first words are
    often noticed late. None is longer than `longest_ms`; a cut leaves at least `piece_ms` on its
    left side.
    """

    voice: float = VOICE
    silence: float = VOICE / 2
    begin_ms: int = 64
    pause_ms: int = 352
    preroll_ms: int = 1000
    hangover_ms: int = 224
    longest_ms: int = 12_000
    piece_ms: int = 5_000


LIVE = Segmentation(pause_ms=320, hangover_ms=96)
"""Somebody waits: utterances end sooner, and are whole sooner for a decode ahead of their end."""


@dataclass(frozen=True, slots=True)
class VoiceBegan:
    """An utterance began at `start_ms` (pre-roll included), known at `at_ms`."""

    at_ms: int
    start_ms: int


@dataclass(frozen=True, slots=True)
class VoiceEnded:
    """The utterance from `start_ms` to `end_ms` is over, known at `at_ms`.

    `voiced_ms` is how much of it holds voice; `cut` says that the speaker went on.
    """

    at_ms: int
    start_ms: int
    end_ms: int
    voiced_ms: int
    cut: bool = False


Boundary = VoiceBegan | VoiceEnded


class Segmenter:
    """The state machine of one channel."""

    def __init__(self, segmentation: Segmentation | None = None) -> None:
        self._how = segmentation or Segmentation()
        self._frame = 0
        self._free_from = 0  # the first frame that no earlier utterance has taken
        self._rising = 0  # frames of voice in a row before an utterance
        self._start: int | None = None  # first frame of the utterance, pre-roll included
        self._last_voice = 0  # the frame after the last one with voice
        self._heard: list[float] = []  # probabilities since `_start`, while in an utterance
        self._before: list[float] = []  # probabilities that pre-roll may still claim

    def push(self, probabilities: Iterable[float]) -> Iterator[Boundary]:
        """Take frames in; yield what begins and ends with them."""
        for probability in probabilities:
            self._frame += 1
            if self._start is None:
                yield from self._outside(float(probability))
            else:
                yield from self._inside(float(probability))

    def finish(self) -> Iterator[Boundary]:
        """The audio is over: end the utterance that is open."""
        if self._start is not None:
            yield self._ended(min(self._frame, self._last_voice + self._frames("hangover_ms")))

    @property
    def open_from_ms(self) -> int | None:
        """Where the open utterance begins, pre-roll included; None while nobody speaks."""
        return None if self._start is None else self._start * FRAME_MS

    @property
    def quiet_ms(self) -> int:
        """How long the open utterance has been without voice; 0 while nobody speaks."""
        return 0 if self._start is None else (self._frame - self._last_voice) * FRAME_MS

    def likely_end(self) -> VoiceEnded | None:
        """The end of the open utterance if its speaker says no more; None until it sounds so.

        It is the very end that `push` tells later, unless voice comes again before the pause is
        over.
        """
        end = self._last_voice + self._frames("hangover_ms")
        if self._start is None or self._frame < end:
            return None
        return self._between(end)

    def _outside(self, probability: float) -> Iterator[Boundary]:
        """Wait for enough voice in a row."""
        keep = self._frames("preroll_ms") + self._frames("begin_ms")
        self._before = [*self._before[-keep:], probability]
        self._rising = self._rising + 1 if probability >= self._how.voice else 0
        if self._rising >= self._frames("begin_ms"):
            first = self._frame - self._rising - self._frames("preroll_ms")
            self._begin(max(first, self._free_from))
            yield self._began()

    def _begin(self, start: int) -> None:
        self._start, self._rising = start, 0
        self._heard = self._before[-(self._frame - start) :]
        self._before = []
        self._last_voice = self._frame

    def _inside(self, probability: float) -> Iterator[Boundary]:
        """Wait for a pause, or for the longest an utterance may get."""
        assert self._start is not None
        self._heard.append(probability)
        if self._speaks(probability):
            self._last_voice = self._frame
        if self._frame - self._last_voice >= self._frames("pause_ms"):
            yield self._ended(self._last_voice + self._frames("hangover_ms"))
        elif self._frame - self._start >= self._frames("longest_ms"):
            yield from self._cut()

    def _speaks(self, probability: float) -> bool:
        """Whether this frame goes on with the voice: a lower bar while it has not paused."""
        return probability >= self._how.silence

    def _cut(self) -> Iterator[Boundary]:
        """End the utterance at its least likely frame and begin the next one there."""
        assert self._start is not None
        at = self._quietest()
        rest = self._heard[at - self._start :]
        last_voice = self._last_voice
        yield self._ended(at, cut=True)
        self._start, self._heard, self._before = at, rest, []
        self._last_voice = max(last_voice, at)
        yield self._began()

    def _quietest(self) -> int:
        """The frame to cut at: amid the least likely of voice, the later of two alike.

        Probabilities are summed over a gap between words, lest a cut falls into a stop consonant.
        """
        assert self._start is not None
        first = self._frames("piece_ms")
        return self._start + min(range(first, len(self._heard)), key=lambda i: (self._gap(i), -i))

    def _gap(self, frame: int) -> float:
        """How much voice there is around a frame of the utterance."""
        return sum(self._heard[max(0, frame - GAP_FRAMES) : frame + GAP_FRAMES + 1])

    def _began(self) -> VoiceBegan:
        assert self._start is not None
        return VoiceBegan(at_ms=self._frame * FRAME_MS, start_ms=self._start * FRAME_MS)

    def _ended(self, end: int, *, cut: bool = False) -> VoiceEnded:
        """Close the utterance at frame `end`."""
        ended = self._between(end, cut=cut)
        self._start, self._heard, self._free_from = None, [], end
        return ended

    def _between(self, end: int, *, cut: bool = False) -> VoiceEnded:
        """The open utterance, ended at frame `end`."""
        assert self._start is not None
        heard = self._heard[: end - self._start]
        voiced = sum(1 for probability in heard if probability >= self._how.voice)
        return VoiceEnded(
            at_ms=self._frame * FRAME_MS,
            start_ms=self._start * FRAME_MS,
            end_ms=end * FRAME_MS,
            voiced_ms=voiced * FRAME_MS,
            cut=cut,
        )

    def _frames(self, name: str) -> int:
        """A time of the segmentation as a number of frames, at least one."""
        return max(1, int(getattr(self._how, name)) // FRAME_MS)
