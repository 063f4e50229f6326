"""What a caller says shows in the call's log and nowhere else: not on stdout, stderr, metrics."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from assistant.settings import ROOT

CANARY = "zanzibar flamingo"
CALL = f"""DISPATCHER: 911, what is the address of your emergency?
CALLER: It's 4217 {CANARY} Road, he has a gun.
DISPATCHER: What's your name?
CALLER: My name is {CANARY.title()}.
"""
pytestmark = pytest.mark.models


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The real server in its own process, on a free port."""
    env = {**os.environ, "FLORENCE_DATA_DIR": str(tmp_path)}
    process = subprocess.Popen(
        [sys.executable, "-m", "assistant", "serve", "--port", "0"], env=env, cwd=ROOT,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    found = re.search(r"http://\S+", process.stdout.readline())
    assert found, process.stderr and process.stderr.read()
    try:
        yield found[0].rstrip("/"), process
    finally:
        process.kill()
        process.wait()


def wait_for(client: httpx.Client, path: str, key: str, wanted: tuple[str, ...]) -> httpx.Response:
    """Ask again until the answer's `key` is one of `wanted`."""
    for _ in range(600):
        answer = client.get(path)
        if answer.json().get(key) in wanted:
            return answer
        time.sleep(0.2)
    raise AssertionError(f"{path} never became {wanted}")


def test_what_is_said_stays_in_the_call(
    server: tuple[str, subprocess.Popen[str]], engines: object
) -> None:
    url, process = server
    with httpx.Client(base_url=url, timeout=30) as client:
        files = {"file": ("call.txt", CALL.encode())}
        job = client.post("/v1/recordings", files=files).json()
        path = f"/v1/jobs/{job['job_id']}"
        call_id = wait_for(client, path, "state", ("done",)).json()["call_id"]
        broken = client.post("/v1/recordings", files={"file": ("x.txt", f"A {CANARY}".encode())})
        wait_for(client, f"/v1/jobs/{broken.json()['job_id']}", "state", ("done", "failed"))
        told = client.post(f"/v1/calls/{call_id}/commands", json={"type": CANARY}).text
        told += client.get("/metrics").text
        assert CANARY in client.get(f"/v1/calls/{call_id}").text.lower()
    process.terminate()
    out, err = process.communicate(timeout=30)
    for text in (told, out, err):
        assert "zanzibar" not in text.lower() and "flamingo" not in text.lower()
