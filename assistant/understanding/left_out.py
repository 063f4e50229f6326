"""Importing a library without the parts of it, or of what it imports, that we never use.

Rasa imports the drivers of databases, the clients of messengers and a scheduler; sklearn all of
statistics; spaCy its command line. Together they take longer to import than what we use of them.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any


class _NotThere:
    """Stands for a class of a module that was left out: it can be named, and not be made."""

    def __init__(self, *_: Any, **__: Any) -> None:
        raise ImportError(f"{type(self).__name__} was left out when its user was imported")


class _LeftOut(ModuleType):
    """Any name of it is a stand-in while others are imported; afterwards it is the real one."""

    __path__: list[str] = []
    importing = True

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if self.importing:
            return type(name, (_NotThere,), {})
        return getattr(importlib.import_module(self.__name__), name)


@contextmanager
def left_out(*names: str) -> Iterator[None]:
    """Let what is imported meanwhile import these modules in name only.

    Whoever imports them later gets the real ones, and a module that is there already stays.
    """
    stand_ins = {name: _LeftOut(name) for name in names if name not in sys.modules}
    sys.modules.update(stand_ins)
    try:
        yield
    finally:
        for name, module in stand_ins.items():
            module.importing = False
            if sys.modules.get(name) is module:
                del sys.modules[name]


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
    if parent:
        setattr(sys.modules[parent], child, module)
