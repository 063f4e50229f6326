"""The written calls of `nlu_data/data/calls`: whole conversations, every turn labelled.

A line of a call is `D | ask/location | 911, where is your emergency?` (docs/nlu.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from assistant.errors import InputError
from assistant.events import Speaker
from assistant.understanding.labels import Example, Label, parse_labels

SPEAKERS: dict[str, Speaker] = {"D": "dispatcher", "C": "caller"}
FOLDER = "calls"


@dataclass(frozen=True, slots=True)
class WrittenTurn:
    """One turn: who says it, what it carries, its words."""

    speaker: Speaker
    labels: tuple[Label, ...]
    text: str


@dataclass(frozen=True, slots=True)
class WrittenCall:
    """A call somebody wrote; `also` are types that would do as well."""

    call_type: str
    also: tuple[str, ...]
    turns: tuple[WrittenTurn, ...]

    @property
    def kinds(self) -> tuple[str, ...]:
        """The call type, then those that would do as well."""
        return (self.call_type, *self.also)

    def examples(self) -> Iterator[Example]:
        """The turns, each with what the other side said last."""
        last: dict[Speaker, str] = {"caller": "", "dispatcher": ""}
        for turn in self.turns:
            other: Speaker = "caller" if turn.speaker == "dispatcher" else "dispatcher"
            yield Example(turn.text, turn.labels, turn.speaker, last[other], self.kinds)
            last[turn.speaker] = turn.text


def read_calls(folder: Path) -> list[WrittenCall]:
    """Every call under a folder, file by file; InputError names the file and the line."""
    return [call for path in sorted(folder.rglob("*.yml")) for call in read_call_file(path)]


def read_call_file(path: Path) -> Iterator[WrittenCall]:
    """The calls of one file."""
    try:
        document = YAML(typ="safe").load(path)
    except YAMLError as error:
        raise InputError(f"{path.name} is not YAML", todo=str(error).splitlines()[0]) from None
    for number, entry in enumerate((document or {}).get("calls") or (), start=1):
        try:
            lines = entry["lines"].strip().splitlines()
            turns = tuple(_turn(line) for line in lines)
            yield WrittenCall(entry["call_type"], tuple(entry.get("also") or ()), turns)
        except (KeyError, TypeError, AttributeError):
            raise InputError(
                f"{path.name}: call {number} lacks call_type or lines",
                todo="give it both, as docs/nlu.md shows",
            ) from None
        except InputError as error:
            raise InputError(
                f"{path.name}: call {number}: {error.sentence}", todo=error.todo
            ) from None


def _turn(line: str) -> WrittenTurn:
    parts = [part.strip() for part in line.split(" | ", 2)]
    if len(parts) != 3 or parts[0] not in SPEAKERS:
        raise InputError(
            f"the line {line[:30]!r} is not a turn", todo="write D or C | labels | words"
        )
    return WrittenTurn(SPEAKERS[parts[0]], parse_labels(parts[1]), parts[2])
