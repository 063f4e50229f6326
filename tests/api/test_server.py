"""What holds for every answer: problems, headers, names and origins, measures."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from structlog.testing import capture_logs

from api import pages
from api.app import create_app
from api.pages import CONSOLE
from api.warming import warm
from assistant.readiness import Readiness
from assistant.settings import ROOT, Settings
from assistant.views import CallView
from tests.api.client import ORIGIN, client, problem_of
from tests.api.fakes import FakeDesk
from tests.api.scenario import CALL_ID

pytestmark = pytest.mark.anyio
COMMANDS = f"/v1/calls/{CALL_ID}/commands"
NOTE = {"type": "note", "text": "Side door."}


async def test_it_is_alive_while_models_load_but_not_ready(
    http: httpx.AsyncClient, desk: FakeDesk
) -> None:
    desk.readiness = Readiness("loading", "joining the speech weights", 0.4)
    assert (await http.get("/healthz")).json() == {"status": "ok"}
    response = await http.get("/readyz")
    assert response.status_code == 503
    assert response.json()["detail"] == "joining the speech weights"
    desk.readiness = Readiness("ready", "Everything is loaded.")
    assert (await http.get("/readyz")).status_code == 200


async def test_cards_say_whether_they_are_approved(http: httpx.AsyncClient) -> None:
    card = (await http.get("/v1/protocols")).json()["cards"][0]
    assert card["card"] == "hostage" and card["approved_for_live_use"] is False


async def test_a_demo_is_offered_and_played(http: httpx.AsyncClient, desk: FakeDesk) -> None:
    name = (await http.get("/v1/about")).json()["demos"][0]
    response = await http.post(f"/v1/demos/{name}")
    assert response.status_code == 202
    assert response.json()["call_id"] in desk.logs
    problem_of(await http.post("/v1/demos/none"), 404, "demo_not_found")


async def test_unknown_addresses_and_methods_are_problems(http: httpx.AsyncClient) -> None:
    problem_of(await http.get("/nothing"), 404, "not_found")
    problem_of(await http.get("/console/nothing.js"), 404, "not_found")
    response = await http.delete("/v1/calls")
    problem_of(response, 405, "method_not_allowed")
    assert "GET" in response.headers["allow"]


async def test_the_trainers_pages_are_where_the_console_leads(http: httpx.AsyncClient) -> None:
    console = (await http.get("/")).text
    assert 'href="/console/review/"' in console
    answer = await http.get("/console/review/")
    assert answer.status_code == 200
    assert "/console/review/main.js" in answer.text


async def test_an_unforeseen_error_shows_and_logs_no_text(tmp_path: Path) -> None:
    class Broken(FakeDesk):
        async def call(self, call_id: str) -> CallView:
            raise RuntimeError("he has a gun")

    async with client(Broken(), tmp_path) as http:
        with capture_logs() as logs:
            response = await http.get("/v1/calls/any")
    problem_of(response, 500, "internal_error")
    assert "gun" not in response.text
    assert logs[0]["error"] == "RuntimeError" and "gun" not in str(logs)


@pytest.mark.parametrize("path", ["/", "/console/modules/main.js", "/v1/calls", "/nothing"])
async def test_every_answer_carries_the_security_headers(
    http: httpx.AsyncClient, path: str
) -> None:
    headers = (await http.get(path)).headers
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy and "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("path", ["/v1/calls", "/nothing", "/metrics"])
async def test_what_callers_said_is_kept_by_no_cache(http: httpx.AsyncClient, path: str) -> None:
    assert (await http.get(path)).headers["cache-control"] == "no-store"


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "", "10.0.0.9"])
async def test_a_foreign_name_is_not_answered(http: httpx.AsyncClient, host: str) -> None:
    problem_of(await http.get("/v1/calls", headers={"Host": host}), 421, "host_unknown")


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8110", "[::1]:8110", "LOCALHOST:1"])
async def test_its_own_names_are_answered(http: httpx.AsyncClient, host: str) -> None:
    assert (await http.get("/v1/calls", headers={"Host": host})).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "http://localhost:3000"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
)
async def test_a_foreign_page_cannot_steer_a_call(
    http: httpx.AsyncClient, desk: FakeDesk, headers: dict[str, str]
) -> None:
    response = await http.post(COMMANDS, json=NOTE, headers=headers)
    problem_of(response, 403, "origin_foreign")
    assert desk.commands == []


async def test_its_own_page_can(http: httpx.AsyncClient) -> None:
    headers = {"Origin": ORIGIN, "Sec-Fetch-Site": "same-origin"}
    assert (await http.post(COMMANDS, json=NOTE, headers=headers)).status_code == 200


async def test_a_body_beyond_any_command_is_refused(http: httpx.AsyncClient) -> None:
    body = {"type": "note", "text": "x" * 100_000}
    problem_of(await http.post(COMMANDS, json=body), 413, "body_too_large")


async def test_measures_count_by_template_and_hold_no_text(http: httpx.AsyncClient) -> None:
    await http.get(f"/v1/calls/{CALL_ID}")
    await http.get("/he-has-a-gun")
    await http.post(COMMANDS, json=NOTE)
    text = (await http.get("/metrics")).text
    samples = {
        (one.name, *sorted(one.labels.values())): one.value
        for family in text_string_to_metric_families(text)
        for one in family.samples
    }
    assert samples["florence_requests_total", "/v1/calls/{call_id}", "200", "GET"] == 1
    assert samples["florence_commands_total", "note"] == 1
    assert samples["florence_ready",] == 1
    assert CALL_ID not in text and "gun" not in text and "Side" not in text


def test_the_page_asks_at_once_for_every_module_a_call_needs() -> None:
    needed: set[str] = set()
    todo = ["main.js"]
    while todo:
        text = (CONSOLE / "modules" / todo.pop()).read_text()
        fresh = set(re.findall(r'^import .*? from "\./(\w+\.js)"', text, re.M)) - needed
        needed |= fresh
        todo += fresh
    page = (CONSOLE / "index.html").read_text()
    assert set(re.findall(r'modulepreload" href="/console/modules/(\w+\.js)', page)) == needed
    assert {"settings_page.js", "audio_page.js", "sheet.js"}.isdisjoint(needed)


async def test_what_the_page_loads_is_kept_until_a_file_changes(
    http: httpx.AsyncClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = shutil.copytree(CONSOLE, tmp_path / "console")
    monkeypatch.setattr(pages, "CONSOLE", copy)
    first = await http.get("/")
    assert first.headers["cache-control"] == "no-cache"
    loaded = re.findall(r'(?:href|src)="(/console/[^"]+)"', first.text)
    assert {one for one in loaded if not one.startswith(pages.KEPT)} == {"/console/review/"}
    for address in (one for one in loaded if one != "/console/review/"):
        answer = await http.get(address)
        assert answer.status_code == 200, address
        assert "immutable" in answer.headers["cache-control"]
    main = next(one for one in loaded if one.endswith("main.js"))
    gone = await http.get(main.replace("main.js", "nothing.js"))
    problem_of(gone, 404, "not_found")
    assert gone.headers["cache-control"] == "no-store"
    assert (await http.get("/")).text == first.text
    (copy / "modules" / "main.js").write_text("// other\n")
    assert main not in (await http.get("/")).text


async def test_all_styles_come_in_one_answer(http: httpx.AsyncClient) -> None:
    answer = await http.get("/console/console.css")
    assert answer.headers["content-type"].startswith("text/css")
    for path in CONSOLE.glob("styles/*.css"):
        assert path.read_text() in answer.text, path.name


async def test_what_the_first_request_would_wait_for_is_done_before(
    desk: FakeDesk, tmp_path: Path
) -> None:
    app = create_app(desk, Settings(data_dir=tmp_path))
    assert await warm(app) == 200
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as http:
        measures = (await http.get("/metrics")).text
    assert "florence_requests_total{" not in measures, "nobody sent it, so nobody counts it"


def test_the_guide_names_every_key_of_the_console() -> None:
    source = (CONSOLE / "modules" / "keys.js").read_text()
    keys = re.findall(r'^    key\("(\w)"', source, re.M) + re.findall(r'shown: "([^"]+)"', source)
    guide = (ROOT / "docs" / "console.md").read_text()
    named = re.findall(r"`([^`]+)`", guide[guide.index("## Keys") :])
    assert len(keys) > 15 and set(keys) <= set(named)
