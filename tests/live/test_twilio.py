"""Twilio Media Streams: messages as Twilio's documentation shows them."""

from __future__ import annotations

import json
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest

from assistant.events import KeyPressed
from tests.live.house import closed, served, sound

pytestmark = pytest.mark.anyio
PATH = "/v1/ingest/twilio"
STREAM = "MZ18ad3ab5a668481ce02b83e7395059f0"
CALL = "CA18ad3ab5a668481ce02b83e7395059f0"
CONNECTED = {"event": "connected", "protocol": "Call", "version": "1.0.0"}


def start(**over: Any) -> dict[str, Any]:
    told = {
        "accountSid": "AC18ad3ab5a668481ce02b83e7395059f0",
        "streamSid": STREAM,
        "callSid": CALL,
        "tracks": ["inbound", "outbound"],
        "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1},
        "customParameters": {"FirstName": "Jane"},
    }
    return {
        "event": "start", "sequenceNumber": "1", "streamSid": STREAM, "start": {**told, **over},
    }  # fmt: skip


def media(sequence: int, chunk: int, track: str = "inbound", **over: Any) -> dict[str, Any]:
    told = {
        "track": track,
        "chunk": str(chunk),
        "timestamp": str(chunk * 20 - 15),
        "payload": b64encode(sound(20)).decode(),
    }
    return {
        "event": "media", "sequenceNumber": str(sequence), "streamSid": STREAM,
        "media": {**told, **over},
    }  # fmt: skip


def stop(sequence: int) -> dict[str, Any]:
    told = {"accountSid": "AC18", "callSid": CALL}
    return {
        "event": "stop", "sequenceNumber": str(sequence), "streamSid": STREAM, "stop": told,
    }  # fmt: skip


def dtmf(digit: str, track: str = "inbound_track") -> dict[str, Any]:
    return {
        "event": "dtmf", "sequenceNumber": "202", "streamSid": STREAM,
        "dtmf": {"track": track, "digit": digit},
    }  # fmt: skip


def both_tracks(seconds: int) -> list[dict[str, Any]]:
    """The pieces of both tracks in turn."""
    return [
        media(2 + 2 * chunk + side, chunk + 1, track)
        for chunk in range(seconds * 50)
        for side, track in enumerate(("inbound", "outbound"))
    ]


async def test_a_stream_becomes_a_call_with_both_sides(tmp_path: Path) -> None:
    mark = {"event": "mark", "streamSid": STREAM, "sequenceNumber": "203", "mark": {"name": "x"}}
    async with served(tmp_path) as house, house.socket(PATH) as socket:
        for message in [CONNECTED, start(), *both_tracks(2), dtmf("1"), mark, stop(204)]:
            await socket.send(json.dumps(message))
        assert await closed(socket) == (1000, "the call is over")
        view = await house.desk.call(CALL)
        keys = [e.payload for e in await house.events(CALL) if isinstance(e.payload, KeyPressed)]
    assert keys == [KeyPressed("1", "caller")]
    assert (view.summary.source, view.ended) == ("Twilio", "hung up")
    for speaker in ("caller", "dispatcher"):
        heard = sum(int(line.text) for line in view.transcript if line.speaker == speaker)
        assert abs(heard - 32_000) < 64


async def test_pieces_out_of_order_doubled_and_missing_keep_the_time(tmp_path: Path) -> None:
    pieces = [media(1 + chunk, chunk) for chunk in range(1, 101)]
    pieces[10], pieces[11] = pieces[11], pieces[10]
    sent = [*pieces[:30], pieces[20], *pieces[30:50], *pieces[55:]]
    async with served(tmp_path) as house, house.socket(PATH) as socket:
        for message in [CONNECTED, start(tracks=["inbound"]), *sent, stop(200)]:
            await socket.send(json.dumps(message))
        await closed(socket)
        view = await house.desk.call(CALL)
        counts = await house.metrics()
    assert abs(sum(int(line.text) for line in view.transcript) - 32_000) < 100
    assert counts['florence_line_frame_faults_total{fault="late"}'] == 1
    assert counts['florence_line_frame_faults_total{fault="duplicated"}'] == 1
    assert counts['florence_line_frame_faults_total{fault="missing"}'] == 5
    assert counts["florence_line_bridged_seconds_total"] == pytest.approx(0.1, abs=0.01)
    assert counts['florence_line_frames_total{kind="twilio"}'] == 96


async def test_a_track_that_begins_late_is_laid_beside_the_other(tmp_path: Path) -> None:
    inbound = [media(1 + chunk, chunk) for chunk in range(1, 101)]
    outbound = [media(200 + chunk, chunk, "outbound") for chunk in range(51, 101)]
    async with served(tmp_path) as house, house.socket(PATH) as socket:
        for message in [start(), *inbound, *outbound, stop(400)]:
            await socket.send(json.dumps(message))
        await closed(socket)
        view = await house.desk.call(CALL)
        ear = house.ears.by_call[CALL]
    assert abs(ear.given[0] - ear.given[1]) < 200
    assert abs(view.summary.duration_ms - 2000) < 10


async def test_a_stream_that_names_its_call_takes_it_up_again(tmp_path: Path) -> None:
    named = {"call_id": "incident-7"}
    async with served(tmp_path) as house:
        for sent, last in ((both_tracks(1), False), (both_tracks(1), True)):
            async with house.socket(PATH) as socket:
                for message in [CONNECTED, start(customParameters=named), *sent]:
                    await socket.send(json.dumps(message))
                if last:
                    await socket.send(json.dumps(stop(500)))
                    await closed(socket)
        view = await house.desk.call("incident-7")
        counts = await house.metrics()
    assert (view.ended, view.summary.duration_ms) == ("hung up", 2000)
    assert counts["florence_lines_resumed_total"] == counts["florence_lines_opened_total"] == 1
    assert counts['florence_lines{kind="twilio"}'] == 0


async def test_pieces_held_back_are_kept_when_the_sender_vanishes(tmp_path: Path) -> None:
    pieces = [media(1 + chunk, chunk) for chunk in range(1, 53) if chunk != 50]
    async with served(tmp_path, line_grace_s=0.05) as house:
        async with house.socket(PATH) as socket:
            for message in [start(tracks=["inbound"]), *pieces]:
                await socket.send(json.dumps(message))
        view = await house.ended(CALL)
    assert view.ended == "line lost"
    assert abs(sum(int(line.text) for line in view.transcript) - 52 * 320) < 100


BAD: list[tuple[str, list[Any], int, str]] = [
    ("media before start", [CONNECTED, media(1, 1)], 1008, "before the start"),
    ("stop before start", [CONNECTED, stop(1)], 1008, "before the start"),
    ("bad base64", [start(), media(2, 1, payload="???")], 1007, "base64"),
    ("no payload", [start(), media(2, 1, payload=None)], 1007, "payload"),
    ("a negative time", [start(), media(2, 1, timestamp="-5")], 1007, "timestamp"),
    ("a time that is none", [start(), media(2, 1, timestamp="noon")], 1007, "timestamp"),
    ("a track not announced", [start(tracks=["inbound"]), media(2, 1, "outbound")], 1007, "track"),
    ("media without media", [start(), {"event": "media"}], 1007, "missing"),
    ("start without start", [{"event": "start"}], 1007, "missing"),
    ("a second start", [start(), start()], 1008, "already"),
    ("no event", [{}], 1007, "event is missing"),
    ("an unknown track", [start(tracks=["side"])], 1003, "inbound and outbound"),
    ("another rate", [start(mediaFormat={"sampleRate": 16000})], 1003, "8000 Hz"),
    ("a bad name", [start(customParameters={"call_id": "a b"})], 4400, "identifier"),
    ("a name that is no text", [start(customParameters={"call_id": [1]})], 4400, "identifier"),
    ("a key that is none", [start(), dtmf("17")], 1007, "a key is one of"),
    ("a key of nobody", [start(), dtmf("1", track="side")], 1007, "dtmf.track"),
    ("dtmf without dtmf", [start(), {"event": "dtmf"}], 1007, "missing"),
    ("a key before start", [CONNECTED, dtmf("1")], 1008, "before the start"),
    ("not JSON", ["{"], 1007, "not JSON"),
    ("binary", [b"\xff" * 160], 1003, "base64"),
]


@pytest.mark.parametrize("sent, code, said", [b[1:] for b in BAD], ids=[b[0] for b in BAD])
async def test_what_cannot_be_taken_is_refused_with_a_reason(
    tmp_path: Path, sent: list[Any], code: int, said: str
) -> None:
    async with served(tmp_path) as house, house.socket(PATH) as socket:
        for message in sent:
            await socket.send(json.dumps(message) if isinstance(message, dict) else message)
        got, reason = await closed(socket)
    assert got == code and said in reason and len(reason.encode()) <= 123
