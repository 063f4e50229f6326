"""What a check found: one line each, with what to do about it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at; `detail` says how it is, `todo` what to do when it is not well."""

    name: str
    ok: bool
    detail: str
    todo: str = ""
