"""CPU seconds and word error rate of our decode against faster-whisper's own, on the same speech.

    python -m tests.benchmarks.speech_offline [--repeats 3]

Speech is made by a Piper voice, put through a telephone band, and joined into a call of two
channels that speak in turn. Ours is everything a recording goes through: voice detection, short
windows, beam 5, word times. Theirs is `transcribe(beam_size=5)` over each whole channel, with and
without its own VAD and word times. Both use the same weights in int8 on one thread. A made voice
is easier than a frightened caller: the word error rates compare decodes and promise nothing else.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

import jiwer
import numpy as np
from faster_whisper import WhisperModel
from whisper_normalizer.english import EnglishTextNormalizer

from assistant.audio.recording import Recording, Samples
from assistant.events import Speaker, TranscriptFinal
from assistant.settings import Settings
from assistant.speech.hearing import hear
from assistant.speech.weights import whisper_dir
from assistant.speech.whisper import WhisperTranscriber
from tests.speech import voices

SENTENCES = (
    "Nine one one, what is the address of your emergency?",
    "There is a fire in my kitchen at forty two Oak Street, please hurry.",
    "Is everyone out of the house?",
    "No, my grandmother is still upstairs and she cannot walk.",
    "Stay outside and do not go back in. What is your phone number?",
    "It is five five five, zero one nine eight.",
    "Yes.",
    "My husband fell off the ladder and he is not breathing.",
    "Somebody is trying to break into my house through the back door.",
    "He has a knife and he was wearing a dark green jacket and a baseball cap.",
    "The car went off the road near the bridge and it is sinking into the river.",
    "Put the heel of your hand on the middle of the chest and push hard and fast.",
    "She took a whole bottle of pills about twenty minutes ago and now she is very sleepy.",
    "I can hear them downstairs and I have locked myself in the bathroom with my two children.",
    "There were two shots, and then a white van drove away to the north on Seventh Avenue.",
    "The baby is coming right now, I can see the head, what should I do?",
)
PAUSE_S = 0.9
SPEAKERS: tuple[Speaker, ...] = ("caller", "dispatcher")


@dataclass(frozen=True, slots=True)
class Result:
    """One way to decode: median CPU seconds, word error rate, real-time factor of the wall."""

    name: str
    cpu_s: float
    wall_s: float
    wer: float


def made_call() -> Recording:
    """The sentences in turn on two telephone channels, one silent while the other speaks."""
    channels: tuple[list[Samples], list[Samples]] = ([], [])
    for turn, sentence in enumerate(SENTENCES):
        said = np.concatenate([voices.say(sentence), voices.silence(PAUSE_S)])
        channels[turn % 2].append(said)
        channels[1 - turn % 2].append(np.zeros_like(said))
    return voices.recording(*(voices.telephone(np.concatenate(parts)) for parts in channels))


def in_order(channels: int) -> str:
    """What was said, channel by channel."""
    return " ".join(s for at in range(channels) for s in SENTENCES[at::channels])


def ours(transcriber: WhisperTranscriber, recording: Recording) -> str:
    """What we hear."""

    async def collect() -> str:
        heard = [h.payload async for h in hear(recording, transcriber, SPEAKERS)]
        said = [p for p in heard if isinstance(p, TranscriptFinal)]
        return " ".join(p.text for s in SPEAKERS for p in said if p.speaker == s)

    return asyncio.run(collect())


def theirs(model: WhisperModel, recording: Recording, *, vad: bool, words: bool) -> str:
    """What faster-whisper hears."""
    texts = []
    for channel in recording.channels:
        segments, _ = model.transcribe(
            channel, language="en", beam_size=5, vad_filter=vad, word_timestamps=words
        )
        texts += [segment.text for segment in segments]
    return " ".join(texts)


def measured(name: str, decode: Callable[[], str], repeats: int) -> Result:
    """Medians over `repeats` runs after one to warm up."""
    normal = EnglishTextNormalizer()
    text = decode()
    cpu, wall = [], []
    for _ in range(repeats):
        cpu_from, wall_from = time.process_time(), time.perf_counter()
        decode()
        cpu.append(time.process_time() - cpu_from)
        wall.append(time.perf_counter() - wall_from)
    wer = jiwer.wer(normal(in_order(len(SPEAKERS))), normal(text))
    return Result(name, statistics.median(cpu), statistics.median(wall), wer)


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("--repeats", type=int, default=3)
    repeats = parser.parse_args().repeats
    settings = Settings(whisper_workers=1)
    recording = made_call()
    model = WhisperModel(
        str(whisper_dir(settings)), device="cpu", compute_type="int8", cpu_threads=1
    )
    transcriber = WhisperTranscriber.load(settings)
    ways: list[tuple[str, Callable[[], str]]] = [
        ("florence", lambda: ours(transcriber, recording)),
        ("faster-whisper", lambda: theirs(model, recording, vad=False, words=False)),
        ("faster-whisper, words", lambda: theirs(model, recording, vad=False, words=True)),
        ("faster-whisper, VAD, words", lambda: theirs(model, recording, vad=True, words=True)),
    ]
    results = [measured(name, decode, repeats) for name, decode in ways]
    transcriber.close()
    print(f"{recording.duration_ms / 1000:.0f} s of telephone speech, medians of {repeats}")
    print(f"{'decode':28}{'CPU s':>8}{'of ours':>9}{'wall s':>8}{'WER %':>8}")
    for result in results:
        ratio = result.cpu_s / results[0].cpu_s
        print(
            f"{result.name:28}{result.cpu_s:8.2f}{ratio:9.2f}{result.wall_s:8.2f}"
            f"{result.wer * 100:8.2f}"
        )


if __name__ == "__main__":
    main()
