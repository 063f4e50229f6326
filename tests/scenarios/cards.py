"""What a card edit changes in the recorded calls; see docs/cards.md.

    python -m tests.scenarios.cards diff [FROM]   the cards of FROM against those of now
    python -m tests.scenarios.cards accept        what the recorded calls show is as it should be
    python -m tests.scenarios.cards record        the calls again, from what they are made of

FROM is a folder of cards, or a commit of this repository (HEAD without it), with all that the
pure part of a call reads in `nlu_data`.
"""

from __future__ import annotations

import difflib
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import anyio
import typer

from assistant import demo
from assistant.calls import House
from assistant.cli.output import progress, stdout
from assistant.engines import Engines, load_engines
from assistant.errors import InputError
from assistant.performance import perform
from assistant.review.whatif import Difference, summed, what_if
from assistant.settings import ROOT, Settings
from assistant.sources import open_source
from assistant.store.event_log import EventLog
from assistant.understanding.written_calls import read_call_file
from tests.scenarios.recorded import RECORDED, inputs, read, timeline, write, written
from tests.scenarios.scenario import Scenario, load_scenario

READ_AT_PLAY = ("vocabulary.yml", "evidence.yml", "context.yml", "protocols")
HELD_OUT = ROOT / "nlu_data" / "data" / "heldout" / "calls"
app = typer.Typer(add_completion=False, help=__doc__)


@app.command()
def diff(source: str = typer.Argument("HEAD", metavar="[FROM]")) -> None:
    """Print each prompt that comes otherwise, with its turn and time before and after."""
    with house_of(source) as before:
        for line in report(before, House.open(Settings()), recorded_calls()):
            stdout.print(line, markup=False)


@app.command()
def accept() -> None:
    """Keep what the recorded calls show under the cards of now, and print what is new in it."""
    house = House.open(Settings())
    for path in recorded_calls():
        for line in since_accepted(path, house):
            stdout.print(line, markup=False)
        _accepted(path).write_text(_shown(path, house), "utf-8")


@app.command()
def record() -> None:
    """Make the recorded calls: written calls from their labels, scenarios by the models."""
    for path in sorted(HELD_OUT.glob("*.yml")):
        call = next(iter(read_call_file(path)))
        write(RECORDED / f"{path.stem}.jsonl", written(call, path.stem))
    anyio.run(_record_scenarios)


def report(before: House, after: House, calls: Sequence[Path]) -> Iterator[str]:
    """Recorded calls under both; a line a prompt that comes otherwise."""
    differences = [what_if(read(path), before, after) for path in calls]
    summary = summed(differences)
    yield f"{summary.changed} of {summary.calls} recorded calls are otherwise"
    for difference in summary.differences:
        yield from _told(difference)


def since_accepted(path: Path, house: House) -> Iterator[str]:
    """How what a recorded call shows differs from what was accepted, as a diff of its lines."""
    kept = _accepted(path)
    before = kept.read_text("utf-8").splitlines() if kept.is_file() else []
    after = _shown(path, house).splitlines()
    return difflib.unified_diff(before, after, path.stem, path.stem, "accepted", "now", 2, "")


def recorded_calls() -> list[Path]:
    """The files of recorded calls, in order."""
    return sorted(RECORDED.glob("*.jsonl"))


@contextmanager
def house_of(source: str) -> Iterator[House]:
    """The house as it is with the cards of a folder or a commit."""
    if Path(source).is_dir():
        yield House.open(Settings(protocols_dir=Path(source)))
        return
    with tempfile.TemporaryDirectory() as folder:
        _check_out(source, Path(folder))
        yield House.open(Settings(nlu_dir=Path(folder) / "nlu_data"))


def _accepted(path: Path) -> Path:
    return path.parent.parent / "prompts" / f"{path.stem}.txt"


def _shown(path: Path, house: House) -> str:
    return "\n".join(timeline(read(path), house)) + "\n"


def _told(difference: Difference) -> Iterator[str]:
    yield ""
    yield f"{difference.call_id}:"
    yield from (f"  {line}" for line in difference.lines())


def _check_out(commit: str, folder: Path) -> None:
    names = [f"nlu_data/{name}" for name in READ_AT_PLAY]
    found = subprocess.run(
        ["git", "archive", commit, "--", *names], cwd=ROOT, capture_output=True, check=False
    )
    if found.returncode:
        raise InputError(f"There is no folder and no commit {commit!r}", todo="name one of them")
    with tarfile.open(fileobj=BytesIO(found.stdout)) as archive:
        archive.extractall(folder)


async def _record_scenarios() -> None:
    scenarios = [load_scenario(path) for path in sorted(Path(__file__).parent.glob("*.yml"))]
    settings = Settings()
    with progress("Loading the models") as told, tempfile.TemporaryDirectory() as apart:
        engines, log = await load_engines(settings, told), EventLog(Path(apart) / "calls.sqlite3")
        for number, scenario in enumerate(scenarios):
            told(scenario.name, number / len(scenarios))
            call_id = await _play(scenario, engines, log, settings)
            name = f"scenario_{scenario.name}"
            write(RECORDED / f"{name}.jsonl", inputs(log.read(call_id), name))
        log.close()


async def _play(scenario: Scenario, engines: Engines, log: EventLog, settings: Settings) -> str:
    if scenario.dialogue is not None:
        source = scenario.dialogue.source(scenario.name)
    else:
        source = await open_source(demo.RECORDINGS[scenario.call], engines, settings)
    return await perform(source, House.open(settings), engines, log, lambda batch: None)


if __name__ == "__main__":
    app()
