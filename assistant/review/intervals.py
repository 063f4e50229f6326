"""Intervals for shares of few cases."""

from __future__ import annotations

import math

Z_95 = 1.96


def wilson(hits: int, of: int) -> tuple[float, float]:
    """The 95 % Wilson score interval of hits/of (Wilson 1927); 0 to 1 when there is no case."""
    if not of:
        return 0.0, 1.0
    share, spread = hits / of, Z_95**2 / of
    middle = (share + spread / 2) / (1 + spread)
    half = Z_95 * math.sqrt(share * (1 - share) / of + spread / (4 * of)) / (1 + spread)
    return max(0.0, middle - half), min(1.0, middle + half)
