"""Importing Rasa so that it keeps to itself: no telemetry, no chatter, nobody's words in a log.

What Rasa imports for models that we do not use comes when it is used, if ever: TensorFlow alone
takes longer to import than all the rest.

Import this module before anything of Rasa.
"""

# ruff: noqa: E402  the environment must be set before the imports it is for
from __future__ import annotations

import importlib.util
import logging
import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

os.environ["RASA_TELEMETRY_ENABLED"] = "false"
os.environ["RASA_MAX_CACHE_SIZE"] = "0"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")

LAZY = ("rasa.utils.train_utils",)
"""Modules that Rasa imports on its way and that only its own neural components use."""


class _WhenUsed(ModuleType):
    """A module whose code runs at the first look at one of its names.

    The standard library's LazyLoader would run it at the second `import` already.
    """

    def __getattr__(self, name: str) -> Any:
        self.__class__ = ModuleType  # type: ignore[assignment]
        assert self.__spec__ is not None and self.__spec__.loader is not None
        self.__spec__.loader.exec_module(self)
        return getattr(self, name)


def import_when_used(name: str) -> None:
    """Let `import name` cost nothing until something of the real module is used."""
    spec = importlib.util.find_spec(name)
    if name in sys.modules or spec is None:
        return
    module = importlib.util.module_from_spec(spec)
    module.__class__ = _WhenUsed
    sys.modules[name] = module
    parent, _, child = name.rpartition(".")
    setattr(sys.modules[parent], child, module)


with warnings.catch_warnings(record=True):  # its dependencies deprecate each other at length
    for unused in LAZY:
        import_when_used(unused)
    import rasa.core.processor  # noqa: F401
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
