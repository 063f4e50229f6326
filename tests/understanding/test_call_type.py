"""The call type: from everything said, steady, and the dispatcher's choice stands."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.events import (
    CallTypeChanged,
    FactHeard,
    Payload,
    RankedType,
    SilenceObserved,
    Speaker,
    UtteranceUnderstood,
)
from assistant.pipeline import Pipeline
from assistant.understanding.call_type import CallTypeStage, Evidence, Together
from tests.core.builders import BEGAN

KINDS = 41
EVIDENCE = Evidence({"hostage_count.affirmed": {"hostage": 1.0}}, {}, silence={"silent_call": 1.2})
SILENT = SilenceObserved("caller", 10_000)


def understood(speaker: Speaker = "caller", **types: float) -> UtteranceUnderstood:
    ranked = tuple(RankedType(name, share) for name, share in types.items())
    return UtteranceUnderstood("u", speaker, call_types=ranked)


def told(payloads: Sequence[Payload]) -> list[str]:
    pipeline = Pipeline("c", [CallTypeStage(EVIDENCE, KINDS)])
    events = [event for payload in payloads for event in pipeline.feed(payload, 0, BEGAN)]
    changes = [e.payload for e in events if isinstance(e.payload, CallTypeChanged)]
    return [change.call_type for change in changes]


def test_a_clear_sentence_is_enough() -> None:
    assert told([understood(structure_fire=0.9)]) == ["structure_fire"]


def test_a_caller_who_never_says_a_word_is_a_silent_call() -> None:
    assert told([understood("dispatcher"), SILENT, SILENT]) == ["silent_call"]
    assert told([SilenceObserved("dispatcher", 10_000)]) == []


def test_the_first_word_takes_back_what_silence_seemed_to_say() -> None:
    assert told([SILENT, understood(robbery=0.8)]) == ["silent_call", "robbery"]
    assert told([understood(robbery=0.8), SILENT]) == ["robbery"]


def test_a_weak_hint_is_not() -> None:
    assert told([understood(structure_fire=0.2)]) == []


def test_hints_add_up_over_the_call() -> None:
    assert told([understood(robbery=0.4)] * 4)[:1] == ["robbery"]


def test_a_slightly_better_rival_does_not_take_over() -> None:
    assert set(told([understood(assault=0.9), understood(robbery=0.95)])) == {"assault"}


def test_a_clear_rival_does() -> None:
    assert told([understood(assault=0.6), *[understood(robbery=0.9)] * 3])[-1] == "robbery"


def test_facts_change_the_type_and_count_once() -> None:
    fact = FactHeard("hostage_count", "1", "affirmed", "caller", "u", "q", 0.9)
    assert told([understood(domestic_violence=0.5), fact])[-1] == "hostage"
    assert told([understood(domestic_violence=0.9)] * 2 + [fact] * 9)[-1] == "domestic_violence"


def test_what_the_dispatcher_sets_stands() -> None:
    chosen = CallTypeChanged("barricade", 1.0, (), "dispatcher")
    assert (
        told([understood(assault=0.9), chosen, *[understood(assault=0.9)] * 5])[-1] == "barricade"
    )


def test_the_dispatchers_words_weigh_less() -> None:
    assert told([understood("dispatcher", robbery=0.9), understood(assault=0.7)])[-1] == "assault"


def test_facts_that_come_together_say_more_than_each_alone() -> None:
    groups = (frozenset({"conscious.denied"}), frozenset({"breathing.hedged", "breathing.denied"}))
    evidence = Evidence({}, {}, (Together(groups, {"cardiac_arrest": 2.0}),))
    pipeline = Pipeline("c", [CallTypeStage(evidence, KINDS)])
    facts = [
        FactHeard("conscious", "no", "denied", "caller", "u", "q", 0.9),
        FactHeard("breathing", "gasping", "hedged", "caller", "u", "q", 0.9),
    ]
    batches = [pipeline.feed(fact, 0, BEGAN) for fact in facts]
    assert [event.type for event in batches[0]] == ["fact_heard"]
    last = batches[1][-1].payload
    assert isinstance(last, CallTypeChanged) and last.call_type == "cardiac_arrest"
