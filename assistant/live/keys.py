"""The keys of a telephone, as its tones tell them."""

from __future__ import annotations

KEYS = frozenset("0123456789*#ABCD")


def key_of(name: str) -> str | None:
    """The key of this name, in capitals; None when no telephone has it."""
    key = name.upper()
    return key if key in KEYS else None
