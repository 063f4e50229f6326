"""Putting a call right: a new version is run from there, the old one stays as it was."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import cast

import pytest

from assistant.calls import House
from assistant.errors import ReviewInvalid, ReviewNotFound, StoreDamaged
from assistant.events import (
    Asked,
    CallEnded,
    CallStarted,
    Event,
    FactCorrected,
    FactHeard,
    GuidanceDismissed,
    GuidanceIssued,
    PartialUnderstood,
    Payload,
    Signal,
    Speaker,
    Told,
    TranscriptFinal,
    TranscriptPartial,
    UtteranceUnderstood,
    Word,
    to_wire,
)
from assistant.pipeline import replay_inputs
from assistant.review import journal as notes
from assistant.review.correcting import keep as keep_version
from assistant.review.correcting import plan
from assistant.review.corrections import (
    Correction,
    FactAdded,
    FactPutRight,
    SpeakerCorrected,
    VersionRestored,
    WordsCorrected,
    correct,
    run_again,
)
from assistant.review.drill_sessions import assign, drill
from assistant.review.drills import DrillAssigned
from assistant.review.library import Library
from assistant.review.pages import page_of
from assistant.review.scorecard import Scorecard
from assistant.review.trainer import take
from assistant.review.whatif import ticking
from assistant.settings import Settings
from tests.review.calls import BEGAN
from tests.review.shelves import keep, library

SAID = (
    ("dispatcher", "Where is the emergency?", 1000, 3000),
    ("caller", "Nineteen Maple Lane", 4000, 6000),
    ("caller", "There is a man with a nun here", 9000, 12000),
    ("dispatcher", "Are you safe?", 15000, 16000),
    ("caller", "Yes I am", 17000, 18000),
)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    return House.open(Settings(data_dir=tmp_path_factory.mktemp("house")))


def words(text: str, start: int, end: int) -> tuple[Word, ...]:
    parts = text.split()
    step = (end - start) // len(parts)
    return tuple(
        Word(p, start + i * step, start + (i + 1) * step, 0.5) for i, p in enumerate(parts)
    )


def read(final: TranscriptFinal) -> UtteranceUnderstood:
    """As a model would: a gun is a weapon, and Maple Lane a place."""
    told = []
    if "gun" in final.text and final.speaker == "caller":
        told.append(Told("weapons", "gun", "affirmed", 0.9, "gun"))
    if "Maple" in final.text:
        told.append(Told("location", "19 Maple Lane", "affirmed", 0.9, "Nineteen Maple Lane"))
    safe = final.speaker == "dispatcher" and "safe" in final.text
    asked = (Asked("caller_safe", 0.9, final.text),) if safe else ()
    return UtteranceUnderstood(final.utterance_id, final.speaker, asked, tuple(told))


def inputs(house: House) -> Iterable[tuple[int, Payload]]:
    cards, tuning = house.cards.versions, house.tunings.now.told()
    yield 0, CallStarted("a.wav", ("caller", "dispatcher"), {}, cards, tuning=tuning)
    for number, (speaker, text, start, end) in enumerate(SAID, start=1):
        name = f"u{number}"
        who = cast(Speaker, speaker)
        final = TranscriptFinal(name, who, text, start, end, words(text, start, end), 0.8, "en")
        yield end - 500, TranscriptPartial(name, 1, final.speaker, text[:9], 0)
        if number == 3:  # a glimpse of a knife, which the words did not bear out
            glimpse = Signal("weapon_present", 0.9, "a nun")
            yield end - 400, PartialUnderstood(name, 1, final.speaker, (glimpse,))
        yield end, final
        yield end, read(final)
    yield 25_000, CallEnded("recording ended")


def recorded(house: House, more: Iterable[tuple[int, Payload]] = ()) -> list[Event]:
    """The call as it was recorded under these cards."""
    given = sorted([*inputs(house), *more], key=lambda one: one[0])
    events = [Event("call", n, at, BEGAN, None, p) for n, (at, p) in enumerate(given, start=1)]
    return list(replay_inputs(ticking(events), house.pipeline("call")))


@pytest.fixture
def held(tmp_path: Path, house: House) -> Library:
    one = library(tmp_path)
    keep(one, recorded(house), "call")
    return one


def put_right(held: Library, house: House, correction: Correction, base: int = 1) -> int:
    """Correct the call, its line read by the model above."""
    planned = plan(held, house, "call", "Kim", base, correction)
    reading = read(planned.unread) if planned.unread else None
    return keep_version(held, house, planned, reading)


def facts(events: Iterable[Event]) -> dict[str, str]:
    kinds = (FactHeard, FactCorrected)
    return {e.payload.fact: e.payload.value for e in events if isinstance(e.payload, kinds)}


def heard_as(held: Library, fact: str) -> tuple[int, FactHeard]:
    """When the fact was first heard, and how."""
    found = ((e.at_ms, e.payload) for e in held.events("call") if isinstance(e.payload, FactHeard))
    return next((at_ms, payload) for at_ms, payload in found if payload.fact == fact)


def test_other_words_are_understood_and_all_that_follows_is_run_again(
    held: Library, house: House
) -> None:
    before = held.events("call")
    assert "weapons" not in facts(before)
    gun = WordsCorrected("u3", "There is a man with a gun here")
    assert put_right(held, house, gun) == 2
    after = held.events("call")
    assert facts(after)["weapons"] == "gun" and [e.seq for e in after] == list(
        range(1, len(after) + 1)
    )
    page = page_of(held, "call")
    assert page.version == 2 and page.transcript[2].text.endswith("gun here")
    assert "weapon_present" in [alert.subject for alert in page.alerts]
    assert held.search("gun", 5)[0].at_ms == 9000 and held.search("nun", 5) == []


def test_the_recorded_call_stays_as_it_was(held: Library, house: House) -> None:
    log = [to_wire(e) for e in held.log.read("call")]
    put_right(held, house, WordsCorrected("u3", "There is a man with a gun here"))
    assert [to_wire(e) for e in held.log.read("call")] == log
    first = page_of(held, "call", 1)
    assert first.version == 1 and "nun" in first.transcript[2].text
    assert [one.version for one in first.versions] == [1, 2]
    assert first.versions[1].by == "Kim"


def test_up_to_the_correction_the_events_are_the_same(held: Library, house: House) -> None:
    put_right(held, house, WordsCorrected("u3", "There is a man with a gun here"))
    before, after = held.log.read("call"), held.events("call")
    place = next(e.seq for e in before if e.at_ms >= 11_000)
    assert [to_wire(e) for e in before[: place - 1]] == [to_wire(e) for e in after[: place - 1]]
    assert run_again(before, correct(before, WordsCorrected("u5", "No")), house) == run_again(
        before, correct(before, WordsCorrected("u5", "No")), house
    )


def test_words_that_stay_keep_their_times_and_are_sure(held: Library, house: House) -> None:
    put_right(held, house, WordsCorrected("u3", "There is a tall man with a gun here"))
    shown = {w.word: w.start_ms for w in page_of(held, "call").transcript[2].words}
    old = {w.word: w.start_ms for w in page_of(held, "call", 1).transcript[2].words}
    assert shown["man"] == old["man"] and shown["here"] == old["here"]
    assert shown["gun"] == old["nun"]


def test_another_speaker_is_read_as_such(held: Library, house: House) -> None:
    put_right(held, house, WordsCorrected("u3", "There is a man with a gun here"))
    put_right(held, house, SpeakerCorrected("u3", "dispatcher"), base=2)
    page = page_of(held, "call")
    assert page.transcript[2].speaker == "dispatcher" and "weapons" not in facts(
        held.events("call")
    )
    glimpsed = (TranscriptPartial, PartialUnderstood)
    seen = [e.payload for e in held.events("call") if isinstance(e.payload, glimpsed)]
    assert seen and not any(one.utterance_id == "u3" for one in seen)


def test_a_fact_put_right_holds_from_there_and_stands_against_what_is_heard(
    held: Library, house: House
) -> None:
    line = page_of(held, "call").transcript[1]
    put_right(held, house, FactPutRight(line.seq, "location", "90 Maple Lane", "affirmed"))
    after = held.events("call")
    assert facts(after)["location"] == "90 Maple Lane"
    heard = next(e.seq for e in after if isinstance(e.payload, FactHeard))
    corrected = next(e for e in after if isinstance(e.payload, FactCorrected))
    assert heard < corrected.seq and corrected.at_ms == 6000


def test_a_fact_said_and_not_heard_is_heard_in_its_line(held: Library, house: House) -> None:
    put_right(held, house, FactAdded("u3", "weapons", " gun ", "affirmed"))
    at_ms, heard = heard_as(held, "weapons")
    assert (heard.speaker, heard.value, at_ms) == ("caller", "gun", 12_000)
    assert heard.quote == SAID[2][1]
    page = page_of(held, "call")
    assert page.version == 2 and "weapon_present" in [alert.subject for alert in page.alerts]
    shown = next(mark for mark in page.facts if mark.name == "weapons")
    assert (shown.at_ms, shown.quote) == (9000, SAID[2][1])
    answered = next(q.answered for q in page.questions if q.question == "weapons")
    assert answered is not None and answered.at_ms == 12_000


def test_an_added_fact_ticks_only_where_it_is_sure_and_can_be_contradicted(
    held: Library, house: House
) -> None:
    put_right(held, house, FactAdded("u5", "caller_safe", "maybe", "hedged"))
    put_right(held, house, FactAdded("u3", "injuries", "", "unknown"), base=2)
    put_right(held, house, FactAdded("u2", "conscious", "yes", "affirmed"), base=3)
    states = {q.question: q.state for q in page_of(held, "call").questions}
    assert states["caller_safe"] == states["injuries"] == "unclear"
    assert states["conscious"] == "answered"
    put_right(held, house, FactAdded("u5", "conscious", "no", "denied"), base=4)
    states = {q.question: q.state for q in page_of(held, "call").questions}
    assert states["conscious"] == "contradicted"


def test_an_added_fact_follows_later_corrections_of_its_line(held: Library, house: House) -> None:
    put_right(held, house, FactAdded("u3", "people_count", "1", "affirmed"))
    put_right(held, house, WordsCorrected("u3", "There is one man with a gun here"), base=2)
    put_right(held, house, SpeakerCorrected("u3", "dispatcher"), base=3)
    _, added = heard_as(held, "people_count")
    assert (added.speaker, added.quote) == ("dispatcher", "There is one man with a gun here")
    assert added.utterance_id == "u3" and added.confidence == 1.0


def test_what_the_line_has_told_already_is_put_right_not_added(held: Library, house: House) -> None:
    with pytest.raises(ReviewInvalid, match="told that already"):
        put_right(held, house, FactAdded("u2", "location", "90 Maple Lane", "affirmed"))


def test_what_a_dispatcher_did_with_a_prompt_follows_it_to_its_new_name(house: House) -> None:
    plain = recorded(house)
    prompt = next(e for e in plain if isinstance(e.payload, GuidanceIssued) and e.at_ms >= 16_000)
    assert isinstance(prompt.payload, GuidanceIssued)
    dismissed = GuidanceDismissed(prompt.payload.guidance_id, "dispatcher")
    before = recorded(house, [(prompt.at_ms + 1, dismissed)])
    after = run_again(before, correct(before, WordsCorrected("u1", "What happened?")), house)
    subjects = {
        e.payload.guidance_id: e.payload.subject
        for e in after
        if isinstance(e.payload, GuidanceIssued)
    }
    for event in after:
        if isinstance(event.payload, GuidanceDismissed):
            assert subjects[event.payload.guidance_id] == prompt.payload.subject


def test_an_earlier_version_is_restored_as_a_new_one(held: Library, house: House) -> None:
    put_right(held, house, WordsCorrected("u3", "There is a man with a gun here"))
    assert put_right(held, house, VersionRestored(1), base=2) == 3
    assert [to_wire(e) for e in held.events("call")] == [to_wire(e) for e in held.log.read("call")]
    assert held.search("nun", 5) and not held.search("gun", 5)


@pytest.mark.parametrize(
    ("correction", "told"),
    [
        (WordsCorrected("u3", "  "), "has words"),
        (WordsCorrected("u3", "There is a man with  a nun here"), "already"),
        (WordsCorrected("u3", "x" * 5000), "4000"),
        (SpeakerCorrected("u3", "caller"), "already"),
        (FactPutRight(5, "location", " ", "affirmed"), "has a value"),
        (FactAdded("u3", "weapons", " ", "affirmed"), "has a value"),
        (FactAdded("u3", "weapons", "x" * 501, "affirmed"), "500"),
    ],
)
def test_a_correction_that_cannot_be_made_says_why(
    held: Library, house: House, correction: Correction, told: str
) -> None:
    with pytest.raises(ReviewInvalid, match=told):
        put_right(held, house, correction)
    assert held.versions.latest("call") == 1


@pytest.mark.parametrize(
    "correction",
    [
        WordsCorrected("u9", "hello"),
        FactPutRight(9999, "location", "x", "affirmed"),
        FactPutRight(5, "zebra", "x", "affirmed"),
        FactAdded("u9", "weapons", "gun", "affirmed"),
        FactAdded("u3", "zebra", "x", "affirmed"),
        VersionRestored(1),
    ],
)
def test_what_a_correction_names_must_exist(
    held: Library, house: House, correction: Correction
) -> None:
    with pytest.raises(ReviewNotFound):
        put_right(held, house, correction)
    with pytest.raises(ReviewNotFound):
        page_of(held, "call", 7)


def test_two_who_correct_at_once_do_not_overwrite_each_other(held: Library, house: House) -> None:
    one = plan(held, house, "call", "Ana", 1, WordsCorrected("u5", "No I am not"))
    put_right(held, house, WordsCorrected("u3", "There is a man with a gun here"))
    assert one.unread
    with pytest.raises(ReviewInvalid, match="meanwhile"):
        keep_version(held, house, one, read(one.unread))
    with pytest.raises(ReviewInvalid, match="meanwhile"):
        put_right(held, house, WordsCorrected("u5", "No I am not"))


def test_a_final_review_and_a_live_call_are_not_corrected(held: Library, house: House) -> None:
    for item in [m.item for m in page_of(held, "call").scorecards[0].card.marks
                 if m.state == "open"]:  # fmt: skip
        form = page_of(held, "call").scorecards[0].form.id
        take(held, "call", "Kim", notes.ItemMarked(form, "", item, None, "not heard"))
    take(held, "call", "Kim", notes.ReviewClosed(form, Scorecard(form, "", (), (), None, 0)))
    with pytest.raises(ReviewInvalid, match="reopen"):
        put_right(held, house, WordsCorrected("u5", "No"))
    keep(held, recorded(house)[:8], "live")
    with pytest.raises(ReviewInvalid, match="still runs"):
        plan(held, house, "live", "Kim", 1, WordsCorrected("u1", "No"))


def test_a_version_can_neither_be_changed_nor_deleted(held: Library, house: House) -> None:
    put_right(held, house, WordsCorrected("u5", "No"))
    for change in ("DELETE FROM versions", "UPDATE versions SET by = 'x'"):
        with pytest.raises(StoreDamaged), held.database.writing() as db:
            db.execute(change)


def test_a_drill_in_progress_stays_on_the_call_it_was_given(held: Library, house: House) -> None:
    given = assign(held, "Kim", DrillAssigned("call", "Ana", "questions"))
    put_right(held, house, WordsCorrected("u5", "No I am not"))
    assert drill(held, given.drill_id).next == given.next and given.version == 1
    assert assign(held, "Kim", DrillAssigned("call", "Ana", "questions")).version == 2
