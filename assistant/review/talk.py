"""Who spoke how long: shares, overlaps, silences, from the words' own times."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.events import Speaker
from assistant.review.record import Record, Said

Span = tuple[int, int]
BREATH_MS = 700
"""A pause shorter than this within one's words is no silence."""


@dataclass(frozen=True, slots=True)
class Talk:
    """How the speech of a call was shared; spans are [start, end) in ms, `silences` over 2 s."""

    caller: tuple[Span, ...]
    dispatcher: tuple[Span, ...]
    overlaps: tuple[Span, ...]
    silences: tuple[Span, ...]

    @property
    def caller_ms(self) -> int:
        """How long the caller spoke."""
        return total(self.caller)

    @property
    def dispatcher_ms(self) -> int:
        """How long the dispatcher spoke."""
        return total(self.dispatcher)

    @property
    def caller_share(self) -> float | None:
        """The caller's part of all speech, 0 to 1; None where nobody spoke."""
        spoken = self.caller_ms + self.dispatcher_ms
        return self.caller_ms / spoken if spoken else None

    @property
    def overlap_ms(self) -> int:
        """How long both spoke at once."""
        return total(self.overlaps)

    @property
    def longest_silence(self) -> Span | None:
        """The longest stretch between two words of anybody."""
        return max(self.silences, key=lambda span: span[1] - span[0], default=None)


SILENCE_MS = 2000


def talk_of(record: Record) -> Talk:
    """The talk of a call."""
    caller, dispatcher = _spans(record, "caller"), _spans(record, "dispatcher")
    return Talk(caller, dispatcher, both(caller, dispatcher), _silences(caller, dispatcher))


def total(spans: Sequence[Span]) -> int:
    """The length of spans that do not touch."""
    return sum(end - start for start, end in spans)


def merged(spans: Sequence[Span], gap_ms: int = 0) -> tuple[Span, ...]:
    """The same time as spans that do not touch; gaps up to `gap_ms` are closed."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1] + gap_ms:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        elif end > start:
            found.append((start, end))
    return tuple(found)


def both(one: Sequence[Span], other: Sequence[Span]) -> tuple[Span, ...]:
    """Where two sorted lists of spans are at once."""
    found: list[Span] = []
    i = j = 0
    while i < len(one) and j < len(other):
        start, end = max(one[i][0], other[j][0]), min(one[i][1], other[j][1])
        if start < end:
            found.append((start, end))
        if one[i][1] < other[j][1]:
            i += 1
        else:
            j += 1
    return tuple(found)


def _spans(record: Record, speaker: Speaker) -> tuple[Span, ...]:
    spans = [span for said in record.by(speaker) for span in _of(said)]
    return merged(spans, BREATH_MS)


def _of(said: Said) -> list[Span]:
    """An utterance's words, or its whole length where words have no times."""
    final = said.final
    return [(w.start_ms, w.end_ms) for w in final.words] or [(final.start_ms, final.end_ms)]


def _silences(caller: Sequence[Span], dispatcher: Sequence[Span]) -> tuple[Span, ...]:
    spoken = merged([*caller, *dispatcher])
    gaps = [(a[1], b[0]) for a, b in zip(spoken, spoken[1:], strict=False)]
    return tuple(gap for gap in gaps if gap[1] - gap[0] >= SILENCE_MS)
