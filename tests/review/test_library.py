"""The shelf of calls: listed, filtered, searched, and made again from the logs."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import CallNotFound, ReviewInvalid, ReviewNotFound, StoreDamaged
from assistant.review import journal as notes
from assistant.review.library import Library
from assistant.review.pages import page_of
from assistant.review.record import Evidence
from assistant.review.scorecard import Scorecard
from assistant.review.trainer import take
from assistant.store.wanted import Wanted
from tests.review.calls import Script, arrest
from tests.review.shelves import keep, library


@pytest.fixture
def held(tmp_path: Path) -> Library:
    """Two calls: an arrest, and a later one about a gun that nobody asked about."""
    one = library(tmp_path)
    keep(one, arrest(), "arrest")
    call = Script().say("caller", "there is a man with a gun", 0, 2000)
    call.say("dispatcher", "Help is coming", 3000, 4000)
    call.typed("intruder").prompts("weapons").prompts("weapon_present", "alert")
    keep(one, call.ends(), "gun", day=1)
    return one


def ids(held: Library, **wanted: object) -> list[str]:
    return [call.call_id for call in held.page(Wanted(**wanted), 50, None).calls]  # type: ignore[arg-type]


def test_calls_are_listed_newest_first_and_page_by_page(held: Library) -> None:
    first = held.page(Wanted(), 1, None)
    assert [call.call_id for call in first.calls] == ["gun"] and first.next_before == "gun"
    assert [call.call_id for call in held.page(Wanted(), 1, "gun").calls] == ["arrest"]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"call_type": "intruder"}, ["gun"]),
        ({"alert": "weapon_present"}, ["gun"]),
        ({"missed": "weapons"}, ["gun"]),
        ({"since": "2026-01-03"}, ["gun"]),
        ({"until": "2026-01-03"}, ["arrest"]),
        ({"text": "collapsed"}, ["arrest"]),
        ({"text": "gun collapsed"}, []),
        ({"score_min": 0, "score_max": 100}, ["gun", "arrest"]),
        ({"dispatcher": "nobody"}, []),
        ({"state": "automatic", "text": "man"}, ["gun"]),
    ],
)
def test_every_filter_narrows(held: Library, wanted: dict[str, object], found: list[str]) -> None:
    assert ids(held, **wanted) == found


def test_a_search_gives_the_time_of_each_place_and_finds_other_forms_of_a_word(
    held: Library,
) -> None:
    (hit,) = held.search("collapses", 10)
    assert (hit.call_id, hit.at_ms, hit.speaker) == ("arrest", 4000, "caller")
    assert "‹collapsed›" in hit.marked


def test_a_search_looks_only_in_the_calls_that_the_filters_leave(held: Library) -> None:
    assert [hit.call_id for hit in held.search("help OR is", 10)] == []
    assert {hit.call_id for hit in held.search("is", 10)} == {"arrest", "gun"}
    found = held.search("is", 10, wanted=Wanted(call_type="intruder", alert="weapon_present"))
    assert [(hit.call_id, hit.call_type) for hit in found] == [("gun", "intruder")] * 2
    assert held.search("is", 10, "arrest", Wanted(call_type="intruder")) == []


@pytest.mark.parametrize("text", ['"', '" OR *', "   ", "NEAR(", "a AND"])
def test_a_search_for_odd_signs_never_fails_in_the_store(held: Library, text: str) -> None:
    try:
        assert isinstance(held.search(text, 10), list)
    except ReviewInvalid as error:
        assert "no word" in str(error)


def test_a_call_that_grows_is_read_again_without_its_lines_twice(held: Library) -> None:
    call = Script().say("caller", "my basement is flooding", 0, 1000)
    keep(held, call.events, "live", day=2)
    assert ids(held, state="live") == ["live"]
    grown = len(call.events)
    keep(held, call.say("caller", "water is rising", 2000, 3000).ends()[grown:], "live", day=2)
    assert ids(held, state="live") == []
    assert len(held.search("basement", 10)) == 1 and len(held.search("rising", 10)) == 1


def test_a_call_left_out_is_never_shown(held: Library) -> None:
    held.shelf.leave_out("gun")
    assert ids(held) == ["arrest"] and held.search("gun", 10) == []


def test_an_unknown_page_is_refused(held: Library) -> None:
    with pytest.raises(CallNotFound):
        held.page(Wanted(), 10, "none")


def mark(points: float | None, reason: str = "heard it", item: str = "awake") -> notes.ItemMarked:
    return notes.ItemMarked("cpr", "", item, points, reason)


def test_a_mark_changes_the_score_and_stays_in_the_journal(held: Library) -> None:
    before = page_of(held, "arrest").scorecards[0]
    take(held, "arrest", "Kim", mark(0))
    after = page_of(held, "arrest").scorecards[0]
    assert before.card.score is not None and after.card.score is not None
    assert after.card.score < before.card.score and after.own_score == before.own_score
    take(held, "arrest", "Kim", mark(5))
    assert len(held.journals.read("arrest")) == 2
    assert page_of(held, "arrest").call.state == "begun"


@pytest.mark.parametrize(
    ("note", "told"),
    [
        (mark(6), "0 to 5 points"),
        (mark(1, reason=" "), "needs a reason"),
        (notes.ItemMarked("cpr", "", "awake", 1, "x", (Evidence(999, 0),)), "evidence"),
        (notes.CommentAdded(10**9, "late"), "does not have"),
        (notes.Tagged(("<b>",)), "tags"),
        (notes.DispatcherNamed(" "), "1 to 80"),
        (notes.ReviewReopened("cpr", "again"), "not final"),
        (notes.ReviewClosed("cpr", Scorecard("cpr", "", (), (), None, 0)), "for a mark"),
        (notes.ReviewClosed("crisis", Scorecard("", "", (), (), None, 0)), "not for this"),
    ],
)
def test_a_note_that_cannot_be_taken_says_why_and_is_not_written(
    held: Library, note: notes.Note, told: str
) -> None:
    with pytest.raises(ReviewInvalid, match=told):
        take(held, "arrest", "Kim", note)
    assert held.journals.read("arrest") == []


@pytest.mark.parametrize(
    "note",
    [
        notes.CommentRemoved(7),
        mark(1, item="zebra"),
        notes.ItemMarked("zebra", "", "awake", 1, "x"),
        notes.DisputeAnswered("cpr", "awake", "no", False),
    ],
)
def test_what_a_note_names_must_exist(held: Library, note: notes.Note) -> None:
    with pytest.raises(ReviewNotFound):
        take(held, "arrest", "Kim", note)


def finish(held: Library) -> None:
    for item in ("why_delayed", "kept_going"):
        take(held, "arrest", "Kim", mark(None, item=item))
    empty = Scorecard("cpr", "", (), (), None, 0)
    take(held, "arrest", "Kim", notes.ReviewClosed("cpr", empty))


def test_a_final_review_keeps_its_scorecard_and_takes_no_marks_until_reopened(
    held: Library,
) -> None:
    finish(held)
    shown = page_of(held, "arrest")
    assert shown.call.state == "final" and shown.scorecards[0].closed_by == "Kim"
    with pytest.raises(ReviewInvalid, match="final"):
        take(held, "arrest", "Kim", mark(0))
    take(held, "arrest", "Kim", notes.ReviewReopened("cpr", "the dispatcher was right"))
    take(held, "arrest", "Kim", mark(0))
    assert page_of(held, "arrest").call.state == "begun"


def test_a_dispute_is_answered_before_a_review_can_be_final(held: Library) -> None:
    take(held, "arrest", "Ana", notes.MarkDisputed("cpr", "breathing", "He had told me already."))
    assert page_of(held, "arrest").call.state == "disputed"
    with pytest.raises(ReviewInvalid, match="disputed"):
        finish(held)
    take(held, "arrest", "Kim", notes.DisputeAnswered("cpr", "breathing", "You are right.", True))
    (dispute,) = page_of(held, "arrest").scorecards[0].disputes
    assert dispute.upheld and dispute.answered_by == "Kim"


def test_comments_tags_and_the_dispatcher_are_shown_and_filtered_by(held: Library) -> None:
    take(held, "gun", "Kim", notes.CommentAdded(1000, "Listen to the tone"))
    take(held, "gun", "Kim", notes.Tagged(("Training", "training", "night shift")))
    take(held, "gun", "Kim", notes.DispatcherNamed("Ana"))
    assert ids(held, tag="night shift") == ids(held, dispatcher="Ana") == ["gun"]
    shown = page_of(held, "gun")
    assert shown.call.tags == ("night shift", "training") and shown.comments[0].by == "Kim"
    take(held, "gun", "Kim", notes.CommentRemoved(shown.comments[0].number))
    assert page_of(held, "gun").comments == ()


def test_a_journal_can_neither_be_changed_nor_deleted(held: Library) -> None:
    take(held, "gun", "Kim", notes.CommentAdded(0, "kept"))
    for change in ("DELETE FROM journal", "UPDATE journal SET by = 'x'"):
        with pytest.raises(StoreDamaged), held.database.writing() as db:
            db.execute(change)
    assert len(held.journals.read("gun")) == 1


def test_a_library_opened_again_shows_the_same(held: Library, tmp_path: Path) -> None:
    take(held, "gun", "Kim", notes.DispatcherNamed("Ana"))
    shown = page_of(held, "gun")
    held.close()
    assert page_of(library(tmp_path), "gun") == shown
