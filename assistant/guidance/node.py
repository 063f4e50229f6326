"""YAML with its line numbers, read strictly: every problem names file, line and field."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from assistant.errors import CardInvalid
from assistant.vocabulary import nearest


@dataclass(slots=True)
class Problems:
    """What is wrong with the files read so far, in reading order."""

    sentences: list[str] = field(default_factory=list)

    def add(self, file: str, line: int, sentence: str) -> None:
        """Note one more."""
        self.sentences.append(f"{file} line {line}: {sentence}")

    def raise_first(self) -> None:
        """CardInvalid with the first problem and the number of the others, if there is any."""
        if not self.sentences:
            return
        others = len(self.sentences) - 1
        more = f" ({others} more problem{'s' if others > 1 else ''})" if others else ""
        raise CardInvalid(self.sentences[0] + more)


@dataclass(frozen=True, slots=True)
class Node:
    """A value of the file, where it stands, and what it is called there."""

    value: object
    line: int
    name: str
    file: str
    problems: Problems

    def report(self, sentence: str) -> None:
        """Note a problem here; the sentence follows the field's name."""
        self.problems.add(self.file, self.line, f"{self.name} {sentence}".strip())

    def mapping(
        self, required: Collection[str] = (), optional: Collection[str] = ()
    ) -> dict[str, Node]:
        """The entries by key; missing and unknown keys are problems."""
        found = self.entries()
        known = [*required, *optional]
        for key, node in found.items():
            if key not in known:
                node.report(f"is not known here{meant(key, known)}")
        for key in required:
            if key not in found and isinstance(self.value, CommentedMap):
                self.report(f"has no {key}" if self.name else f"{key} is missing")
        return {key: node for key, node in found.items() if key in known}

    def entries(self) -> dict[str, Node]:
        """The entries by key, whatever the keys."""
        if not isinstance(self.value, CommentedMap):
            self.report("is not a mapping" if self.name else "the file is not a mapping")
            return {}
        prefix = f"{self.name}." if self.name else ""
        return {
            str(key): self._child(value, self.value.lc.key(key)[0], f"{prefix}{key}")
            for key, value in self.value.items()
        }

    def items(self) -> list[Node]:
        """The items of a list."""
        if not isinstance(self.value, CommentedSeq):
            self.report("is not a list")
            return []
        return [
            self._child(value, self.value.lc.item(i)[0], f"{self.name}[{i}]")
            for i, value in enumerate(self.value)
        ]

    def text(self) -> str:
        """A text that is not empty."""
        if isinstance(self.value, str) and self.value.strip():
            return " ".join(self.value.split())
        self.report("is not a text")
        return ""

    def flag(self) -> bool:
        """`true` or `false`."""
        if not isinstance(self.value, bool):
            self.report("is neither true nor false")
        return self.value is True

    def number(self) -> float:
        """A number, not negative."""
        if isinstance(self.value, bool) or not isinstance(self.value, int | float):
            self.report("is not a number")
            return 0.0
        if self.value < 0:
            self.report("is below zero")
        return float(self.value)

    def whole(self, least: int = 0, most: int | None = None) -> int:
        """A whole number within bounds."""
        if isinstance(self.value, bool) or not isinstance(self.value, int):
            self.report("is not a whole number")
            return least
        if self.value < least or (most is not None and self.value > most):
            bounds = f"at least {least}" if most is None else f"between {least} and {most}"
            self.report(f"is not {bounds}")
        return int(self.value)

    def day(self) -> date:
        """A date, as 2026-01-31."""
        if isinstance(self.value, date):
            return date(self.value.year, self.value.month, self.value.day)
        try:
            return date.fromisoformat(str(self.value))
        except ValueError:
            self.report("is not a date such as 2026-01-31")
            return date.min

    def one_of(self, known: Sequence[str], what: str = "in the vocabulary") -> str:
        """One of the known identifiers."""
        name = self.text()
        if name and name not in known:
            self.report(f'"{name}" is not {what}{meant(name, known)}')
        return name

    def some_of(self, known: Sequence[str], what: str = "in the vocabulary") -> tuple[str, ...]:
        """A list of known identifiers, not empty, none twice."""
        names = tuple(node.one_of(known, what) for node in self.items())
        if isinstance(self.value, CommentedSeq) and not names:
            self.report("is empty")
        for name in repeated(names):
            self.report(f'names "{name}" twice')
        return names

    def _child(self, value: object, line: int, name: str) -> Node:
        return Node(value, line + 1, name, self.file, self.problems)


def listed(found: Mapping[str, Node], name: str) -> list[Node]:
    """The items of a field that may be left out."""
    return found[name].items() if name in found else []


def meant(word: str, known: Iterable[str]) -> str:
    """`; did you mean "weapons"?`, or nothing when no known word is near."""
    near = nearest(word, known)
    return f'; did you mean "{near}"?' if near else ""


def repeated(names: Iterable[str]) -> list[str]:
    """The names that come more than once, each once."""
    seen: set[str] = set()
    twice: dict[str, None] = {}
    for name in names:
        if name in seen:
            twice[name] = None
        seen.add(name)
    return list(twice)


def read_yaml(path: Path, problems: Problems) -> Node | None:
    """The root of a file; None, and a problem, when it is not YAML."""
    try:
        value = YAML(typ="rt").load(path.read_text(encoding="utf-8"))
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        problems.add(path.name, line, f"this is not YAML: {error.problem or 'cannot be read'}")
        return None
    except (OSError, UnicodeDecodeError, YAMLError):
        problems.add(path.name, 1, "the file cannot be read as YAML in UTF-8")
        return None
    return Node(value, 1, "", path.name, problems)
