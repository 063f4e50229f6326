"""The calls that are played: a corpus where one is given, else the demo calls and acted ones."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from pathlib import Path

import numpy as np
from rich.console import Console

from assistant import demo
from assistant.audio.codecs import Pcm16, encode_mulaw
from assistant.audio.decode import read_recording
from assistant.audio.recording import SAMPLE_RATE
from assistant.demo.screenplay import load_screenplay, load_spoken
from assistant.demo.sound import VOICE_DB, Samples, level, telephone, trim
from assistant.demo.studio import record, save
from assistant.demo.voices import missing
from assistant.errors import InputError
from assistant.settings import Settings
from tests.benchmarks.streaming.aligner import LONGEST_MS, Align, bounded
from tests.benchmarks.streaming.conversation import BYTES_A_MS, SPEAKERS, Conversation, Line

ACTED = Path(__file__).resolve().parent / "screenplays"
SUFFIXES = {".wav", ".flac"}
GAP_MS = 600
"""Between one side's clip and the other's answer."""
CALL_MS = 100_000
"""A call of a corpus is as long as the demo calls are."""
PER_MS = SAMPLE_RATE // 1000


def demo_calls(align: Align) -> list[Conversation]:
    """The shipped demo calls."""
    names = demo.NAMES
    return [_recorded(n, demo.RECORDINGS[n], demo.SPOKEN[n], align) for n in names]


def acted_calls(settings: Settings, align: Align, console: Console) -> list[Conversation]:
    """Our own screenplays for voices that the demo calls lack, acted once into the cache.

    A screenplay whose voices are not installed is left out, and it is said so.
    """
    calls = []
    for path in sorted(ACTED.glob("*.yml")):
        screenplay = load_screenplay(path)
        absent = [what for voice in screenplay.voices.values() if (what := missing(voice))]
        if absent:
            console.print(f"{path.stem} is left out: it needs {absent[0]}")
            continue
        kept = f"{path.stem}-{zlib.crc32(path.read_bytes()):08x}"
        wav = settings.cache_dir / "benchmarks" / "calls" / f"{kept}.wav"
        if not wav.with_suffix(".json").exists():
            wav.parent.mkdir(parents=True, exist_ok=True)
            save(record(screenplay, progress=console), wav, wav.with_suffix(".json"))
        calls.append(_recorded(path.stem, wav, wav.with_suffix(".json"), align))
    return calls


def corpus_calls(folder: Path, align: Align, console: Console) -> list[Conversation]:
    """Clips with their texts, as calls in which two sides speak in turn.

    `NAME.wav` or `.flac` stands beside `NAME.txt`, or beside a LibriSpeech `*.trans.txt` that
    has a line for it. InputError when there is none.
    """
    clips = list(_clips(folder))
    if not clips:
        raise InputError(
            f"There are no clips with texts in {folder.name}",
            todo="put NAME.txt beside each NAME.wav or NAME.flac",
        )
    half = -(-len(clips) // 2)
    turns = [clip for pair in zip_longest(clips[:half], clips[half:]) for clip in pair if clip]
    calls: list[Conversation] = []
    talk = _Talk(align)
    for path, text in turns:
        samples = trim(read_recording(path).channels[0])
        if len(samples) > LONGEST_MS * PER_MS:
            console.print(f"{path.name} is left out: it is longer than {LONGEST_MS // 1000} s")
            continue
        talk.say(samples, text)
        if talk.length_ms >= CALL_MS:
            calls.append(talk.call(f"corpus-{len(calls) + 1}"))
            talk = _Talk(align)
    return [*calls, talk.call(f"corpus-{len(calls) + 1}")] if talk.lines else calls


def _clips(folder: Path) -> Iterator[tuple[Path, str]]:
    """Every clip with its text, in order of path."""
    texts: dict[str, str] = {}
    for listing in sorted(folder.rglob("*.trans.txt")):
        for row in listing.read_text("utf-8").splitlines():
            name, _, text = row.partition(" ")
            texts[name] = text
    for path in sorted(p for p in folder.rglob("*") if p.suffix.lower() in SUFFIXES):
        beside = path.with_suffix(".txt")
        text = beside.read_text("utf-8") if beside.exists() else texts.get(path.stem, "")
        if text.strip():
            yield path, " ".join(text.split())


class _Talk:
    """A call of clips, one side after the other."""

    def __init__(self, align: Align) -> None:
        self._align = align
        self._channels: tuple[list[Samples], list[Samples]] = ([], [])
        self.lines: list[Line] = []
        self.length_ms = 0

    def say(self, samples: Samples, text: str) -> None:
        """The next side says this."""
        turn = len(self.lines) % 2
        whole_ms = np.zeros(-len(samples) % PER_MS, np.float32)
        heard = np.concatenate([np.zeros(GAP_MS * PER_MS, np.float32), level(samples, VOICE_DB)])
        heard = np.concatenate([heard, whole_ms])
        self._channels[turn].append(heard)
        self._channels[1 - turn].append(np.zeros_like(heard))
        start_ms = self.length_ms + GAP_MS
        self.length_ms += len(heard) // PER_MS
        words = self._align(samples, text)
        self.lines.append(Line(SPEAKERS[turn], bounded(words, start_ms, self.length_ms)))

    def call(self, name: str) -> Conversation:
        """What has been said, through a telephone."""
        left, right = (telephone(np.concatenate(parts)) for parts in self._channels)
        return Conversation(name, (_coded(left), _coded(right)), tuple(self.lines))


def _recorded(name: str, wav: Path, spoken: Path, align: Align) -> Conversation:
    """A call that the studio recorded, with the truth about it beside it."""
    recording = read_recording(wav)
    by_speaker = dict(zip(SPEAKERS, recording.channels, strict=True))
    lines = []
    for line in load_spoken(spoken):
        samples = by_speaker[line.speaker][line.start_ms * PER_MS : line.end_ms * PER_MS]
        words = bounded(align(samples, line.text), line.start_ms, line.end_ms)
        lines.append(Line(line.speaker, words))
    left, right = (_coded(channel[::2]) for channel in recording.channels)
    return Conversation(name, (left, right), tuple(lines))


def _coded(samples: Samples) -> bytes:
    """Samples at 8 kHz as mu-law."""
    pcm: Pcm16 = (np.clip(samples, -1, 1) * 32767).astype(np.int16)
    return encode_mulaw(pcm)


def length_s(pool: Sequence[Conversation]) -> float:
    """How long the calls are together."""
    return sum(len(call.channels[0]) // BYTES_A_MS for call in pool) / 1000
