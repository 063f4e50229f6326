"""Our decode of recordings against faster-whisper's own, on the calls of this benchmark."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence

import anyio
from faster_whisper import WhisperModel
from rich.console import Console
from rich.table import Table

from assistant.events import Speaker
from assistant.settings import Settings
from assistant.speech.weights import whisper_dir
from assistant.speech.whisper import WhisperTranscriber
from tests.benchmarks.streaming.accuracy import Accuracy, accuracy
from tests.benchmarks.streaming.conversation import SPEAKERS, Conversation
from tests.benchmarks.streaming.figures import error_interval
from tests.benchmarks.streaming.material import length_s
from tests.benchmarks.streaming.offline import offline

Texts = Mapping[Speaker, Sequence[str]]
Decode = Callable[[Conversation], Texts]


def main(settings: Settings, pool: Sequence[Conversation], console: Console) -> None:
    """Measure both, one thread each, and print the table."""
    alone = settings.model_copy(update={"whisper_workers": 1})
    transcriber = WhisperTranscriber.load(alone)
    model = WhisperModel(str(whisper_dir(alone)), device="cpu", compute_type="int8", cpu_threads=1)
    ways: dict[str, Decode] = {
        "florence": lambda call: _ours(call, transcriber),
        "faster-whisper, beam 5": lambda call: _theirs(call, model),
    }
    title = f"{length_s(pool):.0f} s of two-channel calls, offline"
    table = Table("decode", "CPU s a s of call", "wall s", "WER % (95 %)", title=title)
    for name, decode in ways.items():
        table.add_row(name, *_measured(decode, pool))
    transcriber.close()
    console.print(table)


def _measured(decode: Decode, pool: Sequence[Conversation]) -> tuple[str, str, str]:
    decode(pool[0])  # models touched
    found, cpu_from, began = Accuracy(), time.process_time(), time.perf_counter()
    heard = [decode(call) for call in pool]
    cpu_s, wall_s = time.process_time() - cpu_from, time.perf_counter() - began
    for call, texts in zip(pool, heard, strict=True):
        for speaker in SPEAKERS:
            found.add(accuracy(call.of(speaker), texts[speaker]))
    low, high = error_interval(found) or (0.0, 0.0)
    rate = 100 * (found.errors.rate or 0.0)
    return (
        f"{cpu_s / length_s(pool):.3f}",
        f"{wall_s:.1f}",
        f"{rate:.1f} ({100 * low:.1f}-{100 * high:.1f})",
    )


def _ours(call: Conversation, transcriber: WhisperTranscriber) -> Texts:
    sides = anyio.run(offline, call, transcriber)
    return {speaker: side.texts for speaker, side in sides.items()}


def _theirs(call: Conversation, model: WhisperModel) -> Texts:
    """`transcribe(beam_size=5)` of each channel, as its users call it."""
    found = {}
    for speaker, channel in zip(SPEAKERS, call.recording().channels, strict=True):
        segments, _ = model.transcribe(channel, language="en", beam_size=5)
        found[speaker] = [" ".join(segment.text for segment in segments)]
    return found
