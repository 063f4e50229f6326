"""Sampling, agreement and trends; transcripts as files; what-if."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path

import pytest

from assistant.calls import House
from assistant.events import Event, SilenceObserved
from assistant.pipeline import replay_inputs
from assistant.review import transcripts
from assistant.review.library import Library
from assistant.review.record import record_of
from assistant.review.reviewing import agreement, plan, trends, weighted_kappa
from assistant.review.whatif import summed, ticking, to_json, what_if
from assistant.settings import ROOT, Settings
from assistant.store.wanted import Wanted
from assistant.tuning import Tunings
from tests.review.calls import Script, arrest
from tests.review.shelves import keep, library


@pytest.fixture
def held(tmp_path: Path) -> Library:
    one = library(tmp_path)
    for number in range(30):
        call = Script().say("caller", "my neighbour is loud", 0, 1000).typed("non_emergency")
        keep(one, call.ends(), f"plain-{number:02}", day=number)
    keep(one, arrest(), "arrest", day=40)
    one.catch_up(1000)
    return one


def test_a_plan_has_every_acute_call_and_a_random_part_that_stays_the_same(held: Library) -> None:
    calls = held.shelf.find(Wanted(), 1000, None)
    one = plan(calls, "june")
    assert [p.why for p in one.calls].count("high acuity") == 1
    assert len(one.calls) == 2 and one.of == 31
    assert one == plan(list(reversed(calls)), "june")
    drawn = {plan(calls, str(seed)).calls[1].call.call_id for seed in range(20)}
    assert len(drawn) > 5


def test_kappa_weighs_by_distance_and_is_none_where_it_means_nothing() -> None:
    assert weighted_kappa([0, 1, 2, 3, 4], [0, 1, 2, 3, 4]) == 1.0
    near = weighted_kappa([0, 1, 2, 3, 4], [1, 1, 2, 3, 4])
    far = weighted_kappa([0, 1, 2, 3, 4], [4, 1, 2, 3, 4])
    assert near is not None and far is not None and near > far
    assert weighted_kappa([2, 2], [2, 2]) is None and weighted_kappa([1], [2]) is None


def test_reviewers_are_compared_on_what_both_have_marked() -> None:
    marks: dict[str, dict[str, float | None]] = {
        "Ana": {"a": 5.0, "b": None, "c": 0.0},
        "Kim": {"a": 5.0, "b": 5.0},
        "Lee": {"z": 1.0},
    }
    (pair,) = agreement(marks, {"a": 5, "b": 5, "c": 5})
    assert (pair.one, pair.other, pair.marks, pair.exact) == ("Ana", "Kim", 2, 0.5)


def test_trends_are_by_month_and_leave_out_what_did_not_apply(held: Library) -> None:
    points = trends(held.shelf.marks(Wanted(call_type="cardiac_arrest")))
    awake = next(p for p in points if p.item == "awake")
    assert (awake.month, awake.marks, awake.share) == ("2026-02", 1, 1.0)
    assert not any(p.item == "why_delayed" for p in points)


def test_transcripts_are_written_in_each_format_with_awkward_text_kept_harmless() -> None:
    call = Script().say("caller", "=HYPERLINK(1) <b>&", 61_000, 61_000)
    lines = transcripts.captions(record_of(call.ends()))
    vtt = transcripts.to_vtt(lines)
    assert vtt.startswith("WEBVTT\n\n00:01:01.000 --> 00:01:01.200\n<v caller>")
    assert "&lt;b&gt;&amp;" in vtt and "<b>" not in vtt
    assert "00:01:01,000 --> 00:01:01,200\nCALLER: " in transcripts.to_srt(lines)
    rows = list(csv.reader(io.StringIO(transcripts.to_csv(lines))))
    assert rows[1][3].startswith("'=HYPER")
    assert transcripts.clock(3_723_004) == "01:02:03.004"


@pytest.fixture(scope="module")
def house() -> House:
    return House.open(Settings())


@pytest.fixture
def edited(tmp_path: Path) -> House:
    """The shipped cards with many questions worded otherwise."""
    cards = tmp_path / "cards"
    shutil.copytree(ROOT / "nlu_data" / "protocols", cards)
    for card in cards.glob("[a-z]*.yml"):
        text = card.read_text()
        card.write_text(
            text.replace('ask: "Are', 'ask: "So are').replace('ask: "Is', 'ask: "So is')
        )
    return House.open(Settings(protocols_dir=cards))


def test_what_if_under_the_same_cards_finds_nothing(house: House) -> None:
    difference = what_if(arrest(), house, house)
    assert difference.same and summed([difference]).changed == 0


def test_what_if_shows_a_reworded_prompt_and_twice_gives_the_same_bytes(
    house: House, edited: House
) -> None:
    runs = [to_json(summed([what_if(arrest(), house, edited)])) for _ in range(2)]
    assert runs[0] == runs[1] and '"reworded"' in runs[0]


def test_what_if_on_a_call_without_events_is_empty(house: House, edited: House) -> None:
    assert what_if([], house, edited).prompts == ()


def quiet() -> list[Event]:
    """A call in which nobody speaks for twelve seconds."""
    call = Script().say("caller", "somebody is in my house", 0, 1000)
    call.say("caller", "they have gone", 13_000, 14_000)
    return call.ends()


def test_what_if_settings_win_over_what_was_tuned(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    Tunings(settings).change({"silence_notice_ms": 60_000})
    before = House.open(settings)
    other = settings.model_copy(update={"silence_notice_ms": 5000})
    after = House.open(other, ["silence_notice_ms"])
    assert before.tunings.now.silence_notice_ms == 60_000

    def silences(house: House) -> list[int]:
        events = replay_inputs(ticking(quiet()), house.pipeline("call"))
        return [e.at_ms for e in events if isinstance(e.payload, SilenceObserved)]

    assert silences(before) == [] and silences(after) != []
