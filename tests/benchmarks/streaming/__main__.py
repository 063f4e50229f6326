"""Live speech at real-time pace: `python -m tests.benchmarks.streaming [--calls 1,2,4,8,12]`.

--corpus DIR      clips with their texts, instead of the demo calls and acted ones
--url URL         a server that runs, instead of one started for the occasion
--peer NAME       what it speaks: florence, deepgram, whisperlive
--soak MINUTES    four calls for so long: memory, lag
--admission       calls opened until one is refused, and whether the others go on
--offline         CPU and errors of our decode of recordings against faster-whisper's
--json FILE       the figures for scripts
"""

from __future__ import annotations

import argparse
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import anyio
from rich.console import Console

from assistant.errors import FlorenceError
from assistant.settings import Settings, load_settings
from tests.benchmarks.streaming import bench, decoding, table
from tests.benchmarks.streaming.aligner import aligner
from tests.benchmarks.streaming.conversation import Conversation, programme
from tests.benchmarks.streaming.deepgram import Deepgram
from tests.benchmarks.streaming.florence import Florence
from tests.benchmarks.streaming.host import ready, served
from tests.benchmarks.streaming.material import acted_calls, corpus_calls, demo_calls, length_s
from tests.benchmarks.streaming.peer import Peer
from tests.benchmarks.streaming.whisperlive import WhisperLive

PEERS: dict[str, Callable[[str], Peer]] = {
    "florence": Florence,
    "deepgram": Deepgram,
    "whisperlive": WhisperLive,
}
SOAK_CALLS = 4


def main(argv: list[str] | None = None) -> None:
    """Measure what is asked for, and print it."""
    asked = _parser().parse_args(argv)
    console = Console()
    settings = load_settings()
    try:
        pool = _pool(settings, asked.corpus, console)
        console.print(f"{len(pool)} calls of {length_s(pool):.0f} s in all")
        if asked.offline:
            decoding.main(settings, pool, console)
        else:
            anyio.run(_measure, asked, settings, pool, console)
    except FlorenceError as error:
        raise SystemExit(str(error)) from None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.streaming",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--calls", type=_counts, default="1,2,4,8,12", metavar="N,N")
    parser.add_argument("--seconds", type=float, default=70.0, help="how long each call is")
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--url")
    parser.add_argument("--pid", type=int, help="the process to watch, with --url")
    parser.add_argument("--peer", choices=PEERS, default="florence")
    parser.add_argument("--soak", type=float, metavar="MINUTES")
    parser.add_argument("--admission", action="store_true")
    parser.add_argument("--offline", action="store_true")
    parser.add_argument("--json", type=Path, metavar="FILE")
    return parser


def _counts(text: str) -> list[int]:
    counts = [int(part) for part in text.split(",")]
    if min(counts) < 1:
        raise argparse.ArgumentTypeError("give numbers of calls from 1, as in 1,2,4")
    return counts


def _pool(settings: Settings, corpus: Path | None, console: Console) -> list[Conversation]:
    align = aligner(settings)
    if corpus:
        return corpus_calls(corpus, align, console)
    return [*demo_calls(align), *acted_calls(settings, align, console)]


async def _measure(
    asked: argparse.Namespace, settings: Settings, pool: list[Conversation], console: Console
) -> None:
    async with _server(asked) as server:
        if asked.admission:
            console.print(await bench.admission(server, pool, asked.seconds))
            return
        if asked.soak:
            await bench.warm(server, pool)
            calls = [programme(pool, at, asked.soak * 60) for at in range(SOAK_CALLS)]
            runs = [await bench.run(server, calls)]
        else:
            runs = await bench.sweep(server, pool, asked.calls, asked.seconds, console)
    # Decoding the recordings takes both cores: the server is gone by then.
    heard = {} if asked.soak else await bench.hearings(settings, runs)
    found = bench.pooled(runs, heard)
    table.show(found, f"{asked.peer}, live", console)
    if asked.json:
        rows = [table.as_json(run) for run in found]
        await anyio.Path(asked.json).write_text(json.dumps(rows, indent=1))


@asynccontextmanager
async def _server(asked: argparse.Namespace) -> AsyncIterator[bench.Server]:
    """The server that is given, or one of this checkout, ready."""
    if asked.url:
        if asked.peer == "florence":
            await ready(asked.url)
        yield bench.Server(PEERS[asked.peer](asked.url), asked.url, asked.pid)
        return
    async with served({}) as (url, pid):
        yield bench.Server(PEERS[asked.peer](url), url, pid)


if __name__ == "__main__":
    main()
