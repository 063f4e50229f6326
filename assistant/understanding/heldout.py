"""How well the model does on sentences it has never seen: precision and recall a family."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from assistant.understanding.clauses import clause_language, split_clauses
from assistant.understanding.columns import FAMILIES_OF
from assistant.understanding.label_models import LabelModels
from assistant.understanding.labels import Example, Family


@dataclass(frozen=True, slots=True)
class FamilyScore:
    """Counts of one family's labels; `tell` counts facts, `certainty` how they were said."""

    family: str
    found: int
    said: int
    true: int

    @property
    def precision(self) -> float:
        """How much of what the model said is so, 0 to 1."""
        return self.found / self.said if self.said else 0.0

    @property
    def recall(self) -> float:
        """How much of what is so the model said, 0 to 1."""
        return self.found / self.true if self.true else 0.0

    @property
    def f1(self) -> float:
        """Both in one, 0 to 1."""
        both = self.said + self.true
        return 2 * self.found / both if both else 0.0


def score_held_out(models: LabelModels, examples: Sequence[Example]) -> list[FamilyScore]:
    """One row a family with examples, then `certainty` and `speaker`."""
    cut = zip(examples, _cut(examples), strict=True)
    read = [(example, _read(models, example, clauses)) for example, clauses in cut]
    rows = [
        _family(family, [pair for pair in read if pair[0].speaker == speaker])
        for speaker, families in FAMILIES_OF.items()
        for family in families
        if family != "fact"
    ]
    odds = models.speaker_odds([example.text for example in examples])
    right = sum(
        (odd > 0) == (example.speaker == "dispatcher")
        for odd, example in zip(odds, examples, strict=True)
    )
    speakers = FamilyScore("speaker", right, len(examples), len(examples))
    return [row for row in (*rows, _certainty(read), speakers) if row.true]


def _cut(examples: Sequence[Example]) -> Iterator[list[str]]:
    docs = clause_language().pipe(example.text for example in examples)
    return ([clause.text for clause in split_clauses(doc)] for doc in docs)


def _read(models: LabelModels, example: Example, clauses: list[str]) -> dict[Family, set[str]]:
    """The keys heard in an example, by family."""
    found: dict[Family, set[str]] = {}
    for clause in models.heard(example.speaker, clauses, example.before).clauses:
        for label in clause.labels:
            found.setdefault(label.family, set()).add(label.key)
    return found


Read = tuple[Example, dict[Family, set[str]]]


def _wanted(example: Example, family: Family) -> set[str]:
    """The keys an example carries; in a call, facts that its context gives count as told."""
    keys = set(example.keys(family))
    return keys | set(example.keys("fact")) if family == "tell" and example.kinds else keys


def _family(family: Family, read: Sequence[Read]) -> FamilyScore:
    found = said = true = 0
    for example, heard in read:
        if example.counts_for(family):
            expected = {_name(family, key) for key in _wanted(example, family)}
            told = {_name(family, key) for key in heard.get(family, ())}
            found, said, true = found + len(expected & told), said + len(told), true + len(expected)
    return FamilyScore(family, found, said, true)


def _name(family: Family, key: str) -> str:
    return key.rpartition(".")[0] if family == "tell" else key


def _certainty(read: Sequence[Read]) -> FamilyScore:
    """Of the facts found: how often the certainty is right too."""
    right = both = 0
    for example, heard in read:
        expected = dict(map(_split, _wanted(example, "tell")))
        told = dict(map(_split, heard.get("tell", ())))
        for fact in expected.keys() & told.keys():
            both += 1
            right += expected[fact] == told[fact]
    return FamilyScore("certainty", right, both, both)


def _split(key: str) -> tuple[str, str]:
    fact, _, certainty = key.rpartition(".")
    return fact, certainty


def write_report(path: Path, scores: Sequence[FamilyScore]) -> None:
    """Keep the scores as JSON."""
    path.write_text(json.dumps([asdict(score) for score in scores], indent=1), encoding="utf-8")


def read_report(path: Path) -> list[FamilyScore]:
    """What `write_report` kept."""
    return [FamilyScore(**row) for row in json.loads(path.read_text(encoding="utf-8"))]


def report_table(scores: Sequence[FamilyScore]) -> str:
    """The scores as lines of text, one a family."""
    lines = [f"{'held out':10} {'labels':>7} {'precision':>10} {'recall':>7} {'F1':>6}"]
    lines += [
        f"{s.family:10} {s.true:7d} {s.precision:10.2f} {s.recall:7.2f} {s.f1:6.2f}" for s in scores
    ]
    return "\n".join(lines)
