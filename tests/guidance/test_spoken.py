"""A prompt said in its own words counts, whatever the model heard; phrases to avoid are flagged."""

from __future__ import annotations

import pytest

from assistant.events import GuidanceWithdrawn, PhraseFlagged, QuestionAsked, RapportObserved
from assistant.guidance.spoken import as_worded
from tests.guidance.builders import Call


@pytest.mark.parametrize(
    ("prompt", "said", "counts"),
    [
        ("Are they awake and answering you?", "okay are they awake and answering you", True),
        ("Are they awake and answering you?", "Are they awake, and answering to you?", True),
        ("Still to ask: Whom would they listen to?", "whom would they listen to", True),
        ("Are they breathing normally?", "are they breathing", False),
        ("Is anybody hurt?", "is he hurt", False),
        ("Is anybody hurt?", "is it that you think anybody else there was badly hurt", False),
        ("Did they set a time?", "", False),
    ],
)
def test_most_of_the_words_in_their_order_are_the_prompt(
    prompt: str, said: str, counts: bool
) -> None:
    assert as_worded(prompt, said) is counts


def test_a_question_read_out_is_asked_though_no_model_heard_it(call: Call) -> None:
    call.type("chest_pain")
    call.answer("location")
    shown = call.shown("critical_question")
    assert shown is not None
    followed = call.dispatcher(f"okay, {shown.text}")
    asked = [p for p in followed if isinstance(p, QuestionAsked)]
    assert [one.question for one in asked] == [shown.subject]


def test_a_question_the_model_heard_is_not_asked_twice(call: Call) -> None:
    call.type("chest_pain")
    shown = call.shown("critical_question")
    assert shown is not None
    followed = call.dispatcher(shown.text, asked=(shown.subject,))
    assert not [p for p in followed if isinstance(p, QuestionAsked)]


def test_an_instruction_read_out_is_given(call: Call) -> None:
    call.type("suicidal_person")
    call.fact("caller_role", value="victim")
    call.fact("suicide_means")
    shown = call.shown("safety_instruction")
    assert shown is not None
    call.dispatcher(shown.text)
    assert call.instruction != shown.subject
    assert call.issued("safety_instruction").count(shown) == 1


def test_a_rapport_sentence_read_out_counts_as_taken_up(call: Call) -> None:
    call.caller("I can't do this.", eccs=4)
    shown = call.shown("rapport")
    assert shown is not None
    followed = call.dispatcher("“I can't do this.” You sound exhausted")
    assert GuidanceWithdrawn(shown.guidance_id, "asked") in followed
    heard = [p.technique for p in followed if isinstance(p, RapportObserved)]
    assert heard == ["reflection", "emotion_label"]


def flagged(followed: list[object]) -> list[tuple[str, str | None]]:
    """The phrases flagged, and what helps more."""
    return [(p.phrase, p.instead) for p in followed if isinstance(p, PhraseFlagged)]


def test_what_the_card_avoids_is_flagged_once_it_is_said(call: Call) -> None:
    call.type("hostage")
    call.fact("caller_role", value="suspect")
    followed = call.dispatcher("Just surrender and nobody gets hurt.")
    assert flagged([*followed]) == [("surrender", "come out safely")]
    assert not call.issued("rapport")


def test_it_depends_on_who_is_calling(call: Call) -> None:
    call.type("hostage")
    call.fact("caller_role", value="witness")
    assert flagged([*call.dispatcher("How many hostages, and did he set a deadline?")]) == []
    assert flagged([*call.dispatcher("Calm down.")]) != []


@pytest.mark.parametrize(
    ("said", "flags"),
    [
        ("Don't put him in a cold shower.", 0),
        ("You should never give them a cold shower", 0),
        ("Don't hang up. Put him in a cold shower.", 1),
        ("Do not move, get a cold shower going", 1),
        ("A cold shower, and don't wait.", 1),
    ],
)
def test_what_the_caller_is_told_not_to_do_is_no_slip(call: Call, said: str, flags: int) -> None:
    call.type("overdose")
    assert len(flagged([*call.dispatcher(said)])) == flags
