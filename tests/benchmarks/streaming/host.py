"""The server under test as a process: started apart, watched from outside."""

from __future__ import annotations

import os
import re
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import anyio
import anyio.abc
import httpx
import psutil
from prometheus_client.parser import text_string_to_metric_families

READY_S = 900.0
"""Longer than the first training of the language model takes."""
LOOK_S = 1.0
LAG = re.compile(r"loop_lag|event_loop")


@dataclass
class Watch:
    """CPU seconds and resident megabytes of a process and its children, looked at each second."""

    cpu_s: float = 0.0
    own_cpu_s: float = 0.0
    """What the harness itself used."""
    wall_s: float = 0.0
    rss_mb: list[float] = field(default_factory=list)

    @property
    def peak_mb(self) -> float:
        """The most it held."""
        return max(self.rss_mb, default=0.0)

    @property
    def growth(self) -> float:
        """How much more it holds at the end than at the beginning, as a share; tenths compared."""
        part = max(1, len(self.rss_mb) // 10)
        if not self.rss_mb:
            return 0.0
        first = sum(self.rss_mb[:part]) / part
        return sum(self.rss_mb[-part:]) / part / first - 1


@asynccontextmanager
async def served(env: Mapping[str, str]) -> AsyncIterator[tuple[str, int]]:
    """A server of this checkout, its calls kept apart: its URL and process id, once ready."""
    command = [sys.executable, "-m", "assistant", "serve", "--port", "0"]
    with tempfile.TemporaryDirectory() as apart:
        own = {"FLORENCE_DATA_DIR": apart, "PYTHONUNBUFFERED": "1"}
        async with await anyio.open_process(
            command, env={**os.environ, **own, **env}, stderr=None
        ) as process:
            try:
                yield await _url(process), process.pid
            finally:
                process.terminate()


async def _url(process: anyio.abc.Process) -> str:
    assert process.stdout is not None
    text = ""
    async for chunk in process.stdout:
        text += chunk.decode()
        found = re.search(r"https?://\S+", text)
        if found and text.endswith("\n"):
            await ready(found[0])
            return found[0].rstrip("/")
    raise RuntimeError("the server ended before it said where it listens")


async def ready(url: str) -> None:
    """Wait until calls can be taken."""
    async with httpx.AsyncClient(base_url=url) as http:
        with anyio.fail_after(READY_S):
            while True:
                with suppress(httpx.TransportError):
                    if (await http.get("/readyz")).status_code == 200:
                        return
                await anyio.sleep(LOOK_S)


@asynccontextmanager
async def watched(pid: int | None) -> AsyncIterator[Watch]:
    """Watch a process for a while; nothing but our own CPU without one."""
    watch, began = Watch(), time.monotonic()
    before, own = _cpu_s(pid), time.process_time()
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(_look, pid, watch)
        yield watch
        tasks.cancel_scope.cancel()
    watch.cpu_s = _cpu_s(pid) - before
    watch.own_cpu_s = time.process_time() - own
    watch.wall_s = time.monotonic() - began


async def _look(pid: int | None, watch: Watch) -> None:
    while pid is not None:
        rss = sum(each.memory_info().rss for each in _family(pid))
        watch.rss_mb.append(rss / 1_000_000)
        await anyio.sleep(LOOK_S)


def _family(pid: int) -> list[psutil.Process]:
    process = psutil.Process(pid)
    return [process, *process.children(recursive=True)]


def _cpu_s(pid: int | None) -> float:
    if pid is None:
        return 0.0
    times = [each.cpu_times() for each in _family(pid)]
    return float(sum(each.user + each.system for each in times))


async def metrics(url: str) -> dict[str, float]:
    """The server's measures by name and labels; empty where it publishes none."""
    with suppress(httpx.HTTPError):
        async with httpx.AsyncClient(base_url=url) as http:
            answer = await http.get("/metrics")
        if answer.status_code == 200:
            return parse_metrics(answer.text)
    return {}


def parse_metrics(text: str) -> dict[str, float]:
    """Prometheus text as one number a sample, named `name{label=value,…}`."""
    found = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            labels = ",".join(f"{k}={v}" for k, v in sorted(sample.labels.items()))
            found[f"{sample.name}{{{labels}}}"] = sample.value
    return found


def loop_lag_s(
    before: Mapping[str, float], after: Mapping[str, float], share: float
) -> float | None:
    """The event loop's lag that `share` of its looks stayed below; None where none is published.

    A histogram is read between the two scrapes; its answer is a bucket's bound.
    """
    buckets: dict[float, float] = {}
    for name, count in after.items():
        bound = re.search(r"_bucket\{.*?le=([^,}]+)", name)
        if bound and LAG.search(name):
            grown = count - before.get(name, 0.0)
            buckets[float(bound[1])] = buckets.get(float(bound[1]), 0.0) + grown
    total = max(buckets.values(), default=0.0)
    return next((b for b in sorted(buckets) if total and buckets[b] >= share * total), None)
