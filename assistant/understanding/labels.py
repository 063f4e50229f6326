"""The labelled examples of `nlu_data/data`: `family/key` labels joined with `+` (docs/nlu.md)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from assistant.errors import InputError
from assistant.events import Speaker

Family = Literal[
    "ask", "say", "fault", "plain", "tell", "fact", "type", "signal", "state", "answer"
]
DISPATCHER_FAMILIES: tuple[Family, ...] = ("ask", "say", "fault")
CALLER_FAMILIES: tuple[Family, ...] = ("tell", "fact", "type", "signal", "state", "answer")
FAMILIES: tuple[Family, ...] = (*DISPATCHER_FAMILIES, *CALLER_FAMILIES, "plain")
_FAMILY: Mapping[str, Family] = {family: family for family in FAMILIES}
CERTAINTIES = ("affirmed", "denied", "hedged")


@dataclass(frozen=True, slots=True)
class Label:
    """One label: a family, and its key."""

    family: Family
    key: str


@dataclass(frozen=True, slots=True)
class Example:
    """One labelled text, and who says it.

    A turn of a written call knows what the other side said `before` it and what `kinds` of call
    it comes from, and carries every label there is to give: what it lacks was not said.
    """

    text: str
    labels: tuple[Label, ...]
    speaker: Speaker
    before: str = ""
    kinds: tuple[str, ...] = ()

    def keys(self, family: Family) -> tuple[str, ...]:
        """The keys this example carries in a family."""
        return tuple(label.key for label in self.labels if label.family == family)

    def counts_for(self, family: Family) -> bool:
        """Whether it says anything, for or against, about a family's labels."""
        return bool(self.kinds) or any(
            label.family in (family, "plain", "answer") for label in self.labels
        )


def parse_labels(intent: str) -> tuple[Label, ...]:
    """The labels of an intent name; InputError names what cannot be read."""
    labels = []
    for part in intent.split("+"):
        name, _, key = part.strip().partition("/")
        family = _FAMILY.get(name)
        if family is None or not key:
            raise InputError(
                f"The label {part!r} is not family/key",
                todo=f"begin it with one of {', '.join(FAMILIES)}",
            )
        labels.append(Label(family, key))
    return tuple(labels)


def speaker_of(labels: tuple[Label, ...]) -> Speaker:
    """Who says an example with these labels."""
    first = labels[0]
    said_by_dispatcher = first.family in DISPATCHER_FAMILIES or first.key == "dispatcher"
    return "dispatcher" if said_by_dispatcher else "caller"


def read_examples(folder: Path) -> list[Example]:
    """Every example under a folder, in the order of its files; InputError names file and intent."""
    return read_example_files(sorted(folder.rglob("*.yml")))


def read_example_files(paths: Iterable[Path | str]) -> list[Example]:
    """The examples of these files, in their order."""
    return [example for path in paths for example in _file_examples(Path(path))]


def _file_examples(path: Path) -> Iterator[Example]:
    try:
        document = YAML(typ="safe").load(path)
    except YAMLError as error:
        raise InputError(f"{path.name} is not YAML", todo=str(error).splitlines()[0]) from None
    for entry in (document or {}).get("nlu") or ():
        yield from _entry_examples(path, entry)


def _entry_examples(path: Path, entry: Mapping[str, str]) -> Iterator[Example]:
    if "intent" not in entry or not isinstance(entry.get("examples"), str):
        raise InputError(
            f"{path.name} has an entry without intent or examples",
            todo="give each entry an intent and a block of examples",
        )
    try:
        labels = parse_labels(entry["intent"])
    except InputError as error:
        raise InputError(f"{path.name}: {error.sentence}", todo=error.todo) from None
    for line in entry["examples"].splitlines():
        text = line.strip().removeprefix("-").strip()
        if text:
            yield Example(text, labels, speaker_of(labels))
