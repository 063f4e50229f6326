"""Records the demo calls from their screenplays: `python -m assistant.demo.studio [NAME...]`.

The same voices give the same recordings, to the byte.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from rich.console import Console
from rich.progress import track

from assistant.demo import NAMES, RECORDINGS, SCREENPLAYS, SPOKEN
from assistant.demo.screenplay import (
    SPEAKERS,
    Background,
    Line,
    Screenplay,
    SpokenLine,
    load_screenplay,
    save_spoken,
)
from assistant.demo.sound import (
    LINE_RATE,
    RATE,
    VOICE_DB,
    WHISPER_DB,
    Samples,
    hiss,
    level,
    smoke_alarm,
    telephone,
    trim,
    whispered,
    write_call,
)
from assistant.demo.voices import SEED, Actor
from assistant.errors import FlorenceError
from assistant.events import Speaker

LEAD_MS = 600
"""Open line before the first word."""
TAIL_MS = 1500
"""Open line after the last."""


@dataclass(frozen=True, slots=True)
class Take:
    """A line as acted, and where in the call it stands."""

    line: Line
    samples: Samples
    start_ms: int

    @property
    def end_ms(self) -> int:
        """Where it is over."""
        return self.start_ms + len(self.samples) * 1000 // RATE


@dataclass(frozen=True, slots=True)
class Recording:
    """A finished call: one channel a speaker at LINE_RATE, and what was said when."""

    channels: dict[Speaker, Samples]
    lines: tuple[SpokenLine, ...]

    @property
    def duration_ms(self) -> int:
        """How long the call is."""
        return len(self.channels["caller"]) * 1000 // LINE_RATE


def record(screenplay: Screenplay, *, progress: Console | None = None) -> Recording:
    """Act and mix a screenplay; VoiceMissing when an actor cannot speak."""
    takes = _act(screenplay, progress or Console(quiet=True))
    length = (max(take.end_ms for take in takes) + TAIL_MS) * RATE // 1000
    channels = {who: _channel(screenplay, who, takes, length) for who in SPEAKERS}
    lines = [
        SpokenLine(
            speaker=take.line.speaker,
            text=take.line.words,
            start_ms=take.start_ms,
            end_ms=take.end_ms,
            whisper=take.line.whisper,
        )
        for take in takes
    ]
    return Recording(channels, tuple(sorted(lines, key=lambda line: line.start_ms)))


def save(recording: Recording, wav: Path, spoken: Path) -> None:
    """Write the recording, and the truth about it beside it."""
    write_call(wav, recording.channels["caller"], recording.channels["dispatcher"])
    save_spoken(spoken, recording.lines)


def _act(screenplay: Screenplay, console: Console) -> list[Take]:
    actors = {who: Actor(voice) for who, voice in screenplay.voices.items()}
    takes: list[Take] = []
    for line in track(screenplay.lines, screenplay.title, console=console):
        samples = _perform(actors[line.speaker], line, screenplay.pause_ms)
        takes.append(Take(line, samples, _start_ms(takes, line)))
    return takes


def _start_ms(takes: list[Take], line: Line) -> int:
    if not takes:
        return LEAD_MS
    if line.overlap_ms:
        return max(takes[-1].start_ms, takes[-1].end_ms - line.overlap_ms)
    return max(take.end_ms for take in takes[-2:]) + line.gap_ms


def _perform(actor: Actor, line: Line, pause_ms: int) -> Samples:
    pause = np.zeros(pause_ms * RATE // 1000, dtype=np.float32)
    spoken: list[Samples] = []
    for phrase in line.phrases:
        spoken += [pause, trim(actor.say(phrase, line))]
    samples = level(np.concatenate(spoken[1:]), VOICE_DB + line.level_db)
    if not line.whisper:
        return samples
    breath = whispered(samples, _rng(line.text))
    return level(breath, VOICE_DB + WHISPER_DB + line.level_db)


def _channel(screenplay: Screenplay, who: Speaker, takes: list[Take], length: int) -> Samples:
    background = screenplay.background.get(who, Background())
    mix = hiss(length, background.hiss_db, _rng(screenplay.title + who))
    for take in takes:
        if take.line.speaker == who:
            start = take.start_ms * RATE // 1000
            mix[start : start + len(take.samples)] += take.samples
    if background.smoke_alarm is not None:
        start = background.smoke_alarm.from_ms * RATE // 1000
        until = background.smoke_alarm.to_ms
        end = length if until is None else min(length, until * RATE // 1000)
        mix[start:end] += smoke_alarm(max(0, end - start), background.smoke_alarm.level_db)
    return telephone(mix)


def _rng(text: str) -> np.random.Generator:
    return np.random.default_rng(SEED + zlib.crc32(text.encode()))


def main(names: Annotated[list[str] | None, typer.Argument(metavar="[NAME]...")] = None) -> None:
    """Record the named demo calls, or all of them."""
    console = Console(stderr=True)
    for name in names or NAMES:
        if name not in SCREENPLAYS:
            console.print(f"There is no demo call {name!r}: choose from {', '.join(NAMES)}")
            raise typer.Exit(2)
        try:
            recording = record(load_screenplay(SCREENPLAYS[name]), progress=console)
        except FlorenceError as error:
            console.print(str(error))
            raise typer.Exit(1) from None
        save(recording, RECORDINGS[name], SPOKEN[name])
        console.print(f"{RECORDINGS[name].name}: {recording.duration_ms / 1000:.1f} s")


if __name__ == "__main__":
    typer.run(main)
