"""The header a WAV file begins with, read from the first bytes of a stream."""

from __future__ import annotations

import struct
from dataclasses import dataclass

from assistant.audio.line import CHANNELS_MAX, Encoding, RawFormat
from assistant.audio.raw import RATES
from assistant.errors import BadAudio

HEADER_MAX = 64 * 1024
"""Where the sound must have begun: no writer puts more before it."""
_EXTENSIBLE = 0xFFFE
_ENCODINGS: dict[tuple[int, int], Encoding] = {
    (1, 16): "pcm16",
    (6, 8): "alaw",
    (7, 8): "mulaw",
}


@dataclass(frozen=True, slots=True)
class WavHeader:
    """What the sound is, and at which byte it begins."""

    form: RawFormat
    begins: int


def is_wav(head: bytes) -> bool:
    """Whether a file's first twelve bytes are those of a WAV file."""
    return head[:4] == b"RIFF" and head[8:12] == b"WAVE"


def read_wav_header(head: bytes) -> WavHeader | None:
    """The header in a stream's first bytes; None when more of them are needed.

    BadAudio when this is no WAV file, or holds sound of a kind that is not taken.
    """
    if not b"RIFF".startswith(head[:4]) or (len(head) >= 12 and not is_wav(head)):
        raise BadAudio(
            "Raw audio came without its format",
            todo="give encoding and sample_rate, or begin with a WAV header",
        )
    at, form = 12, None
    while len(head) >= at + 8:
        name, size = head[at : at + 4], struct.unpack_from("<I", head, at + 4)[0]
        if name == b"data":
            return WavHeader(_taken(form), at + 8)
        if name == b"fmt " and len(head) >= at + 8 + size:
            form = _form(head[at + 8 : at + 8 + size])
        at += 8 + size + size % 2
    if len(head) > HEADER_MAX or at > HEADER_MAX:
        raise BadAudio("The WAV header does not end", todo="send the sound within 64 kB")
    return None


def _form(chunk: bytes) -> RawFormat | None:
    """The format a `fmt ` chunk gives; None when it is none we take."""
    if len(chunk) < 16:
        return None
    kind, channels, rate, _, _, bits = struct.unpack_from("<HHIIHH", chunk)
    if kind == _EXTENSIBLE and len(chunk) >= 26:
        kind = struct.unpack_from("<H", chunk, 24)[0]
    encoding = _ENCODINGS.get((kind, bits))
    if encoding is None or rate not in RATES or not 1 <= channels <= CHANNELS_MAX:
        return None
    return RawFormat(encoding, rate, channels)


def _taken(form: RawFormat | None) -> RawFormat:
    if form is None:
        raise BadAudio(
            "This kind of WAV is not taken",
            todo="send 16-bit PCM, mu-law or A-law, 8 to 48 kHz, one or two channels",
        )
    return form
