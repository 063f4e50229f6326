"""Events: one schema for log and wire."""

from __future__ import annotations

import json
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import events as module
from assistant.errors import EventInvalid
from assistant.events import (
    ENVELOPE,
    CallTypeChanged,
    Event,
    FactHeard,
    Payload,
    RankedType,
    from_wire,
    payload_adapter,
    to_wire,
)
from tests.core.builders import BEGAN, final

st.register_type_strategy(float, st.floats(0, 1))
PAYLOADS = get_args(get_args(Payload)[0])
CONTRACT = {
    "call_started": "source speakers",
    "speech_started": "speaker utterance_id",
    "speech_ended": "speaker utterance_id",
    "transcript_partial": "utterance_id revision speaker text stable_chars",
    "transcript_final": "utterance_id speaker text start_ms end_ms words confidence language",
    "call_type_changed": "call_type confidence alternatives set_by",
    "question_asked": "question utterance_id quote",
    "fact_heard": "fact value certainty speaker utterance_id quote confidence",
    "fact_confirmed": "fact value certainty speaker utterance_id quote confidence",
    "fact_corrected": "fact value certainty speaker utterance_id quote confidence",
    "question_state_changed": "question state utterance_id",
    "guidance_issued": "guidance_id kind subject text priority protocol_ref because",
    "guidance_withdrawn": "guidance_id reason",
    "guidance_acknowledged": "guidance_id by",
    "guidance_dismissed": "guidance_id by",
    "rapport_observed": "technique fault utterance_id",
    "caller_state_observed": "eccs utterance_id",
    "silence_observed": "speaker duration_ms",
    "key_pressed": "key speaker",
    "stage_failed": "stage code message",
    "stage_recovered": "stage code message",
    "call_ended": "reason",
}


def event(payload: Payload) -> Event:
    return Event("c", 3, 1200, BEGAN, 2, payload)


def test_every_event_of_the_contract_has_its_fields() -> None:
    fields = {p.__dataclass_fields__["type"].default: set(p.__dataclass_fields__) for p in PAYLOADS}
    for name, wanted in CONTRACT.items():
        assert set(wanted.split()) <= fields[name], name


@given(st.sampled_from(PAYLOADS).flatmap(st.from_type))
def test_what_is_written_is_read_back_the_same(payload: Payload) -> None:
    before = event(payload)
    assert from_wire(json.loads(json.dumps(to_wire(before)))) == before


def test_the_envelope_comes_first_and_flat() -> None:
    wire = to_wire(event(CallTypeChanged("hostage", 0.8, (RankedType("robbery", 0.1),), "model")))
    assert tuple(wire)[: len(ENVELOPE)] == ENVELOPE
    assert list(wire["alternatives"]) == [{"call_type": "robbery", "confidence": 0.1}]


def test_an_event_that_breaks_the_schema_names_the_field_and_not_its_content() -> None:
    wire = to_wire(event(final("my address is hidden")))
    with pytest.raises(EventInvalid) as error:
        from_wire({**wire, "start_ms": "my address is hidden"})
    assert "start_ms" in str(error.value) and "hidden" not in str(error.value)


def test_an_event_without_its_number_is_refused() -> None:
    wire = to_wire(event(final("hello")))
    del wire["seq"]
    with pytest.raises(EventInvalid, match="seq"):
        from_wire(wire)


def test_events_are_frozen() -> None:
    fact = FactHeard("age", "4", "affirmed", "caller", "u", "four", 0.9)
    with pytest.raises(AttributeError):
        fact.value = "5"  # type: ignore[misc]


def test_the_schema_describes_every_type() -> None:
    described = str(payload_adapter().json_schema())
    assert all(name in described for name in CONTRACT)
    assert module.__doc__
