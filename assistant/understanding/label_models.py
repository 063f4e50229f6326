"""All that is learned from the examples: the encoder as CTranslate2 runs it, and its heads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from assistant.events import Speaker
from assistant.understanding.columns import ColumnFamily, columns_of
from assistant.understanding.encoder import SentenceEncoder
from assistant.understanding.encoder_weights import load_adapted, write_encoder
from assistant.understanding.heard_turn import HeardClause, HeardTurn
from assistant.understanding.label_model import LabelModel
from assistant.understanding.labels import Example
from assistant.understanding.passages import Passage, passages_of
from assistant.understanding.progress import report

ENCODER = "clause_encoder"
BY_ITSELF: Mapping[ColumnFamily, float] = {
    "ask": 0.9, "say": 0.9, "type": 0.9, "has": 0.6, "signal": 0.6,
}  # fmt: skip
"""How much of what a clause says by itself counts beside what it says in its place: most of it
where such words mean the same after anything, less for facts and dangers ("he's down")."""


class LabelModels:
    """Hears labels in clauses."""

    def __init__(self, encoder: SentenceEncoder, labels: LabelModel) -> None:
        self._encoder = encoder
        self._labels = labels

    @classmethod
    def learn(cls, examples: Sequence[Example], nlu_dir: Path, folder: Path) -> LabelModels:
        """Learn from the examples over the encoder of `nlu_dir`, and write all into a folder."""
        # JAX is slow to import, and only learning needs it
        from assistant.understanding.learning.heads import fit_heads
        from assistant.understanding.learning.rows import rows_of

        write_encoder(load_adapted(nlu_dir), folder / ENCODER)
        encoder = SentenceEncoder(folder / ENCODER, threads=2)
        report("Reading the examples", 0.0)
        columns, rows = columns_of(examples), rows_of(examples)
        labels = fit_heads(rows, columns, encoder, report)
        labels.save(folder)
        return cls(encoder, labels)

    @classmethod
    def load(cls, folder: Path) -> LabelModels:
        """Read what `learn` wrote."""
        return cls(SentenceEncoder(folder / ENCODER), LabelModel.load(folder))

    def heard(self, speaker: Speaker, clauses: Sequence[str], before: str = "") -> HeardTurn:
        """The labels of a turn's clauses, read with what the other side said before it."""
        if not clauses:
            return HeardTurn((), {})
        read, alone = passages_of(clauses, speaker, before), passages_of(clauses, speaker, "")
        both = self._encoder.encode([*read, *alone] if before else read)
        vectors = both[: len(clauses)]
        scores = self._labels.scores(vectors)
        if before:
            by_itself = self._labels.scores(both[len(clauses) :])
            for family, share in BY_ITSELF.items():
                places = self._labels.columns.of(family)
                scores[:, places] = np.maximum(scores[:, places], share * by_itself[:, places])
        heard = tuple(
            HeardClause(text, tuple(self._labels.heard(speaker, row)))
            for text, row in zip(clauses, scores, strict=True)
        )
        return HeardTurn(heard, self._labels.topics(vectors))

    def speaker_odds(self, texts: Sequence[str]) -> list[float]:
        """Log-odds for each text that a dispatcher said it; below 0, a caller."""
        if not texts:
            return []
        return self._labels.speaker_odds(self._encoder.encode([Passage(text) for text in texts]))
