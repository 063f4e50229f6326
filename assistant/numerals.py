"""English number words and what they are worth."""

from __future__ import annotations

UNITS = dict(
    zip("zero one two three four five six seven eight nine".split(), range(10), strict=True)
) | {"oh": 0}
TEENS = dict(
    zip(
        "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(),
        range(10, 20),
        strict=True,
    )
)
TENS = dict(
    zip(
        "twenty thirty forty fifty sixty seventy eighty ninety".split(),
        range(20, 100, 10),
        strict=True,
    )
) | {"fourty": 40}
SCALES = {"hundred": 100, "thousand": 1000}
REPEATS = {"double": 2, "triple": 3}
NUMBERS = {**UNITS, **TEENS, **TENS, **SCALES}
SPOKEN = frozenset(NUMBERS) | frozenset(REPEATS)
"""Every word that may be part of a number said."""
