"""`florence check`: what is wrong with this installation, and what to do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from assistant.calls import House
from assistant.cli.output import stdout
from assistant.errors import FlorenceError
from assistant.findings import Finding
from assistant.settings import Settings, load_settings
from assistant.store.event_log import EventLog


def check(
    protocols: Annotated[Path | None, typer.Option(help="a folder of cards to check")] = None,
) -> int:
    """Look at settings, cards, weights, model and store; exit status 1 when one is not well."""
    settings = load_settings(**({"protocols_dir": protocols} if protocols else {}))
    well = True
    for finding in _findings(settings):
        well = well and finding.ok
        _show(finding)
    return 0 if well else 1


def _findings(settings: Settings) -> Iterator[Finding]:
    from assistant.speech.inventory import report_weights
    from assistant.understanding.training import describe_model

    yield Finding("settings", True, "can be used")
    yield _cards(settings)
    yield from report_weights(settings)
    yield describe_model(settings)
    yield _store(settings)


def _cards(settings: Settings) -> Finding:
    try:
        house = House.open(settings)
    except FlorenceError as error:
        return Finding("protocol cards", False, error.sentence, error.todo or "mend the card")
    unapproved = sum(not card.approved_for_live_use for card in house.summaries())
    count = len(house.summaries())
    return Finding("protocol cards", True, f"{count} cards, {unapproved} not approved for live use")


def _store(settings: Settings) -> Finding:
    path = settings.data_dir / "calls.sqlite3"
    try:
        log = EventLog(path)
        log.check()
        log.close()
    except (FlorenceError, OSError) as error:
        todo = getattr(error, "todo", "") or f"make {settings.data_dir} writable"
        return Finding("event log", False, f"{path} cannot be used", todo)
    return Finding("event log", True, f"{path} is sound")


def _show(finding: Finding) -> None:
    mark = "[green]ok[/]     " if finding.ok else "[red]problem[/]"
    stdout.print(f"{mark}  {finding.name}: ", end="")
    stdout.print(finding.detail, markup=False, end="")
    stdout.print(f" -> {finding.todo}" if finding.todo and not finding.ok else "", markup=False)
