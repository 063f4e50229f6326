"""A scenario: what must be prompted in a call, by when, and what must never be.

A call is a demo recording, `call: hostage`, or is written out, with silences and keys:

    dialogue:
      - dispatcher: "9-1-1, what is the address of the emergency?"
      - silence: 12                      # seconds in which nobody is heard
      - dispatcher: "If you can hear me, press any key."
      - keys: "11"                       # the caller presses two keys, close together
      - caller: "Yes."
        after: 3                         # seconds since the item before; 0.4 without it
      - dispatcher: "Are you alone?"
        mark: alone                      # a name for the moment at which this item is over

An utterance takes as long as its words are spoken, and everything written is heard for sure. Ticks
come each second and each utterance is understood by the real language model, as in a replay. The
call ends 10 seconds after the last item.

An item of `expect` or `never` matches an event whose type is `event` and whose fields equal the
item's. `<field>_has` is a case-insensitive substring, `<field>_in` one of several. `by_ms` and
`after_ms` bound media time; in a dialogue `by` and `after` do the same with a mark, or with a
mark and seconds: `alone + 3`. `final` says where questions stand at the end.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from assistant.events import (
    ClockTicked,
    Event,
    KeyPressed,
    Speaker,
    SpeechEnded,
    SpeechStarted,
    TranscriptFinal,
    Word,
    to_wire,
)
from assistant.replay import Moment
from assistant.sources import Source
from assistant.transcripts import TURN_GAP_MS, WORD_MS

Item = Mapping[str, Any]
KEY_MS = 600
"""From one press of a count to the next."""
LAST_MS = 10_000
SPEAKERS: tuple[Speaker, ...] = ("caller", "dispatcher")


@dataclass(frozen=True, slots=True)
class Dialogue:
    """A written call: what is known when, and the moments that have a name."""

    moments: tuple[Moment, ...]
    marks: Mapping[str, int]
    end_ms: int

    def source(self, name: str) -> Source:
        """The call, to be played."""
        return Source(name, SPEAKERS, self.end_ms, partial(self._play))

    async def _play(self) -> AsyncIterator[Moment]:
        for moment in self.moments:
            yield moment


@dataclass(frozen=True, slots=True)
class Scenario:
    """What is expected of one call; `call` names a recording, else there is a dialogue."""

    name: str
    call: str
    expect: tuple[Item, ...]
    never: tuple[Item, ...]
    final: tuple[Item, ...]
    dialogue: Dialogue | None = None

    def unmet(self, events: Iterable[Event]) -> list[str]:
        """What does not hold, in words."""
        wire = [to_wire(event) for event in events]
        missing = [f"missing: {dict(i)}" for i in self.expect if not _found(i, wire)]
        present = [f"never: {dict(i)}" for i in self.never if _found(i, wire)]
        return missing + present + [_stands(i, wire) for i in self.final if _stands(i, wire)]


def load_scenario(path: Path) -> Scenario:
    """Read a scenario; unknown keys are errors of the test."""
    told = YAML(typ="safe").load(path)
    assert set(told) <= {"call", "dialogue", "expect", "never", "final"}, path
    assert ("call" in told) is not ("dialogue" in told), f"{path}: a recording or a dialogue"
    dialogue = dialogue_of(told["dialogue"]) if "dialogue" in told else None
    marks = dialogue.marks if dialogue else {}
    expect, never = (
        tuple(_timed(item, marks) for item in told.get(key) or ()) for key in ("expect", "never")
    )
    call = told.get("call", path.stem)
    return Scenario(path.stem, call, expect, never, tuple(told.get("final") or ()), dialogue)


def dialogue_of(items: Sequence[Item]) -> Dialogue:
    """The moments of a written call, one after the other."""
    moments: list[Moment] = []
    marks: dict[str, int] = {}
    clock = 0
    for number, item in enumerate(items, start=1):
        kinds = {"caller", "dispatcher", "silence", "keys"} & set(item)
        assert len(kinds) == 1 and set(item) <= kinds | {"after", "mark"}, item
        [kind] = kinds
        start = clock + int(1000 * item["after"]) if "after" in item else clock + TURN_GAP_MS
        spoken = _moments(kind, item[kind], start if kind != "silence" else clock, number)
        moments += spoken
        clock = spoken[-1].at_ms if spoken else clock + int(1000 * item[kind])
        if "mark" in item:
            marks[item["mark"]] = clock
    end_ms = clock + LAST_MS
    return Dialogue((*moments, Moment(end_ms, ClockTicked())), marks, end_ms)


def _moments(kind: str, said: Any, start_ms: int, number: int) -> list[Moment]:
    if kind == "silence":
        return []
    if kind == "keys":
        presses = enumerate(str(said))
        return [Moment(start_ms + i * KEY_MS, KeyPressed(key, "caller")) for i, key in presses]
    assert kind in ("caller", "dispatcher")
    return _spoken(_final(kind, said, start_ms, number))  # type: ignore[arg-type]


def _spoken(final: TranscriptFinal) -> list[Moment]:
    """The voice is heard while the words are said; they are known once they are."""
    speaker, name = final.speaker, final.utterance_id
    return [
        Moment(final.start_ms, SpeechStarted(speaker, name)),
        Moment(final.end_ms, SpeechEnded(speaker, name)),
        Moment(final.end_ms, final),
    ]


def _final(speaker: Speaker, text: str, start_ms: int, number: int) -> TranscriptFinal:
    words = tuple(
        Word(word, start_ms + i * WORD_MS, start_ms + (i + 1) * WORD_MS, 1.0)
        for i, word in enumerate(text.split())
    )
    name = f"{speaker}-{number:04d}"
    return TranscriptFinal(name, speaker, text, start_ms, words[-1].end_ms, words, 1.0, "en")


def _timed(item: Item, marks: Mapping[str, int]) -> Item:
    """The item with its marks as media time."""
    timed = {key: value for key, value in item.items() if key not in ("by", "after")}
    for key in ("by", "after"):
        if key in item:
            name, _, seconds = str(item[key]).partition("+")
            timed[f"{key}_ms"] = marks[name.strip()] + int(1000 * float(seconds or 0))
    return timed


def _found(item: Item, wire: list[dict[str, Any]]) -> bool:
    return any(_matches(item, event) for event in wire)


def _matches(item: Item, event: Mapping[str, Any]) -> bool:
    return all(_holds(key, wanted, event) for key, wanted in item.items())


def _holds(key: str, wanted: Any, event: Mapping[str, Any]) -> bool:
    if key == "by_ms":
        return bool(event["at_ms"] <= wanted)
    if key == "after_ms":
        return bool(event["at_ms"] > wanted)
    if key.endswith("_has"):
        return str(wanted).lower() in str(event.get(key[:-4], "")).lower()
    if key.endswith("_in"):
        return event.get(key[:-3]) in wanted
    return bool(event.get("type" if key == "event" else key) == wanted)


def _stands(item: Item, wire: list[dict[str, Any]]) -> str:
    """Where a question stands at the end, if it is not where it should."""
    changes = [e for e in wire if e["type"] == "question_state_changed"]
    last = [e["state"] for e in changes if e["question"] == item["question"]]
    state = last[-1] if last else "unasked"
    wanted = item["state"] if isinstance(item["state"], list) else [item["state"]]
    return "" if state in wanted else f"final: {item['question']} is {state}, not {item['state']}"
