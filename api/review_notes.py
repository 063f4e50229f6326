"""What a trainer or a dispatcher notes on a call's review, as it comes in."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.schemas import Identifier
from api.signed import Person, Signed, Text
from assistant.review import journal as notes
from assistant.review.record import Evidence
from assistant.review.scorecard import Scorecard


class EvidenceBody(BaseModel):
    """An event that a mark rests on."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    seq: Annotated[int, Field(ge=1)]
    at_ms: Annotated[int, Field(ge=0)]
    quote: Text = ""


class MarkBody(Signed):
    """A person's mark; `points` null says that the item does not apply."""

    type: Literal["item_marked"]
    form: Identifier
    item: Identifier
    points: Annotated[float | None, Field(ge=0, le=100)]
    reason: Text = ""
    evidence: Annotated[tuple[EvidenceBody, ...], Field(max_length=20)] = ()

    def note(self) -> notes.Note:
        """As the journal keeps it."""
        evidence = tuple(Evidence(e.seq, e.at_ms, e.quote) for e in self.evidence)
        return notes.ItemMarked(self.form, "", self.item, self.points, self.reason, evidence)


class DisputeBody(Signed):
    """The dispatcher sees a mark otherwise."""

    type: Literal["mark_disputed"]
    form: Identifier
    item: Identifier
    text: Text

    def note(self) -> notes.Note:
        """As the journal keeps it."""
        return notes.MarkDisputed(self.form, self.item, self.text)


class DisputeAnswerBody(Signed):
    """The trainer's answer to a dispute."""

    type: Literal["dispute_answered"]
    form: Identifier
    item: Identifier
    text: Text
    upheld: bool

    def note(self) -> notes.Note:
        """As the journal keeps it."""
        return notes.DisputeAnswered(self.form, self.item, self.text, self.upheld)


class CloseBody(Signed):
    """The review is final."""

    type: Literal["review_closed"]
    form: Identifier

    def note(self) -> notes.Note:
        """As the trainer's desk takes it; the scorecard itself is put in there."""
        empty = Scorecard(self.form, "", (), (), None, 0)
        return notes.ReviewClosed(self.form, empty)


class ReopenBody(Signed):
    """A final review is worked on again."""

    type: Literal["review_reopened"]
    form: Identifier
    reason: Text

    def note(self) -> notes.Note:
        """As the journal keeps it."""
        return notes.ReviewReopened(self.form, self.reason)


class CommentBody(Signed):
    """A comment at a time; without a text it is a bookmark."""

    type: Literal["comment_added"]
    at_ms: Annotated[int, Field(ge=0)]
    text: Text = ""

    def note(self) -> notes.Note:
        """As the journal keeps it."""
        return notes.CommentAdded(self.at_ms, self.text)


class UncommentBody(Signed):
    """A comment is no longer shown."""

    type: Literal["comment_removed"]
    number: Annotated[int, Field(ge=1)]

    def note(self) -> notes.Note:
        """As the journal keeps it."""
        return notes.CommentRemoved(self.number)


class TagsBody(Signed):
    """The call's tags from now on."""

    type: Literal["tagged"]
    tags: Annotated[tuple[str, ...], Field(max_length=20)]

    def note(self) -> notes.Note:
        """As the journal keeps it."""
        return notes.Tagged(self.tags)


class DispatcherBody(Signed):
    """Who took the call."""

    type: Literal["dispatcher_named"]
    dispatcher: Person

    def note(self) -> notes.Note:
        """As the journal keeps it."""
        return notes.DispatcherNamed(self.dispatcher)


NoteBody = Annotated[
    MarkBody | DisputeBody | DisputeAnswerBody | CloseBody | ReopenBody | CommentBody
    | UncommentBody | TagsBody | DispatcherBody,
    Field(discriminator="type"),
]  # fmt: skip
