"""Who says such a thing, caller or dispatcher: a logistic regression over meaning and wording."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy import sparse

from assistant.understanding.encoder import Vectors
from assistant.understanding.label_model import SEED, TrainingRows
from assistant.understanding.lexical import LexicalFeatures

FILE = "speakers.npz"
STRENGTH = 10.0


class SpeakerModel:
    """Log-odds of a dispatcher having said a text; below 0, a caller."""

    def __init__(
        self, lexical: LexicalFeatures, weights: npt.NDArray[np.float64], offset: float
    ) -> None:
        self._lexical = lexical
        self._weights = weights
        self._offset = offset

    def log_odds(self, texts: Sequence[str], vectors: Vectors) -> list[float]:
        """One number a text, in their order."""
        if not texts:
            return []
        features = _features(self._lexical, texts, vectors)
        return [float(odds) for odds in features @ self._weights + self._offset]

    def save(self, folder: Path) -> None:
        """Write the model into a folder."""
        np.savez_compressed(
            folder / FILE, idf=self._lexical.idf, weights=self._weights, offset=self._offset
        )

    @classmethod
    def load(cls, folder: Path) -> SpeakerModel:
        """Read what `save` wrote."""
        with np.load(folder / FILE) as arrays:
            lexical = LexicalFeatures(arrays["idf"])
            return cls(lexical, arrays["weights"], float(arrays["offset"]))


def fit_speaker_model(rows: TrainingRows) -> SpeakerModel:
    """Learn from all examples of both speakers."""
    from sklearn.linear_model import LogisticRegression  # slow to import, and only to learn

    texts = [example.text for example in rows.examples]
    lexical = LexicalFeatures.fit(texts)
    said_by_dispatcher = [example.speaker == "dispatcher" for example in rows.examples]
    fitted = LogisticRegression(
        C=STRENGTH, solver="liblinear", class_weight="balanced", random_state=SEED
    ).fit(_features(lexical, texts, rows.vectors), said_by_dispatcher)
    return SpeakerModel(lexical, fitted.coef_[0], float(fitted.intercept_[0]))


def _features(
    lexical: LexicalFeatures, texts: Sequence[str], vectors: Vectors
) -> sparse.csr_matrix:
    return sparse.hstack([sparse.csr_matrix(vectors), lexical.transform(texts)], format="csr")
