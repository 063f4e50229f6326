"""Whole recordings over HTTP: Deepgram's answer, its errors, and nothing that stays."""

from __future__ import annotations

from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest

from assistant.errors import AudioUnreadable, FlorenceError, LinesFull, ModelFailed, NotReady
from assistant.transcription import Transcription, Wanted
from tests.api.client import client
from tests.api.fakes import FakeDesk
from tests.api.listen.ear import words_said
from tests.api.listen.serving import serving
from tests.api.listen.shapes import check_wire

pytestmark = pytest.mark.anyio
SOUND = {"Content-Type": "audio/wav"}
HEARD = Transcription(
    4000,
    (
        (words_said("Where are you?", 0), words_said("Stay there.", 2500, "u-2")),
        (words_said("At home.", 1500),),
    ),
)


@pytest.fixture
def desk() -> FakeDesk:
    """A desk that hears two channels."""
    held = FakeDesk()
    held.transcription = HEARD
    return held


def refused(response: httpx.Response, status: int) -> dict[str, str]:
    """The error in a response, checked to be one of Deepgram's."""
    assert response.status_code == status
    body: dict[str, str] = response.json()
    assert set(body) == {"err_code", "err_msg", "request_id"} and all(body.values())
    assert response.headers["dg-request-id"] == body["request_id"]
    return body


async def test_a_recording_is_answered_in_deepgrams_shape(
    http: httpx.AsyncClient, desk: FakeDesk
) -> None:
    query = "?multichannel=true&punctuate=true&language=en"
    response = await http.post(f"/v1/listen{query}", content=b"RIFF", headers=SOUND)
    body = check_wire(response.json(), "Response")
    about, channels = body["metadata"], body["results"]["channels"]
    assert (about["duration"], about["channels"]) == (4.0, 2)
    assert about["sha256"] == sha256(b"RIFF").hexdigest()
    assert about["model_info"][about["models"][0]]["arch"] == "whisper"
    texts = [one["alternatives"][0]["transcript"] for one in channels]
    assert texts == ["Where are you? Stay there.", "At home."]
    words = channels[0]["alternatives"][0]["words"]
    assert [word["word"] for word in words] == ["where", "are", "you", "stay", "there"]
    assert channels[0]["alternatives"][0]["confidence"] == 0.9
    assert "utterances" not in body["results"]
    (came, wanted) = desk.wanted[0]
    assert came == b"RIFF" and wanted.apart and wanted.listening.language == "en"


async def test_utterances_come_in_the_order_of_time(http: httpx.AsyncClient) -> None:
    response = await http.post("/v1/listen?utterances=true", content=b"RIFF", headers=SOUND)
    said = check_wire(response.json(), "Response")["results"]["utterances"]
    assert [(one["channel"], one["start"], one["transcript"]) for one in said] == [
        (0, 0.0, "where are you"),
        (1, 1.5, "at home"),
        (0, 2.5, "stay there"),
    ]
    assert len({one["id"] for one in said}) == 3


async def test_a_silent_recording_has_a_channel_without_words(
    http: httpx.AsyncClient, desk: FakeDesk
) -> None:
    desk.transcription = Transcription(1000, ((),))
    response = await http.post("/v1/listen", content=b"RIFF", headers=SOUND)
    (channel,) = check_wire(response.json(), "Response")["results"]["channels"]
    assert channel["alternatives"] == [{"transcript": "", "confidence": 0.0, "words": []}]


async def test_nothing_of_a_recording_stays(http: httpx.AsyncClient, tmp_path: Path) -> None:
    await http.post("/v1/listen", content=b"RIFF", headers=SOUND)
    left = [path async for path in anyio.Path(tmp_path).rglob("*") if await path.is_file()]
    assert left == []


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b'{"url": "http://zebra.example/a.wav"}'),
        ("application/json; charset=utf-8", b"{}"),
        ("multipart/form-data; boundary=zebra", b"--zebra--"),
        ("text/plain", b"zebra"),
        ("audio/wav", b""),
    ],
)
async def test_what_is_no_recording_is_refused_in_a_sentence(
    http: httpx.AsyncClient, desk: FakeDesk, kind: str, body: bytes
) -> None:
    response = await http.post("/v1/listen", content=body, headers={"Content-Type": kind})
    error = refused(response, 400)
    assert "as the body" in error["err_msg"] and "zebra" not in response.text
    assert desk.wanted == []


async def test_an_address_is_never_fetched(http: httpx.AsyncClient) -> None:
    response = await http.post("/v1/listen", json={"url": "http://127.0.0.1:9/a.wav"})
    assert "Nothing is fetched" in refused(response, 400)["err_msg"]


async def test_a_bad_parameter_is_refused_by_its_name(http: httpx.AsyncClient) -> None:
    response = await http.post("/v1/listen?utterances=zebra", content=b"RIFF", headers=SOUND)
    error = refused(response, 400)
    assert error["err_code"] == "INVALID_QUERY_PARAMETER" and "utterances" in error["err_msg"]
    assert "zebra" not in response.text


async def pieces(count: int) -> AsyncIterator[bytes]:
    for _ in range(count):
        yield bytes(2**16)


@pytest.mark.parametrize("declared", [True, False])
async def test_a_recording_over_the_limit_is_refused(
    http: httpx.AsyncClient, desk: FakeDesk, declared: bool
) -> None:
    content: Any = bytes(2**20 + 1) if declared else pieces(17)
    response = await http.post("/v1/listen", content=content, headers=SOUND)
    assert "1 MB" in refused(response, 413)["err_msg"] and desk.wanted == []


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (AudioUnreadable("The recording holds no sound", todo="record it again"), 400),
        (LinesFull("Full", todo="later"), 503),
        (NotReady("The models are loading"), 503),
        (ModelFailed("It failed"), 503),
        (RuntimeError("he has a gun"), 500),
    ],
    ids=lambda value: type(value).__name__,
)
async def test_errors_have_deepgrams_shape(tmp_path: Path, error: Exception, status: int) -> None:
    class Failing(FakeDesk):
        async def transcribe(self, wanted: Wanted) -> Transcription:
            raise error

    async with client(Failing(), tmp_path) as http:
        response = await http.post("/v1/listen", content=b"RIFF", headers=SOUND)
    said = refused(response, status)
    assert "gun" not in response.text
    assert (str(error) == said["err_msg"]) is isinstance(error, FlorenceError)
    assert ("retry-after" in response.headers) is (status == 503)


async def test_a_client_that_leaves_ends_the_work(tmp_path: Path) -> None:
    given_up = anyio.Event()

    class Slow(FakeDesk):
        async def transcribe(self, wanted: Wanted) -> Transcription:
            begun.set()
            try:
                await anyio.sleep_forever()
            finally:
                given_up.set()
            raise AssertionError

    begun = anyio.Event()
    async with serving(Slow(), tmp_path) as server:
        stream = await anyio.connect_tcp("127.0.0.1", server.port)
        await stream.send(
            b"POST /v1/listen HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\r\nRIFF"
        )
        with anyio.fail_after(5):
            await begun.wait()
            await stream.aclose()
            await given_up.wait()
