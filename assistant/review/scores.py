"""How well a call was understood, held against its labels.

A turn's label is hit when an event names the same identifier at that turn or the next; a fact
also needs the right certainty, and its value to agree: digits exactly, words by overlap. A fact
confirmed that a label before told so already is neither right nor wrong: labels name a fact once.
Where the labels count another transcript's turns, any turn will do.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from assistant.events import (
    CallTypeChanged,
    Event,
    FactConfirmed,
    FactCorrected,
    FactHeard,
    GuidanceIssued,
    QuestionAsked,
    QuestionStateChanged,
    RapportObserved,
    TranscriptFinal,
)
from assistant.guidance.board_parts import is_provisional
from assistant.review.labels import CallLabel, FactLabel

OVERLAP_MIN = 0.5
"""Share of the label's words that a heard value must hold."""
Mark = tuple[str, int, str]
"""What kind, at which turn, which identifier."""
Fits = Callable[[int, int], bool]
"""Whether an event of the second turn can be what the first turn's label means."""


@dataclass
class Tally:
    """Labels hit and missed, and events without a label, of one kind."""

    hit: int = 0
    missed: int = 0
    spurious: int = 0

    @property
    def recall(self) -> float:
        """Share of labels hit; 1 where there was none."""
        return self.hit / (self.hit + self.missed) if self.hit + self.missed else 1.0

    @property
    def precision(self) -> float:
        """Share of events that a label backs; 1 where there was none."""
        return self.hit / (self.hit + self.spurious) if self.hit + self.spurious else 1.0


@dataclass
class CallScore:
    """One call: the type at its end, and tallies by kind where its turns are labelled."""

    name: str
    wanted: str
    ranked: tuple[str, ...]
    recognised_at_turn: int | None
    tallies: dict[str, Tally] = field(default_factory=dict)
    certainties: dict[str, Tally] = field(default_factory=dict)
    """Facts once more, by the certainty of the label or, where there is none, of the event."""
    hedged_ticked: int = 0
    false_ticks: int = 0
    """Questions ticked at a turn, or the one before, that no sure fact is labelled at."""
    repeats: int = 0
    wrong: list[Mark] = field(default_factory=list)
    acceptable: tuple[str, ...] = ()

    def top(self, places: int) -> bool:
        """Whether the wanted type stands among the first so many."""
        return any(kind in self.ranked[:places] for kind in (self.wanted, *self.acceptable))


def score(
    name: str, events: Sequence[Event], label: CallLabel, *, by_turn: bool = True
) -> CallScore:
    """Hold a call's events against its labels."""
    heard = list(_heard(events))
    types = [(turn, p) for turn, p in heard if isinstance(p, CallTypeChanged)]
    good = (label.call_type, *label.also_acceptable)
    ranked = _ranked(types[-1][1]) if types else ()
    first = next((turn for turn, change in types if change.call_type in good), None)
    scored = CallScore(name, label.call_type, ranked, first, acceptable=label.also_acceptable)
    scored.repeats = _repeats(events)
    if label.turns:
        _tally(scored, heard, label, near if by_turn else anywhere)
    return scored


def near(wanted: int, found: int) -> bool:
    """At the labelled turn or the next."""
    return found - wanted in (0, 1)


def anywhere(wanted: int, found: int) -> bool:
    """At whatever turn."""
    return True


def _heard(events: Sequence[Event]) -> Iterator[tuple[int, object]]:
    """Each event with the turn it belongs to, counted from 0."""
    turn = -1
    for event in events:
        turn += isinstance(event.payload, TranscriptFinal)
        yield turn, event.payload


def _ranked(change: CallTypeChanged) -> tuple[str, ...]:
    return (change.call_type, *(other.call_type for other in change.alternatives))


def _repeats(events: Sequence[Event]) -> int:
    issued = [e.payload for e in events if isinstance(e.payload, GuidanceIssued)]
    return sum(count - 1 for count in Counter(p.protocol_ref + p.text for p in issued).values())


def _tally(
    scored: CallScore, heard: list[tuple[int, object]], label: CallLabel, fits: Fits
) -> None:
    turns = label.turns
    asked = [(turn.turn, name) for turn in turns for name in turn.asked]
    rapport = [(turn.turn, name) for turn in turns for name in (*turn.rapport, *turn.faults)]
    alerts = [(turn.turn, name) for turn in turns for name in turn.alerts]
    _match(scored, "asked", asked, _asked(heard), fits)
    _match(scored, "alerts", _first_of_each(alerts), _alerts(heard), anywhere)
    _match(scored, "rapport", rapport, _rapport(heard), fits)
    facts = [(turn.turn, fact) for turn in turns for fact in turn.facts]
    _match_facts(scored, facts, heard, fits)
    if fits is near:
        _match_ticks(scored, facts, heard)


def _asked(heard: list[tuple[int, object]]) -> list[tuple[int, str]]:
    return [(turn, p.question) for turn, p in heard if isinstance(p, QuestionAsked)]


def _alerts(heard: list[tuple[int, object]]) -> list[tuple[int, str]]:
    found = [
        (t, p.subject)
        for t, p in heard
        if isinstance(p, GuidanceIssued) and p.kind == "alert" and not is_provisional(p)
    ]
    return _first_of_each(found)


def _rapport(heard: list[tuple[int, object]]) -> list[tuple[int, str]]:
    found = [(turn, p) for turn, p in heard if isinstance(p, RapportObserved)]
    return [(turn, p.technique or p.fault or "") for turn, p in found]


def _first_of_each(marks: Iterable[tuple[int, str]]) -> list[tuple[int, str]]:
    seen: dict[str, int] = {}
    for turn, name in marks:
        seen.setdefault(name, turn)
    return [(turn, name) for name, turn in seen.items()]


def _match(
    scored: CallScore,
    kind: str,
    wanted: list[tuple[int, str]],
    found: list[tuple[int, str]],
    fits: Fits,
) -> None:
    tally = scored.tallies.setdefault(kind, Tally())
    left = list(found)
    for turn, name in wanted:
        hit = next((f for f in left if f[1] == name and fits(turn, f[0])), None)
        if hit:
            left.remove(hit)
        else:
            scored.wrong.append((f"missed {kind}", turn, name))
        tally.hit += hit is not None
        tally.missed += hit is None
    tally.spurious += len(left)
    scored.wrong += [(f"spurious {kind}", turn, name) for turn, name in left]


def _match_facts(
    scored: CallScore,
    wanted: list[tuple[int, FactLabel]],
    heard: list[tuple[int, object]],
    fits: Fits,
) -> None:
    tally = scored.tallies.setdefault("facts", Tally())
    kinds = (FactHeard, FactConfirmed, FactCorrected)
    left = [(turn, p) for turn, p in heard if isinstance(p, kinds)]
    for turn, fact in wanted:
        hits = [f for f in left if f[1].fact == fact.id and fits(turn, f[0])]
        hit = next((f for f in hits if _agrees(fact, f[1])), None)
        if hit:
            left.remove(hit)
        else:
            scored.wrong.append(("missed facts", turn, f"{fact.id}.{fact.certainty}"))
        for one in (tally, scored.certainties.setdefault(fact.certainty, Tally())):
            one.hit += hit is not None
            one.missed += hit is None
    for turn, spurious in left:
        if _told_before(spurious, turn, wanted):
            continue
        tally.spurious += 1
        scored.certainties.setdefault(spurious.certainty, Tally()).spurious += 1
        scored.wrong.append(("spurious facts", turn, f"{spurious.fact}.{spurious.certainty}"))


def _told_before(
    fact: FactHeard | FactConfirmed | FactCorrected, turn: int, wanted: list[tuple[int, FactLabel]]
) -> bool:
    """Whether an event only confirms what a label says was told up to its turn."""
    return isinstance(fact, FactConfirmed) and any(
        at <= turn and (label.id, label.certainty) == (fact.fact, fact.certainty)
        for at, label in wanted
    )


def _match_ticks(
    scored: CallScore, wanted: list[tuple[int, FactLabel]], heard: list[tuple[int, object]]
) -> None:
    """Questions ticked where the label says hedged, and where it says nothing sure at all."""
    hedged = {(turn, fact.id) for turn, fact in wanted if fact.certainty == "hedged"}
    sure = {(turn, fact.id) for turn, fact in wanted if fact.certainty in ("affirmed", "denied")}
    for turn, payload in heard:
        if isinstance(payload, QuestionStateChanged) and payload.state == "answered":
            name = payload.question
            scored.hedged_ticked += (turn, name) in hedged and (turn, name) not in sure
            if not sure & {(turn, name), (turn - 1, name)}:
                scored.false_ticks += 1
                scored.wrong.append(("false tick", turn, name))


def _agrees(label: FactLabel, heard: FactHeard | FactConfirmed | FactCorrected) -> bool:
    if label.certainty != heard.certainty:
        return False
    wanted = _tokens(label.value)
    if not wanted or label.value.lower() in ("yes", "no") or label.certainty == "denied":
        return True
    found = _tokens(f"{heard.value} {heard.quote}")
    digits = {token for token in wanted if token.isdigit()}
    return digits <= found and len(wanted & found) / len(wanted) >= OVERLAP_MIN


def _tokens(text: str) -> set[str]:
    return set(re.findall(r"[a-z0-9']+", text.lower()))
