"""What a trainer does with a call: mark, dispute, close, comment, tag; all of it checked first."""

from __future__ import annotations

import re
from collections.abc import Mapping

from assistant.errors import ReviewInvalid, ReviewNotFound
from assistant.review import journal as notes
from assistant.review.forms import Form
from assistant.review.library import Library, Reviewed
from assistant.review.scorecard import Scorecard

NAME_MAX = 80
TEXT_MAX = 4000
TAG = re.compile(r"[a-z0-9][a-z0-9 _-]{0,39}")
TAGS_MAX = 20
FINAL = "This review is final"


def take(library: Library, call_id: str, by: str, note: notes.Note) -> Reviewed:
    """Check a note, write it down, and show the call as it stands then.

    ReviewInvalid says what is wrong with it, ReviewNotFound what does not exist, CallNotFound.
    """
    by = checked_name(by)
    reviewed = library.reviewed(call_id)
    library.note(call_id, by, notes.note_to_json(_checked(library, reviewed, by, note)))
    return library.put(call_id)


def _checked(library: Library, reviewed: Reviewed, by: str, note: notes.Note) -> notes.Note:
    if isinstance(note, notes.ItemMarked):
        return _mark(library.forms, reviewed, note)
    if isinstance(note, notes.MarkDisputed | notes.DisputeAnswered):
        return _dispute(library.forms, reviewed, note)
    if isinstance(note, notes.ReviewClosed | notes.ReviewReopened):
        return _settle(library.forms, reviewed, note)
    if isinstance(note, notes.CommentAdded):
        return _comment(reviewed, note)
    if isinstance(note, notes.CommentRemoved):
        if note.number not in reviewed.journal.comments:
            raise ReviewNotFound("There is no such comment", todo="take one that is shown")
        return note
    if isinstance(note, notes.DispatcherNamed):
        return notes.DispatcherNamed(_short(note.dispatcher, NAME_MAX, "name"))
    return notes.Tagged(checked_tags(note.tags))


def checked_name(name: str) -> str:
    """A person's name in its plain form; ReviewInvalid."""
    return _short(name, NAME_MAX, "name")


def form_named(forms: Mapping[str, Form], name: str) -> Form:
    """The form of that name; ReviewNotFound."""
    if name not in forms:
        known = ", ".join(sorted(forms)) or "none is installed"
        raise ReviewNotFound("There is no such form", todo=f"use one of these: {known}")
    return forms[name]


def checked_tags(tags: tuple[str, ...]) -> tuple[str, ...]:
    """Tags in their plain form, each once; ReviewInvalid."""
    plain = tuple(dict.fromkeys(tag.strip().lower() for tag in tags))
    if len(plain) > TAGS_MAX or not all(TAG.fullmatch(tag) for tag in plain):
        raise ReviewInvalid(
            "The tags cannot be used",
            todo=f"use up to {TAGS_MAX} short ones of letters, digits, spaces, - and _",
        )
    return plain


def _mark(
    forms: Mapping[str, Form], reviewed: Reviewed, note: notes.ItemMarked
) -> notes.ItemMarked:
    form = form_named(forms, note.form)
    item = form.item(note.item)
    if item is None:
        raise ReviewNotFound("The form has no such item", todo="take one that it shows")
    if note.form in reviewed.journal.closed:
        raise ReviewInvalid(FINAL, todo="reopen it to change a mark")
    if note.points is not None and not 0 <= note.points <= item.points:
        raise ReviewInvalid(f"This item has 0 to {item.points} points")
    if item.check is not None and not note.reason.strip():
        raise ReviewInvalid("Overruling Florence needs a reason", todo="say what you heard")
    end = reviewed.profile.record.last
    last = end.seq if end else 0
    if any(not 1 <= evidence.seq <= last for evidence in note.evidence):
        raise ReviewInvalid("The evidence names an event that this call does not have")
    reason = note.reason.strip()[:TEXT_MAX]
    return notes.ItemMarked(note.form, form.version, note.item, note.points, reason, note.evidence)


def _dispute(
    forms: Mapping[str, Form],
    reviewed: Reviewed,
    note: notes.MarkDisputed | notes.DisputeAnswered,
) -> notes.Note:
    form = form_named(forms, note.form)
    if form.item(note.item) is None:
        raise ReviewNotFound("The form has no such item", todo="take one that it shows")
    text = _short(note.text, TEXT_MAX, "text")
    if isinstance(note, notes.MarkDisputed):
        return notes.MarkDisputed(note.form, note.item, text)
    if note.item not in reviewed.journal.disputes.get(note.form, {}):
        raise ReviewNotFound("Nobody disputes this mark", todo="answer one that is disputed")
    return notes.DisputeAnswered(note.form, note.item, text, note.upheld)


def _settle(
    forms: Mapping[str, Form],
    reviewed: Reviewed,
    note: notes.ReviewClosed | notes.ReviewReopened,
) -> notes.Note:
    form_named(forms, note.form)
    closed = note.form in reviewed.journal.closed
    if isinstance(note, notes.ReviewReopened):
        if not closed:
            raise ReviewInvalid("This review is not final", todo="go on with it")
        return notes.ReviewReopened(note.form, _short(note.reason, TEXT_MAX, "reason"))
    if closed:
        raise ReviewInvalid(FINAL, todo="reopen it to close it again")
    if not reviewed.row.ended:
        raise ReviewInvalid("This call still runs", todo="close its review when it is over")
    card = reviewed.cards.get(note.form)
    if card is None:
        raise ReviewInvalid("This form is not for this kind of call", todo="take another form")
    return notes.ReviewClosed(note.form, _closable(reviewed, card))


def _closable(reviewed: Reviewed, card: Scorecard) -> Scorecard:
    if card.open_items:
        left = f"{card.open_items} item{'s wait' if card.open_items > 1 else ' waits'}"
        raise ReviewInvalid(f"{left} for a mark", todo="mark them, or say they do not apply")
    disputes = reviewed.journal.disputes.get(card.form, {}).values()
    if any(dispute.answer is None for dispute in disputes):
        raise ReviewInvalid("A mark is disputed", todo="answer the dispute first")
    return card


def _comment(reviewed: Reviewed, note: notes.CommentAdded) -> notes.CommentAdded:
    if not 0 <= note.at_ms <= reviewed.profile.record.duration_ms:
        raise ReviewInvalid("The comment is about a time that the call does not have")
    return notes.CommentAdded(note.at_ms, note.text.strip()[:TEXT_MAX])


def _short(text: str, most: int, what: str) -> str:
    text = " ".join(text.split()) if what == "name" else text.strip()
    if not text or len(text) > most:
        raise ReviewInvalid(f"A {what} has 1 to {most} characters")
    return text
