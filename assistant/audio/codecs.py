"""G.711 as table lookups: one byte a sample, to and from 16-bit PCM.

The tables are worked out from ITU-T G.711: each byte holds a sign, a three-bit segment and four
bits of position within it. The encoder takes the level nearest to the sample; bytes follow from
a table of all 65,536 samples, so that a frame costs one lookup.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Pcm16 = npt.NDArray[np.int16]
Bytes = npt.NDArray[np.uint8]


def _mulaw_levels() -> Pcm16:
    """The 16-bit level of each mu-law byte, shape (256,)."""
    code = ~np.arange(256, dtype=np.int32) & 0xFF
    size = ((((code & 0x0F) << 3) + 0x84) << ((code >> 4) & 7)) - 0x84
    return np.where(code & 0x80, -size, size).astype(np.int16)


def _alaw_levels() -> Pcm16:
    """The 16-bit level of each A-law byte, shape (256,)."""
    code = np.arange(256, dtype=np.int32) ^ 0x55
    segment, position = (code >> 4) & 7, (code & 0x0F) << 4
    size = np.where(segment == 0, position + 8, (position + 0x108) << np.maximum(segment - 1, 0))
    return np.where(code & 0x80, size, -size).astype(np.int16)


def _nearest(levels: Pcm16) -> Bytes:
    """The byte whose level is nearest to each 16-bit sample, indexed by sample + 32768."""
    order = np.argsort(levels, kind="stable")
    steps = levels[order].astype(np.int32)
    samples = np.arange(-32768, 32768, dtype=np.int32)
    nearest: Bytes = order[np.searchsorted((steps[1:] + steps[:-1]) / 2, samples)].astype(np.uint8)
    return nearest


_FROM_MULAW = _mulaw_levels()
_FROM_ALAW = _alaw_levels()
_TO_MULAW = _nearest(_FROM_MULAW)
_TO_ALAW = _nearest(_FROM_ALAW)


def decode_mulaw(data: bytes) -> Pcm16:
    """16-bit samples of mu-law bytes, shape (len(data),)."""
    pcm: Pcm16 = _FROM_MULAW[np.frombuffer(data, np.uint8)]
    return pcm


def decode_alaw(data: bytes) -> Pcm16:
    """16-bit samples of A-law bytes, shape (len(data),)."""
    pcm: Pcm16 = _FROM_ALAW[np.frombuffer(data, np.uint8)]
    return pcm


def encode_mulaw(pcm: Pcm16) -> bytes:
    """Mu-law bytes of 16-bit samples, each to the nearest level."""
    coded: Bytes = _TO_MULAW[pcm.astype(np.int32) + 32768]
    return coded.tobytes()


def encode_alaw(pcm: Pcm16) -> bytes:
    """A-law bytes of 16-bit samples, each to the nearest level."""
    coded: Bytes = _TO_ALAW[pcm.astype(np.int32) + 32768]
    return coded.tobytes()
