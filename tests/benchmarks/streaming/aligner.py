"""When each word of a known text was said: Whisper aligns the text with its sound.

Nothing is recognised here: the tokens are those of the text that is known to be said.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from faster_whisper import WhisperModel
from faster_whisper.tokenizer import Tokenizer

from assistant.audio.recording import SAMPLE_RATE, Samples
from assistant.settings import Settings
from assistant.speech.weights import whisper_dir
from assistant.speech.window import HOP, frames_for, padded
from assistant.speech.words import words_of
from tests.benchmarks.streaming.conversation import Said

FLOOR = 1000
LONGEST_MS = 29_000
"""Whisper sees 30 s at once."""

Align = Callable[[Samples, str], list[Said]]
"""The words of a text within its sound (16 kHz), in ms from the sound's beginning."""


def aligner(settings: Settings) -> Align:
    """Alignments by the model in force, kept in the cache directory."""
    model: list[WhisperModel] = []

    def align(samples: Samples, text: str) -> list[Said]:
        kept = _place(settings, samples, text)
        if not kept.exists():
            if not model:
                folder = str(whisper_dir(settings))
                model.append(WhisperModel(folder, device="cpu", compute_type="int8", cpu_threads=1))
            kept.parent.mkdir(parents=True, exist_ok=True)
            words = _align(model[0], samples, text)
            kept.write_text(json.dumps([(w.word, w.start_ms, w.end_ms) for w in words]), "utf-8")
        return [Said(*word) for word in json.loads(kept.read_text("utf-8"))]

    return align


def _place(settings: Settings, samples: Samples, text: str) -> Path:
    known = hashlib.sha256(samples.tobytes() + text.encode()).hexdigest()[:32]
    return settings.cache_dir / "benchmarks" / "alignments" / f"{known}.json"


def _align(model: WhisperModel, samples: Samples, text: str) -> list[Said]:
    tokenizer = Tokenizer(
        model.hf_tokenizer, model.model.is_multilingual, task="transcribe", language="en"
    )
    tokens: list[int] = tokenizer.encode(" " + " ".join(text.split()))
    frames = frames_for(len(samples), FLOOR)
    mel = model.feature_extractor(padded(samples, frames), padding=0)
    encoded = model.encode(np.ascontiguousarray(mel[:, :frames], np.float32))
    heard = min(frames, max(2, -(-len(samples) // HOP)))
    result = model.model.align(encoded, tokenizer.sot_sequence, [tokens], heard)[0]
    words = words_of(
        tokenizer,
        tokens,
        result.alignments,
        np.asarray(result.text_token_probs, np.float64),
        window=(0, len(samples) * 1000 // SAMPLE_RATE),
    )
    return [Said(word.word, word.start_ms, word.end_ms) for word in words]


def bounded(words: Sequence[Said], start_ms: int, end_ms: int) -> tuple[Said, ...]:
    """Words of a piece of sound in the media time of its call.

    The first begins where the sound does and the last ends where it ends, which is known better
    than any alignment knows it.
    """
    moved = [Said(w.word, w.start_ms + start_ms, min(w.end_ms + start_ms, end_ms)) for w in words]
    if moved:
        moved[0] = Said(moved[0].word, start_ms, moved[0].end_ms)
        moved[-1] = Said(moved[-1].word, min(moved[-1].start_ms, end_ms), end_ms)
    return tuple(moved)
