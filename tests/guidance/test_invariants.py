"""Whatever happens on a call, in whatever order: what guidance never does."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.events import GuidanceIssued, GuidanceWithdrawn, Signal, SilenceObserved, to_wire
from assistant.guidance.cards import CardSet
from tests.guidance.builders import Call, shipped_cards

CARDS: CardSet = shipped_cards()
SUBJECTS = ["location", "weapons", "conscious", "breathing_normally", "injuries", "caller_name",
            "caller_safe", "can_speak_freely", "suspect_location", "attempt_made"]  # fmt: skip
CERTAINTIES = ["affirmed", "denied", "hedged", "unknown", "refused"]
Step = Callable[[Call], object]


def dismissing(index: int) -> Step:
    """Dismiss one of the prompts in view."""

    def step(call: Call) -> None:
        if call.in_view:
            call.dismiss(sorted(call.in_view)[index % len(call.in_view)])

    return step


def taking_up(index: int) -> Step:
    """Acknowledge one of the prompts in view."""

    def step(call: Call) -> None:
        if call.in_view:
            call.acknowledge(sorted(call.in_view)[index % len(call.in_view)])

    return step


def reading_out(index: int) -> Step:
    """Say one of the prompts in view in its own words."""

    def step(call: Call) -> None:
        if call.in_view:
            key = sorted(call.in_view)[index % len(call.in_view)]
            call.dispatcher(call.in_view[key].text)

    return step


FELT = ["i can't do this", "nobody would miss me", "i love my son", "i'm not scared", "okay"]
subjects, certainties = st.sampled_from(SUBJECTS), st.sampled_from(CERTAINTIES)
signals = st.sampled_from(["weapon_present", "suicidal_intent", "severe_bleeding"])
steps = st.one_of(
    subjects.map(lambda s: lambda call: call.ask(s)),
    st.tuples(subjects, certainties).map(lambda a: lambda call: call.answer(*a)),
    st.tuples(subjects, certainties).map(lambda a: lambda call: call.fact(*a)),
    subjects.map(lambda s: lambda call: call.state(s, "contradicted")),
    st.sampled_from(sorted(CARDS.cards)[:]).map(
        lambda t: lambda call: call.type("welfare_check" if t == "case_entry" else t)
    ),
    st.sampled_from(["suspect", "hostage", "witness", "victim"]).map(
        lambda r: lambda call: call.fact("caller_role", value=r)
    ),
    st.integers(1, 5).map(lambda e: lambda call: call.caller("please hurry up now", eccs=e)),
    signals.map(lambda a: lambda call: call.caller("oh", signals=(Signal(a, 0.9, "oh no no"),))),
    st.sampled_from(["medical_instruction", "reflection", "emotion_label"]).map(
        lambda t: lambda call: call.dispatcher("push on the chest", t)
    ),
    st.sampled_from(FELT).map(lambda text: lambda call: call.caller(text, eccs=1)),
    st.just(lambda call: call.feed(SilenceObserved("caller", 10_000))),
    st.just(lambda call: call.dispatcher("and then", asked=("injuries",))),
    st.integers(0, 5).map(reading_out),
    st.integers(0, 40_000).map(lambda ms: lambda call: call.later(ms)),
    st.integers(0, 5).map(dismissing),
    st.integers(0, 5).map(taking_up),
)
calls = st.lists(steps, max_size=40)
relaxed = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def play(sequence: list[Step]) -> Call:
    """A call in which these things happen."""
    call = Call(CARDS)
    for step in sequence:
        step(call)
        kinds = [g.kind for g in call.in_view.values() if g.kind != "alert"]
        assert len(kinds) == len(set(kinds)), "two prompts of one kind in view"
    return call


@relaxed
@given(calls)
def test_no_question_is_shown_that_was_asked_answered_or_refused(sequence: list[Step]) -> None:
    states: dict[str, str] = {}
    for event in play(sequence).events:
        payload = event.payload
        if payload.type == "question_state_changed":
            states[payload.question] = payload.state
        elif isinstance(payload, GuidanceIssued) and payload.kind == "critical_question":
            state = states.get(payload.subject, "unasked")
            assert state in ("unasked", "unclear", "contradicted")


@relaxed
@given(calls)
def test_no_prompt_is_shown_twice_and_no_dismissed_subject_returns(sequence: list[Step]) -> None:
    shown: set[tuple[str, str]] = set()
    subjects: dict[str, tuple[str, str]] = {}
    gone: set[tuple[str, str]] = set()
    for event in play(sequence).events:
        payload = event.payload
        if isinstance(payload, GuidanceIssued) and payload.guidance_id.startswith("g-"):
            prompt = (payload.protocol_ref.split("#")[1], payload.text)
            subject = (payload.kind, payload.subject)
            assert prompt not in shown
            assert payload.kind == "rapport" or subject not in gone
            shown.add(prompt)
            subjects[payload.guidance_id] = subject
        elif isinstance(payload, GuidanceWithdrawn) and payload.reason == "dismissed":
            gone |= {subjects[payload.guidance_id]} if payload.guidance_id in subjects else set()


@relaxed
@given(calls)
def test_every_withdrawal_is_of_something_in_view_and_every_reason_is_earlier(
    sequence: list[Step],
) -> None:
    in_view: set[str] = set()
    for event in play(sequence).events:
        payload = event.payload
        if isinstance(payload, GuidanceIssued):
            assert payload.guidance_id not in in_view
            assert payload.because and max(payload.because) < event.seq
            in_view.add(payload.guidance_id)
        elif isinstance(payload, GuidanceWithdrawn):
            in_view.remove(payload.guidance_id)


@relaxed
@given(calls)
def test_the_same_call_gives_the_same_events(sequence: list[Step]) -> None:
    first, second = play(sequence), play(sequence)
    assert [to_wire(e) for e in first.events] == [to_wire(e) for e in second.events]
