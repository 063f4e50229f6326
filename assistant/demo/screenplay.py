"""Screenplays, as they are written, and their lines, as they were spoken."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from assistant.errors import InputError
from assistant.events import Speaker

SPEAKERS: tuple[Speaker, Speaker] = ("caller", "dispatcher")
"""In channel order: left, right."""


class ScreenplayInvalid(InputError):
    """A screenplay cannot be recorded; the sentence names the file and the field."""

    code = "screenplay_invalid"


class Part(BaseModel):
    """One piece of a screenplay; unknown fields are mistakes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Voice(Part):
    """Who speaks: `pitch` raises or lowers the voice as a whole, `rate` is its tempo."""

    engine: Literal["piper", "festival", "flite", "espeak"]
    voice: str
    pitch: float = Field(default=1.0, ge=0.7, le=1.5)
    rate: float = Field(default=1.0, ge=0.6, le=1.6)


class Beeps(Part):
    """A smoke alarm, heard from `from_ms` to `to_ms` (or the end) behind the speaker."""

    from_ms: int = Field(default=0, ge=0)
    to_ms: int | None = None
    level_db: float = Field(default=-38.0, le=-20)


class Background(Part):
    """What a channel carries beside the voice; levels in dB below full scale."""

    hiss_db: float = Field(default=-58.0, le=-30)
    smoke_alarm: Beeps | None = None


class Line(Part):
    """One thing said. ` ... ` in the text is a pause; `overlap_ms` starts it that much early."""

    speaker: Speaker
    text: str = Field(min_length=1)
    gap_ms: int = Field(default=350, ge=0, le=10_000)
    overlap_ms: int = Field(default=0, ge=0, le=5_000)
    whisper: bool = False
    level_db: float = Field(default=0.0, ge=-20, le=6)
    rate: float = Field(default=1.0, ge=0.6, le=1.6)
    pitch: float = Field(default=1.0, ge=0.7, le=1.5)
    take: int = Field(default=0, ge=0)
    """Another performance of the same words, from engines that vary."""

    @property
    def phrases(self) -> list[str]:
        """What is said between the pauses."""
        return [phrase.strip() for phrase in self.text.split(" ... ") if phrase.strip()]

    @property
    def words(self) -> str:
        """What is said, without the pauses."""
        return " ".join(self.phrases)


class Screenplay(Part):
    """A demo call before it is recorded."""

    title: str
    summary: str
    voices: dict[Speaker, Voice]
    background: dict[Speaker, Background] = {}
    pause_ms: int = Field(default=420, ge=0, le=3000)
    lines: tuple[Line, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _cast(self) -> Screenplay:
        missing = [speaker for speaker in SPEAKERS if speaker not in self.voices]
        if missing:
            raise ValueError(f"give {missing[0]} a voice")
        return self


class SpokenLine(Part):
    """A line of a recording, with the media time at which it was spoken."""

    speaker: Speaker
    text: str
    start_ms: int
    end_ms: int
    whisper: bool = False


SPOKEN_LINES = TypeAdapter(tuple[SpokenLine, ...])


def load_screenplay(path: Path) -> Screenplay:
    """The screenplay in `path`; ScreenplayInvalid says what to change."""
    try:
        return Screenplay.model_validate(YAML(typ="safe").load(path.read_text("utf-8")))
    except (OSError, YAMLError) as error:
        sentence = f"The screenplay {path.name} cannot be read: {type(error).__name__}"
        raise ScreenplayInvalid(sentence) from None
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the whole file"
        sentence = f"The screenplay {path.name} cannot be recorded"
        raise ScreenplayInvalid(sentence, todo=f"{where}: {first['msg']}") from None


def load_spoken(path: Path) -> tuple[SpokenLine, ...]:
    """The lines of a recording, in the order in which they begin."""
    return SPOKEN_LINES.validate_json(path.read_bytes())


def save_spoken(path: Path, lines: tuple[SpokenLine, ...]) -> None:
    """Write the lines of a recording, one a line."""
    rows = [json.dumps(line.model_dump(exclude_defaults=True)) for line in lines]
    path.write_text("[\n" + ",\n".join(rows) + "\n]\n", "utf-8")
