"""Whether this machine can take calls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ReadinessState = Literal["loading", "ready", "failed"]


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether calls can be taken; `detail` says it in words, `progress` is 0 to 1 if known."""

    state: ReadinessState
    detail: str
    progress: float | None = None
