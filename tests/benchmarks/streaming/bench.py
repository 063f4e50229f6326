"""The runs: a number of calls at once, a soak, admission."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import anyio
from rich.console import Console

from assistant.settings import Settings
from assistant.speech.whisper import WhisperTranscriber
from tests.benchmarks.streaming.conversation import Conversation, programme
from tests.benchmarks.streaming.figures import Figures, Hearing, Run, figures
from tests.benchmarks.streaming.host import metrics, watched
from tests.benchmarks.streaming.offline import offline
from tests.benchmarks.streaming.peer import Peer
from tests.benchmarks.streaming.playing import Played, play, play_all

STAGGER_S = 1.7
"""Between the beginnings of calls: no multiple of a frame or of a partial's interval."""
SETTLE_S = 5.0
"""Between runs, for the server to be done with the one before."""
WARM_S = 12.0
"""A call before the first run: models touched, buffers grown."""
ADMITTED_MAX = 200
OPENING_S = 0.5
"""Between two calls opened to find where the server refuses."""


@dataclass(frozen=True, slots=True)
class Server:
    """A server under test: how it is spoken to, where, and its process where it is known."""

    peer: Peer
    url: str
    pid: int | None


async def run(server: Server, calls: Sequence[Conversation]) -> Run:
    """Play the calls at once, watching the server."""
    before = await metrics(server.url)
    async with watched(server.pid) as watch:
        played = await play_all(server.peer, calls, STAGGER_S)
    return Run(played, watch, before, await metrics(server.url))


async def warm(server: Server, pool: Sequence[Conversation]) -> None:
    """One short call that is not measured."""
    await play(server.peer, Played(programme(pool, 0, WARM_S)))


async def sweep(
    server: Server,
    pool: Sequence[Conversation],
    counts: Sequence[int],
    seconds: float,
    console: Console,
) -> list[Run]:
    """One run for each number of calls."""
    await warm(server, pool)
    runs = []
    for count in counts:
        await anyio.sleep(SETTLE_S)
        console.print(f"{count} at once, {seconds:.0f} s each …")
        runs.append(await run(server, [programme(pool, at, seconds) for at in range(count)]))
    return runs


async def hearings(settings: Settings, runs: Iterable[Run]) -> dict[Conversation, Hearing]:
    """Every call of the runs as `hear` hears it, each once."""
    transcriber = await anyio.to_thread.run_sync(WhisperTranscriber.load, settings)
    found: dict[Conversation, Hearing] = {}
    try:
        for call in dict.fromkeys(each.call for run in runs for each in run.played):
            found[call] = await offline(call, transcriber)
    finally:
        transcriber.close()
    return found


def pooled(runs: Sequence[Run], heard: Mapping[Conversation, Hearing]) -> list[Figures]:
    """The figures of each run."""
    return [figures(each, heard) for each in runs]


@dataclass(frozen=True, slots=True)
class Admission:
    """Calls opened until one was refused: how many were taken, how, and whether they went on."""

    admitted: int
    refusal: str
    went_on: int
    """Calls taken that were told more after the refusal, and ended as they should."""
    broke: tuple[str, ...]


async def admission(server: Server, pool: Sequence[Conversation], seconds: float) -> Admission:
    """Open calls one after the other, all speaking, until the server refuses one."""
    played: list[Played] = []
    refused_at = 0.0
    async with anyio.create_task_group() as tasks:
        while len(played) < ADMITTED_MAX and not any(each.refused for each in played):
            played.append(Played(programme(pool, len(played), seconds)))
            tasks.start_soon(play, server.peer, played[-1])
            await anyio.sleep(OPENING_S)
        refused_at = time.monotonic()
    return judged(played, refused_at)


def judged(played: Sequence[Played], refused_at: float) -> Admission:
    """What became of the calls that were opened."""
    taken = [each for each in played if not each.refused]
    went_on = [
        each
        for each in taken
        if not each.broke and any(told.arrived > refused_at for told in each.told)
    ]
    refusal = next((each.refused for each in played if each.refused), "")
    broke = tuple(each.broke for each in taken if each.broke)
    return Admission(len(taken), refusal, len(went_on), broke)
