"""Ten kinds of sound that hold no word, as a telephone line brings them; the same every time."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
from numpy.random import Generator

from assistant.audio.recording import SAMPLE_RATE, Samples
from tests.speech import voices

Make = Callable[[float, Generator], Samples]
Wave = npt.NDArray[np.floating[Any]]
KEYS = {"5": (770, 1336), "1": (697, 1209), "9": (852, 1477), "#": (941, 1477)}
SCALE = (261.6, 293.7, 329.6, 392.0, 440.0, 523.3, 587.3, 659.3)
CHORDS = (
    (261.6, 329.6, 392.0),
    (220.0, 261.6, 329.6),
    (174.6, 220.0, 261.6),
    (196.0, 246.9, 293.7),
)
BEAT_S = 0.46


def silence(seconds: float, chance: Generator) -> Samples:
    """Digital silence."""
    return voices.silence(seconds)


def white(seconds: float, chance: Generator, level: float = 0.05) -> Samples:
    """White noise with this root mean square."""
    return _float(level * chance.standard_normal(_count(seconds)))


def pink(seconds: float, chance: Generator, level: float = 0.05) -> Samples:
    """Noise with as much energy in each octave, as of wind and traffic."""
    return _level(_shaped(chance.standard_normal(_count(seconds)), lambda f: 1 / np.sqrt(f)), level)


def tone(seconds: float, chance: Generator, hertz: float = 1000) -> Samples:
    """One steady tone."""
    return voices.tones(seconds, hertz)


def dtmf(seconds: float, chance: Generator) -> Samples:
    """Keys pressed now and then."""
    parts: list[Samples] = []
    while sum(map(len, parts)) < _count(seconds):
        key = list(KEYS.values())[chance.integers(len(KEYS))]
        parts += [voices.tones(0.12, *key), voices.silence(float(chance.uniform(0.08, 0.9)))]
    return np.concatenate(parts)[: _count(seconds)]


def ringback(seconds: float, chance: Generator) -> Samples:
    """The North American ringing tone."""
    return np.resize(voices.ringback(1), _count(seconds))


def busy(seconds: float, chance: Generator) -> Samples:
    """The North American busy tone."""
    once = np.concatenate([voices.tones(0.5, 480, 620), voices.silence(0.5)])
    return np.resize(once, _count(seconds))


def music(seconds: float, chance: Generator) -> Samples:
    """Music on hold: chords, a melody that wanders, bass, drums."""
    beats = [_beat(number, chance) for number in range(int(seconds / BEAT_S) + 1)]
    return _level(np.concatenate(beats)[: _count(seconds)], 0.12)


def breathing(seconds: float, chance: Generator, level: float = 0.08) -> Samples:
    """Fast breath into the mouthpiece: swelling noise, in and out of different colour."""
    parts: list[Samples] = []
    while sum(map(len, parts)) < _count(seconds):
        for centre in (900.0, 500.0):
            length = float(chance.uniform(0.5, 0.9))
            hiss = _shaped(chance.standard_normal(_count(length)), partial(_around, centre))
            swell = np.hanning(len(hiss))
            parts += [_level(hiss * swell, level), voices.silence(float(chance.uniform(0.1, 0.5)))]
    return np.concatenate(parts)[: _count(seconds)]


def clicks(seconds: float, chance: Generator) -> Samples:
    """A bad line: mains hum with its overtones, and crackling."""
    sound = voices.tones(seconds, 60, 120, 180, 300, 420, level=0.1).copy()
    for at in chance.integers(0, len(sound) - 200, int(seconds * 6)):
        burst = chance.standard_normal(160) * np.exp(-np.arange(160) / 25)
        sound[at : at + 160] += (0.5 * burst).astype(np.float32)
    return np.clip(sound, -1, 1)


def babble(seconds: float, chance: Generator, people: int = 8) -> Samples:
    """A crowd without a word: sources with a voice's pitch, formants and rhythm, all at once."""
    crowd = np.sum([_murmur(seconds, chance) for _ in range(people)], axis=0)
    return _level(crowd, 0.06)


KINDS: dict[str, Make] = {
    "silence": silence,
    "white noise, faint": partial(white, level=0.003),
    "white noise": white,
    "white noise, loud": partial(white, level=0.3),
    "pink noise": pink,
    "pink noise, loud": partial(pink, level=0.25),
    "tone 440": partial(tone, hertz=440),
    "tone 1000": tone,
    "tone 2100": partial(tone, hertz=2100),
    "DTMF": dtmf,
    "ringback": ringback,
    "busy": busy,
    "music": music,
    "breathing": breathing,
    "breathing, loud": partial(breathing, level=0.25),
    "clicks": clicks,
    "babble": babble,
}

VOICELIKE = {"breathing", "breathing, loud", "babble"}
"""What the transcriber alone takes for a voice: the voice detector has to keep it out."""


def heard_as(kind: str, seconds: float, seed: int = 1) -> Samples:
    """So much of a kind after a telephone line."""
    return voices.telephone(KINDS[kind](seconds, np.random.default_rng(seed)))


def _beat(number: int, chance: Generator) -> Samples:
    count = _count(BEAT_S)
    at = np.arange(count) / SAMPLE_RATE
    chord = CHORDS[number // 4 % len(CHORDS)]
    sound = sum(np.sin(2 * np.pi * pitch * at) for pitch in chord) * 0.25
    note = SCALE[chance.integers(len(SCALE))] * 2
    partials = sum(np.sin(2 * np.pi * note * k * at) / k for k in (1, 2, 3, 4))
    sound = sound + 0.5 * partials * np.exp(-at * 4) * (chance.random() < 0.8)
    sound = sound + 0.4 * np.sin(2 * np.pi * chord[0] / 2 * at) * np.exp(-at * 3)
    drum = chance.standard_normal(count) * np.exp(-at * (60 if number % 2 else 25))
    return _float(sound + (0.5 if number % 2 else 0.9) * drum)


def _murmur(seconds: float, chance: Generator) -> Samples:
    """One voice-like source: a gliding pitch through gliding formants, in syllables."""
    count = _count(seconds)
    steps = int(seconds * 4) + 2
    glide = np.interp(np.arange(count), np.linspace(0, count, steps), chance.uniform(-1, 1, steps))
    pitch = chance.uniform(90, 230) * 2 ** (glide / 4)
    phase = 2 * np.pi * np.cumsum(pitch) / SAMPLE_RATE
    buzz = np.sum([np.sin(k * phase) / k for k in range(1, 16)], axis=0)
    syllables = np.interp(
        np.arange(count), np.linspace(0, count, steps), chance.uniform(0, 1, steps) ** 2
    )
    colours = [chance.uniform(350, 750), chance.uniform(1000, 2200)]
    voiced = np.sum([_shaped(buzz, partial(_around, centre)) for centre in colours], axis=0)
    return _float(voiced * syllables)


def _around(centre: float, hertz: Wave) -> Wave:
    """How much of each frequency a resonance lets through."""
    passed: Wave = np.exp(-(((hertz - centre) / (centre / 3)) ** 2))
    return passed


def _shaped(sound: Wave, gain: Callable[[Wave], Wave]) -> Samples:
    """The sound with each of its frequencies weighted."""
    spectrum = np.fft.rfft(sound)
    hertz = np.fft.rfftfreq(len(sound), 1 / SAMPLE_RATE)
    hertz[0] = hertz[1]
    return _float(np.fft.irfft(spectrum * gain(hertz), len(sound)))


def _level(sound: Wave, rms: float) -> Samples:
    """The sound at this root mean square."""
    return _float(sound * (rms / max(1e-9, float(np.sqrt(np.mean(sound**2))))))


def _float(sound: Wave) -> Samples:
    clipped: Samples = np.clip(sound, -1, 1).astype(np.float32)
    return clipped


def _count(seconds: float) -> int:
    return int(seconds * SAMPLE_RATE)
