"""Written calls: `.jsonl` with an utterance a line, or `.txt` with CALLER: and DISPATCHER: lines.

Where a line has no times, they are laid out at the pace people speak. A `.txt` without any
speaker is taken as one stretch of speech whose speakers are to be told apart.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.errors import TranscriptInvalid
from assistant.events import Speaker, TranscriptFinal, Word

WORD_MS = 320
"""A spoken word with its share of pauses: about 190 words a minute."""
TURN_GAP_MS = 400
LINE = re.compile(r"^\s*(CALLER|DISPATCHER)\s*:\s*(.*)$", re.IGNORECASE)
SENTENCE_END = re.compile(r"(?<=[.?!])\s+")
SIZE_MAX = 20_000_000
"""Bytes; a day of talk is under a tenth of it."""


class _Line(BaseModel):
    model_config = ConfigDict(extra="ignore")
    speaker: Speaker | None = None
    text: str
    start_ms: int | None = Field(default=None, ge=0)
    end_ms: int | None = Field(default=None, ge=0)


@dataclass(frozen=True, slots=True)
class Written:
    """A written call: who is None where the transcript does not say."""

    speakers: tuple[Speaker | None, ...]
    texts: tuple[str, ...]
    times_ms: tuple[tuple[int, int], ...]

    def finals(self, speakers: tuple[Speaker, ...]) -> list[TranscriptFinal]:
        """The utterances as finals, once every line has its speaker."""
        lines = zip(speakers, self.texts, self.times_ms, strict=True)
        return [_final(i, *line) for i, line in enumerate(lines, start=1)]


def is_transcript(name: str) -> bool:
    """Whether a file of this name is read as a written call rather than as audio."""
    return name.lower().endswith((".txt", ".jsonl"))


def read_transcript(path: Path, name: str | None = None) -> Written:
    """Read a written call; TranscriptInvalid names the file and the line.

    `name` is what its sender calls it, where the file is only where it was put.
    """
    name = name or path.name
    text = _text_of(path, name)
    lines = _jsonl(name, text) if name.lower().endswith(".jsonl") else _txt(name, text)
    said = [line for line in lines if line.text.strip()]
    if not said:
        raise TranscriptInvalid(f"{name} holds no utterance", todo="give a call with words")
    return Written(
        tuple(line.speaker for line in said),
        tuple(line.text.strip() for line in said),
        tuple(_times(said)),
    )


def _text_of(path: Path, name: str) -> str:
    try:
        if path.stat().st_size > SIZE_MAX:
            raise TranscriptInvalid(f"{name} is too large for a transcript", todo="split it")
        return path.read_text("utf-8-sig")
    except OSError as error:
        reason = (error.strerror or "it is not readable").lower()
        raise TranscriptInvalid(f"{name} cannot be read: {reason}") from None
    except UnicodeDecodeError:
        raise TranscriptInvalid(f"{name} is not UTF-8 text", todo="save it as UTF-8") from None


def _jsonl(name: str, text: str) -> list[_Line]:
    lines = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            lines.append(_Line.model_validate(json.loads(line)))
        except json.JSONDecodeError:
            raise TranscriptInvalid(f"{name} line {number} is not a JSON object") from None
        except ValidationError as error:
            field = ".".join(str(part) for part in error.errors()[0]["loc"]) or "the line"
            wanted = 'each line needs "speaker" (caller or dispatcher) and "text"'
            sentence = f"{name} line {number}: {field} cannot be used"
            raise TranscriptInvalid(sentence, todo=wanted) from None
    return lines


def _txt(name: str, text: str) -> list[_Line]:
    rows = [row for row in text.splitlines() if row.strip()]
    found = [LINE.match(row) for row in rows]
    if not any(found):
        sentences = SENTENCE_END.split(" ".join(text.split()))
        return [_Line(text=sentence) for sentence in sentences]
    for number, (row, match) in enumerate(zip(rows, found, strict=True), start=1):
        if match is None and row.strip():
            raise TranscriptInvalid(
                f"{name} line {number} names no speaker",
                todo="begin each line with CALLER: or DISPATCHER:",
            )
    return [_Line(speaker=m[1].lower(), text=m[2]) for m in found if m]  # type: ignore[arg-type]


def _times(lines: list[_Line]) -> list[tuple[int, int]]:
    times: list[tuple[int, int]] = []
    clock = 0
    for line in lines:
        start = line.start_ms if line.start_ms is not None else clock
        end = line.end_ms if line.end_ms is not None else start + WORD_MS * len(line.text.split())
        times.append((start, max(start, end)))
        clock = max(clock, end) + TURN_GAP_MS
    return times


def _final(number: int, speaker: Speaker, text: str, times_ms: tuple[int, int]) -> TranscriptFinal:
    start_ms, end_ms = times_ms
    return TranscriptFinal(
        f"{speaker}-{number:04d}", speaker, text, start_ms, end_ms, _words(text, start_ms, end_ms),
        confidence=1.0, language="en",
    )  # fmt: skip


def _words(text: str, start_ms: int, end_ms: int) -> tuple[Word, ...]:
    """Words spread evenly over the line; what is written was heard for sure."""
    words = text.split()
    step = (end_ms - start_ms) / max(1, len(words))
    return tuple(
        Word(word, int(start_ms + i * step), int(start_ms + (i + 1) * step), 1.0)
        for i, word in enumerate(words)
    )
