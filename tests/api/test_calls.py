"""The list, the call, its log, and commands."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import pytest

from assistant import commands
from assistant.events import (
    CallEnded,
    CallerStateObserved,
    GuidanceAcknowledged,
    RapportObserved,
    from_wire,
)
from tests.api.client import problem_of
from tests.api.fakes import FakeDesk
from tests.api.scenario import CALL_ID, hostage

pytestmark = pytest.mark.anyio
CALL = f"/v1/calls/{CALL_ID}"


async def test_calls_are_listed_newest_first_page_by_page(
    http: httpx.AsyncClient, desk: FakeDesk
) -> None:
    hostage(desk, "second")
    first = (await http.get("/v1/calls", params={"limit": 1})).json()
    assert [call["call_id"] for call in first["calls"]] == ["second"]
    rest = await http.get("/v1/calls", params={"limit": 2, "before": first["next_before"]})
    assert [call["call_id"] for call in rest.json()["calls"]] == [CALL_ID]
    assert rest.json()["next_before"] is None


async def test_a_call_is_read_with_everything_a_console_shows(http: httpx.AsyncClient) -> None:
    call = (await http.get(CALL)).json()
    assert call["call_type"] == "hostage"
    assert call["guidance"][0]["text"] == "Has he said what he wants?"
    assert [alert["subject"] for alert in call["alerts"]][0] == "threat_to_kill"
    assert {"fact", "value", "certainty", "quote", "at_ms"} <= set(call["facts"][0])
    assert call["transcript"][0]["speaker"] == "dispatcher"


async def test_the_log_is_read_in_order_from_a_seq(http: httpx.AsyncClient) -> None:
    page = (await http.get(f"{CALL}/events", params={"after": 5, "limit": 3})).json()
    assert [event["seq"] for event in page["events"]] == [6, 7, 8]
    assert page["last_seq"] == 8
    assert all(from_wire(event).call_id == CALL_ID for event in page["events"])


async def test_the_log_comes_an_event_a_line_when_asked_for(
    http: httpx.AsyncClient, desk: FakeDesk
) -> None:
    response = await http.get(f"{CALL}/events", headers={"Accept": "application/x-ndjson"})
    seqs = [json.loads(line)["seq"] for line in response.text.splitlines()]
    assert seqs == [event.seq for event in desk.logs[CALL_ID].events]


@pytest.mark.parametrize("path", ["/v1/calls/none", "/v1/calls/none/events"])
async def test_an_unknown_call_is_a_problem(http: httpx.AsyncClient, path: str) -> None:
    problem_of(await http.get(path), 404, "call_not_found")


@pytest.mark.parametrize(
    ("body", "command"),
    [
        ({"type": "asked", "question": "demands"}, commands.Asked("demands")),
        ({"type": "acknowledged", "guidance_id": "a-1"}, commands.Acknowledged("a-1")),
        ({"type": "answered", "question": "demands"}, commands.Answered("demands")),
        ({"type": "dismissed", "guidance_id": "g-2"}, commands.Dismissed("g-2")),
        ({"type": "snoozed", "guidance_id": "g-2"}, commands.Snoozed("g-2")),
        (
            {"type": "fact_corrected", "fact": "hostage_count", "value": "5"},
            commands.FactCorrected("hostage_count", "5", "affirmed"),
        ),
        ({"type": "call_type_set", "call_type": "robbery"}, commands.CallTypeSet("robbery")),
        ({"type": "note", "text": "Side door."}, commands.Note("Side door.")),
    ],
)
async def test_a_command_reaches_the_desk_and_answers_with_its_events(
    http: httpx.AsyncClient, desk: FakeDesk, body: dict[str, str], command: commands.Command
) -> None:
    before = desk.logs[CALL_ID].events[-1].seq
    response = await http.post(f"{CALL}/commands", json=body)
    assert response.status_code == 200
    assert desk.commands == [command]
    assert response.json()["events"][0]["seq"] == before + 1
    assert response.json()["last_seq"] == desk.logs[CALL_ID].events[-1].seq


async def test_a_command_that_names_something_unknown_says_so(http: httpx.AsyncClient) -> None:
    body = {"type": "dismissed", "guidance_id": "gone"}
    problem = problem_of(await http.post(f"{CALL}/commands", json=body), 422, "command_invalid")
    assert "not in view" in str(problem["detail"])


@pytest.mark.parametrize(
    ("content", "field"),
    [
        ('{"type": "zebra"}', "body"),
        ('{"question": "zebra"}', "body"),
        ('{"type": "asked", "question": "Zebra!"}', "body.asked.question"),
        ('{"type": "note", "text": "ok", "zebra": 1}', "body.note"),
        ('{"type": "note"}', "body.note.text"),
        ('{"type": "fact_corrected", "fact": "a", "value": "b", "certainty": "zebra"}',
         "body.fact_corrected.certainty"),
        ('{"zebra', "body"),
        ('["zebra"]', "body"),
    ],
)  # fmt: skip
async def test_a_bad_command_is_named_by_field_and_never_repeated(
    http: httpx.AsyncClient, content: str, field: str
) -> None:
    headers = {"Content-Type": "application/json"}
    response = await http.post(f"{CALL}/commands", content=content, headers=headers)
    problem = problem_of(response, 422, "request_invalid")
    assert isinstance(problem["errors"], list) and problem["errors"][0]["field"] == field
    assert "zebra" not in response.text.lower()


@pytest.mark.parametrize("query", ["after=-1", "after=zebra", "limit=0", "limit=5001"])
async def test_a_bad_query_is_a_problem(http: httpx.AsyncClient, query: str) -> None:
    response = await http.get(f"{CALL}/events?{query}")
    problem_of(response, 422, "request_invalid")
    assert "zebra" not in response.text


async def test_the_sound_of_a_call_that_is_over_is_given_whole_or_in_part(
    http: httpx.AsyncClient, desk: FakeDesk, tmp_path: Path
) -> None:
    desk.logs[CALL_ID].append(99_000, CallEnded("over"))
    problem_of(await http.get(f"{CALL}/recording"), 404, "recording_not_found")
    desk.sounds[CALL_ID] = tmp_path / f"{CALL_ID}.wav"
    desk.sounds[CALL_ID].write_bytes(bytes(range(256)))
    whole = await http.get(f"{CALL}/recording")
    assert (whole.status_code, whole.headers["content-type"]) == (200, "audio/wav")
    assert whole.content == bytes(range(256))
    part = await http.get(f"{CALL}/recording", headers={"Range": "bytes=10-19"})
    assert (part.status_code, part.content) == (206, bytes(range(10, 20)))
    assert part.headers["content-range"] == "bytes 10-19/256"


async def test_the_sound_of_a_call_that_runs_is_not_given_yet(http: httpx.AsyncClient) -> None:
    problem_of(await http.get(f"{CALL}/recording"), 409, "call_live")
    problem_of(await http.get("/v1/calls/none/recording"), 404, "call_not_found")


async def test_calls_are_searched_by_what_is_known_of_them(
    http: httpx.AsyncClient, desk: FakeDesk
) -> None:
    hostage(desk, "second")
    found = (await http.get("/v1/calls", params={"search": "alder"})).json()["calls"]
    assert [call["call_id"] for call in found] == ["second", CALL_ID]
    assert (await http.get("/v1/calls", params={"search": "flood"})).json()["calls"] == []
    problem_of(await http.get("/v1/calls", params={"search": ""}), 422, "request_invalid")


async def test_the_board_tells_each_live_call_in_a_line(
    http: httpx.AsyncClient, desk: FakeDesk
) -> None:
    hostage(desk, "second").append(70_000, CallEnded("hung up"))
    rows = (await http.get("/v1/board")).json()["calls"]
    assert [row["call_id"] for row in rows] == [CALL_ID]
    assert rows[0]["call_type"] == "hostage"
    assert rows[0]["alert_text"] == "He threatens to shoot somebody at ten."
    assert (rows[0]["unseen"], rows[0]["prompt"]) == (3, "Has he said what he wants?")


async def test_a_call_tells_what_a_handover_needs(http: httpx.AsyncClient, desk: FakeDesk) -> None:
    log = desk.logs[CALL_ID]
    log.append(68_000, CallerStateObserved(4, "u-12"))
    log.append(68_000, RapportObserved(None, "promise", "u-11"))
    log.append(68_000, GuidanceAcknowledged("g-4", "dispatcher"))
    call = (await http.get(CALL)).json()
    assert [one["value"] for one in call["demands"]] == ["ten o'clock"]
    assert [one["eccs"] for one in call["caller_states"]] == [4]
    assert [one["fault"] for one in call["rapport"]] == ["promise"]
    assert [one["subject"] for one in call["given"]] == ["caller_safe", "emotion_label"]


async def test_the_handover_sheet_comes_as_json_and_as_text(http: httpx.AsyncClient) -> None:
    sheet = (await http.get(f"{CALL}/handover")).json()
    names = [part["name"] for part in sheet["parts"]]
    assert {"Exact position", "Weapons", "Demands", "Deadlines", "Mood"} <= set(names)
    lines = [line for part in sheet["parts"] for line in part["lines"]]
    assert {"text", "quote", "speaker", "at_ms", "seq"} == set(lines[0])
    text = await http.get(f"{CALL}/handover.txt")
    assert text.headers["content-type"].startswith("text/plain")
    assert "412 Alder Street" in text.text and "ten o'clock" in text.text
    problem_of(await http.get("/v1/calls/none/handover"), 404, "call_not_found")


async def test_the_incident_summary_is_for_the_cad(http: httpx.AsyncClient) -> None:
    sheet = (await http.get(f"{CALL}/incident")).json()
    assert sheet["title"] == "Incident summary" and sheet["parts"][0]["name"] == "Incident"
    assert "412 Alder Street" in (await http.get(f"{CALL}/incident.txt")).text


async def test_how_the_talk_stands_is_asked_for_by_itself(http: httpx.AsyncClient) -> None:
    standing = (await http.get(f"{CALL}/standing")).json()
    assert standing["stairway"]["step"] == 0 and standing["talk"]["caller_ms"] > 0
    assert [one["kind"] for one in standing["log"]] == ["trigger", "deadline"]
    assert standing == (await http.get(CALL)).json()["standing"]
