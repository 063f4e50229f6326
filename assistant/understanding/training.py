"""Makes the language model of the examples, rules and domain, and keeps it by fingerprint."""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import tarfile
import tempfile
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

from filelock import FileLock
from ruamel.yaml import YAML

from assistant.errors import InputError, ModelFailed
from assistant.findings import Finding
from assistant.settings import Settings
from assistant.understanding.heldout import (
    read_report,
    report_table,
    score_held_out,
    write_report,
)
from assistant.understanding.label_model import FILES
from assistant.understanding.label_models import LabelModels
from assistant.understanding.labels import read_examples
from assistant.understanding.progress import telling
from assistant.understanding.written_calls import FOLDER as CALLS
from assistant.understanding.written_calls import read_calls

Progress = Callable[[str, "float | None"], None]
MODEL = "model.tar.gz"
NLU_DIR = "nlu_dir"
"""What a component's configuration calls the folder it learns from."""
REPORT = "report.json"
CODE = Path(__file__).resolve().parent
DATA = ("config.yml", "domain", "data/nlu", "data/calls", "data/rules", "encoder")
LEARNING_CODE = (
    "augment.py", "clauses.py", "columns.py", "components", "encoder.py", "encoder_weights.py",
    "label_model.py", "labels.py", "learning/heads.py", "learning/rows.py",
    "passages.py", "words.py", "written_calls.py",
)  # fmt: skip
LEARNED_FROM = (".yml", ".py", ".npz")


def fingerprint(nlu_dir: Path) -> str:
    """Sixteen letters that change with the data or with the code that learns from it."""
    digest = hashlib.sha256()
    for root, names in ((nlu_dir, DATA), (CODE, LEARNING_CODE)):
        for path in _files(root, names):
            digest.update(path.relative_to(root).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _files(root: Path, names: tuple[str, ...]) -> Iterator[Path]:
    for name in names:
        path = root / name
        if path.is_file():
            yield path
        else:
            yield from sorted(p for p in path.rglob("*") if p.suffix in LEARNED_FROM)


def model_path(settings: Settings) -> Path:
    """Where the model of the present data stands, or would stand."""
    return settings.cache_dir / "nlu" / fingerprint(settings.nlu_dir) / MODEL


def current_model(settings: Settings) -> Path | None:
    """The model of the present data, or None when it has not been trained."""
    path = model_path(settings)
    return path if path.is_file() else None


def train(settings: Settings, progress: Progress) -> Path:
    """The model of the present data, trained now if there is none.

    Trains once however many ask at a time; a model appears whole or not at all. InputError when
    the data cannot be used, ModelFailed when Rasa cannot train.
    """
    target = model_path(settings)
    target.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(target.parent / "lock"):
        if not target.is_file():
            with tempfile.TemporaryDirectory(dir=target.parent) as scratch:
                made = _trained(settings.nlu_dir, Path(scratch), progress)
                _test(made, settings.nlu_dir, target.parent, progress)
                os.replace(made, target)
    progress("The language model is trained", 1.0)
    return target


def report(model: Path) -> str:
    """The held-out report of a trained model, as lines of text."""
    path = model.parent / REPORT
    return report_table(read_report(path)) if path.is_file() else "no held-out sentences"


def describe_model(settings: Settings) -> Finding:
    """Whether there is a model of the present data, and how good it was on the held-out set."""
    model = current_model(settings)
    if model is None:
        return Finding(
            "language model", False, "not trained for this version of the data", "florence train"
        )
    path = model.parent / REPORT
    scores = {s.family: s.f1 for s in read_report(path)} if path.is_file() else {}
    told = ", ".join(f"{f} {scores[f]:.2f}" for f in ("ask", "tell", "type") if f in scores)
    detail = f"{model.parent.name}, held-out F1: {told}" if told else model.parent.name
    return Finding("language model", True, detail)


def label_models(model: Path) -> LabelModels:
    """What was learned, taken out of a packaged model."""
    with tempfile.TemporaryDirectory() as scratch, tarfile.open(model) as package:
        package.extractall(scratch)  # our own file
        inner = next(Path(scratch).rglob(FILES[0]))
        return LabelModels.load(inner.parent)


def _test(made: Path, nlu_dir: Path, folder: Path, progress: Progress) -> None:
    folder_of_held_out = nlu_dir / "data" / "heldout"
    held_out = read_examples(folder_of_held_out)
    calls = read_calls(folder_of_held_out / CALLS)
    held_out += [example for call in calls for example in call.examples()]
    if held_out:
        progress("Testing on held-out sentences", 0.95)
        write_report(folder / REPORT, score_held_out(label_models(made), held_out))


def _trained(nlu_dir: Path, scratch: Path, progress: Progress) -> Path:
    progress("Reading the examples", 0.0)
    if not read_examples(nlu_dir / "data" / "nlu"):
        raise InputError(
            "There are no examples to learn from", todo="put them under nlu_data/data/nlu"
        )
    config = _config(nlu_dir, scratch / "config.yml")
    training_files = [str(nlu_dir / "data" / part) for part in ("nlu", CALLS, "rules")]
    with telling(progress):
        made = _rasa_train(config, nlu_dir / "domain", training_files, scratch)
    if made is None:
        raise ModelFailed("Rasa made no model of the data", todo="check the rules and the domain")
    return Path(made)


def _config(nlu_dir: Path, target: Path) -> Path:
    """A copy of Rasa's configuration that says where the encoder's weights are."""
    yaml = YAML()
    config = yaml.load(nlu_dir / "config.yml")
    for component in config["pipeline"]:
        component[NLU_DIR] = str(nlu_dir.resolve())
    yaml.dump(config, target)
    return target


def _no_prints() -> contextlib.redirect_stdout[io.StringIO]:
    return contextlib.redirect_stdout(io.StringIO())


def _rasa_train(config: Path, domain: Path, files: list[str], output: Path) -> str | None:
    """Rasa's own training, with what it prints kept off our streams."""
    from assistant.understanding import rasa_quiet

    rasa_quiet.quieten()
    with rasa_quiet.no_bars(), warnings.catch_warnings(record=True), _no_prints():
        result = rasa_quiet.train(
            domain=str(domain), config=str(config), training_files=files, output=str(output),
            force_training=True, fixed_model_name="model",
        )  # fmt: skip
    model: str | None = result.model
    return model
