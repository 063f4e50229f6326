"""Recordings come in, within limits, and are followed as jobs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from assistant.review.intake import Sent
from assistant.review.jobs import Job
from tests.api.client import client, problem_of
from tests.api.fakes import FakeDesk

pytestmark = pytest.mark.anyio


def left_over(tmp_path: Path) -> list[Path]:
    return [path for path in tmp_path.rglob("*") if path.is_file()]


async def test_a_recording_is_handed_over_and_followed(
    http: httpx.AsyncClient, desk: FakeDesk
) -> None:
    sound = bytes(range(256)) * 2000
    files = {"file": ("../../night shift.wav", sound)}
    response = await http.post(
        "/v1/recordings", files=files, data={"speakers": "caller,dispatcher"}
    )
    assert response.status_code == 202
    assert desk.taken == [(sound, "night shift.wav", ("caller", "dispatcher"))]
    where = response.headers["location"]
    assert (await http.get(where)).json()["state"] == "queued"
    desk.advance("job-1", "done", progress=1.0, call_id="2024-1")
    assert (await http.get(where)).json()["call_id"] == "2024-1"


async def test_a_failed_job_says_why(http: httpx.AsyncClient, desk: FakeDesk) -> None:
    await http.post("/v1/recordings", files={"file": ("a.wav", b"not sound")})
    desk.advance("job-1", "failed", problem="This is not audio.", code="audio_unreadable")
    job = (await http.get("/v1/jobs/job-1")).json()
    assert (job["problem"], job["code"]) == ("This is not audio.", "audio_unreadable")


async def test_an_unknown_job_is_a_problem(http: httpx.AsyncClient) -> None:
    problem_of(await http.get("/v1/jobs/none"), 404, "job_not_found")


async def test_a_recording_over_the_limit_is_refused(
    http: httpx.AsyncClient, desk: FakeDesk, tmp_path: Path
) -> None:
    response = await http.post("/v1/recordings", files={"file": ("a.wav", b"x" * (2**20 + 1))})
    assert "1 MB" in str(problem_of(response, 413, "body_too_large")["detail"])
    assert desk.taken == [] and left_over(tmp_path) == []


async def test_a_body_of_unknown_length_is_cut_off_at_the_limit(
    http: httpx.AsyncClient, desk: FakeDesk
) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.wav"\r\n\r\n'
        while sent < 64 * 2**20:
            sent += 2**16
            yield b"x" * 2**16

    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    response = await http.post("/v1/recordings", content=endless(), headers=headers)
    problem_of(response, 413, "body_too_large")
    assert desk.taken == []


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"files": {"file": ("a.wav", b"")}}, "audio_unreadable"),
        ({"files": {"other": ("a.wav", b"x")}}, "input_invalid"),
        ({"data": {"file": "words"}}, "input_invalid"),
        ({"json": {"file": "words"}}, "input_invalid"),
        ({"files": {"file": ("a.wav", b"x")}, "data": {"speakers": "zebra"}}, "input_invalid"),
        ({"files": {"file": ("a.wav", b"x")}, "data": {"speakers": "caller,caller"}},
         "input_invalid"),
    ],
)  # fmt: skip
async def test_a_form_that_cannot_be_used_says_what_to_do(
    http: httpx.AsyncClient, tmp_path: Path, options: dict[str, object], code: str
) -> None:
    response = await http.post("/v1/recordings", **options)  # type: ignore[arg-type]
    problem_of(response, 422, code)
    assert "zebra" not in response.text and left_over(tmp_path) == []


async def test_a_broken_form_is_a_problem(http: httpx.AsyncClient) -> None:
    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    response = await http.post("/v1/recordings", content=b"zebra", headers=headers)
    problem_of(response, 400, "bad_request")
    assert "zebra" not in response.text


async def test_nothing_is_left_when_the_desk_refuses(tmp_path: Path) -> None:
    class Full(FakeDesk):
        async def submit(self, sent: Sent) -> Job:
            raise OSError("disk full")

    async with client(Full(), tmp_path) as http:
        response = await http.post("/v1/recordings", files={"file": ("a.wav", b"sound")})
    problem_of(response, 500, "internal_error")
    assert left_over(tmp_path) == []
