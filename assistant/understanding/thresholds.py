"""From where a label counts: nothing is learned anew when these change."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

THRESHOLDS: Mapping[str, float] = MappingProxyType(
    {"ask": 0.4, "say": 0.35, "fault": 0.5, "has": 0.35, "type": 0.3, "signal": 0.6,
     "state": 0.12, "answer": 0.4}
)  # fmt: skip
"""From where a label counts, 0 to 1: chosen on the held-out calls, a number a family."""
