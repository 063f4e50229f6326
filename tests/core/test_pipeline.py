"""The pipeline: numbering, order, ticks without trace, failing stages."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from assistant.events import (
    ClockTicked,
    Event,
    GuidanceIssued,
    NoteAdded,
    Payload,
    SilenceObserved,
    StageFailed,
    StageRecovered,
)
from assistant.pipeline import FOLLOWING_MAX, Pipeline, replay_inputs
from tests.core.builders import BEGAN


class Echo:
    """Answers each note with a silence, and each silence with nothing."""

    name = "echo"

    def handle(self, event: Event) -> Iterator[Payload]:
        if isinstance(event.payload, NoteAdded):
            yield SilenceObserved("caller", len(event.payload.text))


class Fragile:
    """Fails on notes that say so, after it has begun to answer."""

    name = "guidance"

    def handle(self, event: Event) -> Iterator[Payload]:
        if isinstance(event.payload, NoteAdded):
            yield SilenceObserved("dispatcher", 1)
            if "secret" in event.payload.text:
                raise ValueError(event.payload.text)


class StandIn:
    name = "guidance"

    def handle(self, event: Event) -> Iterator[Payload]:
        if isinstance(event.payload, NoteAdded):
            yield GuidanceIssued("f-1", "critical_question", "location", "Where?", 1, "x", ())


class Endless:
    name = "endless"

    def handle(self, event: Event) -> Iterator[Payload]:
        yield SilenceObserved("caller", 1)


def feed(pipeline: Pipeline, *texts: str) -> list[Event]:
    return [
        event for text in texts for event in pipeline.feed(NoteAdded(text, "t"), len(text), BEGAN)
    ]


def types(events: list[Event]) -> list[str]:
    return [event.type for event in events]


@given(st.lists(st.text(max_size=5), max_size=20))
def test_events_are_numbered_from_one_without_gaps(texts: list[str]) -> None:
    events = feed(Pipeline("c", [Echo()]), *texts)
    assert [event.seq for event in events] == list(range(1, 2 * len(texts) + 1))


def test_what_follows_names_its_input_as_cause() -> None:
    note, silence, second, _ = feed(Pipeline("c", [Echo()]), "a", "b")
    assert (note.cause_seq, silence.cause_seq, second.cause_seq) == (None, note.seq, None)


def test_a_tick_that_leads_to_nothing_leaves_no_trace() -> None:
    pipeline = Pipeline("c", [Echo()])
    assert pipeline.feed(ClockTicked(), 1, BEGAN) == []
    assert feed(pipeline, "a")[0].seq == 1


def test_a_failing_stage_is_told_once_without_its_words_and_recovers() -> None:
    events = feed(Pipeline("c", [Fragile()]), "secret one", "secret two", "fine")
    failed = [e.payload for e in events if isinstance(e.payload, StageFailed)]
    assert failed == [StageFailed("guidance", "stage_failed", "ValueError in stage guidance")]
    assert types(events)[-2:] == ["stage_recovered", "silence_observed"]
    assert not any("secret" in str(e.payload) for e in events if e.type != "note_added")


def test_a_failing_stage_leaves_no_half_answer() -> None:
    assert types(feed(Pipeline("c", [Fragile()]), "secret")) == ["note_added", "stage_failed"]


def test_the_fallback_is_heard_only_while_its_stage_fails() -> None:
    pipeline = Pipeline("c", [Fragile()], {"guidance": StandIn()})
    assert types(feed(pipeline, "fine")) == ["note_added", "silence_observed"]
    assert types(feed(pipeline, "secret")) == ["note_added", "stage_failed", "guidance_issued"]
    recovered = feed(pipeline, "fine")
    assert isinstance(recovered[1].payload, StageRecovered)
    assert "guidance_issued" not in types(recovered)


def test_stages_that_answer_each_other_for_ever_are_cut() -> None:
    assert len(feed(Pipeline("c", [Endless()]), "a")) <= FOLLOWING_MAX + 1


def test_feeding_recorded_inputs_again_gives_the_same_events() -> None:
    events = feed(Pipeline("c", [Echo(), Fragile()]), "one", "secret", "three")
    assert list(replay_inputs(events, Pipeline("c", [Echo(), Fragile()]))) == events
