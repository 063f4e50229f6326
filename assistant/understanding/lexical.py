"""Wording as numbers: hashed words and letter groups, weighted by rarity."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy import sparse

from assistant.understanding.left_out import left_out
from assistant.understanding.words import normal

with left_out("scipy.stats"):
    from sklearn.feature_extraction.text import HashingVectorizer
    from sklearn.preprocessing import normalize

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
        seen = np.hstack([np.asarray(half.sum(axis=0)).ravel() for half in _seen(texts)])
        rarity = np.log((1 + len(texts)) / (1 + seen)) + 1
        return cls(rarity.astype(np.float32))

    def transform(self, texts: Sequence[str]) -> sparse.csr_matrix:
        """Rows whose products are the lexical part of the kernel."""
        halves = zip(_seen(texts), (self.idf[:BUCKETS], self.idf[BUCKETS:]), strict=True)
        return sparse.hstack([_weighed(seen, idf) for seen, idf in halves], format="csr")


def _seen(texts: Sequence[str]) -> tuple[sparse.csr_matrix, sparse.csr_matrix]:
    """Which groups of words and which of letters a text has: rows of ones."""
    forms = [normal(text) for text in texts]
    return _WORDS.transform(forms), _LETTERS.transform(forms)


def _weighed(seen: sparse.csr_matrix, idf: npt.NDArray[np.float32]) -> sparse.csr_matrix:
    """Rows of rarities, their squares adding up to half of `SHARE`."""
    seen.data = idf[seen.indices]
    normalize(seen, copy=False)
    seen.data *= np.float32((SHARE / 2) ** 0.5)
    return seen
