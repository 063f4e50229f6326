"""Which words of a partial can be shown as settled: a pure policy over two decodes.

A word whose aligned end lies well before the end of the audio is unlikely to change when more
audio comes, which is what AlignAtt (Papi et al. 2023) reads from attention while decoding; two
decodes in a row that agree on it make it surer still (LocalAgreement, Liu et al. 2020). Here both
are asked of a word, except that one aligned long ago and believed by the model needs no second
decode.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.events import Word
from assistant.numerals import SPOKEN
from assistant.speech.guards import plain


@dataclass(frozen=True, slots=True)
class Stability:
    """How long before the end of the audio a word must have ended, in ms, to be settled.

    `agreed_ms` where the decode before had the same word there and the model does not give it
    less than `doubt`; `last_ms` where nothing follows it, since "can" may yet become "can't" and
    "west" "westbound"; `sure_ms` where the model gives it at least `sure`; `late_ms` in any case,
    lest one doubtful word holds up all that follows.
    """

    agreed_ms: int = 240
    last_ms: int = 700
    sure_ms: int = 500
    late_ms: int = 1500
    sure: float = 0.85
    doubt: float = 0.3


CALM = Stability()
HURRIED = Stability(agreed_ms=80, last_ms=400, sure_ms=300, late_ms=900, sure=0.55)
"""While partials are rare: two that agree would come too late for most words."""


def settled(
    before: Sequence[Word],
    now: Sequence[Word],
    already: int,
    heard_ms: int,
    how: Stability = CALM,
) -> int:
    """How many words of `now` are settled, at least `already`; `heard_ms` is the audio's end."""
    count = min(already, len(now))
    while count < len(now) and _is_settled(before, now, count, heard_ms, how):
        count += 1
    while count > already and is_figure(now[count - 1].word) and not _closed(now, count, heard_ms):
        count -= 1
    return count


def is_figure(word: str) -> bool:
    """Whether a word is a number or part of one: in figures or spelled, as Whisper sees fit."""
    parts = plain(word).split()
    return any(part in SPOKEN or any(c.isdigit() for c in part) for part in parts)


def _closed(now: Sequence[Word], count: int, heard_ms: int) -> bool:
    """Whether a figure is over: how it is written changes while more of it may come."""
    return count < len(now) and not is_figure(now[count].word) and heard_ms > now[count].end_ms


def _is_settled(
    before: Sequence[Word], now: Sequence[Word], at: int, heard_ms: int, how: Stability
) -> bool:
    word, age_ms = now[at], heard_ms - now[at].end_ms
    if age_ms >= how.late_ms:
        return True
    if at + 1 == len(now) and age_ms < how.last_ms:
        return False
    if at < len(before) and plain(before[at].word) == plain(word.word):
        return age_ms >= how.agreed_ms and word.confidence >= how.doubt
    return age_ms >= how.sure_ms and word.confidence >= how.sure
