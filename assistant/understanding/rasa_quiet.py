"""Importing Rasa so that it keeps to itself: no telemetry, no chatter, nobody's words in a log.

What Rasa imports for models that we do not use comes when it is used, if ever: TensorFlow alone
takes longer to import than all the rest.

Import this module before anything of Rasa.
"""

# ruff: noqa: E402  the environment must be set before the imports it is for
from __future__ import annotations

import importlib
import logging
import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from assistant.understanding.left_out import import_when_used, left_out

os.environ["RASA_TELEMETRY_ENABLED"] = "false"
os.environ["RASA_MAX_CACHE_SIZE"] = "0"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")

LAZY = ("rasa.utils.train_utils", "rasa.core.jobs", "rasa.core.channels", "dask")
"""Modules that Rasa imports on its way and that only its own neural components, reminders,
messengers and training use."""
UNUSED = (
    "boto3", "boto3.dynamodb", "boto3.dynamodb.conditions", "pymongo", "pymongo.collection",
    "questionary", "sanic", "sanic.request", "scipy.stats", "sklearn.model_selection", "spacy.cli",
    "spacy.cli.info",
)  # fmt: skip
"""What Rasa names in annotations or uses to train networks: databases, a web server, statistics."""


def _import_rasa() -> None:
    for module in LAZY:
        import_when_used(module)
    with left_out(*UNUSED):
        channel = importlib.import_module("rasa.core.channels.channel")
        messengers = sys.modules["rasa.core.channels"]  # what Rasa takes from the package itself
        messengers.UserMessage = channel.UserMessage  # type: ignore[attr-defined]
        messengers.OutputChannel = channel.OutputChannel  # type: ignore[attr-defined]
        importlib.import_module("rasa.core.processor")


with warnings.catch_warnings(record=True):  # its dependencies deprecate each other at length
    _import_rasa()
    from rasa.utils.log_utils import configure_structlog

__all__ = ["no_bars", "quieten", "train"]
NOISY = ("rasa", "rasa_sdk", "matplotlib", "h5py", "tensorflow", "asyncio", "apscheduler")


def train(**arguments: Any) -> Any:
    """Rasa's `train`, which imports every component that Rasa ships."""
    with warnings.catch_warnings(record=True):
        from rasa.model_training import train as rasa_train
    return rasa_train(**arguments)


def quieten() -> None:
    """Let warnings through and nothing below: Rasa logs what was said at its debug level."""
    configure_structlog(logging.WARNING)
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)


@contextmanager
def no_bars() -> Iterator[None]:
    """Rasa's own progress bars, off: it draws none where LOG_LEVEL asks for errors only."""
    before = os.environ.get("LOG_LEVEL")
    os.environ["LOG_LEVEL"] = "ERROR"
    try:
        yield
    finally:
        os.environ.pop("LOG_LEVEL")
        if before is not None:
            os.environ["LOG_LEVEL"] = before
