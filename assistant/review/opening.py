"""How a library is opened on this machine's data."""

from __future__ import annotations

from assistant.calls import House
from assistant.review.form_reader import load_forms
from assistant.review.library import Library
from assistant.settings import Settings
from assistant.store.event_log import EventLog


def open_library(settings: Settings, house: House, log: EventLog) -> Library:
    """The library beside the log; FormInvalid, StoreDamaged."""
    forms = load_forms(settings.forms_dir, house.vocabulary)
    return Library(log, settings.data_dir, house.cards, forms)
