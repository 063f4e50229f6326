"""Wording as numbers: hashed words and letter groups, weighted by rarity."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.preprocessing import normalize

from assistant.understanding.words import normal

BUCKETS = 2**15
SHARE = 0.08
"""How much two clauses of the same wording add to the kernel; the same meaning adds 1."""

_WORDS = HashingVectorizer(
    n_features=BUCKETS, ngram_range=(1, 3), alternate_sign=False, norm=None, binary=True,
    token_pattern=r"(?u)\b\w+\b", dtype=np.float32,
)  # fmt: skip
_LETTERS = HashingVectorizer(
    n_features=BUCKETS, analyzer="char_wb", ngram_range=(3, 5), alternate_sign=False, norm=None,
    binary=True, dtype=np.float32,
)  # fmt: skip


class LexicalFeatures:
    """Word groups of one to three and letter groups of three to five, each half of a row."""

    def __init__(self, idf: npt.NDArray[np.float32]) -> None:
        self.idf = idf

    @classmethod
    def fit(cls, texts: Sequence[str]) -> LexicalFeatures:
        """Learn how rare each group is."""
        seen = np.asarray(_counted(texts).sum(axis=0)).ravel()
        rarity = np.log((1 + len(texts)) / (1 + seen)) + 1
        return cls(rarity.astype(np.float32))

    def transform(self, texts: Sequence[str]) -> sparse.csr_matrix:
        """Rows whose products are the lexical part of the kernel."""
        counted = _counted(texts).multiply(self.idf[None, :]).tocsr()
        halves = (counted[:, :BUCKETS], counted[:, BUCKETS:])
        rows = sparse.hstack([normalize(half) for half in halves], format="csr")
        return sparse.csr_matrix(rows * np.float32((SHARE / 2) ** 0.5), dtype=np.float32)


def _counted(texts: Sequence[str]) -> sparse.csr_matrix:
    forms = [normal(text) for text in texts]
    return sparse.hstack([_WORDS.transform(forms), _LETTERS.transform(forms)], format="csr")
