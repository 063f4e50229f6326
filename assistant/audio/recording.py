"""A recorded call in memory: 16 kHz, one array a channel."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

SAMPLE_RATE = 16_000
Samples = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Recording:
    """One or two channels of float32 in [-1, 1] at 16 kHz, all of one length, read-only.

    `source` is the file's name without its folder. `truncated` says that the file promised
    more sound than could be decoded. `container` is the decoder's name of the file's format.
    """

    channels: tuple[Samples, ...]
    duration_ms: int
    source: str
    truncated: bool = False
    container: str = ""
