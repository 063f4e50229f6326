"""Importing Rasa so that it keeps to itself: no telemetry, no chatter, nobody's words in a log.

Import this module before anything of Rasa.
"""

# ruff: noqa: E402  the environment must be set before the imports it is for
from __future__ import annotations

import logging
import os
import warnings

os.environ["RASA_TELEMETRY_ENABLED"] = "false"
os.environ["RASA_MAX_CACHE_SIZE"] = "0"
os.environ.setdefault("TQDM_DISABLE", "1")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")

with warnings.catch_warnings(record=True):  # its dependencies deprecate each other at length
    import rasa.core.processor
    from rasa.model_training import train
    from rasa.utils.log_utils import configure_structlog

__all__ = ["quieten", "train"]
NOISY = ("rasa", "rasa_sdk", "matplotlib", "h5py", "tensorflow", "asyncio", "apscheduler")


def quieten() -> None:
    """Let warnings through and nothing below: Rasa logs what was said at its debug level."""
    configure_structlog(logging.WARNING)
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)
