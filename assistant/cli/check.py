"""`florence check`: what is wrong with this installation, and what to do."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Annotated

import typer

from assistant.calls import House
from assistant.cli.output import problem, stdout
from assistant.errors import FlorenceError, InputError
from assistant.findings import Finding
from assistant.guidance.card import Card
from assistant.guidance.card_table import review
from assistant.guidance.cards import survey_cards
from assistant.review.form_reader import load_forms
from assistant.settings import Settings, load_settings
from assistant.store.event_log import EventLog
from assistant.vocabulary import load_vocabulary

UNUSABLE = 2
"""The exit status for cards that cannot be used, as for every input of that kind."""


def check(
    protocols: Annotated[
        Path | None, typer.Option(help="a folder of cards: check these and nothing else")
    ] = None,
    table: Annotated[
        bool, typer.Option("--table", help="print the cards of --protocols as tables for review")
    ] = False,
) -> int:
    """Look at settings, cards, weights, model and store; exit status 1 when one is not well.

    With --protocols only the cards are looked at: each problem on a line, exit status 2.
    """
    if protocols is None and table:
        raise InputError("--table prints the cards of a folder: name it with --protocols")
    settings = load_settings()
    if protocols is not None:
        return _check_cards(protocols, settings, table)
    well = True
    for finding in _findings(settings):
        well = well and finding.ok
        _show(finding)
    return 0 if well else 1


def _check_cards(folder: Path, settings: Settings, table: bool) -> int:
    """Every problem of a folder of cards; those that are not there are taken from the shipped."""
    vocabulary = load_vocabulary(settings.nlu_dir / "vocabulary.yml")
    shipped = settings.nlu_dir / "protocols"
    cards, problems = survey_cards(folder, vocabulary, base=shipped)
    if problems.sentences:
        for sentence in problems.sentences:
            problem(sentence)
        return UNUSABLE
    if table:
        stdout.print(review(cards), markup=False, end="")
    else:
        _show(Finding("protocol cards", True, _count(cards.cards.values())))
    return 0


def _findings(settings: Settings) -> Iterator[Finding]:
    from assistant.speech.inventory import report_weights
    from assistant.understanding.encoder_weights import describe_encoder
    from assistant.understanding.training import describe_model

    yield Finding("settings", True, "can be used")
    yield _cards(settings)
    yield _forms(settings)
    yield from report_weights(settings)
    yield describe_encoder(settings.nlu_dir)
    yield describe_model(settings)
    yield _store(settings)


def _cards(settings: Settings) -> Finding:
    try:
        house = House.open(settings)
    except FlorenceError as error:
        return Finding("protocol cards", False, error.sentence, error.todo or "mend the card")
    return Finding("protocol cards", True, _count(house.cards.cards.values()))


def _forms(settings: Settings) -> Finding:
    try:
        vocabulary = load_vocabulary(settings.nlu_dir / "vocabulary.yml")
        forms = load_forms(settings.forms_dir, vocabulary)
    except FlorenceError as error:
        return Finding("scorecard forms", False, error.sentence, error.todo or "mend the form")
    return Finding("scorecard forms", True, f"{len(forms)} forms")


def _count(cards: Collection[Card]) -> str:
    unapproved = sum(not card.approved_for_live_use for card in cards)
    return f"{len(cards)} cards, {unapproved} not approved for live use"


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
