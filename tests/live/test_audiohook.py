"""Genesys AudioHook: sessions as its documentation shows them."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from websockets.legacy.client import WebSocketClientProtocol

from assistant.events import KeyPressed
from tests.live.house import Served, closed, served, sound

pytestmark = pytest.mark.anyio
PATH = "/v1/ingest/audiohook"
SESSION = "e160e428-53e2-487c-977d-96989bf5c99d"
CONVERSATION = "090eaa2f-72fa-480a-83e0-8667ff89c0ec"
NULL = "00000000-0000-0000-0000-000000000000"
BOTH = {"type": "audio", "format": "PCMU", "channels": ["external", "internal"], "rate": 8000}
ONE = {"type": "audio", "format": "PCMU", "channels": ["external"], "rate": 8000}
OTHER = {"type": "audio", "format": "PCMU", "channels": ["internal"], "rate": 8000}
LINEAR = {"type": "audio", "format": "L16", "channels": ["external"], "rate": 8000}


class Client:
    """An AudioHook client: counts its messages and the sound that it has sent."""

    def __init__(self, socket: WebSocketClientProtocol, session: str = SESSION) -> None:
        self.socket, self.session = socket, session
        self.seq = self.server_seq = 0
        self.sent_ms = 0

    async def send(self, kind: str, parameters: dict[str, Any] | None = None, **over: Any) -> None:
        self.seq += 1
        message = {
            "version": "2", "id": self.session, "type": kind, "seq": self.seq,
            "serverseq": self.server_seq, "position": f"PT{self.sent_ms / 1000}S",
            "parameters": parameters or {},
        }  # fmt: skip
        await self.socket.send(json.dumps({**message, **over}))

    async def receive(self) -> dict[str, Any]:
        message: dict[str, Any] = json.loads(await self.socket.recv())
        assert message["id"] == self.session and message["version"] == "2"
        assert message["seq"] == self.server_seq + 1 and message["clientseq"] == self.seq
        self.server_seq = message["seq"]
        return message

    async def open(
        self, *media: dict[str, Any], conversation: str = CONVERSATION
    ) -> dict[str, Any]:
        participant = {"id": "883efee8-3d6c-4537-b500-6d7ca4b92fa0", "ani": "+1", "dnis": "+2"}
        await self.send(
            "open",
            {
                "organizationId": "d7934305-0972-4844-938e-9060eef73d05",
                "conversationId": conversation,
                "participant": participant,
                "media": list(media or (BOTH, ONE, OTHER)),
                "language": "en-US",
            },
        )
        return await self.receive()

    async def sound(self, ms: int, channels: int = 2) -> None:
        await self.socket.send(sound(ms, channels))
        self.sent_ms += ms

    async def end(self) -> None:
        await self.send("close", {"reason": "end"})
        assert (await self.receive())["type"] == "closed"
        await closed(self.socket)


@asynccontextmanager
async def session(house: Served, name: str = SESSION) -> AsyncIterator[Client]:
    async with house.socket(PATH) as socket:
        yield Client(socket, name)


async def test_a_session_becomes_a_call(tmp_path: Path) -> None:
    async with served(tmp_path) as house, session(house) as client:
        opened = await client.open(ONE, BOTH)
        assert opened["type"] == "opened"
        assert opened["parameters"] == {"startPaused": False, "media": [BOTH]}
        for _ in range(20):
            await client.sound(100)
        await client.send("ping", {"rtt": "PT0.05S"})
        assert (await client.receive())["type"] == "pong"
        await client.send("update", {"language": "es-US"})
        await client.end()
        view = await house.ended(CONVERSATION)
    assert (view.summary.source, view.ended) == ("Genesys AudioHook", "hung up")
    assert view.summary.duration_ms == 2000
    assert {line.speaker for line in view.transcript} == {"caller", "dispatcher"}


@pytest.mark.parametrize(
    "offered, taken, speakers",
    [
        ([OTHER, ONE], ONE, ("caller",)),
        ([LINEAR, OTHER], OTHER, ("dispatcher",)),
        ([{**BOTH, "channels": ["internal", "external"]}], None, ("dispatcher", "caller")),
    ],
)
async def test_the_best_offer_is_taken(
    tmp_path: Path, offered: list[Any], taken: Any, speakers: tuple[str, ...]
) -> None:
    async with served(tmp_path) as house, session(house) as client:
        opened = await client.open(*offered)
        assert opened["parameters"]["media"] == [taken or offered[0]]
        assert house.ears.by_call[CONVERSATION].speakers == speakers


async def test_a_key_of_the_caller_is_in_the_log_at_its_time(tmp_path: Path) -> None:
    async with served(tmp_path) as house, session(house) as client:
        await client.open()
        await client.sound(500)
        await client.send("dtmf", {"digit": "#"})
        await client.sound(500)
        await client.end()
        events = await house.events(CONVERSATION)
    keys = [(e.at_ms, e.payload) for e in events if isinstance(e.payload, KeyPressed)]
    assert keys == [(500, KeyPressed("#", "caller"))]


async def test_a_probe_is_answered_and_begins_no_call(tmp_path: Path) -> None:
    async with served(tmp_path) as house, session(house, NULL) as client:
        opened = await client.open(conversation=NULL)
        assert opened["type"] == "opened"
        await client.end()
        assert await house.desk.calls(limit=5, before=None) == []


async def test_sound_left_out_is_silence_of_the_same_length(tmp_path: Path) -> None:
    async with served(tmp_path) as house, session(house) as client:
        await client.open()
        await client.sound(500)
        client.sent_ms += 300
        await client.send("discarded", {"start": "PT0.5S", "discarded": "PT0.3S"})
        await client.sound(200)
        await client.send("paused")
        client.sent_ms += 1000
        await client.send("resumed", {"start": "PT1.0S", "discarded": "PT1.0S"})
        await client.end()
        view = await house.ended(CONVERSATION)
        counts = await house.metrics()
    assert view.summary.duration_ms == 2000
    assert counts["florence_line_bridged_seconds_total"] == pytest.approx(1.3)


async def test_a_new_session_takes_the_conversations_call_up(tmp_path: Path) -> None:
    async with served(tmp_path) as house:
        async with session(house) as client:
            await client.open()
            await client.sound(500)
            await client.send("close", {"reason": "disconnect"})
            assert (await client.receive())["type"] == "closed"
        async with session(house, CONVERSATION) as client:
            await client.open()
            await client.sound(500)
            await client.end()
        view = await house.ended(CONVERSATION)
        async with session(house) as client:  # over: a call of its own
            assert (await client.open())["type"] == "opened"
            assert len(await house.desk.calls(limit=5, before=None)) == 2
    assert view.summary.duration_ms == 1000


async def test_a_full_house_disconnects_with_the_reason(tmp_path: Path) -> None:
    async with served(tmp_path, room=0) as house, session(house) as client:
        told = await client.open()
        assert told["type"] == "disconnect"
        assert told["parameters"] == {
            "reason": "error", "info": "All lines are taken: try again later",
        }  # fmt: skip
        await client.send("close", {"reason": "disconnect"})
        assert (await client.receive())["type"] == "closed"
        assert (await closed(client.socket))[0] == 1013


async def test_media_that_cannot_be_taken_are_told(tmp_path: Path) -> None:
    async with served(tmp_path) as house, session(house) as client:
        told = await client.open(LINEAR)
        assert told["type"] == "disconnect" and "PCMU" in told["parameters"]["info"]


MISTAKES: list[tuple[str, str, dict[str, Any], dict[str, Any], int, str]] = [
    ("a message lost", "ping", {}, {"seq": 7}, 1007, "seq"),
    ("an unsent answer", "ping", {}, {"serverseq": 9}, 1007, "serverseq"),
    ("another session", "ping", {}, {"id": NULL}, 1007, "session"),
    ("another version", "ping", {}, {"version": "3"}, 1003, "version 2"),
    ("a second open", "open", {}, {}, 1008, "open already"),
    ("a bad position", "ping", {}, {"position": "soon"}, 1007, "PT1.25S"),
    ("a bad gap", "discarded", {"start": "PT0S"}, {}, 1007, "discarded is missing"),
    ("a wrong type", "ping", {}, {"seq": "two"}, 1007, "seq"),
]


@pytest.mark.parametrize(
    "kind, parameters, over, code, said", [m[1:] for m in MISTAKES], ids=[m[0] for m in MISTAKES]
)
async def test_a_mistake_is_answered_with_disconnect(
    tmp_path: Path,
    kind: str,
    parameters: dict[str, Any],
    over: dict[str, Any],
    code: int,
    said: str,
) -> None:
    async with served(tmp_path) as house, session(house) as client:
        await client.open()
        await client.send(kind, parameters, **over)
        told = json.loads(await client.socket.recv())
        assert told["type"] == "disconnect" and said in told["parameters"]["info"]
        await client.send("close", {"reason": "disconnect"})
        got, reason = await closed(client.socket)
        assert (got, reason) == (code, told["parameters"]["info"])
        assert (await house.desk.call(CONVERSATION)).summary.live


@pytest.mark.parametrize(
    "sent, code, said",
    [
        (b"\xff" * 160, 1008, "before the start"),
        ("{", 1007, "not JSON"),
        ('{"version": "2"}', 1007, "missing"),
        ('{"version":"2","id":"x","type":"ping","seq":1,"serverseq":0}', 1008, "open"),
    ],
)
async def test_a_session_must_begin_with_open(
    tmp_path: Path, sent: str | bytes, code: int, said: str
) -> None:
    async with served(tmp_path) as house, session(house) as client:
        await client.socket.send(sent)
        got, reason = await closed(client.socket)
    assert got == code and said in reason


async def test_half_a_sample_is_refused(tmp_path: Path) -> None:
    async with served(tmp_path) as house, session(house) as client:
        await client.open()
        await client.socket.send(b"\xff" * 161)
        told = await client.receive()
        assert told["type"] == "disconnect" and "2 bytes" in told["parameters"]["info"]
