"""Forms, and calls marked on them."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import FormInvalid
from assistant.events import Event, StageFailed
from assistant.review.form_reader import load_form, load_forms, survey_forms
from assistant.review.forms import Form
from assistant.review.profile import profile_of
from assistant.review.record import record_of
from assistant.review.scorecard import HumanMark, Scorecard, fill
from assistant.settings import ROOT
from tests.review.calls import CARDS, VOCABULARY, Script, arrest

SHIPPED = load_forms(ROOT / "nlu_data" / "scorecards", VOCABULARY)
HEAD = "id: f\ntitle: F\nversion: 1.0.0\neffective: 2026-01-31\nsections:\n"


def form(tmp_path: Path, *items: str, head: str = HEAD) -> Form:
    """A form of one section."""
    lines = "".join(f"      - {item}\n" for item in items)
    path = tmp_path / "f.yml"
    path.write_text(f"{head}  - id: s\n    title: S\n    items:\n{lines}")
    return load_form(path, VOCABULARY)


def filled(one: Form, events: list[Event], **human: HumanMark) -> Scorecard:
    return fill(one, profile_of(record_of(events), CARDS), human)


@pytest.mark.parametrize(
    ("item", "told"),
    [
        ("{id: a, text: A, check: {asked: [locaton]}}", 'did you mean "location"'),
        ("{id: a, text: A, chek: {}}", "line 10: sections[0].items[1].chek is not known"),
        ("{id: a, text: A, check: {}}", "names not one check"),
        ("{id: a, text: A, check: {within: {measure: speed, full: 1, none: 2}}}", "a measure"),
        ("{id: a, text: A, check: {within: {measure: faults, full: 1, none: 1}}}", "same value"),
        ("{id: a, text: A, points: 0}", "between 1 and 100"),
        ("{id: a, text: A, weight: 0}", "not above zero"),
        ("{id: a, text: A, needs: z}", "which is no item"),
        ("{id: a, text: A, needs: a}", "in a circle"),
        ("{text: A}", "has no id"),
    ],
)
def test_a_form_that_is_wrong_names_file_line_and_field(
    tmp_path: Path, item: str, told: str
) -> None:
    with pytest.raises(FormInvalid) as caught:
        form(tmp_path, "{id: first, text: First}", item)
    assert "f.yml line" in str(caught.value) and told in str(caught.value)


def test_a_circle_of_two_is_found(tmp_path: Path) -> None:
    with pytest.raises(FormInvalid, match="circle"):
        form(tmp_path, "{id: a, text: A, needs: b}", "{id: b, text: B, needs: a}")


@pytest.mark.parametrize("text", ["", "- 1", "id: [", "\x00", "id: f\n"])
def test_a_file_that_is_no_form_is_refused_with_its_name(tmp_path: Path, text: str) -> None:
    path = tmp_path / "f.yml"
    path.write_text(text)
    with pytest.raises(FormInvalid, match=r"f\.yml line"):
        load_form(path, VOCABULARY)


def test_a_form_with_a_mistake_is_left_out_and_the_others_are_used(tmp_path: Path) -> None:
    items = "  - {id: s, title: S, items: [{id: a, text: A, needs: b}, {id: b, text: B, needs: a}]}"
    (tmp_path / "f.yml").write_text(HEAD + items + "\n")
    good = "  - {id: s, title: S, items: [{id: a, text: A}]}\n"
    (tmp_path / "g.yml").write_text(HEAD.replace("id: f", "id: g") + good)
    forms, problems = survey_forms(tmp_path, VOCABULARY)
    assert list(forms) == ["g"] and "circle" in problems.sentences[0]
    with pytest.raises(FormInvalid, match=r"f\.yml"):
        load_forms(tmp_path, VOCABULARY)


def test_the_shipped_forms_are_read_and_every_call_has_one() -> None:
    assert {"standard", "crisis", "cpr"} <= set(SHIPPED)
    assert SHIPPED["standard"].is_for(None) and not SHIPPED["cpr"].is_for("hostage")


@pytest.mark.parametrize("name", ["standard", "crisis", "cpr"])
def test_every_automatic_mark_rests_on_events_and_none_is_a_bare_zero(name: str) -> None:
    for events in (arrest(), Script().ends(), Script().say("caller", "hello", 0, 900).ends()):
        seqs = {event.seq for event in events}
        for mark in filled(SHIPPED[name], events).marks:
            cited = {evidence.seq for evidence in mark.evidence}
            assert cited <= seqs
            assert mark.state == "marked" if cited else mark.points is None


def test_a_call_in_which_nothing_was_said_has_no_score() -> None:
    assert filled(SHIPPED["standard"], Script().ends()).score is None


@pytest.mark.parametrize("name", ["standard", "crisis", "cpr"])
def test_a_call_in_which_no_dispatcher_is_heard_is_not_judged(name: str) -> None:
    silent = Script().prompts("location").prompts("what_happened").prompts("not_breathing", "alert")
    one_sided = Script().say("caller", "nineteen Maple Lane", 0, 2000).tells("location")
    for call in (silent, one_sided.prompts("weapons")):
        card = filled(SHIPPED[name], call.ends())
        assert card.score is None
        assert all(mark.points is None for mark in card.marks)


def test_what_may_have_been_said_unheard_is_not_held_against_anybody(tmp_path: Path) -> None:
    one = form(
        tmp_path,
        "{id: a, text: A, check: {asked: [weapons]}}",
        "{id: b, text: B, check: {asked: [location]}}",
    )
    call = Script().say("dispatcher", "Where are you?", 0, 1000).asks("location")
    assert filled(one, call.events).score == 50.0
    call.add(StageFailed("understanding", "model_failed", "down"))
    card = filled(one, call.ends())
    assert [m.state for m in card.marks] == ["not_applicable", "marked"] and card.score == 100.0


def test_points_fall_in_a_straight_line_between_full_and_none(tmp_path: Path) -> None:
    check = "{within: {measure: recognition_s, full: 20, none: 40}}"
    card = filled(form(tmp_path, f"{{id: a, text: A, points: 10, check: {check}}}"), arrest())
    assert card.mark("a").points == 5.0 and card.score == 50.0


def test_an_item_that_does_not_apply_leaves_the_score_alone(tmp_path: Path) -> None:
    one = form(
        tmp_path,
        "{id: a, text: A, check: {asked: [location]}}",
        "{id: b, text: B, only: {call_types: [hostage]}, check: {asked: [weapons]}}",
        "{id: c, text: C, check: {asked: [weapons]}}",
        "{id: d, text: D, needs: c, check: {asked: [weapons]}}",
    )
    card = filled(one, arrest())
    assert [mark.state for mark in card.marks] == ["marked", "not_applicable", "marked",
                                                   "not_applicable"]  # fmt: skip
    assert card.score == 50.0


def test_an_instruction_must_follow_the_danger(tmp_path: Path) -> None:
    followed = "{alerts: [weapon_present], techniques: [safety_instruction], within_s: 10}"
    one = form(tmp_path, f"{{id: a, text: A, check: {{followed: {followed}}}}}")
    call = Script().say("dispatcher", "Stay inside", 0, 1000).shows("safety_instruction")
    call.say("caller", "He has a gun", 2000, 3000).prompts("weapon_present", "alert")
    assert filled(one, call.events).mark("a").points == 0.0
    call.say("dispatcher", "Stay down", 8000, 9000).shows("safety_instruction")
    assert filled(one, call.events).mark("a").points == 1.0


def test_a_person_overrules_florence_and_what_florence_found_is_kept(tmp_path: Path) -> None:
    one = form(tmp_path, "{id: a, text: A, points: 5, check: {asked: [weapons]}}")
    card = filled(one, arrest(), a=HumanMark("a", None, "no danger from anybody", "kim"))
    mark = card.mark("a")
    assert mark.state == "not_applicable" and mark.by == "kim" and card.score is None
    assert mark.own is not None and mark.own.points == 0.0


def test_items_for_people_wait_and_are_counted(tmp_path: Path) -> None:
    one = form(tmp_path, "{id: a, text: A, points: 4}")
    assert filled(one, arrest()).open_items == 1
    assert filled(one, arrest(), a=HumanMark("a", 3, "", "kim")).score == 75.0


def test_filling_twice_gives_the_same(tmp_path: Path) -> None:
    assert filled(SHIPPED["cpr"], arrest()) == filled(SHIPPED["cpr"], arrest())
