"""A call's transcript as files: WebVTT, SubRip, CSV, JSON."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
from collections.abc import Sequence

from assistant.review.record import Record

SHORTEST_MS = 200
"""A caption that begins and ends at once is shown this long."""


@dataclasses.dataclass(frozen=True, slots=True)
class Caption:
    """One utterance, as a file shows it."""

    start_ms: int
    end_ms: int
    speaker: str
    text: str


def captions(record: Record) -> list[Caption]:
    """The utterances in the order they began."""
    finals = sorted((said.final for said in record.said), key=lambda f: (f.start_ms, f.end_ms))
    return [
        Caption(f.start_ms, max(f.end_ms, f.start_ms + SHORTEST_MS), f.speaker, f.text)
        for f in finals
    ]


def to_vtt(lines: Sequence[Caption]) -> str:
    """WebVTT, each line in its speaker's voice."""
    cues = [
        f"{clock(c.start_ms, '.')} --> {clock(c.end_ms, '.')}\n<v {c.speaker}>{_plain(c.text)}\n"
        for c in lines
    ]
    return "WEBVTT\n\n" + "\n".join(cues)


def to_srt(lines: Sequence[Caption]) -> str:
    """SubRip, numbered from 1."""
    cues = [
        f"{number}\n{clock(c.start_ms, ',')} --> {clock(c.end_ms, ',')}\n"
        f"{c.speaker.upper()}: {_one_line(c.text)}\n"
        for number, c in enumerate(lines, start=1)
    ]
    return "\n".join(cues)


def to_csv(lines: Sequence[Caption]) -> str:
    """A row an utterance; a text that a spreadsheet would run as a formula is quoted first."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["start_ms", "end_ms", "speaker", "text"])
    for c in lines:
        writer.writerow([c.start_ms, c.end_ms, c.speaker, safe(c.text)])
    return out.getvalue()


def to_json(lines: Sequence[Caption]) -> str:
    """A list of utterances."""
    body = [dataclasses.asdict(line) for line in lines]
    return json.dumps(body, ensure_ascii=False, indent=1) + "\n"


def clock(at_ms: int, point: str = ".") -> str:
    """01:02:03.456"""
    seconds, ms = divmod(max(0, at_ms), 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}{point}{ms:03}"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _plain(text: str) -> str:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _one_line(escaped)


def safe(value: object) -> object:
    """A value that no spreadsheet runs as a formula."""
    runs = isinstance(value, str) and value[:1] in tuple("=+-@\t\r")
    return f"'{value}" if runs else value
