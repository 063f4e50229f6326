"""How well the model does on sentences it has never seen: precision and recall a family."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from assistant.understanding.encoder import sentence_encoder
from assistant.understanding.label_models import SPEAKERS, LabelModels
from assistant.understanding.labels import Example, Family
from assistant.understanding.reading import HeardClause


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
    vectors = sentence_encoder().encode([example.text for example in examples])
    rows: list[FamilyScore] = []
    pairs: list[tuple[Example, HeardClause]] = []
    for speaker, families in SPEAKERS.items():
        mine = [i for i, example in enumerate(examples) if example.speaker == speaker]
        texts = [examples[i].text for i in mine]
        heard = models.heard(speaker, texts, vectors[mine])
        said = [(examples[i], clause) for i, clause in zip(mine, heard, strict=True)]
        rows += [_family(family, said) for family in families]
        pairs += said
    odds = models.speakers.log_odds([example.text for example in examples], vectors)
    right = sum(
        (odd > 0) == (example.speaker == "dispatcher")
        for odd, example in zip(odds, examples, strict=True)
    )
    speakers = FamilyScore("speaker", right, len(examples), len(examples))
    return [row for row in (*rows, _certainty(pairs), speakers) if row.true]


def _family(family: Family, pairs: Sequence[tuple[Example, HeardClause]]) -> FamilyScore:
    found = said = true = 0
    for example, clause in pairs:
        if not example.counts_for(family):
            continue
        expected = {_name(family, key) for key in example.keys(family)}
        heard = {_name(family, label.key) for label in clause.of(family)}
        found, said, true = found + len(expected & heard), said + len(heard), true + len(expected)
    return FamilyScore(family, found, said, true)


def _name(family: Family, key: str) -> str:
    return key.rpartition(".")[0] if family == "tell" else key


def _certainty(pairs: Sequence[tuple[Example, HeardClause]]) -> FamilyScore:
    """Of the facts found: how often the certainty is right too."""
    right = both = 0
    for example, clause in pairs:
        expected = dict(_split(example.keys("tell")))
        heard = dict(_split([label.key for label in clause.of("tell")]))
        for fact in expected.keys() & heard.keys():
            both += 1
            right += expected[fact] == heard[fact]
    return FamilyScore("certainty", right, both, both)


def _split(keys: Sequence[str]) -> Iterator[tuple[str, str]]:
    for key in keys:
        fact, _, certainty = key.rpartition(".")
        yield fact, certainty


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
