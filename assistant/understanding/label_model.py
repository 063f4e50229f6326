"""Which labels a clause carries: one linear head a label over the adapted encoder's vectors.

The encoder was adapted together with such heads, so a straight cut through its space parts the
labels. A turn's score is that of its likeliest clause, in learning as in reading.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant.events import Speaker
from assistant.understanding.columns import (
    FAMILIES_OF,
    Column,
    ColumnFamily,
    Columns,
    own_column,
)
from assistant.understanding.encoder import Vectors
from assistant.understanding.heard_turn import Heard
from assistant.understanding.thresholds import THRESHOLDS

Scores = npt.NDArray[np.float32]
FILES = ("heads.npz", "columns.json")


@dataclass(frozen=True)
class LabelModel:
    """Weights of shape (384, columns) and an offset a column."""

    columns: Columns
    weights: Scores
    offsets: Scores

    def scores(self, vectors: Vectors) -> Scores:
        """Probabilities of shape (vectors, columns)."""
        return np.asarray(1 / (1 + np.exp(-(vectors @ self.weights + self.offsets))), np.float32)

    def speaker_odds(self, vectors: Vectors) -> list[float]:
        """Log-odds a vector of a dispatcher having said it."""
        at = self.columns.place("speaker", "dispatcher")
        return [float(odds) for odds in vectors @ self.weights[:, at] + self.offsets[at]]

    def topics(self, vectors: Vectors) -> dict[str, float]:
        """Which kinds of call such a turn comes from: shares adding up to 1."""
        places = self.columns.of("topic")
        if not len(places) or not len(vectors):
            return {}
        logits = (vectors @ self.weights[:, places] + self.offsets[places]).mean(axis=0)
        shares = np.exp(logits - logits.max())
        keys = [self.columns.all[at].key for at in places]
        return dict(zip(keys, (shares / shares.sum()).tolist(), strict=True))

    def heard(self, speaker: Speaker, scores: Scores) -> list[Heard]:
        """The labels of one clause that count, the surest first; a fact once."""
        found = [
            Heard(family, self.columns.all[at].key, round(float(scores[at]), 3))
            for family in FAMILIES_OF[speaker]
            if family not in ("tell", "fact")
            for at in self._above(own_column(family), scores)
        ]
        if speaker == "caller":
            found += self._facts(scores)
        return sorted(found, key=lambda heard: (-heard.confidence, heard.family, heard.key))

    def _above(self, family: ColumnFamily, scores: Scores) -> Iterator[int]:
        places = self.columns.of(family)
        yield from places[scores[places] > THRESHOLDS[family]]

    def _facts(self, scores: Scores) -> Iterator[Heard]:
        """Facts told, each with its likeliest certainty."""
        for at in self._above("has", scores):
            places = self.columns.certainties(self.columns.all[at].key)
            likeliest = max(places, key=lambda place: float(scores[place]))
            key = self.columns.all[likeliest].key
            yield Heard("tell", key, round(float(scores[at]), 3))

    def save(self, folder: Path) -> None:
        """Write the model into a folder: arrays and JSON, nothing that runs when loaded."""
        np.savez(folder / FILES[0], weights=self.weights, offsets=self.offsets)
        columns = [[column.family, column.key] for column in self.columns.all]
        (folder / FILES[1]).write_text(json.dumps(columns), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> LabelModel:
        """Read what `save` wrote."""
        described = json.loads((folder / FILES[1]).read_text(encoding="utf-8"))
        columns = Columns(tuple(Column(family, key) for family, key in described))
        with np.load(folder / FILES[0]) as arrays:
            return cls(columns, arrays["weights"], arrays["offsets"])
