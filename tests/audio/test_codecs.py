"""G.711 agrees with FFmpeg's codec, sample by sample."""

from __future__ import annotations

from collections.abc import Callable

import av
import numpy as np
import numpy.typing as npt
import pytest

from assistant.audio import codecs

Pcm16 = npt.NDArray[np.int16]
LAWS = pytest.mark.parametrize(
    ("law", "encode", "decode"),
    [
        ("pcm_mulaw", codecs.encode_mulaw, codecs.decode_mulaw),
        ("pcm_alaw", codecs.encode_alaw, codecs.decode_alaw),
    ],
)
Encode = Callable[[Pcm16], bytes]
Decode = Callable[[bytes], Pcm16]


def ffmpeg_decode(law: str, data: bytes) -> Pcm16:
    """What FFmpeg makes of G.711 bytes."""
    context = av.CodecContext.create(law, "r")
    context.sample_rate, context.layout = 8000, "mono"
    frames = [*context.decode(av.Packet(data)), *context.decode(None)]
    pcm: Pcm16 = np.concatenate([frame.to_ndarray()[0] for frame in frames]).astype(np.int16)
    return pcm


@LAWS
def test_every_byte_decodes_as_ffmpeg_decodes_it(law: str, encode: Encode, decode: Decode) -> None:
    every = bytes(range(256))
    assert decode(every).tolist() == ffmpeg_decode(law, every).tolist()


@LAWS
def test_a_level_encodes_to_itself(law: str, encode: Encode, decode: Decode) -> None:
    levels = decode(bytes(range(256)))
    assert decode(encode(levels)).tolist() == levels.tolist()


@LAWS
def test_every_sample_goes_to_the_nearest_level(law: str, encode: Encode, decode: Decode) -> None:
    samples = np.arange(-32768, 32768).astype(np.int16)
    levels = np.sort(decode(bytes(range(256))).astype(np.int32))
    apart = np.abs(decode(encode(samples)).astype(np.int32) - samples)
    nearest = np.abs(levels[:, None] - samples[None, ::97].astype(np.int32)).min(axis=0)
    assert apart[::97].tolist() == nearest.tolist()


@LAWS
def test_no_samples_give_no_bytes(law: str, encode: Encode, decode: Decode) -> None:
    assert encode(np.zeros(0, np.int16)) == b""
    assert len(decode(b"")) == 0
