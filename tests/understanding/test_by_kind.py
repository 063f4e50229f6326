"""Who is calling, and a baby as the patient: read from plain words where the call needs it."""

from __future__ import annotations

import pytest

from assistant.events import CallTypeChanged, FactHeard
from assistant.understanding.values.roles import find_role, role_answer
from tests.understanding.test_facts import Talk, facts, told


@pytest.fixture
def talk() -> Talk:
    return Talk()


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("You got sheriffs sitting in my yard and I want 'em out.", "suspect"),
        ("I'm holding my wife and nobody comes near.", "suspect"),
        ("I'm not coming out.", "suspect"),
        ("Tell 'em to back off.", "suspect"),
        ("I'll shoot 'em both, I swear to God.", "suspect"),
        ("I've got two people in here with me and nobody's leaving.", "suspect"),
        ("They're staying put till I get some answers.", "suspect"),
        ("He won't let us leave.", "hostage"),
        ("He's had me here since Monday.", "hostage"),
        ("They made us all lie down by the vault.", "hostage"),
        ("He's pointing it at me.", "hostage"),
        ("We're being held in the stock room.", "hostage"),
        ("He wants me to tell you to back up.", "hostage"),
        ("I'm across the street.", "witness"),
        ("I ran out the back.", "witness"),
        ("My brother's still in there!", "witness"),
        ("I'm her sister.", "relative"),
        ("He says I'll shoot them both if you come in.", None),
        ("He told us all, tell them to stay back.", None),
        ("He's got a gun.", None),
        ("I got twenty kids in here with me.", None),
        ("I won't let the dog out.", None),
        ("I'm in the kitchen.", None),
        ("Please, get them out of there!", None),
        ("Tell them to stay back, he'll shoot her!", None),
        ("A lady is waving at me.", None),
        ("", None),
    ],
)
def test_the_role_is_what_the_callers_own_words_show(text: str, role: str | None) -> None:
    assert find_role(text) == role


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("I'm one of them.", "hostage"),
        ("Watching from the lot.", "witness"),
        ("No, I'm outside.", "witness"),
        ("I got hit.", "victim"),
        ("I don't know.", None),
    ],
)
def test_asked_for_the_role_a_word_will_do(text: str, role: str | None) -> None:
    assert role_answer(text) == role


def typed(talk: Talk, call_type: str) -> dict[str, tuple[str, str]]:
    """The kind of call becomes known; what is read once more."""
    return facts(talk.put(CallTypeChanged(call_type, 0.8, (), "model")))


def test_words_from_before_are_read_once_more_when_somebody_is_held(talk: Talk) -> None:
    assert facts(talk.say("caller", "Tell 'em to back off. She stays with me.")) == {}
    talk.say("dispatcher", "Tell them to back off?")
    assert typed(talk, "hostage") == {"caller_role": ("suspect", "affirmed")}
    assert typed(talk, "hostage") == {}


def test_on_other_calls_the_same_words_say_nothing_of_the_caller(talk: Talk) -> None:
    talk.say("caller", "Tell 'em to back off.")
    assert typed(talk, "traffic_collision") == {}


def test_a_role_once_known_stays_whatever_else_is_said(talk: Talk) -> None:
    typed(talk, "hostage")
    talk.say("caller", "I'm not coming out.")
    assert facts(talk.say("caller", "He won't let us out.")) == {}
    other = told("caller_role", "put me on with whoever's in charge")
    assert facts(talk.say("caller", "put me on with whoever's in charge", told=(other,))) == {}


def test_a_role_in_words_no_card_knows_makes_room_for_one_it_knows(talk: Talk) -> None:
    typed(talk, "hostage")
    vague = told("caller_role", "he wants me to tell you to back up")
    heard = facts(talk.say("caller", "he wants me to tell you to back up", told=(vague,)))
    assert heard == {"caller_role": ("hostage", "affirmed")}


def test_my_baby_is_an_infant_until_an_age_is_given(talk: Talk) -> None:
    talk.say("caller", "My baby's choking!")
    assert typed(talk, "choking") == {"age": ("baby", "hedged")}
    assert talk.states["age"] == "unclear"
    talk.ask("age")
    assert facts(talk.say("caller", "eight months")) == {"age": ("8 months", "affirmed")}
    assert facts(talk.say("caller", "my baby, my baby")) == {}


def test_an_answer_that_was_asked_for_is_not_taken_by_the_guess(talk: Talk) -> None:
    typed(talk, "choking")
    talk.ask("age")
    heard = facts(talk.say("caller", "my baby is six months"))
    assert heard == {"age": ("6 months", "affirmed")}


@pytest.mark.parametrize("call_type", ["childbirth", "kidnapping", "structure_fire"])
def test_elsewhere_a_baby_is_not_the_patient(talk: Talk, call_type: str) -> None:
    talk.say("caller", "my wife is having the baby")
    assert "age" not in typed(talk, call_type)


def test_what_is_read_once_more_quotes_its_own_utterance(talk: Talk) -> None:
    talk.say("caller", "My baby's choking!", 0.5)
    talk.say("caller", "she went limp")
    found = talk.put(CallTypeChanged("choking", 0.8, (), "model"))
    [age] = [p for p in found if isinstance(p, FactHeard)]
    assert age.quote == "My baby" and age.confidence == 0.5 and age.utterance_id
