"""Audio files made for tests, in any codec PyAV can write."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np

from assistant.audio.recording import Samples

LAYOUTS = {1: "mono", 2: "stereo", 3: "2.1", 6: "5.1"}


def tone(hertz: float, seconds: float, rate: int = 16_000, level: float = 0.4) -> Samples:
    """A sine, float32."""
    at = np.arange(int(rate * seconds)) / rate
    wave: Samples = (level * np.sin(2 * np.pi * hertz * at)).astype(np.float32)
    return wave


def write_audio(
    path: Path, channels: list[Samples], *, rate: int, codec: str, container: str | None = None
) -> Path:
    """Write channels of one length at `rate` Hz; the container follows the extension."""
    layout = LAYOUTS[len(channels)]
    planar = np.clip(np.stack(channels), -1, 1).astype(np.float32)
    frame = av.AudioFrame.from_ndarray(planar, format="fltp", layout=layout)
    frame.sample_rate = rate
    with av.open(str(path), "w", format=container) as out:
        stream = out.add_stream(codec, rate=rate, layout=layout)
        graph = av.AudioResampler(
            format=stream.format.name,
            layout=layout,
            rate=rate,
            frame_size=stream.codec_context.frame_size or 1024,
        )
        for part in [*graph.resample(frame), *graph.resample(None)]:
            part.pts = None
            out.mux(stream.encode(part))
        out.mux(stream.encode(None))
    return path


def loudest_hertz(samples: Samples, rate: int = 16_000) -> float:
    """The frequency with the most energy."""
    power = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return float(np.argmax(power) * rate / len(samples))
