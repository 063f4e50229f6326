"""Importing Rasa so that it keeps to itself: no telemetry, no chatter, nobody's words in a log.

Import this module before anything of Rasa.
"""

# ruff: noqa: E402  the environment must be set before the imports it is for
from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

os.environ["RASA_TELEMETRY_ENABLED"] = "false"
os.environ["RASA_MAX_CACHE_SIZE"] = "0"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")

with warnings.catch_warnings(record=True):  # its dependencies deprecate each other at length
    import rasa.core.processor  # noqa: F401
    from rasa.model_training import train
    from rasa.utils.log_utils import configure_structlog

__all__ = ["no_bars", "quieten", "train"]
NOISY = ("rasa", "rasa_sdk", "matplotlib", "h5py", "tensorflow", "asyncio", "apscheduler")


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
