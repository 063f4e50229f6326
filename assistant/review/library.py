"""The library: calls put on the shelf from their logs and journals, listed and searched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

from assistant.errors import CallNotFound
from assistant.events import Event
from assistant.guidance.cards import CardSet
from assistant.review.forms import Form
from assistant.review.journal import Entry, Journal, journal_of, note_from_json
from assistant.review.profile import Profile, missed, profile_of
from assistant.review.record import record_of
from assistant.review.scorecard import Scorecard, fill
from assistant.store import imports, review_log, shelf_tables, versions
from assistant.store.database import Database
from assistant.store.event_log import CallRow, EventLog
from assistant.store.review_log import ReviewLog
from assistant.store.shelf import Shelf
from assistant.store.shelved import Hit, Line, ShelfMark, Shelved
from assistant.store.versions import FIRST, Versions
from assistant.store.wanted import Wanted

CAUGHT_UP_AT_ONCE = 20
"""Calls put on the shelf before a list is shown; the rest follow with the next looks."""
FILE = "review.sqlite3"


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One call with everything its review rests on."""

    row: CallRow
    profile: Profile
    journal: Journal
    cards: Mapping[str, Scorecard]
    """By form: final where it is closed, else as filled now."""
    version: int = FIRST
    """Which version of the call this is; the log is the first."""


@dataclass(frozen=True, slots=True)
class LibraryPage:
    """Calls of the list; `unread` calls of the log are not on the shelf yet."""

    calls: tuple[Shelved, ...]
    next_before: str | None
    unread: int


class Library:
    """Reads logs and journals; writes the shelf."""

    def __init__(
        self,
        log: EventLog,
        folder: Path,
        cards: CardSet,
        forms: Mapping[str, Form],
        form_problems: tuple[str, ...] = (),
    ) -> None:
        """`form_problems` says what is wrong with forms that are left out."""
        self.log, self.cards, self.forms = log, cards, forms
        self.form_problems = form_problems
        schema = review_log.SCHEMA + shelf_tables.SCHEMA + imports.SCHEMA + versions.SCHEMA
        self.database = Database(folder / FILE, schema, "The trainer's shelf")
        self.journals = ReviewLog(self.database)
        self.versions = Versions(self.database)
        self.shelf = Shelf(self.database)

    def events(self, call_id: str, version: int | None = None) -> list[Event]:
        """The call's events in a version, by default the newest; CallNotFound, ReviewNotFound."""
        number = self.versions.latest(call_id) if version is None else version
        return self.log.read(call_id) if number == FIRST else self.versions.events(call_id, number)

    def reviewed(self, call_id: str, version: int | None = None) -> Reviewed:
        """The call as its newest or the named version and its journal stand; CallNotFound."""
        row = self.log.call(call_id)
        number = self.versions.latest(call_id) if version is None else version
        profile = profile_of(record_of(self.events(call_id, number)), self.cards)
        journal = self.journal(call_id)
        cards = {
            name: journal.closed[name][0]
            if name in journal.closed
            else fill(form, profile, journal.marks.get(name))
            for name, form in self.forms.items()
            if form.is_for(profile.record.call_type) or name in journal.marks
        }
        return Reviewed(row, profile, journal, cards, number)

    def journal(self, subject: str) -> Journal:
        """How a journal stands."""
        lines = self.journals.read(subject)
        return journal_of(
            Entry(subject, number, at, by, note_from_json(note))
            for _, number, at, by, note in lines
        )

    def put(self, call_id: str) -> Reviewed:
        """Put the call on the shelf as it stands."""
        reviewed = self.reviewed(call_id)
        record = reviewed.profile.record
        lines = [Line(s.seq, s.final.start_ms, s.final.speaker, s.final.text) for s in record.said]
        marks = [
            ShelfMark(name, m.item, m.points if m.state == "marked" else None, m.of)
            for name, card in reviewed.cards.items()
            for m in card.marks
        ]
        self.shelf.put(self._shelved(reviewed), lines, marks, reviewed.version)
        return reviewed

    def catch_up(self, most: int = CAUGHT_UP_AT_ONCE) -> int:
        """Put grown and new calls on the shelf, newest first; how many are left."""
        seen = self.shelf.seen()
        behind = [call_id for call_id, last in self.log.heads() if seen.get(call_id, 0) < last]
        for call_id in behind[::-1][:most]:
            self.put(call_id)
        return max(0, len(behind) - most)

    def page(self, wanted: Wanted, limit: int, before: str | None) -> LibraryPage:
        """Calls newest first; `before` is the call_id the page before ended with."""
        unread = self.catch_up()
        last = self.shelf.get(before) if before else None
        if before and last is None:
            raise CallNotFound("There is no such call", todo="list from the beginning")
        place = (last.started_at.isoformat(), last.call_id) if last else None
        calls = tuple(self.shelf.find(wanted, limit, place))
        more = calls[-1].call_id if len(calls) == limit else None
        return LibraryPage(calls, more, unread)

    def search(
        self, text: str, limit: int, call_id: str | None = None, wanted: Wanted | None = None
    ) -> list[Hit]:
        """Where the words were said, in the calls wanted."""
        self.catch_up()
        return self.shelf.search(text, limit, call_id, wanted)

    def note(self, subject: str, by: str, note: str) -> int:
        """Add to a journal, now; its number."""
        return self.journals.append(subject, datetime.now(timezone.utc), by, note)

    def form_of(self, call_type: str | None) -> str | None:
        """The form a call of this type is judged on first: the most particular one."""
        fitting = [form for form in self.forms.values() if form.is_for(call_type)]
        fitting.sort(key=lambda form: (not form.call_types, len(form.call_types), form.id))
        return fitting[0].id if fitting else None

    def close(self) -> None:
        """Close the database."""
        self.database.close()

    def _shelved(self, reviewed: Reviewed) -> Shelved:
        row, profile, journal = reviewed.row, reviewed.profile, reviewed.journal
        name = self.form_of(profile.record.call_type)
        card = reviewed.cards.get(name or "")
        own = fill(self.forms[name], profile) if name else None
        return Shelved(
            call_id=row.call_id,
            started_at=row.started_at,
            duration_ms=profile.record.duration_ms,
            source=row.source,
            live=not row.ended,
            call_type=profile.record.call_type,
            location=row.location,
            dispatcher=journal.dispatcher,
            form=name,
            score=card.score if card else None,
            own_score=own.score if own else None,
            state=_state(row, journal, name),
            comments=len(journal.comments),
            measures={key: measure.value for key, measure in profile.measures().items()},
            log_seq=row.last_seq,
            journal_seq=journal.last,
            alerts=tuple(alert.issued.subject for alert in profile.record.alerts),
            missed=tuple(timing.question for timing in missed(profile)),
            tags=journal.tags,
        )


def _state(row: CallRow, journal: Journal, form: str | None) -> str:
    if not row.ended:
        return "live"
    disputes: Sequence[object] = [
        d for d in journal.disputes.get(form or "", {}).values() if d.answer is None
    ]
    if disputes:
        return "disputed"
    if form in journal.closed:
        return "final"
    return "begun" if journal.marks.get(form or "") else "automatic"
