"""The vocabulary: the identifiers that cards, language data, events and scorecards share."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from assistant.errors import SettingsInvalid

LISTS = (
    "questions",
    "certainty",
    "question_states",
    "rapport_techniques",
    "rapport_faults",
    "alerts",
    "yes_no",
)


@dataclass(frozen=True, slots=True)
class CallType:
    """A kind of call: its APCO common incident type code, and whose it is."""

    id: str
    apco: str
    group: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Every identifier; a question and the fact that answers it share one."""

    call_types: Mapping[str, CallType]
    questions: tuple[str, ...]
    certainty: tuple[str, ...]
    question_states: tuple[str, ...]
    rapport_techniques: tuple[str, ...]
    rapport_faults: tuple[str, ...]
    alerts: tuple[str, ...]
    yes_no: tuple[str, ...]
    """The questions that "yes" or "no" answers."""

    @property
    def facts(self) -> tuple[str, ...]:
        """The identifiers of facts: those of the questions."""
        return self.questions

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups of call types, in the order of the file."""
        return tuple(dict.fromkeys(kind.group for kind in self.call_types.values()))

    def in_group(self, group: str) -> tuple[str, ...]:
        """The call types of a group."""
        return tuple(kind.id for kind in self.call_types.values() if kind.group == group)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known identifier a misspelt one was probably meant to be."""
    found = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return found[0] if found else None


def load_vocabulary(path: Path) -> Vocabulary:
    """Read vocabulary.yml; SettingsInvalid names the part that cannot be used."""
    raw = _parsed(path)
    lists = {name: _names(raw, name, path) for name in LISTS}
    if not set(lists["yes_no"]) <= set(lists["questions"]):
        raise _unusable(path, "yes_no names something that is no question")
    return Vocabulary(call_types=MappingProxyType(_call_types(raw, path)), **lists)


def _parsed(path: Path) -> Mapping[str, object]:
    try:
        raw = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, YAMLError):
        raise _unusable(path, "it cannot be read as YAML") from None
    if not isinstance(raw, dict):
        raise _unusable(path, "it is not a mapping")
    return raw


def _names(raw: Mapping[str, object], name: str, path: Path) -> tuple[str, ...]:
    found = raw.get(name)
    if not isinstance(found, list) or not all(isinstance(item, str) for item in found):
        raise _unusable(path, f"{name} is not a list of identifiers")
    if len(set(found)) != len(found):
        raise _unusable(path, f"{name} names an identifier twice")
    return tuple(found)


def _call_types(raw: Mapping[str, object], path: Path) -> dict[str, CallType]:
    found = raw.get("call_types")
    if not isinstance(found, dict):
        raise _unusable(path, "call_types is not a mapping")
    try:
        return {
            name: CallType(name, str(entry["apco"]), str(entry["group"]))
            for name, entry in found.items()
        }
    except (KeyError, TypeError):
        raise _unusable(path, "a call type lacks its apco code or its group") from None


def _unusable(path: Path, why: str) -> SettingsInvalid:
    return SettingsInvalid(
        f"The vocabulary {path.name} cannot be used, {why}",
        todo="restore the file that came with this version, or set FLORENCE_NLU_DIR",
    )
