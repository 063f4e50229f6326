"""`florence evaluate`: accuracy on labelled calls."""

from __future__ import annotations

import dataclasses
import json
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Annotated

import anyio
import typer
from rich.table import Table

from assistant.calls import House
from assistant.cli.output import progress, stdout
from assistant.engines import Engines, Progress, load_engines
from assistant.performance import perform
from assistant.review.intervals import wilson
from assistant.review.labels import LabelledCall, labelled_calls
from assistant.review.scores import CallScore, Tally, score
from assistant.settings import load_settings
from assistant.sources import open_source
from assistant.store.event_log import EventLog

WORST = 15


def evaluate(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="transcripts and their labels")],
    protocols: Annotated[Path | None, typer.Option(help="a folder of other cards")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON object instead")] = False,
) -> None:
    """Accuracy on labelled calls: call type, facts, questions asked, alerts, rapport."""
    settings = load_settings(**({"protocols_dir": protocols} if protocols else {}))
    calls, house = labelled_calls(folder), House.open(settings)

    async def run() -> list[CallScore]:
        with progress("Loading the models") as told:
            engines = await load_engines(settings, told, hearing=False)
            if engines.missing:
                raise engines.missing
            return await evaluated(calls, house, engines, told)

    scores = anyio.run(run)
    if as_json:
        stdout.print_json(to_json(scores))
    else:
        _print(scores)


async def evaluated(
    calls: Sequence[LabelledCall], house: House, engines: Engines, told: Progress
) -> list[CallScore]:
    """Every call played apart from those that are kept, and held against its labels."""
    with tempfile.TemporaryDirectory() as apart:
        log = EventLog(Path(apart) / "calls.sqlite3")
        scores = []
        for number, call in enumerate(calls):
            told(f"{number + 1} of {len(calls)} calls", number / len(calls))
            scores.append(await _score(call, house, engines, log))
        log.close()
    return scores


def to_json(scores: Sequence[CallScore]) -> str:
    """The scores as JSON; the same transcripts, labels, cards and model give the same bytes."""
    return json.dumps([dataclasses.asdict(one) for one in scores])


async def _score(call: LabelledCall, house: House, engines: Engines, log: EventLog) -> CallScore:
    source = await open_source(call.path, engines, house.settings)
    call_id = await perform(source, house, engines, log, lambda batch: None)
    return score(call.path.stem, log.read(call_id), call.label, by_turn=call.by_turn)


def _print(scores: list[CallScore]) -> None:
    table = Table("measure", "value", "95 % interval", "of")
    for places in (1, 3):
        hits = sum(one.top(places) for one in scores)
        low, high = wilson(hits, len(scores))
        share = f"{hits / len(scores):.3f}"
        table.add_row(
            f"call type top-{places}", share, f"{low:.2f} to {high:.2f}", f"{len(scores)}"
        )
    turns = sorted(s.recognised_at_turn for s in scores if s.recognised_at_turn is not None)
    table.add_row("turns to recognition, median", str(turns[len(turns) // 2] if turns else "-"))
    pooled = _pooled(one.tallies for one in scores)
    for kind, tally in pooled.items():
        _add_tally(table, kind, tally)
    for certainty, tally in sorted(_pooled(one.certainties for one in scores).items()):
        _add_tally(table, f"facts {certainty}", tally)
    labelled = sum(bool(one.tallies) for one in scores)
    if labelled:
        false_alerts = pooled["alerts"].spurious / labelled
        table.add_row("false alerts a call", f"{false_alerts:.2f}", "", str(labelled))
    table.add_row("hedged answers ticked", str(sum(one.hedged_ticked for one in scores)))
    table.add_row("questions ticked falsely", str(sum(one.false_ticks for one in scores)))
    table.add_row("prompts repeated", str(sum(one.repeats for one in scores)))
    stdout.print(table)
    _print_worst(scores)


def _add_tally(table: Table, kind: str, tally: Tally) -> None:
    for name, total in (
        ("recall", tally.hit + tally.missed),
        ("precision", tally.hit + tally.spurious),
    ):
        low, high = wilson(tally.hit, total)
        share = f"{getattr(tally, name):.3f}"
        table.add_row(f"{kind} {name}", share, f"{low:.2f} to {high:.2f}", str(total))


def _pooled(calls: Iterable[Mapping[str, Tally]]) -> dict[str, Tally]:
    pooled: dict[str, Tally] = {}
    for tallies in calls:
        for kind, tally in tallies.items():
            sum_ = pooled.setdefault(kind, Tally())
            sum_.hit += tally.hit
            sum_.missed += tally.missed
            sum_.spurious += tally.spurious
    return pooled


def _print_worst(scores: list[CallScore]) -> None:
    for one in scores:
        if not one.top(1):
            stdout.print(f"{one.name}: {one.wanted} taken for {', '.join(one.ranked[:3]) or '-'}")
    wrong = Counter((kind, name) for one in scores for kind, _turn, name in one.wrong)
    for (kind, name), count in wrong.most_common(WORST):
        stdout.print(f"{count:4d}  {kind}  {name}")
