"""Understanding and guidance a turn: how long, and whether it stays so as the call goes on."""

from __future__ import annotations

import statistics
import tempfile
import time
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path

import anyio
from rich.console import Console
from rich.table import Table

from assistant import demo
from assistant.calls import House
from assistant.clock import ReplayClock
from assistant.demo.screenplay import load_spoken
from assistant.engines import load_engines
from assistant.events import CallEnded, TranscriptFinal
from assistant.settings import load_settings
from assistant.store.event_log import EventLog
from assistant.transcripts import Written

TURNS = 200
WARM_UP = 10


def main(turns: int = TURNS) -> None:
    """Measure and print the table."""
    taken_ms = anyio.run(_measure, turns)
    table = Table("turns", "median ms", "p95 ms", title=f"one call of {turns} turns")
    quarter = turns // 4
    for name, part in (
        ("all", taken_ms),
        (f"first {quarter}", taken_ms[:quarter]),
        (f"last {quarter}", taken_ms[-quarter:]),
    ):
        p95 = statistics.quantiles(part, n=20)[-1]
        table.add_row(name, f"{statistics.median(part):.1f}", f"{p95:.1f}")
    ratio = statistics.median(taken_ms[-quarter:]) / statistics.median(taken_ms[:quarter])
    table.add_row("last to first, ratio of medians", f"{ratio:.2f}", "")
    Console().print(table)


async def _measure(turns: int) -> list[float]:
    settings = load_settings()
    engines = await load_engines(settings, lambda detail, share: None, hearing=False)
    house, clock = House.open(settings), ReplayClock(datetime.now(timezone.utc))
    with tempfile.TemporaryDirectory() as apart:
        log = EventLog(Path(apart) / "calls.sqlite3")
        session = house.session("bench", engines, log, clock, lambda batch: None)
        taken_ms: list[float] = []
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(session.run)
            await session.put(house.beginning("bench", ("caller", "dispatcher"), engines))
            for number, final in enumerate(_finals(turns + WARM_UP)):
                began = time.perf_counter()
                await session.put_settled(final)
                taken_ms += [(time.perf_counter() - began) * 1000] if number >= WARM_UP else []
            await session.put(CallEnded("done"))
        log.close()
    return taken_ms


def _finals(count: int) -> list[TranscriptFinal]:
    """The demo calls' lines, over and over, as one long call."""
    lines = [line for path in demo.SPOKEN.values() for line in load_spoken(path)]
    said = [lines[i % len(lines)] for i in range(count)]
    speakers = tuple(line.speaker for line in said)
    times = tuple((i * 3000, i * 3000 + 2000) for i in range(count))
    written = Written(speakers, tuple(line.text for line in said), times)
    finals = written.finals(speakers)
    return [replace(f, utterance_id=f"{f.speaker}-{i:04d}") for i, f in enumerate(finals)]


if __name__ == "__main__":
    main()
