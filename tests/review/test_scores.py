"""How a call is held against its labels: hits, misses, what nobody labelled, intervals."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.errors import InputError
from assistant.events import (
    CallTypeChanged,
    FactConfirmed,
    FactHeard,
    GuidanceIssued,
    Payload,
    QuestionAsked,
    QuestionStateChanged,
    RankedType,
)
from assistant.review.intervals import wilson
from assistant.review.labels import CallLabel, FactLabel, TurnLabel, labelled_calls
from assistant.review.scores import CallScore, score
from tests.core.builders import events, final


def heard(fact: str, value: str, certainty: str = "affirmed") -> FactHeard:
    return FactHeard(fact, value, certainty, "caller", "u", value, 0.9)  # type: ignore[arg-type]


def scored(label: CallLabel, *payloads: Payload) -> CallScore:
    return score("call", events(*payloads), label)


def labelled(**turn: object) -> CallLabel:
    told = TurnLabel(turn=0, speaker="CALLER", **turn)  # type: ignore[arg-type]
    return CallLabel(call_type="hostage", turns=(told,))


def test_the_type_at_the_end_counts_and_where_it_was_first_right() -> None:
    wrong = CallTypeChanged("robbery", 0.5, (RankedType("hostage", 0.3),), "model")
    right = CallTypeChanged("hostage", 0.8, (), "model")
    call = scored(CallLabel(call_type="hostage"), final("a"), wrong, final("b"), right)
    assert call.top(1) and call.recognised_at_turn == 1
    late = scored(CallLabel(call_type="hostage"), final("a"), wrong)
    assert not late.top(1) and late.top(3)


def test_an_acceptable_type_is_as_good() -> None:
    label = CallLabel(call_type="hostage", also_acceptable=("barricade",))
    assert scored(label, CallTypeChanged("barricade", 0.8, (), "model")).top(1)


@pytest.mark.parametrize(
    ("value", "certainty", "hit"),
    [
        ("4217 Alder Creek Road", "affirmed", True),
        ("4271 Alder Creek Road", "affirmed", False),
        ("4217 Alder Creek Road", "hedged", False),
    ],
)
def test_a_fact_needs_its_digits_and_its_certainty(value: str, certainty: str, hit: bool) -> None:
    label = labelled(facts=(FactLabel(id="location", value="4217 alder creek"),))
    tally = scored(label, final("a"), heard("location", value, certainty)).tallies["facts"]
    assert (tally.hit, tally.missed, tally.spurious) == ((1, 0, 0) if hit else (0, 1, 1))


def test_a_label_is_hit_at_its_turn_or_the_next_and_not_later() -> None:
    label = labelled(asked=("weapons",))
    asked = QuestionAsked("weapons", "u", "q")
    assert scored(label, final("a"), final("b"), asked).tallies["asked"].hit == 1
    late = scored(label, final("a"), final("b"), final("c"), asked).tallies["asked"]
    assert (late.hit, late.missed, late.spurious) == (0, 1, 1)


def test_a_fact_confirmed_again_is_no_error() -> None:
    label = labelled(facts=(FactLabel(id="weapons"),))
    again = FactConfirmed("weapons", "yes", "affirmed", "caller", "u", "q", 0.9)
    tally = scored(label, final("a"), heard("weapons", "yes", "affirmed"), again).tallies["facts"]
    assert (tally.hit, tally.missed, tally.spurious) == (1, 0, 0)


def test_an_alert_counts_once_wherever_it_comes() -> None:
    alert = GuidanceIssued("a-1", "alert", "weapon_present", "t", 90, "x@1#y", (1,))
    again = GuidanceIssued("a-2", "alert", "weapon_present", "t", 90, "x@1#y", (1,))
    label = labelled(alerts=("weapon_present",))
    call = scored(label, final("a"), final("b"), alert, again)
    assert (call.tallies["alerts"].hit, call.tallies["alerts"].spurious) == (1, 0)
    assert call.repeats == 1


def test_a_hedged_answer_that_was_ticked_is_counted() -> None:
    label = labelled(facts=(FactLabel(id="breathing", certainty="hedged"),))
    ticked = QuestionStateChanged("breathing", "answered", "u")
    assert scored(label, final("a"), ticked).hedged_ticked == 1


def test_the_interval_narrows_with_cases_and_stays_within_0_and_1() -> None:
    assert wilson(0, 0) == (0.0, 1.0)
    few, many = wilson(8, 10), wilson(800, 1000)
    assert 0 <= few[0] < many[0] < 0.8 < many[1] < few[1] <= 1
    assert many == pytest.approx((0.774, 0.824), abs=0.001)


def test_labels_are_read_beside_the_call_or_from_the_index(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("CALLER: hi\n")
    (tmp_path / "b.txt").write_text("CALLER: hi\n")
    (tmp_path / "c.txt").write_text("CALLER: nobody labelled this\n")
    (tmp_path / "a.json").write_text(json.dumps({"call_type": "hostage", "turns": []}))
    (tmp_path / "index.csv").write_text("file,call_type\nb.txt,robbery\n")
    assert [(c.path.name, c.label.call_type) for c in labelled_calls(tmp_path)] == [
        ("a.txt", "hostage"),
        ("b.txt", "robbery"),
    ]


def test_a_label_that_breaks_the_format_names_file_and_field(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("CALLER: hi\n")
    (tmp_path / "a.json").write_text('{"call_type": "hostage", "turns": [{"turn": "x"}]}')
    with pytest.raises(InputError, match=r"a\.json: turns\.0\.turn"):
        labelled_calls(tmp_path)


def test_a_folder_without_labels_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no labelled call"):
        labelled_calls(tmp_path)
