"""What kind of call it is decides what words are about: read from `nlu_data/context.yml`."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ruamel.yaml import YAML, YAMLError

from assistant.errors import SettingsInvalid
from assistant.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Context:
    """Call types and groups are keys alike; a type's own entry comes before its group's.

    `reads_as`: on this kind of call, words for one question are about another.
    `home`: where a fact belongs; elsewhere it must have been asked for. Absent: everywhere.
    `rivals`: facts that take the same answer ("Danny"), so that the one asked for gets it.
    `once`: facts told once; after that only when asked.
    `first`: on this kind of call, words for the one are about the other until that is known.
    `implies`: who tells the one ("caller_armed.affirmed") tells the other as well.
    """

    groups: Mapping[str, str] = field(default_factory=dict)
    reads_as: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    home: Mapping[str, frozenset[str]] = field(default_factory=dict)
    rivals: tuple[frozenset[str], ...] = ()
    once: frozenset[str] = frozenset()
    implies: Mapping[str, str] = field(default_factory=dict)
    first: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def read(self, name: str, call_type: str | None) -> str:
        """The question or fact that is meant on this kind of call."""
        for kind in self._kinds(call_type):
            name = self.reads_as.get(kind, {}).get(name, name)
        return name

    def read_first(self, name: str, call_type: str | None, known: Collection[str]) -> str:
        """The same, and what is wanted first as long as it is not known."""
        name = self.read(name, call_type)
        other = self.first.get(call_type or "", {}).get(name, name)
        return name if other in known else other

    def fits(self, fact: str, call_type: str | None) -> bool:
        """Whether a fact belongs on this kind of call; all do while the kind is not known."""
        home = self.home.get(fact)
        return home is None or call_type is None or not home.isdisjoint(self._kinds(call_type))

    def rivals_of(self, fact: str) -> frozenset[str]:
        """The other facts that take the same answer."""
        return frozenset().union(*(group for group in self.rivals if fact in group)) - {fact}

    def _kinds(self, call_type: str | None) -> tuple[str, ...]:
        return (call_type, self.groups.get(call_type, "")) if call_type else ()


def load_context(path: Path, vocabulary: Vocabulary) -> Context:
    """The context table; SettingsInvalid names the first identifier that is unknown."""
    try:
        table = YAML(typ="safe", pure=True).load(path.read_text("utf-8"))
    except (OSError, YAMLError):
        raise SettingsInvalid(f"{path.name} cannot be read", todo="restore it") from None
    reads_as, home = table["reads_as"], table["home"]
    renamed = [*reads_as.values(), *table["first"].values()]
    facts = {*home, *table["once"], *(fact for group in table["rivals"] for fact in group)}
    facts |= {name for names in renamed for pair in names.items() for name in pair}
    facts |= {key.split(".")[0] for pair in table["implies"].items() for key in pair}
    kinds = {*reads_as, *table["first"], *(kind for kinds in home.values() for kind in kinds)}
    unknown = facts - set(vocabulary.facts)
    unknown |= kinds - set(vocabulary.call_types) - set(vocabulary.groups)
    if unknown:
        name = sorted(unknown)[0]
        raise SettingsInvalid(f"{path.name} names {name!r}, which is not in the vocabulary")
    return Context(
        groups={kind.id: kind.group for kind in vocabulary.call_types.values()},
        reads_as=reads_as,
        home={fact: frozenset(kinds) for fact, kinds in home.items()},
        rivals=tuple(frozenset(group) for group in table["rivals"]),
        once=frozenset(table["once"]),
        implies=table["implies"],
        first=table["first"],
    )
