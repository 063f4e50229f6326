"""How a library is opened on this machine's data."""

from __future__ import annotations

from assistant.calls import House
from assistant.review.form_reader import survey_forms
from assistant.review.library import Library
from assistant.settings import Settings
from assistant.store.event_log import EventLog


def open_library(settings: Settings, house: House, log: EventLog) -> Library:
    """The library beside the log; FormInvalid, StoreDamaged.

    A form that cannot be used is left out, with what is wrong with it; the others are used.
    """
    forms, problems = survey_forms(settings.forms_dir, house.vocabulary)
    return Library(log, settings.data_dir, house.cards, forms, tuple(problems.sentences))
