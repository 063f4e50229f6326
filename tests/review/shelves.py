"""A library in a folder of its own, filled with small calls."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from assistant.events import Event
from assistant.review.form_reader import load_forms
from assistant.review.library import Library
from assistant.settings import ROOT
from assistant.store.event_log import EventLog
from tests.review.calls import BEGAN, CARDS, VOCABULARY

FORMS = load_forms(ROOT / "nlu_data" / "scorecards", VOCABULARY)


def library(folder: Path) -> Library:
    """A library over an empty log."""
    return Library(EventLog(folder / "calls.sqlite3"), folder, CARDS, FORMS)


def keep(held: Library, events: Sequence[Event], call_id: str, day: int = 0) -> str:
    """Append a call to the log under that name, begun so many days later; its name."""
    began: datetime = BEGAN + timedelta(days=day)
    held.log.append([dataclasses.replace(e, call_id=call_id, recorded_at=began) for e in events])
    return call_id
