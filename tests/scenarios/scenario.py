"""A scenario: what must be prompted in a call, by when, and what must never be.

An item matches an event whose type is `event` and whose fields equal the item's. `<field>_has` is
a case-insensitive substring, `<field>_in` one of several, `by_ms` and `after_ms` bound media time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from assistant.events import Event, to_wire

Item = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Scenario:
    """What is expected of one call."""

    name: str
    call: str
    expect: tuple[Item, ...]
    never: tuple[Item, ...]
    final: tuple[Item, ...]

    def unmet(self, events: Iterable[Event]) -> list[str]:
        """What does not hold, in words."""
        wire = [to_wire(event) for event in events]
        missing = [f"missing: {dict(i)}" for i in self.expect if not _found(i, wire)]
        present = [f"never: {dict(i)}" for i in self.never if _found(i, wire)]
        return missing + present + [_stands(i, wire) for i in self.final if _stands(i, wire)]


def load_scenario(path: Path) -> Scenario:
    """Read a scenario; unknown keys are errors of the test."""
    told = YAML(typ="safe").load(path)
    assert set(told) <= {"call", "expect", "never", "final"}, path
    parts = (tuple(told.get(key) or ()) for key in ("expect", "never", "final"))
    return Scenario(path.stem, told["call"], *parts)


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
