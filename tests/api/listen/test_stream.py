"""Live transcription over real sockets: results, control messages, and every way it ends."""

from __future__ import annotations

import json
import wave
from io import BytesIO
from pathlib import Path
from typing import Any

import anyio
import anyio.lowlevel
import pytest
from websockets.exceptions import InvalidStatusCode

from api.websockets.listen import ListenPace
from tests.api.fakes import FakeDesk
from tests.api.listen.ear import FakeEar, began, ended, final, partial
from tests.api.listen.serving import SECOND, serving

pytestmark = pytest.mark.anyio

SCRIPT = (
    began(300),
    partial(600, "He has"),
    partial(900, "He has a", stable=6),
    ended(1500),
    final(1500, "He has a gun.", 300),
)
ALL = "encoding=mulaw&interim_results=true&vad_events=true&punctuate=true"


@pytest.fixture
def desk() -> FakeDesk:
    """A desk whose ear has a script."""
    held = FakeDesk()
    held.ear = FakeEar(SCRIPT)
    return held


def kinds(came: list[dict[str, Any]]) -> list[str]:
    return [one["type"] for one in came]


def transcripts(came: list[dict[str, Any]]) -> list[str]:
    return [
        one["channel"]["alternatives"][0]["transcript"] for one in came if one["type"] == "Results"
    ]


async def closed(desk: FakeDesk) -> None:
    """Wait until every line is given back."""
    while desk.lines_open:
        await anyio.lowlevel.checkpoint()


async def test_interims_come_before_their_final_and_metadata_last(
    desk: FakeDesk, tmp_path: Path
) -> None:
    async with serving(desk, tmp_path) as server, server.listen(ALL) as client:
        await client.audio(1)
        await client.audio(1)
        await client.say("CloseStream")
        came, code, _ = await client.rest()
    assert kinds(came) == ["SpeechStarted", "Results", "Results", "Results", "Metadata"]
    assert transcripts(came) == ["He has", "He has a", "He has a gun."]
    assert [one["is_final"] for one in came[1:4]] == [False, False, True]
    assert code == 1000
    about = came[-1]
    assert (about["duration"], about["channels"]) == (2.0, 1)
    assert about["request_id"] == came[1]["metadata"]["request_id"]
    assert about["model_info"][about["models"][0]]["name"] == "whisper-fake"


async def test_what_is_heard_after_the_last_audio_is_still_told(tmp_path: Path) -> None:
    desk = FakeDesk()
    desk.ear = FakeEar(at_finish=SCRIPT)
    async with serving(desk, tmp_path) as server, server.listen() as client:
        await client.audio(1)
        await client.socket.send(b"")  # the older way to close a stream
        came, code, _ = await client.rest()
    assert transcripts(came) == ["he has a gun"] and kinds(came)[-1] == "Metadata"
    assert code == 1000 and desk.ear.finished and desk.lines_open == 0


async def test_a_finalize_brings_what_is_open_and_the_stream_goes_on(tmp_path: Path) -> None:
    desk = FakeDesk()
    desk.ear = FakeEar(
        at_flush=[began(100), ended(1000), final(1000, "Help me", 100)],
        at_finish=[final(2000, "Now", 1200, "u-2")],
    )
    async with serving(desk, tmp_path) as server, server.listen() as client:
        await client.audio(1)
        await client.say("Finalize")
        flushed = await client.next()
        await client.audio(1)
        await client.say("CloseStream")
        came, _, _ = await client.rest()
    assert flushed["from_finalize"] is True and transcripts([flushed]) == ["help me"]
    assert came[0]["from_finalize"] is False


async def test_silence_ends_an_utterance(desk: FakeDesk, tmp_path: Path) -> None:
    async with serving(desk, tmp_path) as server:
        async with server.listen("encoding=mulaw&utterance_end_ms=1000") as client:
            for _ in range(2):
                await client.audio(1)
            assert (await client.next())["type"] == "Results"
            await client.audio(1)  # 3.0 s: the last word ended at 1.1 s, voice at 1.5 s
            assert await client.next() == {
                "type": "UtteranceEnd", "channel": [0, 1], "last_word_end": 1.1,
            }  # fmt: skip


async def test_channels_are_heard_apart_when_asked_for(tmp_path: Path) -> None:
    desk = FakeDesk()
    desk.ear = FakeEar([ended(400, channel=1), final(400, "Yes", 0, channel=1)])
    async with serving(desk, tmp_path) as server:
        async with server.listen("encoding=mulaw&channels=2&multichannel=true") as client:
            await client.audio(1)
            message = await client.next()
            await client.say("CloseStream")
            came, _, _ = await client.rest()
    assert message["channel_index"] == [1, 2]
    assert (came[-1]["channels"], came[-1]["duration"]) == (2, 0.5)
    assert desk.listened[0][0] == 2 and set(desk.ear.samples) == {0, 1}


async def test_channels_are_mixed_otherwise(tmp_path: Path) -> None:
    desk = FakeDesk()
    async with serving(desk, tmp_path) as server:
        async with server.listen("encoding=mulaw&channels=2") as client:
            await client.audio(1)
            await client.say("CloseStream")
            came, _, _ = await client.rest()
    assert came[-1]["channels"] == 1 and set(desk.ear.samples) == {0}


async def test_what_is_asked_for_reaches_the_ear(desk: FakeDesk, tmp_path: Path) -> None:
    query = "encoding=mulaw&endpointing=700&language=de-DE&keyterm=Elm%20Street&keyterm=Oak"
    async with serving(desk, tmp_path) as server, server.listen(query):
        (channels, listening) = desk.listened[0]
    assert (channels, listening.language) == (1, "de")
    assert listening.segmentation.pause_ms == 700
    assert listening.hotwords == ("Elm Street", "Oak") and not listening.partials


async def test_a_wav_header_says_what_the_audio_is(tmp_path: Path) -> None:
    desk, file = FakeDesk(), BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(44_100)
        out.writeframes(bytes(2 * 44_100))
    data = file.getvalue()
    async with serving(desk, tmp_path) as server, server.listen("") as client:
        assert desk.lines_open == 0, "no place is taken before the format is known"
        await client.socket.send(data[:20])
        await client.say("KeepAlive")
        await client.socket.send(data[20:])
        await client.say("CloseStream")
        came, code, _ = await client.rest()
    assert code == 1000 and came[-1]["duration"] == 1.0
    assert abs(desk.ear.samples[0] - 16_000) < 100 and desk.ear.loudest == 0


async def test_raw_audio_without_its_format_is_said_so(tmp_path: Path) -> None:
    async with serving(FakeDesk(), tmp_path) as server, server.listen("") as client:
        await client.socket.send(SECOND)
        came, code, reason = await client.rest()
    assert (came, code) == ([], 1008)
    assert "DATA-0000" in reason and "encoding" in reason


async def test_bytes_cut_in_the_middle_of_a_sample_are_joined(tmp_path: Path) -> None:
    desk = FakeDesk()
    async with serving(desk, tmp_path) as server:
        async with server.listen("encoding=linear16&sample_rate=8000") as client:
            for size in (1, 3, 7, 8001, 7988):
                await client.socket.send(bytes(size))
            await client.say("CloseStream")
            came, code, _ = await client.rest()
    assert (code, came[-1]["duration"], desk.ear.loudest) == (1000, 1.0, 0)


@pytest.mark.parametrize(
    "text",
    [
        "he has a gun",
        "[]",
        '{"type": "Zebra"}',
        '{"type": []}',
        pytest.param("[" * 5000, id="deep"),
    ],
)
async def test_text_that_is_no_message_is_told_and_the_stream_goes_on(
    desk: FakeDesk, tmp_path: Path, text: str
) -> None:
    async with serving(desk, tmp_path) as server, server.listen() as client:
        await client.socket.send(text)
        trouble = await client.next()
        await client.audio(1)
        await client.audio(1)
        assert transcripts([await client.next()]) == ["he has a gun"]
    assert (trouble["type"], trouble["variant"]) == ("Error", "SchemaError")
    assert "gun" not in json.dumps(trouble)


async def test_a_frame_of_ten_megabytes_ends_the_stream(desk: FakeDesk, tmp_path: Path) -> None:
    async with serving(desk, tmp_path) as server, server.listen() as client:
        await client.socket.send(bytes(10_000_000))
        came, code, _ = await client.rest()
    assert (came, code, desk.ear.samples) == ([], 1009, {})


async def test_a_client_that_falls_silent_is_closed(desk: FakeDesk, tmp_path: Path) -> None:
    async with serving(desk, tmp_path, ListenPace(quiet_s=0.05)) as server:
        async with server.listen() as client:
            came, code, reason = await client.rest()
    assert (came, code) == ([], 1011) and reason.startswith("NET-0001")
    assert desk.lines_open == 0


async def test_keep_alive_keeps_a_stream_open(desk: FakeDesk, tmp_path: Path) -> None:
    async with serving(desk, tmp_path, ListenPace(quiet_s=0.5)) as server:
        async with server.listen() as client:
            for _ in range(4):
                await anyio.sleep(0.2)
                await client.say("KeepAlive")
            await client.say("CloseStream")
            came, code, _ = await client.rest()
    assert (kinds(came), code) == (["Metadata"], 1000)


async def test_a_client_that_runs_far_ahead_of_real_time_is_closed(
    desk: FakeDesk, tmp_path: Path
) -> None:
    async with serving(desk, tmp_path, ListenPace(ahead_s=20)) as server:
        async with server.listen() as client:
            await client.socket.send(SECOND * 60)
            came, code, reason = await client.rest()
    assert transcripts(came) == ["he has a gun"]
    assert code == 1008 and "POST" in reason
    assert desk.ear.samples[0] < 40 * 16_000 and desk.lines_open == 0


async def test_a_client_that_vanishes_gives_its_place_back(desk: FakeDesk, tmp_path: Path) -> None:
    async with serving(desk, tmp_path) as server:
        async with server.listen() as client:
            await client.audio(1)
            client.socket.transport.abort()
        with anyio.fail_after(5):
            await closed(desk)
        assert "florence_listen_streams 0.0" in await server.metrics()
    assert not desk.ear.finished


async def test_a_client_that_vanishes_while_the_rest_is_awaited_gives_its_place_back(
    tmp_path: Path,
) -> None:
    class Deaf(FakeEar):
        def finish(self) -> None:
            self.finished = True  # and never tells

    desk = FakeDesk()
    desk.ear = Deaf()
    async with serving(desk, tmp_path) as server:
        async with server.listen() as client:
            await client.say("CloseStream")
            with anyio.fail_after(5):
                while not desk.ear.finished:
                    await anyio.lowlevel.checkpoint()
            client.socket.transport.abort()
        with anyio.fail_after(5):
            await closed(desk)


async def test_an_ear_that_fails_ends_the_stream_without_text(tmp_path: Path) -> None:
    desk = FakeDesk()
    desk.ear = FakeEar(fails=RuntimeError("he has a gun"))
    async with serving(desk, tmp_path) as server, server.listen() as client:
        came, code, reason = await client.rest()
    assert (came, code) == ([], 1011) and "gun" not in reason


async def test_open_streams_are_counted(desk: FakeDesk, tmp_path: Path) -> None:
    async with serving(desk, tmp_path) as server, server.listen():
        assert "florence_listen_streams 1.0" in await server.metrics()


async def test_a_full_house_is_said_before_the_stream_opens(desk: FakeDesk, tmp_path: Path) -> None:
    async with serving(desk, tmp_path) as server, server.listen():
        with pytest.raises(InvalidStatusCode) as refused:
            async with server.listen():
                pass
    assert refused.value.status_code == 503
    assert refused.value.headers["Retry-After"] == "5"


async def test_a_full_house_is_said_after_a_header(tmp_path: Path) -> None:
    desk = FakeDesk()
    desk.lines_max = 0
    head = b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x07\0\x01\0\x40\x1f\0\0\0\0\0\0\x01\0\x08\0data\0\0\0\0"
    async with serving(desk, tmp_path) as server, server.listen("") as client:
        await client.socket.send(head)
        came, code, reason = await client.rest()
    assert (came, code, reason) == ([], 1013, "Every line is taken: try again later")


async def test_a_bad_parameter_is_refused_before_the_stream_opens(
    desk: FakeDesk, tmp_path: Path
) -> None:
    async with serving(desk, tmp_path) as server, server.http() as http:
        upgrade = {
            "Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
        }  # fmt: skip
        response = await http.get("/v1/listen?encoding=zebra", headers=upgrade)
    body = response.json()
    assert response.status_code == 400
    assert set(body) == {"err_code", "err_msg", "request_id"}
    assert body["err_code"] == "INVALID_QUERY_PARAMETER" and "encoding" in body["err_msg"]
    assert response.headers["dg-request-id"] == body["request_id"]
    assert "zebra" not in response.text and desk.listened == []


async def test_keys_are_taken_as_clients_bring_them(desk: FakeDesk, tmp_path: Path) -> None:
    async with serving(desk, tmp_path) as server:
        for offered in ("token", "bearer"):
            async with server.listen(subprotocols=[offered, "secret"]) as client:
                assert client.socket.subprotocol == offered
        async with server.listen(extra_headers={"Authorization": "Token secret"}) as client:
            assert client.socket.subprotocol is None
