"""Settings: seen by all, changed with the token."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from api.app import create_app
from assistant.settings import Settings
from tests.api.client import ORIGIN, problem_of
from tests.api.fakes import FakeDesk

pytestmark = pytest.mark.anyio
TOKEN = "a token of the centre"
GIVEN = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture
async def guarded(
    desk: FakeDesk, tmp_path: Path, anyio_backend: str
) -> AsyncIterator[httpx.AsyncClient]:
    """A client of a server that has a token."""
    settings = Settings(data_dir=tmp_path, settings_token=SecretStr(TOKEN))
    transport = httpx.ASGITransport(app=create_app(desk, settings), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as opened:
        yield opened


async def test_everybody_sees_the_settings_and_nobody_the_token(
    guarded: httpx.AsyncClient, desk: FakeDesk
) -> None:
    desk.tune({"hotwords": ("Alder",)})
    response = await guarded.get("/v1/settings")
    told = response.json()
    assert (told["shadow_mode"], told["hotwords"], told["changeable"]) == (False, ["Alder"], True)
    assert TOKEN not in response.text


async def test_the_token_changes_what_is_named_and_nothing_else(
    guarded: httpx.AsyncClient, desk: FakeDesk
) -> None:
    response = await guarded.patch("/v1/settings", json={"shadow_mode": True}, headers=GIVEN)
    assert response.status_code == 200
    assert response.json()["shadow_mode"] is True
    assert (desk.tuning.shadow_mode, desk.tuning.silence_notice_ms) == (True, 10_000)


async def test_hotwords_and_the_alert_budget_are_changed_too(
    guarded: httpx.AsyncClient, desk: FakeDesk
) -> None:
    change = {"hotwords": ["Mill Lane"], "provisional_alerts": False, "interrupting_priority": 98}
    told = (await guarded.patch("/v1/settings", json=change, headers=GIVEN)).json()
    assert {name: told[name] for name in change} == change
    assert desk.tuning.hotwords == ("Mill Lane",)


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer another"}])
async def test_without_the_token_nothing_changes(
    guarded: httpx.AsyncClient, desk: FakeDesk, headers: dict[str, str]
) -> None:
    response = await guarded.patch("/v1/settings", json={"shadow_mode": True}, headers=headers)
    problem_of(response, 403, "not_allowed")
    assert desk.tuning.shadow_mode is False


async def test_a_server_without_a_token_is_changed_by_nobody(http: httpx.AsyncClient) -> None:
    assert (await http.get("/v1/settings")).json()["changeable"] is False
    response = await http.patch("/v1/settings", json={}, headers={"Authorization": "Bearer "})
    problem_of(response, 403, "not_allowed")


@pytest.mark.parametrize(
    "change",
    [
        {"answer_confidence_min": 2},
        {"data_dir": "/"},
        {"hotwords": ["x"] * 41},
        {"hotwords": [""]},
        {"interrupting_priority": 101},
    ],
)
async def test_what_cannot_be_set_is_a_problem(
    guarded: httpx.AsyncClient, change: dict[str, object]
) -> None:
    response = await guarded.patch("/v1/settings", json=change, headers=GIVEN)
    problem_of(response, 422, "request_invalid")
