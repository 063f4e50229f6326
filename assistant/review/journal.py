"""What people add to a call in review: events of their own, folded like the call's.

The journal of a call is append-only: a changed mark, a removed comment or a reopened review is
one more event, so who said what, and when, stays to be seen.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from assistant.review.record import Evidence
from assistant.review.scorecard import HumanMark, Scorecard


@dataclass(frozen=True, slots=True)
class ItemMarked:
    """A person's mark; `points` None says that the item does not apply."""

    form: str
    version: str
    item: str
    points: float | None
    reason: str
    evidence: tuple[Evidence, ...] = ()
    type: Literal["item_marked"] = "item_marked"


@dataclass(frozen=True, slots=True)
class MarkDisputed:
    """The dispatcher sees it otherwise, in their own words."""

    form: str
    item: str
    text: str
    type: Literal["mark_disputed"] = "mark_disputed"


@dataclass(frozen=True, slots=True)
class DisputeAnswered:
    """The trainer's answer; a mark that changes is marked anew beside it."""

    form: str
    item: str
    text: str
    upheld: bool
    type: Literal["dispute_answered"] = "dispute_answered"


@dataclass(frozen=True, slots=True)
class ReviewClosed:
    """The review is final: the scorecard as it stood, whatever becomes of the form."""

    form: str
    card: Scorecard
    type: Literal["review_closed"] = "review_closed"


@dataclass(frozen=True, slots=True)
class ReviewReopened:
    """A final review is worked on again."""

    form: str
    reason: str
    type: Literal["review_reopened"] = "review_reopened"


@dataclass(frozen=True, slots=True)
class CommentAdded:
    """Something said about a moment; without a text it is a bookmark."""

    at_ms: int
    text: str
    type: Literal["comment_added"] = "comment_added"


@dataclass(frozen=True, slots=True)
class CommentRemoved:
    """The comment with that number is no longer shown."""

    number: int
    type: Literal["comment_removed"] = "comment_removed"


@dataclass(frozen=True, slots=True)
class Tagged:
    """The tags of the call from now on."""

    tags: tuple[str, ...]
    type: Literal["tagged"] = "tagged"


@dataclass(frozen=True, slots=True)
class DispatcherNamed:
    """Who took the call."""

    dispatcher: str
    type: Literal["dispatcher_named"] = "dispatcher_named"


Note = Annotated[
    ItemMarked | MarkDisputed | DisputeAnswered | ReviewClosed | ReviewReopened
    | CommentAdded | CommentRemoved | Tagged | DispatcherNamed,
    Field(discriminator="type"),
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a journal: numbered from 1, with who wrote it and when."""

    subject: str
    number: int
    at: datetime
    by: str
    note: Note


@cache
def note_adapter() -> TypeAdapter[Any]:
    """Validates and writes notes."""
    return TypeAdapter(Note)


def note_to_json(note: Note) -> str:
    """A note as it is kept."""
    return note_adapter().dump_json(note).decode()


def note_from_json(text: str) -> Note:
    """The note that `note_to_json` wrote."""
    note: Note = note_adapter().validate_json(text)
    return note


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment or bookmark in view."""

    number: int
    at_ms: int
    text: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Dispute:
    """A mark the dispatcher disputes, and the answer where there is one."""

    item: str
    text: str
    by: str
    at: datetime
    answer: str | None = None
    upheld: bool | None = None
    answered_by: str | None = None


@dataclass
class Journal:
    """How a call's review stands: the fold of its entries."""

    last: int = 0
    marks: dict[str, dict[str, HumanMark]] = field(default_factory=dict)
    """By form and item: the last mark of anybody."""
    by_reviewer: dict[str, dict[str, dict[str, float | None]]] = field(default_factory=dict)
    """By form, reviewer and item: each one's own last points."""
    disputes: dict[str, dict[str, Dispute]] = field(default_factory=dict)
    closed: dict[str, tuple[Scorecard, str, datetime]] = field(default_factory=dict)
    """By form: the final scorecard, who closed it and when."""
    comments: dict[int, Comment] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    dispatcher: str | None = None

    def apply(self, entry: Entry) -> None:
        """Take the next entry in."""
        self.last = entry.number
        note = entry.note
        if isinstance(note, ItemMarked):
            self._mark(note, entry.by)
        elif isinstance(note, CommentAdded):
            comment = Comment(entry.number, note.at_ms, note.text, entry.by, entry.at)
            self.comments[entry.number] = comment
        elif isinstance(note, CommentRemoved):
            self.comments.pop(note.number, None)
        elif isinstance(note, Tagged):
            self.tags = note.tags
        elif isinstance(note, DispatcherNamed):
            self.dispatcher = note.dispatcher
        else:
            self._settle(entry)

    def _mark(self, note: ItemMarked, by: str) -> None:
        mark = HumanMark(note.item, note.points, note.reason, by, note.evidence)
        self.marks.setdefault(note.form, {})[note.item] = mark
        own = self.by_reviewer.setdefault(note.form, {}).setdefault(by, {})
        own[note.item] = note.points

    def _settle(self, entry: Entry) -> None:
        note = entry.note
        if isinstance(note, MarkDisputed):
            dispute = Dispute(note.item, note.text, entry.by, entry.at)
            self.disputes.setdefault(note.form, {})[note.item] = dispute
        elif isinstance(note, DisputeAnswered):
            open_ones = self.disputes.setdefault(note.form, {})
            if note.item in open_ones:
                known = asdict(open_ones[note.item])
                known |= {"answer": note.text, "upheld": note.upheld, "answered_by": entry.by}
                open_ones[note.item] = Dispute(**known)
        elif isinstance(note, ReviewClosed):
            self.closed[note.form] = (note.card, entry.by, entry.at)
        elif isinstance(note, ReviewReopened):
            self.closed.pop(note.form, None)


def journal_of(entries: Iterable[Entry]) -> Journal:
    """The fold of a journal's entries."""
    journal = Journal()
    for entry in entries:
        journal.apply(entry)
    return journal
