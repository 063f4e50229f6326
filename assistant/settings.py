"""Typed settings, read once: environment first (FLORENCE_…), then florence.toml, then these."""

from __future__ import annotations

from pathlib import Path

from platformdirs import user_cache_path, user_data_path
from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from assistant.errors import SettingsInvalid

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """Every setting; docs/settings.md lists them, and a test says so."""

    model_config = SettingsConfigDict(
        env_prefix="FLORENCE_", toml_file="florence.toml", extra="forbid", frozen=True
    )

    data_dir: Path = Field(default=user_data_path("florence"))
    """Where the event log and the recordings are kept."""
    cache_dir: Path = Field(default=user_cache_path("florence"))
    """Where joined weights and the trained language model are kept; may be deleted."""
    nlu_dir: Path = ROOT / "nlu_data"
    """The Rasa project, the vocabulary and the protocol cards."""
    protocols_dir: Path | None = None
    """Other protocol cards than `nlu_dir`/protocols."""
    scorecards_dir: Path | None = None
    """Other scorecard forms than `nlu_dir`/scorecards."""
    whisper_model: str = "bundled"
    """`bundled` (whisper-base from its packages), a faster-whisper name, or a local path."""
    whisper_workers: int = Field(default=2, ge=1, le=64)
    """Decoders that run side by side, one thread each."""
    language: str = "en"
    """The language decoded, or `auto` to identify it."""
    hotwords: tuple[str, ...] = Field(default=(), max_length=40)
    """Street names and terms of the agency, told to the speech model; a short list helps."""
    lines_max: int = Field(default=12, ge=1, le=1000)
    """How many live calls are heard at once; the next is refused."""
    host: str = "127.0.0.1"
    """The address the server binds to."""
    port: int = Field(default=8110, ge=0, le=65535)
    """The port the server binds to; 0 takes a free one."""
    upload_max_mb: int = Field(default=200, ge=1)
    """The largest recording taken, in MB."""
    recording_max_minutes: int = Field(default=360, ge=1)
    """The longest recording taken, in minutes."""
    watch_dir: Path | None = None
    """A folder whose recordings are taken as they appear, while the server runs."""
    keep_recordings: bool = True
    """Whether the sound of calls is kept, so that trainers can play it."""
    answer_confidence_min: float = Field(default=0.45, ge=0, le=1)
    """Below this word confidence an answer ticks no question."""
    silence_notice_ms: int = Field(default=10_000, ge=1000)
    """How long nobody speaks before it is noted, in ms."""

    provisional_alerts: bool = True
    """Whether an alert may come before its utterance is over, as not sure yet."""
    interrupting_priority: int = Field(default=95, ge=0, le=100)
    """From this priority on an alert comes while the dispatcher speaks."""

    shadow_mode: bool = False
    """Whether prompts and alerts are recorded and not shown to dispatchers."""
    settings_token: SecretStr | None = None
    """What changes settings from the console; without it they are only seen there."""
    line_grace_s: float = Field(default=30, ge=0, le=3600)
    """How long a live call waits for a sender that vanished, in seconds."""
    line_quiet_s: float = Field(default=10, gt=0, le=3600)
    """How long an open line may bring no audio before it is told, in seconds."""

    @property
    def recordings_dir(self) -> Path:
        """Where the sound of calls is kept, a file a call."""
        return self.data_dir / "recordings"

    @property
    def cards_dir(self) -> Path:
        """The folder of protocol cards in force."""
        return self.protocols_dir or self.nlu_dir / "protocols"

    @property
    def forms_dir(self) -> Path:
        """The folder of scorecard forms in force."""
        return self.scorecards_dir or self.nlu_dir / "scorecards"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments, then environment, then florence.toml."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def load_settings(**overrides: object) -> Settings:
    """The settings in force; SettingsInvalid names the first setting that cannot be used."""
    try:
        return Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise SettingsInvalid(
            f"The setting {name} cannot be used: {first['msg'].lower()}",
            todo=f"change FLORENCE_{name.upper()} or florence.toml",
        ) from None
