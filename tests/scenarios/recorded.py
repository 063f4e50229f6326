"""Calls kept as their inputs, readings among them: played again they need no model.

What is kept is what was said and how it was understood when it was recorded. Played under the
stages and cards of now, each shows what those make of it.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from assistant.calls import House
from assistant.events import (
    CallEnded,
    CallStarted,
    ClockTicked,
    Event,
    GuidanceIssued,
    GuidanceWithdrawn,
    PartialUnderstood,
    Payload,
    TranscriptFinal,
    TranscriptPartial,
    UtteranceUnderstood,
    from_wire,
    to_wire,
)
from assistant.pipeline import replay_inputs
from assistant.review.whatif import moment, ticking
from assistant.understanding.heard_turn import Heard, HeardClause, HeardTurn
from assistant.understanding.labels import Label
from assistant.understanding.reading import make_reading
from assistant.understanding.written_calls import WrittenCall
from tests.core.builders import BEGAN
from tests.scenarios.scenario import SPEAKERS, dialogue_of

RECORDED = Path(__file__).parent / "recorded"
LEFT_OUT = (ClockTicked, PartialUnderstood, TranscriptPartial)
"""Inputs that are not kept: ticks are made again, and what is said settles with its final."""
SURE, TOPIC = 0.9, 0.3


def written(call: WrittenCall, name: str) -> list[Event]:
    """A written call as it would be if every turn were understood as its labels say."""
    dialogue = dialogue_of([{turn.speaker: turn.text} for turn in call.turns])
    payloads: list[tuple[int, Payload]] = [(0, _started(name))]
    finals = [m for m in dialogue.moments if isinstance(m.payload, TranscriptFinal)]
    for spoken, turn in zip(finals, call.turns, strict=True):
        assert isinstance(spoken.payload, TranscriptFinal)
        reading = _reading(spoken.payload, turn.labels, call.kinds)
        payloads += [(spoken.at_ms, spoken.payload), (spoken.at_ms, reading)]
    payloads.append((dialogue.end_ms, CallEnded("recording ended")))
    return _numbered(name, payloads)


def inputs(events: Iterable[Event], name: str) -> list[Event]:
    """What is kept of a call that was played."""
    kept = [
        (event.at_ms, _started(name) if isinstance(event.payload, CallStarted) else event.payload)
        for event in events
        if event.cause_seq is None and not isinstance(event.payload, LEFT_OUT)
    ]
    return _numbered(name, kept)


def write(path: Path, events: Iterable[Event]) -> None:
    """An event a line; words and their times are left out."""
    path.write_text("".join(_line(event) for event in events), "utf-8")


def read(path: Path) -> list[Event]:
    """The events of a file."""
    return [from_wire(json.loads(line)) for line in path.read_text("utf-8").splitlines()]


def timeline(events: list[Event], house: House) -> list[str]:
    """What is said, and each prompt as it comes and goes, with its turn and time."""
    lines, turn, shown = [], 0, dict[str, GuidanceIssued]()
    for event in replay_inputs(ticking(events), house.pipeline(events[0].call_id)):
        payload = event.payload
        if isinstance(payload, TranscriptFinal):
            turn += 1
        for told in _told(payload, shown):
            lines.append(f"{moment(turn, event.at_ms)}  {told}")
    return lines


def _told(payload: Payload, shown: dict[str, GuidanceIssued]) -> Iterator[str]:
    if isinstance(payload, TranscriptFinal):
        yield f"{payload.speaker}: {payload.text}"
    elif isinstance(payload, GuidanceIssued):
        shown[payload.guidance_id] = payload
        yield f"  + {payload.kind} {payload.subject} ({payload.priority}): {payload.text}"
    elif isinstance(payload, GuidanceWithdrawn):
        gone = shown[payload.guidance_id]
        yield f"  - {gone.kind} {gone.subject}: {payload.reason}"


def _started(name: str) -> CallStarted:
    return CallStarted(name, SPEAKERS, {}, {})


def _reading(
    final: TranscriptFinal, labels: tuple[Label, ...], kinds: tuple[str, ...]
) -> UtteranceUnderstood:
    heard = tuple(
        Heard("tell" if label.family == "fact" else label.family, label.key, SURE)
        for label in labels
    )
    topics = {kinds[0]: TOPIC} if final.speaker == "caller" else {}
    turn = HeardTurn((HeardClause(final.text, heard),), topics)
    return make_reading(final.utterance_id, final.speaker, final.text, turn)


def _numbered(name: str, payloads: Iterable[tuple[int, Payload]]) -> list[Event]:
    return [
        Event(name, seq, at_ms, BEGAN, None, payload)
        for seq, (at_ms, payload) in enumerate(payloads, start=1)
    ]


def _line(event: Event) -> str:
    if isinstance(event.payload, TranscriptFinal):
        event = dataclasses.replace(event, payload=dataclasses.replace(event.payload, words=()))
    return json.dumps(to_wire(event), ensure_ascii=False, separators=(",", ":")) + "\n"
