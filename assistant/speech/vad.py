"""Voice activity by Silero VAD v6, frame by frame, its state kept between pushes.

The model was trained on wide-band speech: as it comes, it misses more than half of the voiced
frames of a loud, clean telephone channel (300-3400 Hz). Pre-emphasis gives it the balance between
low and high that it expects, and since it is also touchy about level it looks at every frame
twice, attenuated for loud lines and amplified for faint ones; the surer answer counts.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime

from assistant.audio.recording import SAMPLE_RATE, Samples
from assistant.errors import WeightsMissing
from assistant.speech.weights import package_dir

FRAME = 512
"""Samples of one frame: 32 ms at 16 kHz."""
FRAME_MS = FRAME * 1000 // SAMPLE_RATE
CONTEXT = 64
"""Samples of the frame before that the model sees again."""
AT_ONCE = 512
"""Frames given to the model in one run; bounds memory, changes no result."""
VOICE = 0.3
"""The probability from which a frame counts as voice: low, since a word that is not heard is lost,
while the transcriber's guards still drop what they find no speech in."""
EMPHASIS = 0.9
"""The share of the sample before that pre-emphasis takes away."""
GAINS = (0.2, 2.0)
Probabilities = npt.NDArray[np.float32]


def silero_path() -> Path:
    """The model's file inside faster-whisper; WeightsMissing when absent."""
    place = package_dir("faster_whisper")
    path = place / "assets" / "silero_vad_v6.onnx" if place else None
    if path is None or not path.is_file():
        raise WeightsMissing(
            "Silero VAD is not installed",
            todo="run pip install --force-reinstall --no-deps faster-whisper==1.2.1",
        )
    return path


@cache
def _session() -> onnxruntime.InferenceSession:
    """One session for every channel: runs share nothing but the weights."""
    options = onnxruntime.SessionOptions()
    options.inter_op_num_threads = 1
    options.intra_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 4
    return onnxruntime.InferenceSession(
        str(silero_path()), options, providers=["CPUExecutionProvider"]
    )


class VoiceDetector:
    """How likely each 32 ms frame of one channel holds voice.

    Samples may come in any sizes: an unfinished frame waits for the next push, and the result
    does not depend on how the audio was cut.
    """

    def __init__(self) -> None:
        self._views = [_View(gain) for gain in GAINS]
        self._before = np.zeros(1, np.float32)
        self._rest = np.zeros(0, np.float32)

    def push(self, audio: Samples) -> Probabilities:
        """The probability, 0 to 1, of every frame these samples complete."""
        audio = np.concatenate([self._rest, self._emphasised(audio)])
        whole = len(audio) // FRAME * FRAME
        self._rest = audio[whole:].copy()
        frames = audio[:whole].reshape(-1, FRAME)
        blocks = [self._look(frames[at : at + AT_ONCE]) for at in range(0, len(frames), AT_ONCE)]
        return np.concatenate(blocks) if blocks else np.zeros(0, np.float32)

    def flush(self) -> Probabilities:
        """The last, unfinished frame, filled up with silence; empty when there is none."""
        missing = -len(self._rest) % FRAME
        return self.push(np.zeros(missing, np.float32))

    def _emphasised(self, audio: Samples) -> Samples:
        """The samples less most of the one before each."""
        if not len(audio):
            return audio
        before = np.concatenate([self._before, audio[:-1]])
        self._before = audio[-1:].copy()
        emphasised: Samples = audio - np.float32(EMPHASIS) * before
        return emphasised

    def _look(self, frames: Samples) -> Probabilities:
        """The surer view of each frame."""
        surest: Probabilities = np.max([view.run(frames) for view in self._views], axis=0)
        return surest


class _View:
    """The model's state for one channel heard at one gain."""

    def __init__(self, gain: float) -> None:
        self._gain = np.float32(gain)
        self._hidden = np.zeros((1, 1, 128), np.float32)
        self._cell = np.zeros((1, 1, 128), np.float32)
        self._context = np.zeros(CONTEXT, np.float32)

    def run(self, frames: Samples) -> Probabilities:
        """Frames of shape (n, 512), each seen after the end of the one before it."""
        frames = frames * self._gain
        ends = np.vstack([self._context, frames[:-1, -CONTEXT:]])
        self._context = frames[-1, -CONTEXT:].copy()
        probabilities, self._hidden, self._cell = _session().run(
            None,
            {
                "input": np.hstack([ends, frames]).astype(np.float32, copy=False),
                "h": self._hidden,
                "c": self._cell,
            },
        )
        return np.asarray(probabilities, np.float32).reshape(-1)


def voiced_ms(audio: Samples) -> int:
    """How much of a window holds voice, in ms."""
    detector = VoiceDetector()
    probabilities = np.concatenate([detector.push(audio), detector.flush()])
    return int((probabilities >= VOICE).sum()) * FRAME_MS
