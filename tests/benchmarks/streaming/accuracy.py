"""What was heard against what was said: errors, figures and negations, seams between finals."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.benchmarks.streaming.conversation import Line
from tests.benchmarks.streaming.words import Pair, Token, aligned, timed, tokens

NEGATIONS = frozenset({"no", "not", "never", "none", "nobody", "nothing", "cannot", "without"})
DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
REACH = 2
"""Words on either side of a seam that count as being at it."""
RESAMPLES = 1000
SEED = 911


@dataclass(frozen=True, slots=True)
class Errors:
    """Edits from what was said to what was heard, of so many words said."""

    words: int = 0
    substituted: int = 0
    deleted: int = 0
    inserted: int = 0

    def __add__(self, other: Errors) -> Errors:
        """Pooled."""
        return Errors(
            self.words + other.words,
            self.substituted + other.substituted,
            self.deleted + other.deleted,
            self.inserted + other.inserted,
        )

    @property
    def rate(self) -> float | None:
        """Word error rate, 0 to above 1; None where nothing was said."""
        if not self.words:
            return None
        return (self.substituted + self.deleted + self.inserted) / self.words


@dataclass
class Entities:
    """Figures and negations said, and how many of them were heard; and negations invented."""

    digits: int = 0
    digits_heard: int = 0
    negations: int = 0
    negations_heard: int = 0
    negations_invented: int = 0

    def add(self, other: Entities) -> None:
        """Pool with those of another call or side."""
        for name in self.__dataclass_fields__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


@dataclass
class Accuracy:
    """One way of hearing: its errors line by line, its entities."""

    lines: list[Errors] = field(default_factory=list)
    entities: Entities = field(default_factory=Entities)

    @property
    def errors(self) -> Errors:
        """All lines pooled."""
        return sum(self.lines, Errors())

    def add(self, other: Accuracy) -> None:
        """Pool with that of another call or side."""
        self.lines += other.lines
        self.entities.add(other.entities)


def accuracy(lines: Sequence[Line], texts: Sequence[str]) -> Accuracy:
    """How one side was heard: what it said, and the texts that were heard, in order."""
    reference = timed(lines)
    heard = [token for text in texts for token in tokens(text)]
    pairs = aligned([token.text for token in reference], heard)
    found = entities([line.text for line in lines], texts)
    return Accuracy(_by_line(reference, heard, pairs), found)


def _by_line(
    reference: Sequence[Token], heard: Sequence[str], pairs: Sequence[Pair]
) -> list[Errors]:
    """The edits of each line; a word invented belongs to the line said before it."""
    found = {token.line: Errors() for token in reference}
    line = reference[0].line if reference else 0
    for left, right in pairs:
        line = reference[left].line if left is not None else line
        found[line] = found.get(line, Errors()) + _edit(reference, heard, left, right)
    return list(found.values())


def _edit(
    reference: Sequence[Token], heard: Sequence[str], left: int | None, right: int | None
) -> Errors:
    if left is None:
        return Errors(inserted=1)
    if right is None:
        return Errors(words=1, deleted=1)
    return Errors(words=1, substituted=int(reference[left].text != heard[right]))


def interval(lines: Sequence[Errors], resamples: int = RESAMPLES) -> tuple[float, float] | None:
    """The 95 % bootstrap interval of the error rate, lines drawn with replacement."""
    if not sum(line.words for line in lines):
        return None
    draw = random.Random(SEED)
    rates = sorted(_rate(draw.choices(lines, k=len(lines))) for _ in range(resamples))
    return rates[int(0.025 * resamples)], rates[min(resamples - 1, int(0.975 * resamples))]


def _rate(lines: Sequence[Errors]) -> float:
    words = sum(line.words for line in lines)
    wrong = sum(line.substituted + line.deleted + line.inserted for line in lines)
    return wrong / words if words else 0.0


def entities(lines: Sequence[str], texts: Sequence[str]) -> Entities:
    """Figures digit by digit, so that '555 0198' and '5550198' are alike, and negations."""
    said, got = _spread(lines), _spread(texts)
    found = Entities(
        digits=sum(text.isdigit() for text in said),
        negations=sum(text in NEGATIONS for text in said),
    )
    for left, right in aligned(said, got):
        alike = left is not None and right is not None and said[left] == got[right]
        if alike and left is not None:
            found.digits_heard += said[left].isdigit()
            found.negations_heard += said[left] in NEGATIONS
        elif right is not None:
            found.negations_invented += got[right] in NEGATIONS
    return found


def _spread(texts: Sequence[str]) -> list[str]:
    """Words, with figures as one word a digit.

    A number that begins with a zero is spelt out first: the normaliser would drop the zero.
    """
    spelt = [re.sub(r"\b0\d+", _spelt, text) for text in texts]
    words = [word for text in spelt for word in tokens(text)]
    return [piece for word in words for piece in re.findall(r"\d|[^\d]+", word)]


@dataclass
class Seams:
    """Between finals: how many, and the words lost or told twice there."""

    seams: int = 0
    lost: int = 0
    doubled: int = 0

    def add(self, other: Seams) -> None:
        """Pool with those of another call or side."""
        self.seams += other.seams
        self.lost += other.lost
        self.doubled += other.doubled


def seams(
    reference: Sequence[Token], finals: Sequence[Sequence[str]], offline: Sequence[str]
) -> Seams:
    """What the seams between finals cost.

    Lost is a word that was said and that the offline decode heard, but no final, next to a seam.
    Doubled is a word that a final holds beyond what was said, next to a seam, when the offline
    decode does not hold it too and the same word stands on the other side.
    """
    texts = [token.text for token in reference]
    spoken = [text for final in finals for text in final]
    edges = _edges(finals)
    pairs = aligned(texts, spoken)
    heard_offline, extra_offline = _offline(texts, offline)
    found = Seams(seams=len(edges))
    at = 0
    for left, right in pairs:
        at = right + 1 if right is not None else at
        if right is None and left is not None:
            found.lost += left in heard_offline and any(abs(at - edge) < REACH for edge in edges)
        elif left is None and right is not None and spoken[right] not in extra_offline:
            found.doubled += _repeats(spoken, right, edges)
    return found


def _edges(finals: Sequence[Sequence[str]]) -> list[int]:
    """Positions in the stream of words at which a final after the first begins."""
    edges, at = [], 0
    for final in finals[:-1]:
        at += len(final)
        edges.append(at)
    return edges


def _offline(texts: Sequence[str], offline: Sequence[str]) -> tuple[set[int], set[str]]:
    """Reference positions that the offline decode heard, and words it holds beyond them."""
    pairs = aligned(texts, offline)
    heard = {
        left
        for left, right in pairs
        if left is not None and right is not None and texts[left] == offline[right]
    }
    return heard, {offline[right] for left, right in pairs if left is None and right is not None}


def _repeats(spoken: Sequence[str], at: int, edges: Sequence[int]) -> bool:
    """Whether a word next to a seam stands on its other side too."""
    for edge in edges:
        before, after = spoken[max(0, edge - REACH) : edge], spoken[edge : edge + REACH]
        if edge - REACH <= at < edge and spoken[at] in after:
            return True
        if edge <= at < edge + REACH and spoken[at] in before:
            return True
    return False


def _spelt(number: re.Match[str]) -> str:
    return " ".join(DIGITS[int(digit)] for digit in number[0])
