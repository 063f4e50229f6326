"""What if: a recorded call's inputs fed again under other cards or settings, and the difference.

No model runs and nothing is timed, so the same call and the same cards give the same bytes.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from assistant.calls import House
from assistant.events import ClockTicked, Event, GuidanceIssued
from assistant.pipeline import replay_inputs
from assistant.replay import TICK_MS
from assistant.review.profile import profile_of
from assistant.review.record import Prompt, Record, record_of

Kind = Literal["new", "gone", "earlier", "later", "reworded"]
Key = tuple[str, str, int]
"""Kind and subject of a prompt, and which time it came, from 0."""


@dataclass(frozen=True, slots=True)
class PromptChange:
    """A prompt that came otherwise; times in ms, None where it did not come.

    A turn is how many utterances had been said by then.
    """

    change: Kind
    kind: str
    subject: str
    before_ms: int | None
    after_ms: int | None
    before_text: str | None
    after_text: str | None
    before_turn: int | None = None
    after_turn: int | None = None

    def lines(self) -> Iterator[str]:
        """Turn and time before and after, what it is about, its words, and others before."""
        before = moment(self.before_turn, self.before_ms)
        after = moment(self.after_turn, self.after_ms)
        about = f"{self.change:9}{self.kind} {self.subject}"
        yield f"{before} -> {after}  {about}: {self.after_text or self.before_text}"
        if self.after_text and self.before_text and self.after_text != self.before_text:
            yield f"{'':>35}before: {self.before_text}"


@dataclass(frozen=True, slots=True)
class MeasureChange:
    """A measure that came out otherwise."""

    name: str
    before: float | None
    after: float | None


@dataclass(frozen=True, slots=True)
class Difference:
    """What would have been otherwise in one call."""

    call_id: str
    call_type_before: str | None
    call_type_after: str | None
    prompts_before: int
    prompts_after: int
    prompts: tuple[PromptChange, ...]
    measures: tuple[MeasureChange, ...]

    @property
    def same(self) -> bool:
        """Whether nothing would have been otherwise."""
        return (
            not self.prompts
            and not self.measures
            and (self.call_type_before == self.call_type_after)
        )

    def lines(self) -> Iterator[str]:
        """What would have been otherwise, to be read: each prompt with its turns and times."""
        if self.call_type_before != self.call_type_after:
            yield f"call type: {self.call_type_before} -> {self.call_type_after}"
        for prompt in self.prompts:
            yield from prompt.lines()
        for measure in self.measures:
            yield f"{measure.name}: {measure.before} -> {measure.after}"


@dataclass(frozen=True, slots=True)
class Summary:
    """A folder of calls together: prompts that came otherwise, by change and subject."""

    calls: int
    changed: int
    prompts: Mapping[str, Mapping[str, int]]
    differences: tuple[Difference, ...]


def moment(turn: int | None, at_ms: int | None) -> str:
    """A turn and a time, to be read in a column."""
    if at_ms is None:
        return f"{'-':^14}"
    return f"turn {turn or 0:3} {at_ms // 60_000:02}:{at_ms // 1000 % 60:02}"


def what_if(events: Sequence[Event], before: House, after: House) -> Difference:
    """One call under two houses; the recorded prompts themselves are not looked at."""
    one, other = _played(events, before), _played(events, after)
    return Difference(
        call_id=one.call_id,
        call_type_before=one.call_type,
        call_type_after=other.call_type,
        prompts_before=len(one.prompts),
        prompts_after=len(other.prompts),
        prompts=tuple(_prompts(_keyed(one), _keyed(other))),
        measures=tuple(_measures(one, other, before, after)),
    )


def summed(differences: Iterable[Difference]) -> Summary:
    """Many calls together; only those that changed are listed."""
    kept = list(differences)
    counts: dict[str, dict[str, int]] = {}
    for difference in kept:
        for change in difference.prompts:
            by_subject = counts.setdefault(change.change, {})
            by_subject[change.subject] = by_subject.get(change.subject, 0) + 1
    changed = tuple(difference for difference in kept if not difference.same)
    ordered = {change: dict(sorted(counts[change].items())) for change in sorted(counts)}
    return Summary(len(kept), len(changed), ordered, changed)


def to_json(summary: Summary) -> str:
    """The summary as bytes that are the same for the same calls and cards."""
    body: dict[str, Any] = dataclasses.asdict(summary)
    return json.dumps(body, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def _played(events: Sequence[Event], house: House) -> Record:
    call_id = events[0].call_id if events else ""
    return record_of(replay_inputs(ticking(events), house.pipeline(call_id)))


def ticking(events: Sequence[Event], at_ms: int = 0) -> Iterator[Event]:
    """The inputs with a tick at each whole second between them, and after `at_ms`.

    A tick that led to nothing is not in the log, and may lead to something under other cards.
    """
    for event in events:
        if event.cause_seq is None and not isinstance(event.payload, ClockTicked):
            for tick_ms in range((at_ms // TICK_MS + 1) * TICK_MS, event.at_ms, TICK_MS):
                yield dataclasses.replace(event, at_ms=tick_ms, payload=ClockTicked())
            at_ms = event.at_ms
            yield event


def _keyed(record: Record) -> dict[Key, Prompt]:
    """Prompts by what they are about; the same one again is counted on."""
    times: dict[tuple[str, str], int] = {}
    found: dict[Key, Prompt] = {}
    for prompt in record.prompts.values():
        about = (prompt.issued.kind, prompt.issued.subject)
        found[(about[0], about[1], times.get(about, 0))] = prompt
        times[about] = times.get(about, 0) + 1
    return found


def _prompts(before: Mapping[Key, Prompt], after: Mapping[Key, Prompt]) -> Iterable[PromptChange]:
    for key in sorted({*before, *after}, key=lambda k: (_when(before, after, k), k)):
        one, other = before.get(key), after.get(key)
        change = _change(one, other)
        if change:
            yield PromptChange(
                change, key[0], key[1],
                one.at_ms if one else None, other.at_ms if other else None,
                one.issued.text if one else None, other.issued.text if other else None,
                one.turn if one else None, other.turn if other else None,
            )  # fmt: skip


def _when(before: Mapping[Key, Prompt], after: Mapping[Key, Prompt], key: Key) -> int:
    prompt = before.get(key) or after[key]
    return prompt.at_ms


def _change(one: Prompt | None, other: Prompt | None) -> Kind | None:
    if one is None or other is None:
        return "new" if one is None else "gone"
    if one.at_ms != other.at_ms:
        return "earlier" if other.at_ms < one.at_ms else "later"
    return "reworded" if _wording(one.issued) != _wording(other.issued) else None


def _wording(issued: GuidanceIssued) -> tuple[str, int]:
    return issued.text, issued.priority


def _measures(one: Record, other: Record, before: House, after: House) -> Iterable[MeasureChange]:
    first = profile_of(one, before.cards).measures()
    second = profile_of(other, after.cards).measures()
    for name in sorted({*first, *second}):
        values = (
            first[name].value if name in first else None,
            second[name].value if name in second else None,
        )
        if values[0] != values[1]:
            yield MeasureChange(name, *values)
