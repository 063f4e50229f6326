"""The console's stream over real ASGI sockets: snapshot, resuming, and every way it ends."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient, WebSocketTestSession
from starlette.websockets import WebSocketDisconnect

from api.app import create_app
from api.websockets.stream import Pace
from assistant.events import CallEnded, NoteAdded
from assistant.views import CallView
from tests.api.client import small
from tests.api.fakes import FakeDesk
from tests.api.scenario import CALL_ID

STREAM = f"ws://localhost/v1/calls/{CALL_ID}/stream"


def over(desk: FakeDesk, tmp_path: Path, pace: Pace | None = None) -> TestClient:
    return TestClient(create_app(desk, small(tmp_path), pace), base_url="http://localhost")


def note(client: TestClient, text: str) -> None:
    body = {"type": "note", "text": text}
    assert client.post(f"/v1/calls/{CALL_ID}/commands", json=body).status_code == 200


def until_closed(session: WebSocketTestSession) -> tuple[list[Any], int, str]:
    """What came before the close, its code and its reason."""
    came = []
    while True:
        try:
            came.append(session.receive_json())
        except WebSocketDisconnect as closed:
            return came, closed.code, closed.reason


def test_a_snapshot_comes_first_and_events_follow_it(desk: FakeDesk, tmp_path: Path) -> None:
    last = desk.logs[CALL_ID].events[-1].seq
    with over(desk, tmp_path) as client, client.websocket_connect(STREAM) as session:
        snapshot = session.receive_json()
        assert (snapshot["type"], snapshot["seq"]) == ("snapshot", last)
        assert snapshot["guidance"][0]["subject"] == "demands"
        note(client, "Side door.")
        event = session.receive_json()
        assert (event["seq"], event["type"], event["text"]) == (
            last + 1,
            "note_added",
            "Side door.",
        )


def test_a_console_may_leave_the_times_of_words_out(desk: FakeDesk, tmp_path: Path) -> None:
    with over(desk, tmp_path) as client:
        with client.websocket_connect(STREAM) as session:
            full = session.receive_json()
        with client.websocket_connect(f"{STREAM}?words=false") as session:
            bare = session.receive_json()
        with client.websocket_connect(f"{STREAM}?words=maybe") as session:
            assert until_closed(session)[1] == 4400
    assert any(line["words"] for line in full["transcript"])
    assert bare == {**full, "transcript": [{**line, "words": []} for line in full["transcript"]]}


@pytest.mark.parametrize("after", [0, 7])
def test_a_stream_resumes_after_a_seq_without_gap_or_double(
    desk: FakeDesk, tmp_path: Path, after: int
) -> None:
    log = desk.logs[CALL_ID]
    with over(desk, tmp_path) as client:
        with client.websocket_connect(f"{STREAM}?after={after}") as session:
            assert session.receive_json()["type"] == "snapshot"
            note(client, "Side door.")
            log.append(70_000, CallEnded("hung up"))
            came, code, _ = until_closed(session)
    assert [event["seq"] for event in came] == list(range(after + 1, log.events[-1].seq + 1))
    assert code == 1000


def test_an_unknown_call_is_closed_with_a_reason(desk: FakeDesk, tmp_path: Path) -> None:
    with over(desk, tmp_path) as client:
        with client.websocket_connect("ws://localhost/v1/calls/none/stream") as session:
            assert until_closed(session) == ([], 4404, "there is no such call")


@pytest.mark.parametrize("after", ["zebra", "-1", "1.5", "", "99999", "9" * 40, "²"])
def test_a_bad_after_is_closed_with_a_reason(desk: FakeDesk, tmp_path: Path, after: str) -> None:
    with over(desk, tmp_path) as client:
        with client.websocket_connect(f"{STREAM}?after={after}") as session:
            came, code, reason = until_closed(session)
    assert came == [] and code == 4400
    assert "after" in reason and "zebra" not in reason


def test_a_console_that_lags_is_told_where_to_resume(desk: FakeDesk, tmp_path: Path) -> None:
    desk.queue_size = 4
    log = desk.logs[CALL_ID]
    last = log.events[-1].seq
    with over(desk, tmp_path) as client:
        with client.websocket_connect(STREAM) as session:
            session.receive_json()
            note(client, "read at once")
            assert session.receive_json()["seq"] == last + 1

            async def burst() -> None:
                for count in range(20):  # in one turn of the loop: nobody can read meanwhile
                    log.append(70_000, NoteAdded(f"note {count}", "dispatcher"))

            client.portal.call(burst)  # type: ignore[union-attr]
            came, code, reason = until_closed(session)
        assert code == 1013 and "too slow" in reason
        resume = came[-1]["seq"] if came else last + 1
        with client.websocket_connect(f"{STREAM}?after={resume}") as session:
            session.receive_json()
            assert session.receive_json()["seq"] == resume + 1
        metrics = client.get("/metrics").text
    assert "florence_streams_slow_total 1.0" in metrics


def test_a_quiet_stream_is_kept_alive_by_heartbeats(desk: FakeDesk, tmp_path: Path) -> None:
    with over(desk, tmp_path, Pace(heartbeat_s=0.01)) as client:
        with client.websocket_connect(STREAM) as session:
            seq = session.receive_json()["seq"]
            beats = [session.receive_json() for _ in range(2)]
    assert beats == [{"type": "heartbeat", "sent_seq": seq}] * 2


def test_a_stream_that_fails_closes_without_text(tmp_path: Path) -> None:
    class Broken(FakeDesk):
        async def call(self, call_id: str) -> CallView:
            raise RuntimeError("he has a gun")

    with over(Broken(), tmp_path) as client:
        with client.websocket_connect(STREAM) as session:
            came, code, reason = until_closed(session)
    assert came == [] and code == 1011 and "gun" not in reason


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "http://localhost:3000"},
        {"Host": "evil.example"},
    ],
)
def test_a_foreign_page_cannot_listen(
    desk: FakeDesk, tmp_path: Path, headers: dict[str, str]
) -> None:
    with over(desk, tmp_path) as client, pytest.raises(WebSocketDisconnect) as refused:
        with client.websocket_connect(STREAM, headers=headers):
            pass
    assert refused.value.code == 1008


def test_a_console_that_leaves_is_forgotten(desk: FakeDesk, tmp_path: Path) -> None:
    with over(desk, tmp_path) as client:
        with client.websocket_connect(STREAM) as session:
            session.receive_json()
        assert "florence_streams 0.0" in client.get("/metrics").text
    assert desk.logs[CALL_ID].followers == []
