"""Learning the encoder and its heads together: AdamW over whole turns, a few epochs."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import numpy.typing as npt

from assistant.understanding.columns import Columns
from assistant.understanding.learning.bert import (
    WIDTH,
    Params,
    as_arrays,
    dropped,
    packaged_params,
    pooled,
    with_distinct_types,
)
from assistant.understanding.learning.rows import ROWS, Batch, Row, batches, deal

EPOCHS = 4
RATE = 3e-4
WARM_UP = 0.06
DECAY = 0.01
CLIP = 1.0
DROPOUT = 0.1
TOPIC_SHARE = 0.3
RARE = -5.0
"""Where the heads begin: nearly every label is absent from nearly every turn."""
SEED = 11
Told = Callable[[int, int, float, Params], None]
"""Told the epoch, the step, the mean loss and the parameters at the end of each epoch."""


def begin(columns: Columns) -> Params:
    """The packaged encoder with fresh heads."""
    dice = np.random.RandomState(SEED)
    heads = (0.02 * dice.randn(WIDTH, len(columns.all))).astype(np.float32)
    params = with_distinct_types(packaged_params(), SEED)
    return as_arrays({**params, "heads": (heads, np.full(len(columns.all), RARE, np.float32))})


def turn_logits(params: Params, batch: dict[str, Any], key: Any, dropout: float) -> Any:
    """Each turn's score for each column, that of its likeliest clause; and the clauses' own."""
    first, second = jax.random.split(key)
    vectors = dropped(pooled(params, batch, first, dropout), second, dropout)
    clauses = vectors @ params["heads"][0] + params["heads"][1]
    turns = jax.ops.segment_max(clauses, batch["turn"], num_segments=ROWS + 1)[:ROWS]
    return jnp.where(jnp.isfinite(turns), turns, 0.0), clauses


def loss(params: Params, batch: dict[str, Any], key: Any, topics: Any) -> Any:
    """Binary cross-entropy of what is decided, and the topic's cross-entropy, a turn."""
    logits, clauses = turn_logits(params, batch, key, DROPOUT)
    binary = jnp.logaddexp(0.0, logits) - logits * batch["truth"]
    wanted = batch["topic"][:, topics]
    counts = jax.ops.segment_sum(jnp.ones(ROWS), batch["turn"], num_segments=ROWS + 1)[:ROWS]
    sums = jax.ops.segment_sum(clauses[:, topics], batch["turn"], num_segments=ROWS + 1)[:ROWS]
    topic = -(jax.nn.log_softmax(sums / jnp.maximum(counts, 1)[:, None]) * wanted).sum()
    turns = jnp.maximum(1.0, (counts > 0).sum())
    return ((binary * batch["decided"]).sum() + TOPIC_SHARE * topic) / turns


def fit(rows: Sequence[Row], columns: Columns, told: Told, epochs: int = EPOCHS) -> Params:
    """The learned parameters; the same rows give the same parameters on the same machine."""
    dice = random.Random(SEED)
    params = begin(columns)
    words = params.pop("words")  # shared with the package, and never changed
    moments = (_zeros(params), _zeros(params))
    steps = epochs * sum(1 for _ in batches([deal(row, dice) for row in rows], columns, dice))
    update = jax.jit(partial(_update, columns.of("topic"), steps))
    key, step = jax.random.PRNGKey(SEED), 0
    for epoch in range(epochs):
        total = 0.0
        for batch in _epoch(rows, columns, dice):
            key, used = jax.random.split(key)
            step += 1
            params, moments, value = update(params, words, moments, step, used, batch)
            total += float(value)
        told(epoch + 1, step, total, {**params, "words": words})
    return {**params, "words": words}


def _epoch(rows: Sequence[Row], columns: Columns, dice: random.Random) -> Iterator[Batch]:
    for batch in batches([deal(row, dice) for row in rows], columns, dice):
        batch.pop("members")
        yield batch


def _zeros(params: Params) -> Params:
    return dict(jax.tree_util.tree_map(jnp.zeros_like, params))


def _update(
    topics: npt.NDArray[np.intp],
    steps: int,
    params: Params,
    words: Any,
    moments: tuple[Params, Params],
    step: Any,
    key: Any,
    batch: Batch,
) -> tuple[Params, tuple[Params, Params], Any]:
    def of_params(changing: Params) -> Any:
        return loss({**changing, "words": words}, batch, key, topics)

    each = jax.tree_util.tree_map
    value, slope = jax.value_and_grad(of_params)(params)
    length = jnp.sqrt(sum((leaf**2).sum() for leaf in jax.tree_util.tree_leaves(slope)))
    slope = each(lambda leaf: leaf * jnp.minimum(1.0, CLIP / length), slope)
    first = each(lambda m, g: 0.9 * m + 0.1 * g, moments[0], slope)
    second = each(lambda m, g: 0.999 * m + 0.001 * g * g, moments[1], slope)
    rate = RATE * jnp.minimum(step / (WARM_UP * steps), (steps - step) / (steps * (1 - WARM_UP)))
    scale = rate * jnp.sqrt(1 - 0.999**step) / (1 - 0.9**step)

    def moved(leaf: Any, m: Any, v: Any) -> Any:
        decay = DECAY * rate * leaf if leaf.ndim > 1 else 0.0
        return leaf - scale * m / (jnp.sqrt(v) + 1e-8) - decay

    return each(moved, params, first, second), (first, second), value
