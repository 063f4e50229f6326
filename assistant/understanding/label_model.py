"""Which labels a clause carries: one kernel ridge classifier per label, solved in closed form.

The kernel compares a clause with every training clause: by meaning (a radial kernel over MiniLM
vectors) and a little by wording (hashed words and letter groups). Solving all labels of a family
costs one factorisation, so training takes seconds and gives the same model every time. Scores
become probabilities and thresholds by cross-validation, a family at a time.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy import linalg, sparse

from assistant.understanding.encoder import Vectors
from assistant.understanding.labels import Example, Family
from assistant.understanding.lexical import LexicalFeatures

Scores = npt.NDArray[np.float32]
MEANING_WIDTH = 2.0
RIDGE = 0.1
FOLDS = 4
ROWS_APART = 3
"""So many rows are multiplied one by one."""
SEED = 11
REACH = 0.85
"""Thresholds are lowered to this share: calls are worded further from the examples than the
examples are from each other, and score lower."""


@dataclass(frozen=True, slots=True)
class FamilyScale:
    """How a family's scores read: `sigmoid(slope * score + offset)`, and from where they count."""

    slope: float
    offset: float
    threshold: float


UNSCALED = FamilyScale(1.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Column:
    """One label of the model."""

    family: Family
    key: str


@dataclass(frozen=True)
class TrainingRows:
    """What is learned from; `copies` are augmented and take no part in cross-validation."""

    examples: Sequence[Example]
    vectors: Vectors
    copies: npt.NDArray[np.bool_]


class LabelModel:
    """The labels of one speaker's clauses."""

    def __init__(
        self,
        columns: Sequence[Column],
        scales: dict[str, FamilyScale],
        lexical: LexicalFeatures,
        vectors: Vectors,
        wording: sparse.csr_matrix,
        weights: Scores,
    ) -> None:
        self.columns = tuple(columns)
        self.scales = scales
        self.thresholds = np.array(
            [math.inf if c.family == "tell" else scales[c.family].threshold for c in columns]
        )
        self.facts = _facts(columns)
        self._lexical = lexical
        self._wording = wording
        self._wording_by_feature = wording.T.tocsr()
        # Kept in the order of memory in which a turn's few rows are multiplied soonest.
        self._vectors_across = np.ascontiguousarray(vectors.T)
        self._weights = np.asfortranarray(weights)

    def scores(self, texts: Sequence[str], vectors: Vectors) -> Scores:
        """Raw scores, shape (texts, columns); about 0 for no, 1 for yes."""
        wording = self._lexical.transform(texts)
        kernel = _radial(_product(vectors, self._vectors_across))
        kernel += (wording @ self._wording_by_feature).toarray()
        return _product(kernel, self._weights)

    def told(self, scores: Scores) -> npt.NDArray[np.float64]:
        """A score for each of `facts`: those of its certainties together."""
        in_order = [at for fact in self.facts for at in fact]
        begins = np.cumsum([0, *(len(fact) for fact in self.facts[:-1])])
        return np.add.reduceat(scores[in_order].astype(np.float64), begins)

    def save(self, folder: Path) -> None:
        """Write the model into a folder: arrays and JSON, nothing that runs when loaded."""
        np.savez(
            folder / "labels.npz",
            vectors=self._vectors_across.T.astype(np.float16),
            weights=self._weights,
            idf=self._lexical.idf,
        )
        sparse.save_npz(folder / "wording.npz", self._wording)
        scales = {f: [s.slope, s.offset, s.threshold] for f, s in self.scales.items()}
        described = {"columns": [[c.family, c.key] for c in self.columns], "scales": scales}
        (folder / "labels.json").write_text(json.dumps(described), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> LabelModel:
        """Read what `save` wrote."""
        described = json.loads((folder / "labels.json").read_text(encoding="utf-8"))
        with np.load(folder / "labels.npz") as arrays:
            return cls(
                [Column(family, key) for family, key in described["columns"]],
                {family: FamilyScale(*scale) for family, scale in described["scales"].items()},
                LexicalFeatures(arrays["idf"]),
                arrays["vectors"].astype(np.float32),
                sparse.load_npz(folder / "wording.npz"),
                arrays["weights"],
            )


def fit_label_model(
    rows: TrainingRows, families: Sequence[Family], *, scaled: bool = True
) -> LabelModel:
    """Learn all families of a speaker; the same rows give the same model.

    Not `scaled`, only its raw scores are of use, and it costs a fraction of the time.
    """
    vectors = rows.vectors.astype(np.float16).astype(np.float32)
    lexical = LexicalFeatures.fit([example.text for example in rows.examples])
    wording = lexical.transform([example.text for example in rows.examples])
    kernel = _radial(vectors @ vectors.T)
    kernel += np.asarray((wording @ wording.T).todense(), dtype=np.float32)
    columns: list[Column] = []
    scales: dict[str, FamilyScale] = {}
    weights: list[Scores] = []
    for family in families:
        keys = _keys(rows.examples, family)
        if not keys:
            continue
        scale, family_weights = _fit_family(rows, family, keys, kernel, scaled)
        columns += [Column(family, key) for key in keys]
        scales[family] = scale
        weights.append(family_weights)
    return LabelModel(columns, scales, lexical, vectors, wording, np.hstack(weights))


def _facts(columns: Sequence[Column]) -> tuple[tuple[int, ...], ...]:
    """Which columns are one fact's: told in several certainties, it counts once."""
    places: dict[str, list[int]] = {}
    for at, column in enumerate(columns):
        if column.family == "tell":
            places.setdefault(column.key.rpartition(".")[0], []).append(at)
    return tuple(tuple(fact) for fact in places.values())


def _product(rows: Scores, matrix: Scores) -> Scores:
    """`rows @ matrix`. BLAS begins by copying the whole matrix, which does not pay for few rows."""
    if not 0 < len(rows) <= ROWS_APART:
        return np.asarray(rows @ matrix, dtype=np.float32)
    return np.stack([row @ matrix for row in rows])


def _radial(likeness: Scores) -> Scores:
    likeness -= 1
    likeness *= MEANING_WIDTH
    return np.asarray(np.exp(likeness, out=likeness), dtype=np.float32)


def _keys(examples: Sequence[Example], family: Family) -> list[str]:
    return sorted({key for example in examples for key in example.keys(family)})


def _fit_family(
    rows: TrainingRows, family: Family, keys: Sequence[str], kernel: Scores, scaled: bool
) -> tuple[FamilyScale, Scores]:
    """The family's scale, and its weights over all rows (0 for rows that do not count)."""
    counted = np.array([i for i, e in enumerate(rows.examples) if e.counts_for(family)])
    targets = np.array(
        [[key in rows.examples[row].keys(family) for key in keys] for row in counted],
        dtype=np.float32,
    )
    weights = np.zeros((len(rows.examples), len(keys)), dtype=np.float32)
    weights[counted] = _solve(kernel, counted, targets)
    if not scaled:
        return UNSCALED, weights
    held_out, truth = _cross_validated(rows, counted, targets, kernel)
    if family == "tell":
        held_out, truth = _by_fact(held_out, truth, keys)
    return _scale(held_out, truth), weights


def _solve(kernel: Scores, rows: npt.NDArray[np.intp], targets: Scores) -> Scores:
    matrix = kernel[np.ix_(rows, rows)]
    matrix[np.diag_indices_from(matrix)] += RIDGE
    factor = linalg.cho_factor(matrix, lower=True, overwrite_a=True, check_finite=False)
    return np.asarray(linalg.cho_solve(factor, targets, check_finite=False), dtype=np.float32)


def _cross_validated(
    rows: TrainingRows, counted: npt.NDArray[np.intp], targets: Scores, kernel: Scores
) -> tuple[Scores, Scores]:
    """Scores of examples by models that saw neither them nor their copies, and the truth."""
    copied = rows.copies[counted]
    originals = np.flatnonzero(~copied)
    scores, truths = [], []
    for fold in _folds(len(originals)):
        tested = originals[fold]
        learned = np.setdiff1d(originals, tested)
        weights = _solve(kernel, counted[learned], targets[learned])
        scores.append(kernel[np.ix_(counted[tested], counted[learned])] @ weights)
        truths.append(targets[tested])
    return np.vstack(scores), np.vstack(truths)


def _folds(count: int) -> Iterator[npt.NDArray[np.intp]]:
    order = np.random.RandomState(SEED).permutation(count)
    for fold in range(FOLDS):
        yield order[fold::FOLDS]


def _by_fact(scores: Scores, truth: Scores, keys: Sequence[str]) -> tuple[Scores, Scores]:
    """Adds up a fact's certainties: whether it is told at all is what the threshold decides."""
    facts = sorted({key.rpartition(".")[0] for key in keys})
    members = np.array([[key.rpartition(".")[0] == fact for fact in facts] for key in keys])
    return scores @ members, np.minimum(truth @ members, 1)


def _scale(scores: Scores, truth: Scores) -> FamilyScale:
    """Platt's sigmoid, and the threshold with the best F1 over all labels together."""
    from sklearn.linear_model import LogisticRegression  # slow to import, and only to learn

    flat, true = scores.ravel(), truth.ravel() > 0
    near = flat > np.quantile(flat, 0.9)
    platt = LogisticRegression(C=1e4).fit(flat[near, None], true[near])
    thresholds = np.quantile(flat, np.linspace(0.9, 0.9998, 400))
    best = max(thresholds, key=lambda threshold: _f1(flat > threshold, true))
    return FamilyScale(float(platt.coef_[0, 0]), float(platt.intercept_[0]), float(best) * REACH)


def _f1(said: npt.NDArray[np.bool_], true: npt.NDArray[np.bool_]) -> float:
    return float(2 * (said & true).sum() / max(1, said.sum() + true.sum()))
