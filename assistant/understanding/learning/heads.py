"""The heads over an encoder that stands: what `florence train` learns, in a minute or two."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import numpy.typing as npt

from assistant.events import Speaker
from assistant.understanding.columns import Columns, decided, positives
from assistant.understanding.encoder import SentenceEncoder
from assistant.understanding.label_model import LabelModel
from assistant.understanding.learning.rows import Row
from assistant.understanding.passages import Passage, passages_of

PASSES = 30
CLAUSES = 2048
RATE = 5e-3
DECAY = 0.02
RARE = -5.0
SEED = 11
TOPIC_SHARE = 0.3
NEUTRAL_EVERY = 6
STRIDE = 7919
"""A prime: neighbours among the examples get words from far apart."""
Told = Callable[[str, float], None]


@dataclass(frozen=True)
class Encoded:
    """Turns as vectors: `turn[i]` is the turn of clause i; truth and masks a turn."""

    vectors: npt.NDArray[np.float32]
    first: npt.NDArray[np.intp]
    truth: npt.NDArray[np.bool_]
    decided: npt.NDArray[np.bool_]
    topic: npt.NDArray[np.float32]


def fit_heads(
    rows: Sequence[Row], columns: Columns, encoder: SentenceEncoder, told: Told
) -> LabelModel:
    """Learn every head; the same rows give the same heads."""
    seen = encoded(rows, columns, encoder, told)
    weights = jnp.zeros((seen.vectors.shape[1], len(columns.all)), jnp.float32)
    params = (weights, jnp.full(len(columns.all), RARE, jnp.float32))
    moments = (jax.tree_util.tree_map(jnp.zeros_like, params),) * 2
    dice, step = random.Random(SEED), 0
    groups = _groups(seen)
    for number in range(PASSES):
        told("Learning the labels", 0.6 + 0.35 * number / PASSES)
        dice.shuffle(groups)
        rate = RATE * (1 - number / PASSES)
        for group in groups:
            step += 1
            params, moments = _update(params, moments, step, rate, columns, seen, group)
    return LabelModel(columns, np.asarray(params[0]), np.asarray(params[1]))


def encoded(rows: Sequence[Row], columns: Columns, encoder: SentenceEncoder, told: Told) -> Encoded:
    """The rows as calls show them; those with a context once more without it, some as nobody's."""
    views = list(_views(rows))
    passages = [passage for _, shown, _ in views for passage in shown]
    vectors = [encoder.encode([])]
    for start in range(0, len(passages), 1024):
        told("Encoding the examples", 0.1 + 0.5 * start / len(passages))
        vectors.append(encoder.encode(passages[start : start + 1024]))
    counts = [len(shown) for _, shown, _ in views]
    width = len(columns.all)
    truth, mask = np.zeros((len(views), width), bool), np.zeros((len(views), width), bool)
    topic = np.zeros((len(views), width), np.float32)
    for at, (row, shown, in_context) in enumerate(views):
        _mark(truth[at], mask[at], topic[at], row, shown[0], in_context, columns)
    return Encoded(np.vstack(vectors), np.cumsum([0, *counts]), truth, mask, _balanced(topic))


def _balanced(topic: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Every kind of call counts for the same, so that words of no kind point nowhere."""
    sums = topic.sum(axis=0)
    kinds = sums > 0
    topic[:, kinds] *= sums.sum() / kinds.sum() / sums[kinds]
    return topic


View = tuple[Row, list[Passage], bool]


def _views(rows: Sequence[Row]) -> Iterator[View]:
    """Each row as calls show it. What stands alone is also shown behind words of some call: it
    means the same there, whatever was said before."""
    said = _said(rows)
    for number, row in enumerate(rows):
        example = row.example
        yield row, passages_of(row.clauses, example.speaker, example.before), bool(example.kinds)
        if not example.kinds and number % 2 and said[example.speaker]:
            before = said[example.speaker][number * STRIDE % len(said[example.speaker])]
            yield row, passages_of(row.clauses, example.speaker, before), False
        if example.before and number % 3 == 0:
            yield row, passages_of(row.garbled, example.speaker, ""), False
        elif not example.before and number % 4 == 0:
            yield row, passages_of(row.garbled, example.speaker, ""), bool(example.kinds)
        if number % NEUTRAL_EVERY == 0:
            yield row, passages_of(row.clauses, None, ""), False


def _said(rows: Sequence[Row]) -> dict[Speaker, list[str]]:
    """What each speaker has heard before speaking, in the calls."""
    heard: dict[Speaker, list[str]] = {"caller": [], "dispatcher": []}
    for row in rows:
        if row.example.before:
            heard[row.example.speaker].append(row.example.before)
    return heard


def _mark(
    truth: npt.NDArray[np.bool_],
    mask: npt.NDArray[np.bool_],
    topic: npt.NDArray[np.float32],
    row: Row,
    passage: Passage,
    in_context: bool,
    columns: Columns,
) -> None:
    example = row.example
    if passage.speaker is None:
        place = columns.place("speaker", "dispatcher")
        mask[place], truth[place] = True, example.speaker == "dispatcher"
        return
    truth[positives(columns, example, in_context=in_context)] = True
    mask[:] = decided(columns, example, in_context=in_context)
    for share, kinds in ((0.8, example.kinds[:1]), (0.2, example.kinds[1:])):
        for kind in kinds:
            topic[columns.place("topic", kind)] += share / len(kinds)


def _groups(seen: Encoded) -> list[tuple[int, int]]:
    """Stretches of whole turns, each of about `CLAUSES` clauses, first and past-last turn."""
    groups, start = [], 0
    for turn in range(1, len(seen.first)):
        if seen.first[turn] - seen.first[start] >= CLAUSES or turn == len(seen.first) - 1:
            groups.append((start, turn))
            start = turn
    return groups


def _update(
    params: Any, moments: Any, step: int, rate: float, columns: Columns, seen: Encoded, group: Any
) -> Any:
    """One step over a group, padded so that one shape is compiled."""
    start, end = group
    low, high = seen.first[start], seen.first[end]
    rows, turns = CLAUSES + 16, CLAUSES
    vectors = np.zeros((rows, seen.vectors.shape[1]), np.float32)
    vectors[: high - low] = seen.vectors[low:high]
    turn = np.full(rows, turns, np.int32)
    turn[: high - low] = np.repeat(np.arange(end - start), np.diff(seen.first[start : end + 1]))

    def padded(array: npt.NDArray[Any]) -> npt.NDArray[np.float32]:
        out = np.zeros((turns, array.shape[1]), np.float32)
        out[: end - start] = array[start:end]
        return out

    batch = (vectors, turn, padded(seen.truth), padded(seen.decided), padded(seen.topic))
    return _step(params, moments, step, rate, tuple(columns.of("topic").tolist()), batch)


def _loss(params: Any, topics: Any, batch: Any) -> Any:
    vectors, turn, truth, mask, topic = batch
    turns = truth.shape[0]
    clauses = vectors @ params[0] + params[1]
    best = jax.ops.segment_max(clauses, turn, num_segments=turns + 1)[:turns]
    best = jnp.where(jnp.isfinite(best), best, 0.0)
    binary = ((jnp.logaddexp(0.0, best) - best * truth) * mask).sum()
    places = jnp.array(topics)
    sums = jax.ops.segment_sum(clauses[:, places], turn, num_segments=turns + 1)[:turns]
    counts = jax.ops.segment_sum(jnp.ones(len(turn)), turn, num_segments=turns + 1)[:turns]
    means = sums / jnp.maximum(counts, 1)[:, None]
    kinds = -(jax.nn.log_softmax(means) * topic[:, places]).sum()
    return (binary + TOPIC_SHARE * kinds) / jnp.maximum(1.0, (counts > 0).sum())


def _stepped(params: Any, moments: Any, step: Any, rate: Any, topics: Any, batch: Any) -> Any:
    slope = jax.grad(_loss)(params, topics, batch)
    each = jax.tree_util.tree_map
    first = each(lambda m, g: 0.9 * m + 0.1 * g, moments[0], slope)
    second = each(lambda m, g: 0.999 * m + 0.001 * g * g, moments[1], slope)
    scale = rate * jnp.sqrt(1 - 0.999**step) / (1 - 0.9**step)

    def moved(leaf: Any, m: Any, v: Any) -> Any:
        decay = DECAY * rate * leaf if leaf.ndim > 1 else 0.0
        return leaf - scale * m / (jnp.sqrt(v) + 1e-8) - decay

    return each(moved, params, first, second), (first, second)


_step = jax.jit(_stepped, static_argnums=(4,))
