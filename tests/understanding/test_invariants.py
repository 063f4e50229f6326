"""Whatever is said on a call, in whatever order: what facts and questions never do."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.events import (
    CallTypeChanged,
    Event,
    FactCorrected,
    FactEvent,
    GuidanceIssued,
    QuestionStateChanged,
    Told,
    to_wire,
)
from assistant.holding import SURE, is_sure
from assistant.understanding.call_type import RIVAL_LEAD, SHOWN_MIN
from assistant.understanding.facts import TAKEN_LATE_MIN
from tests.understanding.talking import (
    FACTS,
    TYPES,
    Step,
    Talk,
    calls,
    corrected,
    facts_in,
    heard_calls,
    heard_of,
    house,
    told_of,
)

relaxed = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
CONFIDENCE_MIN = house().settings.answer_confidence_min
NEVER_PROMPTED = ("answered", "refused")
READ_ELSEWHERE = frozenset(name for names in house().context.reads_as.values() for name in names)
"""Words for these mean another fact on some kinds of call."""
EVERYWHERE = [f for f in house().vocabulary.facts if f not in house().context.home]
ANYWHERE = [fact for fact in EVERYWHERE if fact not in READ_ELSEWHERE]
SOMEWHERE = [fact for fact in house().vocabulary.facts if fact not in READ_ELSEWHERE]
IMPLIED = {
    one.partition(".")[0]: other.partition(".")[0] for one, other in house().context.implies.items()
}
Checked = Callable[[Talk, list[Event]], None]


def play(sequence: list[Step], check: Checked = lambda talk, batch: None) -> Talk:
    """A call in which these things happen, looked at after each."""
    talk = Talk()
    for step in sequence:
        before = len(talk.events)
        step(talk)
        check(talk, talk.events[before:])
    return talk


def volunteered(told: list[Told], kind: str | None = None) -> Talk:
    """A call on which all this is volunteered, one utterance each, the kind known before it."""
    talk = Talk()
    if kind:
        talk.put(CallTypeChanged(kind, 1.0, (), "dispatcher"))
    for one in told:
        talk.volunteer(one)
    return talk


def sure_of(facts: list[str], least: float = 0.5) -> st.SearchStrategy[list[Told]]:
    """Things told for sure and heard well, each fact once, be it said or implied."""
    told = told_of(facts, ("affirmed", "denied"), [c for c in (0.5, 0.7, 0.95) if c >= least])
    return st.lists(
        told, min_size=2, max_size=7, unique_by=lambda one: IMPLIED.get(one.fact, one.fact)
    )


# A fact never vanishes


@relaxed
@given(calls)
def test_every_fact_heard_is_held_to_the_end(sequence: list[Step]) -> None:
    talk = play(sequence)
    assert set(talk.fold.facts) == {fact.fact for fact in facts_in(talk.events)}


@relaxed
@given(calls)
def test_a_value_given_for_sure_stays_until_another_is(sequence: list[Step]) -> None:
    held: dict[str, FactEvent] = {}

    def check(talk: Talk, batch: list[Event]) -> None:
        for fact in facts_in(batch):
            if isinstance(fact, FactCorrected) or is_sure(fact):
                held[fact.fact] = fact
        for name, fact in held.items():
            if fact.value not in ("", "yes", "no") and fact.certainty in SURE:
                assert talk.held()[name] == (fact.value, fact.certainty)

    play(sequence, check)


@relaxed
@given(calls)
def test_guidance_holds_the_facts_that_the_console_shows(sequence: list[Step]) -> None:
    def check(talk: Talk, batch: list[Event]) -> None:
        board = {name: (f.value, f.certainty) for name, f in talk.guidance.board.facts.items()}
        assert board == talk.held()

    play(sequence, check)


# An answered question is never asked again


@relaxed
@given(calls)
def test_nothing_answered_is_prompted_unless_it_became_unclear_or_contradicted(
    sequence: list[Step],
) -> None:
    states: dict[str, str] = {}
    for event in play(sequence).events:
        payload = event.payload
        if isinstance(payload, QuestionStateChanged):
            states[payload.question] = payload.state
        elif isinstance(payload, GuidanceIssued) and payload.kind == "critical_question":
            assert states.get(payload.subject) not in NEVER_PROMPTED


@relaxed
@given(calls)
def test_what_is_answered_goes_out_of_view_at_once(sequence: list[Step]) -> None:
    def check(talk: Talk, batch: list[Event]) -> None:
        shown = {g.subject for g in talk.fold.guidance.values() if g.kind == "critical_question"}
        states = talk.states()
        assert not [subject for subject in shown if states.get(subject) in NEVER_PROMPTED]

    play(sequence, check)


# What does not tick


@relaxed
@given(calls)
def test_only_what_is_sure_and_well_heard_ticks(sequence: list[Step]) -> None:
    words: dict[str, FactEvent] = {}
    for event in play(sequence).events:
        payload = event.payload
        words |= {fact.fact: fact for fact in facts_in([event])}
        if not isinstance(payload, QuestionStateChanged) or event.cause_seq is None:
            continue
        if payload.state == "answered":
            word = words[payload.question]
            assert word.certainty in SURE and word.confidence >= CONFIDENCE_MIN


@relaxed
@given(calls)
def test_what_is_answered_is_held_for_sure(sequence: list[Step]) -> None:
    by_hand: set[str] = set()

    def check(talk: Talk, batch: list[Event]) -> None:
        by_hand.update(
            event.payload.question
            for event in batch
            if isinstance(event.payload, QuestionStateChanged) and event.cause_seq is None
        )
        for name, state in talk.states().items():
            if state == "answered" and name not in by_hand:
                assert talk.held()[name][1] in SURE

    play(sequence, check)


# The dispatcher's corrections win


@relaxed
@given(heard_calls, told_of(certainties=("affirmed", "denied", "refused")), st.data())
def test_what_the_dispatcher_corrected_stands(
    before: list[Step], word: Told, data: st.DataObject
) -> None:
    talk = play(before)
    talk.put(corrected(word.fact, word.value, word.certainty))
    state = "refused" if word.certainty == "refused" else "answered"
    for step in data.draw(st.lists(heard_of([word.fact, "breathing", "location"]), max_size=12)):
        step(talk)
        assert talk.held()[word.fact] == (word.value, word.certainty)
        assert talk.states()[word.fact] == state


@relaxed
@given(heard_calls, st.sampled_from(FACTS), st.data())
def test_what_the_dispatcher_ticked_stays_ticked(
    before: list[Step], question: str, data: st.DataObject
) -> None:
    talk = play(before)
    talk.put(QuestionStateChanged(question, "answered", None))
    for step in data.draw(st.lists(heard_of([question, "breathing"]), max_size=12)):
        step(talk)
        assert talk.states()[question] == "answered"


@relaxed
@given(heard_calls, st.sampled_from(TYPES), heard_calls)
def test_the_kind_of_call_the_dispatcher_set_stands(
    before: list[Step], kind: str, after: list[Step]
) -> None:
    talk = play(before)
    talk.put(CallTypeChanged(kind, 1.0, (), "dispatcher"))
    for step in after:
        step(talk)
        assert talk.kind == kind


# The order of what is volunteered


@relaxed
@given(sure_of(ANYWHERE), st.data())
def test_the_order_of_what_is_volunteered_does_not_matter(
    told: list[Told], data: st.DataObject
) -> None:
    one, other = volunteered(told), volunteered(data.draw(st.permutations(told)))
    assert one.held() == other.held()
    assert one.states() == other.states()
    assert one.shares() == pytest.approx(other.shares(), abs=0.002)
    if one.kind != other.kind:  # a tie: who led first leads until somebody clearly leads
        shares = [one.shares().get(kind or "", SHOWN_MIN) for kind in (one.kind, other.kind)]
        assert abs(shares[0] - shares[1]) <= RIVAL_LEAD + 0.002


@relaxed
@given(sure_of(SOMEWHERE), st.sampled_from(TYPES), st.data())
def test_nor_for_facts_of_one_kind_of_call_once_the_kind_is_known(
    told: list[Told], kind: str, data: st.DataObject
) -> None:
    one, other = volunteered(told, kind), volunteered(data.draw(st.permutations(told)), kind)
    assert one.held() == other.held() and one.states() == other.states()


@relaxed
@given(
    sure_of(SOMEWHERE, TAKEN_LATE_MIN),
    st.none() | st.sampled_from(TYPES),
    st.sampled_from(TYPES),
    st.data(),
)
def test_what_belongs_on_the_kind_of_call_is_held_whenever_the_kind_became_known(
    told: list[Told], first: str | None, kind: str, data: st.DataObject
) -> None:
    talk = volunteered([], first)
    known_at = data.draw(st.integers(0, len(told)))
    for number, one in enumerate([*told, None]):
        if number == known_at:
            talk.put(CallTypeChanged(kind, 1.0, (), "dispatcher"))
        if one:
            talk.volunteer(one)
    at_home = {one.fact for one in told if house().context.fits(one.fact, kind)}
    assert at_home <= set(talk.fold.facts)
    assert {talk.states()[name] for name in at_home} <= {"answered"}


@relaxed
@given(sure_of(ANYWHERE), st.data())
def test_one_breath_or_many_does_not_matter(told: list[Told], data: st.DataObject) -> None:
    one, other = volunteered(told), Talk()
    other.volunteer(*data.draw(st.permutations(told)))
    assert one.held() == other.held() and one.states() == other.states()


@relaxed
@given(calls)
def test_the_same_call_gives_the_same_events(sequence: list[Step]) -> None:
    first, second = play(sequence), play(sequence)
    assert [to_wire(e) for e in first.events] == [to_wire(e) for e in second.events]
