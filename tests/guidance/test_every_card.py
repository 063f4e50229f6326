"""Each shipped card as a small call: the first prompts in order, each instruction at its moment."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest
from ruamel.yaml import YAML

from assistant.events import Certainty, Signal
from assistant.guidance.card import CASE_ENTRY
from assistant.guidance.card_table import review
from assistant.guidance.cards import CardSet
from assistant.guidance.planner import question_priority
from assistant.guidance.reachable import Reach
from assistant.understanding.context import load_context
from tests.guidance.builders import NLU, Call, shipped_cards, shipped_vocabulary

NEEDS_A_VOICE = ("silent_call",)
"""Where nobody can be asked for the location before it is known how they can answer."""
HERE = Path(__file__).parent
CARDS = shipped_cards()
SAYS: dict[str, dict[str, dict[str, str] | str]] = YAML(typ="safe").load(HERE / "says.yml")
ASKS: dict[str, dict[str, list[str]]] = YAML(typ="safe").load(HERE / "asks.yml")
CALLERS = [
    (name, role)
    for name, card in sorted(CARDS.cards.items())
    if name != CASE_ENTRY
    for role in [role.id for role in card.roles] or ["anyone"]
]
MOMENTS = [
    (name, *label.partition("@")[::2], facts)
    for name, says in SAYS.items()
    for label, facts in says.items()
]


def begun(cards: CardSet, name: str, role: str) -> Call:
    """A call of this type from this caller."""
    call = Call(cards)
    call.type(name)
    if role not in ("", "anyone"):
        call.fact("caller_role", value=role)
    return call


def asked_in_order(call: Call) -> list[str]:
    """What is asked when every answer is yes and every urgent instruction is taken up."""
    order = call.asks_through()
    while (shown := call.shown("safety_instruction")) and shown.priority >= 80:
        call.acknowledge(shown.guidance_id)
        order += call.asks_through()
    return order


def instructions_due(call: Call) -> set[str]:
    """The instructions that apply now, the next shown when one is taken up."""
    due: set[str] = set()
    while shown := call.shown("safety_instruction"):
        due.add(shown.subject)
        call.acknowledge(shown.guidance_id)
    return due


def give(call: Call, instruction: str) -> None:
    """An instruction is given; those in view before it are put aside."""
    shown = call.shown("safety_instruction")
    while shown is not None and shown.subject != instruction:
        call.dismiss(shown.guidance_id)
        shown = call.shown("safety_instruction")
    assert shown is not None, f"{instruction} was never shown"
    call.acknowledge(shown.guidance_id)


def hear(call: Call, facts: dict[str, str]) -> None:
    """What the table says has been heard."""
    for name, told in facts.items():
        certainty, _, quote = told.partition(" ")
        if name == "asked":
            call.answer(told, value="here")
        elif name == "used":
            call.dispatcher("push on the chest", told)
        elif name == "silent":
            call.later(int(told) * 1000)
        elif name == "given":
            for instruction in told.split():
                give(call, instruction)
        else:
            call.fact(name, cast(Certainty, certainty), quote or "yes", quote)
            call.state(name, "answered" if certainty in ("affirmed", "denied") else "unclear")


def test_there_is_a_card_for_every_call_type_and_a_row_for_every_part_of_it() -> None:
    assert set(CARDS.cards) == {CASE_ENTRY, *shipped_vocabulary().call_types}
    assert {(name, role) for name, by_role in ASKS.items() for role in by_role} == set(CALLERS)
    told = {(name, instruction) for name, instruction, _, _ in MOMENTS}
    shipped = {(n, i.id) for n, card in CARDS.cards.items() for i in card.instructions}
    assert told == {(n, i) for n, i in shipped if n != CASE_ENTRY}


@pytest.mark.parametrize(("name", "role"), CALLERS)
def test_the_questions_come_in_this_order_and_none_twice(name: str, role: str) -> None:
    order = asked_in_order(begun(CARDS, name, role))
    expected = ASKS[name][role]
    assert order[: len(expected)] == expected
    assert len(order) == len(set(order)) and order[int(name in NEEDS_A_VOICE)] == "location"


@pytest.mark.parametrize(("name", "role"), CALLERS)
def test_danger_to_life_comes_before_the_rest(name: str, role: str) -> None:
    agenda = CARDS.agenda(name, None if role == "anyone" else role)
    priorities = {q.id: question_priority(q) for q in agenda.questions}
    call = begun(CARDS, name, role)
    seen: list[int] = []
    while call.question is not None:
        if call.question != "location" or name not in NEEDS_A_VOICE:
            seen.append(priorities[call.question])
        call.state(call.question, "asked")
    assert seen == sorted(seen, reverse=True)


@pytest.mark.parametrize(("name", "instruction", "role", "facts"), MOMENTS)
def test_each_instruction_is_shown_at_its_moment_and_not_before(
    name: str, instruction: str, role: str, facts: dict[str, str] | str
) -> None:
    before = instructions_due(begun(CARDS, name, role))
    if isinstance(facts, str):
        assert facts == "from the start" and instruction in before
        return
    assert instruction not in before
    call = begun(CARDS, name, role)
    hear(call, facts)
    assert instruction in instructions_due(call)


@pytest.mark.parametrize("age", ["affirmed 8 months", "hedged baby"])
def test_an_infant_is_never_pressed_on_the_belly(age: str) -> None:
    call = begun(CARDS, "choking", "anyone")
    hear(call, {"can_speak_or_cough": "denied", "age": age})
    assert call.instruction == "infant_back_blows"
    assert "back_blows" not in instructions_due(call)


def test_nobody_stiff_and_cold_is_given_compressions() -> None:
    call = begun(CARDS, "death_found", "anyone")
    hear(call, {"conscious": "denied", "breathing_normally": "denied"})
    assert call.instruction == "compressions"
    hear(call, {"symptoms": "affirmed she is cold and stiff"})
    assert call.instruction == "leave_as_is"


def test_an_infant_is_not_pushed_as_hard_as_you_can() -> None:
    call = begun(CARDS, "cardiac_arrest", "anyone")
    hear(call, {"age": "hedged baby", "conscious": "denied", "breathing_normally": "denied"})
    give(call, "infant_compressions")
    call.dispatcher("Start CPR and push on his chest.", "medical_instruction")
    assert "compressions_pace" not in instructions_due(call)


def test_she_is_out_starts_nothing_on_a_mother_whose_baby_is_there() -> None:
    call = begun(CARDS, "childbirth", "anyone")
    hear(call, {"baby_visible": "affirmed the head", "baby_born": "affirmed"})
    hear(call, {"conscious": "denied she's out", "breathing_normally": "hedged sort of"})
    assert "compressions" not in instructions_due(call)
    hear(call, {"breathing_normally": "denied she stopped breathing"})
    assert "compressions" in instructions_due(call)


@pytest.mark.parametrize(
    ("name", "role", "tells"),
    [("hostage", "suspect", False), ("hostage", "witness", True), ("non_emergency", "", False)],
)
def test_help_is_announced_only_to_who_gets_it(name: str, role: str, tells: bool) -> None:
    call = begun(CARDS, name, role)
    call.answer("location")
    for _ in range(6):
        call.caller("okay")
        call.dispatcher("okay")
        call.later(20_000)
    told = {issued.subject for issued in call.issued("rapport")}
    assert ("help_is_coming" in told) is tells


def test_nobody_who_is_stuck_inside_is_asked_whether_they_are_outside() -> None:
    call = begun(CARDS, "structure_fire", "anyone")
    call.answer("location")
    assert call.question == "caller_safe"
    call.answer("can_get_out", "denied")
    assert instructions_due(call) == {"shut_in"}
    assert call.question == "people_inside"


def test_a_child_who_hides_is_not_asked_about_weapons_of_its_own() -> None:
    call = begun(CARDS, "intruder", "anyone")
    call.caller("I'm nine", signals=(Signal("child_caller", 0.9, "I'm nine"),))
    assert {"caller_armed", "property_taken"}.isdisjoint(call.asks_through())


def test_the_role_changes_the_order() -> None:
    several = {name: by_role for name, by_role in ASKS.items() if len(by_role) > 1}
    assert several
    for name, by_role in several.items():
        texts = {tuple(q.ask for q in CARDS.agenda(name, role).questions) for role in by_role}
        assert len(texts) > 1, name


def test_no_card_asks_what_this_kind_of_call_reads_as_something_else() -> None:
    vocabulary = shipped_vocabulary()
    context = load_context(NLU / "context.yml", vocabulary)
    for name, role in CALLERS:
        reach = Reach(name, vocabulary)
        for question in CARDS.agenda(name, None if role == "anyone" else role).questions:
            if reach.possible(question.when):
                assert context.read(question.id, name) == question.id, (name, question.ref)


def test_every_card_says_what_callers_say_and_what_to_avoid_or_reassure() -> None:
    for name, card in CARDS.cards.items():
        assert name == CASE_ENTRY or len(card.cues) >= 3, name
        assert card.rapport, name


def test_the_review_of_the_cards_is_current() -> None:
    shipped = (NLU.parent / "docs" / "cards-review.md").read_text("utf-8")
    assert shipped == review(CARDS), "run: florence check --protocols nlu_data/protocols --table"
