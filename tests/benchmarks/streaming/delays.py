"""Delays of one side of a call: media time to arrival, and what was taken back.

Every delay is the arrival of a message less the sending of the frame that held the moment it is
about, both on the client's monotonic clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields

from assistant.speech.guards import plain
from tests.benchmarks.streaming.told import Heard, Sent, Shown
from tests.benchmarks.streaming.words import Token, aligned, matched, tokens


@dataclass
class Delays:
    """Seconds, one an occurrence; counts where named so."""

    first_text: list[float] = field(default_factory=list)
    """From the true start of speech to the first words on the screen."""
    stable_word: list[float] = field(default_factory=list)
    """From a word's end to its arrival in a stable part or a final, whichever is first."""
    staying_word: list[float] = field(default_factory=list)
    """From a word's end to the moment from which it is on the screen for good."""
    endpoint_to_final: list[float] = field(default_factory=list)
    """From the message that an utterance is over to its final."""
    speech_to_final: list[float] = field(default_factory=list)
    """From the end of a line's last word to the final that tells it."""
    claimed: int = 0
    """Words that were called stable before the final."""
    revised: int = 0
    """Of these, the ones that the final or a later partial does not hold."""
    late_partials: int = 0

    def add(self, other: Delays) -> None:
        """Pool with those of another call or side."""
        for each in fields(self):
            setattr(self, each.name, getattr(self, each.name) + getattr(other, each.name))


def measure(reference: Sequence[Token], heard: Sequence[Heard], sent: Sent) -> Delays:
    """The delays of one side: what was said, what was told, when it was sent."""
    finals = [each for each in heard if each.final and tokens(each.final.text)]
    owner = owners(reference, finals)
    delays = Delays(late_partials=sum(each.late_partials for each in heard))
    for number, utterance in enumerate(finals):
        own = [token for token, at in zip(reference, owner, strict=True) if at == number]
        _word_delays(delays, own, utterance, sent)
        _claims(delays, utterance)
        if utterance.ended is not None and utterance.final:
            delays.endpoint_to_final.append(utterance.final.arrived - utterance.ended)
    _line_delays(delays, reference, owner, finals, sent)
    return delays


def owners(reference: Sequence[Token], finals: Sequence[Heard]) -> list[int | None]:
    """Which final tells each word of the reference, by position; None where a whole line is lost.

    A word that no final holds belongs to the final that holds what was said before it in the
    same line, or else after it.
    """
    spoken = [(text, n) for n, each in enumerate(finals) for text in tokens(_text(each))]
    owner: list[int | None] = [None] * len(reference)
    for left, right in aligned([token.text for token in reference], [text for text, _ in spoken]):
        if left is not None and right is not None:
            owner[left] = spoken[right][1]
    forwards = range(1, len(reference))
    _inherit(owner, reference, ((at, at - 1) for at in forwards))
    _inherit(owner, reference, ((at - 1, at) for at in reversed(forwards)))
    return owner


def _inherit(
    owner: list[int | None], reference: Sequence[Token], steps: Iterable[tuple[int, int]]
) -> None:
    for at, neighbour in steps:
        if owner[at] is None and reference[at].line == reference[neighbour].line:
            owner[at] = owner[neighbour]


def _word_delays(delays: Delays, own: Sequence[Token], utterance: Heard, sent: Sent) -> None:
    """When each of the utterance's words became stable, and when it had come to stay."""
    texts = [token.text for token in own]
    stable: dict[int, float] = {}
    staying: dict[int, float] = {}
    for shown in utterance.shown:
        final = shown is utterance.final
        whole = matched(texts, tokens(shown.text))
        promised = whole if final else matched(texts, tokens(shown.stable or ""))
        for at in promised:
            stable.setdefault(at, shown.arrived)
        staying = {at: staying.get(at, shown.arrived) for at in whole}
    delays.stable_word += [arrived - sent.at(own[at].end_ms) for at, arrived in stable.items()]
    delays.staying_word += [arrived - sent.at(own[at].end_ms) for at, arrived in staying.items()]


def _claims(delays: Delays, utterance: Heard) -> None:
    """Count the words called stable, and the ones that did not stay."""
    claimed: list[str] = []
    last = ""
    for shown in utterance.partials:
        if shown.stable is None:
            return
        now = plain(shown.stable).split()
        kept = _common(claimed, now)
        if kept == len(now):
            continue  # a shorter promise takes nothing back: the final will tell
        delays.claimed += len(now) - kept
        delays.revised += len(claimed) - kept
        claimed, last = now, shown.stable
    delays.revised += _not_kept(last, utterance)


def _not_kept(claimed: str, utterance: Heard) -> int:
    """How many of the words promised last the final does not hold."""
    promised = tokens(claimed)
    kept = matched(tokens(_text(utterance)), promised)
    return max(0, len(promised) - len(kept))


def _common(before: list[str], now: list[str]) -> int:
    """How many words at the beginning are the same."""
    for at, (one, other) in enumerate(zip(before, now, strict=False)):
        if one != other:
            return at
    return min(len(before), len(now))


def _line_delays(
    delays: Delays,
    reference: Sequence[Token],
    owner: Sequence[int | None],
    finals: Sequence[Heard],
    sent: Sent,
) -> None:
    """First text and final of each line said."""
    for number in sorted({token.line for token in reference}):
        at = [i for i, token in enumerate(reference) if token.line == number]
        first, last = owner[at[0]], owner[at[-1]]
        begins = first is not None and first not in owner[: at[0]]
        if first is not None and begins:
            arrived = finals[first].shown[0].arrived
            delays.first_text.append(arrived - sent.at(reference[at[0]].start_ms))
        ends = last is not None and last not in owner[at[-1] + 1 :]
        if last is not None and ends:
            final = _final(finals[last])
            delays.speech_to_final.append(final.arrived - sent.at(reference[at[-1]].end_ms))


def _final(heard: Heard) -> Shown:
    assert heard.final is not None
    return heard.final


def _text(heard: Heard) -> str:
    return heard.final.text if heard.final else ""


def quantile(values: Sequence[float], share: float) -> float | None:
    """The value below which `share` of them lie, between the two nearest; None without values."""
    if not values:
        return None
    ordered = sorted(values)
    at = share * (len(ordered) - 1)
    low = int(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (at - low)
