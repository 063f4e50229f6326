"""The sentence encoder at work: MiniLM through CTranslate2 in int8, one vector a passage."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import ctranslate2
import numpy as np
import numpy.typing as npt

from assistant.understanding.passages import Passage, Tokens, tokens

Vectors = npt.NDArray[np.float32]
DIMENSIONS = 384
BATCH = 64


class SentenceEncoder:
    """Mean vectors of clauses; one thread, so that calls do not fight for cores."""

    def __init__(self, folder: Path, threads: int = 1) -> None:
        self._encoder = ctranslate2.Encoder(
            str(folder), device="cpu", compute_type="int8", inter_threads=1, intra_threads=threads
        )

    def encode(self, passages: Sequence[Passage]) -> Vectors:
        """Vectors of shape (passages, 384), in the order given."""
        vectors = np.zeros((len(passages), DIMENSIONS), dtype=np.float32)
        found = [tokens(passage) for passage in passages]
        by_length = sorted(range(len(found)), key=lambda at: len(found[at].ids))
        for start in range(0, len(by_length), BATCH):
            rows = by_length[start : start + BATCH]
            vectors[rows] = self._pooled([found[row] for row in rows])
        return vectors

    def _pooled(self, batch: list[Tokens]) -> Vectors:
        ids, types = [list(one.ids) for one in batch], [list(one.types) for one in batch]
        longest = len(ids[-1])
        types = [row + [0] * (longest - len(row)) for row in types]
        output = self._encoder.forward_batch(ids, token_type_ids=types)
        hidden = np.array(output.last_hidden_state, dtype=np.float32)
        own = np.arange(hidden.shape[1]) < np.array([[one.pooled] for one in batch])
        weights = own[..., None].astype(np.float32)
        return np.asarray((hidden * weights).sum(axis=1) / weights.sum(axis=1), dtype=np.float32)
