"""What a centre may change while Florence runs: kept beside the calls, over the settings."""

from __future__ import annotations

import json
from collections.abc import Collection
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.errors import SettingsInvalid
from assistant.events import Tuned
from assistant.settings import Settings

Hotword = Annotated[str, Field(min_length=1, max_length=60)]
HOTWORDS_MAX = 40
"""A short list helps; a long one leaks into what nobody said."""


class Tuning(BaseModel):
    """The values in force; calls that begin after a change go by the new ones."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    shadow_mode: bool
    """Prompts and alerts are recorded and not shown to dispatchers."""
    answer_confidence_min: float = Field(ge=0, le=1)
    """Below this word confidence an answer ticks no question."""
    silence_notice_ms: int = Field(ge=1000)
    """How long nobody speaks before it is noted, in ms."""
    hotwords: tuple[Hotword, ...] = Field(default=(), max_length=HOTWORDS_MAX)
    """Street names and terms of the agency, told to the speech model."""
    provisional_alerts: bool = True
    """An alert may come before its utterance is over, as not sure yet."""
    interrupting_priority: int = Field(default=95, ge=0, le=100)
    """From this priority on an alert comes while the dispatcher speaks."""

    def told(self) -> Tuned:
        """As the log of a call tells it; shadow mode has its own place there."""
        return Tuned(**self.model_dump(exclude={"shadow_mode"}))


class Tunings:
    """The tuning in force, and its file in the data folder."""

    def __init__(self, settings: Settings, winning: Collection[str] = ()) -> None:
        """The settings named in `winning` come before the file: a what-if means what it says."""
        self._path = settings.data_dir / "tuning.json"
        base = {name: getattr(settings, name) for name in Tuning.model_fields}
        asked = {name: base[name] for name in winning if name in base}
        self.now = _checked({**base, **_read(self._path), **asked})

    def change(self, changes: dict[str, Any]) -> Tuning:
        """Put values in force and keep them; SettingsInvalid names one that cannot be used."""
        self.now = _checked({**self.now.model_dump(), **changes})
        kept = self._path.with_suffix(".new")
        self._path.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps({**_read(self._path), **changes}), "utf-8")
        kept.replace(self._path)
        return self.now


def _read(path: Path) -> dict[str, Any]:
    try:
        held = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError):
        held = None
    if not isinstance(held, dict):
        raise SettingsInvalid(f"The file {path.name} cannot be read", todo="mend or remove it")
    return held


def _checked(values: dict[str, Any]) -> Tuning:
    try:
        return Tuning.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise SettingsInvalid(
            f"The setting {name} cannot be used: {first['msg'].lower()}",
            todo="give it another value, or remove tuning.json",
        ) from None
