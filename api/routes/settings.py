"""The settings in force: seen by all, changed by whoever holds the centre's token."""

from __future__ import annotations

import hmac
from typing import Annotated

from fastapi import APIRouter, Header

from api.needs import TheDesk, TheSettings
from api.problems import described
from api.schemas import SettingsChange, SettingsView
from assistant.errors import NotAllowed
from assistant.settings import Settings

router = APIRouter(prefix="/v1", tags=["about"])


@router.get("/settings")
async def read_settings(desk: TheDesk, settings: TheSettings) -> SettingsView:
    """What this server goes by; no secret is among it."""
    return _view(desk, settings)


@router.patch("/settings", responses=described(400, 403, 413))
async def change_settings(
    desk: TheDesk,
    settings: TheSettings,
    change: SettingsChange,
    authorization: Annotated[str, Header()] = "",
) -> SettingsView:
    """Change values; needs `Authorization: Bearer` and the server's `settings_token`."""
    _check_token(authorization, settings)
    desk.tune(change.model_dump(exclude_none=True))
    return _view(desk, settings)


def _check_token(authorization: str, settings: Settings) -> None:
    if settings.settings_token is None:
        raise NotAllowed("Settings are not changed here", todo="set settings_token on the server")
    given = authorization.partition(" ")[2].strip().encode()
    if not hmac.compare_digest(given, settings.settings_token.get_secret_value().encode()):
        raise NotAllowed("This is not the token", todo="ask whoever runs this server for it")


def _view(desk: TheDesk, settings: Settings) -> SettingsView:
    tuning = desk.tuning
    return SettingsView(
        **tuning.model_dump(),
        changeable=settings.settings_token is not None,
        speech_model=desk.models.get("transcriber", settings.whisper_model),
        language_model=desk.models.get("understander", ""),
        language=settings.language,
        lines_max=settings.lines_max,
        keep_recordings=settings.keep_recordings,
    )
