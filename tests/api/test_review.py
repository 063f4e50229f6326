"""The trainer's side over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from api.app import create_app
from assistant.calls import House
from assistant.events import CallStarted
from assistant.review.library import Library
from assistant.settings import Settings
from tests.api.client import ORIGIN, problem_of, small
from tests.api.fakes import FakeDesk
from tests.review.calls import Script, arrest
from tests.review.shelves import keep, library
from tests.review.test_corrections import recorded

pytestmark = pytest.mark.anyio
NOTES = "/v1/calls/arrest/review/notes"


@pytest.fixture
def held(tmp_path: Path) -> Library:
    one = library(tmp_path)
    keep(one, arrest(), "arrest")
    keep(one, Script().say("caller", "hello there", 0, 900).ends(), "hello", day=1)
    return one


@pytest.fixture
async def trainer(
    held: Library, tmp_path: Path, anyio_backend: str
) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(FakeDesk(), small(tmp_path), library=held)
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
        yield client


async def test_the_library_is_listed_filtered_and_paged(trainer: httpx.AsyncClient) -> None:
    page = (await trainer.get("/v1/library", params={"limit": 1})).json()
    assert page["calls"][0]["call_id"] == "hello" and page["next_before"] == "hello"
    narrow = await trainer.get("/v1/library", params={"call_type": "cardiac_arrest"})
    assert [call["call_id"] for call in narrow.json()["calls"]] == ["arrest"]


async def test_a_search_leads_to_a_time(trainer: httpx.AsyncClient) -> None:
    hits = (await trainer.get("/v1/library/search", params={"text": "breathing"})).json()["hits"]
    assert hits[0]["call_id"] == "arrest" and hits[0]["at_ms"] == 15_000


async def test_a_review_is_read_with_its_lanes_and_every_mark_has_evidence(
    trainer: httpx.AsyncClient,
) -> None:
    page = (await trainer.get("/v1/calls/arrest/review")).json()
    assert page["cpr"]["recognised"]["at_ms"] == 30_000
    assert page["transcript"][0]["words"][0]["word"] == "Where"
    assert [card["form"]["id"] for card in page["scorecards"]] == ["cpr", "standard"]
    marked = [m for m in page["scorecards"][0]["card"]["marks"] if m["state"] == "marked"]
    assert marked and all(mark["evidence"] for mark in marked)


async def test_a_mark_is_taken_and_a_wrong_one_is_a_problem(trainer: httpx.AsyncClient) -> None:
    mark = {"type": "item_marked", "by": "Kim", "form": "cpr", "item": "awake", "points": 0}
    problem_of(await trainer.post(NOTES, json=mark), 422, "review_invalid")
    done = await trainer.post(NOTES, json={**mark, "reason": "It was her son who asked."})
    assert done.status_code == 200 and done.json()["call"]["state"] == "begun"
    unknown = {**mark, "item": "zebra", "reason": "x"}
    problem_of(await trainer.post(NOTES, json=unknown), 404, "review_not_found")


async def test_reviewers_agreement_is_answered(trainer: httpx.AsyncClient) -> None:
    for by in ("Ana", "Kim"):
        for item, points in (("awake", 5), ("breathing", 0)):
            body = {"type": "item_marked", "by": by, "form": "cpr", "item": item,
                    "points": points, "reason": "heard"}  # fmt: skip
            await trainer.post(NOTES, json=body)
    answer = await trainer.get("/v1/calls/arrest/review/agreement", params={"form": "cpr"})
    (pair,) = answer.json()["pairs"]
    assert pair["exact"] == 1.0 and pair["kappa"] == 1.0


@pytest.mark.parametrize("kind", ["vtt", "srt", "csv", "json"])
async def test_the_transcript_is_a_file(trainer: httpx.AsyncClient, kind: str) -> None:
    answer = await trainer.get(f"/v1/calls/arrest/transcript.{kind}")
    assert answer.status_code == 200 and "collapsed" in answer.text
    assert f"arrest.{kind}" in answer.headers["content-disposition"]


@pytest.mark.parametrize(
    "path",
    ["/v1/sample", "/v1/trends", "/v1/scorecards", "/v1/library/filters", "/v1/library?text=gun"],
)
async def test_every_list_is_answered(trainer: httpx.AsyncClient, path: str) -> None:
    assert (await trainer.get(path)).status_code == 200


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/v1/calls/none/review", 404, "call_not_found"),
        ("/v1/library?before=none", 404, "call_not_found"),
        ("/v1/library?limit=0", 422, "request_invalid"),
        ("/v1/library?since=yesterday", 422, "request_invalid"),
        ("/v1/library/search?text=%22", 422, "review_invalid"),
        ("/v1/calls/arrest/review/agreement?form=none", 404, "review_not_found"),
    ],
)
async def test_what_cannot_be_answered_is_a_problem(
    trainer: httpx.AsyncClient, path: str, status: int, code: str
) -> None:
    problem_of(await trainer.get(path), status, code)


async def test_a_server_without_a_library_says_so(http: httpx.AsyncClient) -> None:
    problem_of(await http.get("/v1/library"), 503, "not_ready")


async def test_what_if_over_http_names_a_wrong_card_by_line(trainer: httpx.AsyncClient) -> None:
    path = "/v1/calls/arrest/whatif"
    problem_of(await trainer.post(path, json={}), 422, "input_invalid")
    card = {"card": "cardiac_arrest", "text": "id: cardiac_arrest\n"}
    wrong = await trainer.post(path, json={"cards": [card]})
    assert "cardiac_arrest.yml line 1" in str(problem_of(wrong, 422, "card_invalid")["detail"])
    same = await trainer.post(path, json={"silence_notice_ms": 60_000})
    assert same.status_code == 200 and same.json()["call_id"] == "arrest"


async def test_settings_of_a_what_if_win_over_what_was_tuned(
    trainer: httpx.AsyncClient, held: Library, tmp_path: Path
) -> None:
    (tmp_path / "tuning.json").write_text('{"answer_confidence_min": 0.3}')
    house = House.open(Settings(data_dir=tmp_path))
    keep(held, recorded(house), "unsure", day=2)  # its words were heard with 0.5
    path = "/v1/calls/unsure/whatif"
    same = (await trainer.post(path, json={"answer_confidence_min": 0.4})).json()
    assert same["prompts"] == same["measures"] == []
    stricter = (await trainer.post(path, json={"answer_confidence_min": 0.9})).json()
    assert "location_s" in [one["name"] for one in stricter["measures"]]


async def test_a_corrected_call_runs_under_the_tuning_in_force_and_says_so(
    trainer: httpx.AsyncClient, held: Library, tmp_path: Path
) -> None:
    path, told = "/v1/calls/arrest/review/corrections", []
    for base, wait_ms in ((1, 10_000), (2, 20_000)):
        (tmp_path / "tuning.json").write_text(f'{{"silence_notice_ms": {wait_ms}}}')
        line = (await trainer.get("/v1/calls/arrest/review")).json()["transcript"][0]
        body = {"type": "words_corrected", "by": "Kim", "text": f"Where? {base}",
                "utterance_id": line["utterance_id"]}  # fmt: skip
        await trainer.post(path, json={"base": base, "correction": body})
        began = held.events("arrest")[0].payload
        assert isinstance(began, CallStarted) and began.tuning
        told.append(began.tuning.silence_notice_ms)
    assert told == [10_000, 20_000]


@pytest.mark.parametrize(
    ("path", "begins"),
    [
        ("/v1/calls/arrest/report.html", b"<!doctype html>"),
        ("/v1/calls/arrest/report.pdf", b"%PDF"),
        ("/v1/calls/arrest/report.html?redacted=true", b"<!doctype html>"),
        ("/v1/reports/period.html", b"<!doctype html>"),
        ("/v1/library.csv", b"call_id,"),
        ("/v1/library.json", b"["),
        ("/v1/trends.svg", b"<svg"),
    ],
)
async def test_files_are_written(trainer: httpx.AsyncClient, path: str, begins: bytes) -> None:
    answer = await trainer.get(path)
    assert answer.status_code == 200 and answer.content.lstrip().startswith(begins)


async def test_a_drill_is_assigned_answered_and_told(trainer: httpx.AsyncClient) -> None:
    body = {"by": "Kim", "trainee": "Ana", "call_id": "arrest"}
    drill = (await trainer.post("/v1/assignments", json=body)).json()
    assert drill["next"] == {"point": 1, "at_ms": 8000} and "wanted" not in str(drill)
    path = f"/v1/drills/{drill['drill_id']}"
    answer = {"point": 1, "text": "callback_number?"}
    told = (await trainer.post(f"{path}/answers", json=answer)).json()
    assert told["answers"][0]["feedback"]["hit"] is False and told["led"] == 1
    assert (await trainer.get(path)).json() == told
    assert (await trainer.get("/v1/drills?trainee=Ana")).json()["drills"] == [told]
    problem_of(await trainer.post(f"{path}/answers", json=answer), 422, "review_invalid")
    problem_of(await trainer.get("/v1/drills/none"), 404, "review_not_found")


async def test_drills_are_paged(trainer: httpx.AsyncClient) -> None:
    for trainee in ("Ana", "Lee", "Ana"):
        body = {"by": "Kim", "trainee": trainee, "call_id": "arrest"}
        await trainer.post("/v1/assignments", json=body)
    first = (await trainer.get("/v1/drills", params={"limit": 2})).json()
    assert [one["trainee"] for one in first["drills"]] == ["Ana", "Lee"]
    asked = {"limit": 2, "before": first["next_before"]}
    rest = (await trainer.get("/v1/drills", params=asked)).json()
    assert len(rest["drills"]) == 1 and rest["next_before"] is None
    problem_of(await trainer.get("/v1/drills?before=none"), 404, "review_not_found")
    problem_of(await trainer.get("/v1/drills?limit=0"), 422, "request_invalid")


async def test_a_correction_makes_a_version_and_the_old_one_can_be_read(
    trainer: httpx.AsyncClient,
) -> None:
    page = (await trainer.get("/v1/calls/arrest/review")).json()
    line = page["transcript"][4]
    body = {"base": 1, "correction": {"type": "words_corrected", "by": "Kim",
            "utterance_id": line["utterance_id"], "text": "He has a gun"}}  # fmt: skip
    path = "/v1/calls/arrest/review/corrections"
    after = (await trainer.post(path, json=body)).json()
    assert after["version"] == 2 and after["transcript"][4]["text"] == "He has a gun"
    assert any(fact["name"] == "weapons" for fact in after["facts"])
    problem_of(await trainer.post(path, json=body), 422, "review_invalid")
    first = (await trainer.get("/v1/calls/arrest/review", params={"version": 1})).json()
    assert first["transcript"] == page["transcript"]
    listed = (await trainer.get("/v1/calls/arrest/versions")).json()["versions"]
    assert [(one["version"], one["by"]) for one in listed] == [(1, ""), (2, "Kim")]
    assert "gun" in (await trainer.get("/v1/calls/arrest/transcript.vtt")).text
    unknown = await trainer.get("/v1/calls/arrest/review", params={"version": 9})
    problem_of(unknown, 404, "review_not_found")


async def test_a_fact_said_and_not_heard_is_added_to_its_line(trainer: httpx.AsyncClient) -> None:
    names = {one["fact"]: one["yes_no"] for one in (await trainer.get("/v1/facts")).json()["facts"]}
    assert names["conscious"] is True and names["location"] is False
    page = (await trainer.get("/v1/calls/arrest/review")).json()
    line = page["transcript"][1]
    body = {"base": 1, "correction": {"type": "fact_added", "by": "Kim", "fact": "weapons",
            "value": "gun", "certainty": "affirmed",
            "utterance_id": line["utterance_id"]}}  # fmt: skip
    path = "/v1/calls/arrest/review/corrections"
    after = (await trainer.post(path, json=body)).json()
    added = next(fact for fact in after["facts"] if fact["name"] == "weapons")
    assert added["at_ms"] == line["start_ms"] and added["value"] == "gun (affirmed)"
    assert after["versions"][1]["correction"]["type"] == "fact_added"
    again = {**body, "base": 2}
    problem_of(await trainer.post(path, json=again), 422, "review_invalid")
    unknown = {"base": 2, "correction": {**body["correction"], "fact": "zebra"}}  # type: ignore[dict-item]
    problem_of(await trainer.post(path, json=unknown), 404, "review_not_found")
