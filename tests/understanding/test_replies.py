"""What a whole reply makes of the fact that was asked for."""

from __future__ import annotations

import pytest

from assistant.events import Answer, Asked, QuestionAsked, Told
from assistant.understanding.certainty import short_answer
from assistant.understanding.replies import as_asked, unasked
from assistant.understanding.values import value_for
from tests.understanding.test_facts import Talk, facts, told


@pytest.fixture
def talk() -> Talk:
    return Talk()


def reply(
    fact: str, asked: str, text: str, quote: str, certainty: str, answer: Answer | None = None
) -> Told:
    """A fact told in one clause of a reply to a yes or no question."""
    one = Told(fact, "yes", certainty, 0.8, quote)  # type: ignore[arg-type]
    return as_asked(one, asked, text, answer, yes_no=True)


NO = Answer("denied", 0.9, "No.")
YES = Answer("affirmed", 0.9, "Yeah,")


def test_a_no_and_a_fact_that_says_yes_leave_it_open() -> None:
    text = "No. He's got something in his coat."
    one = reply("weapons", "is he armed", text, "He's got something in his coat.", "affirmed", NO)
    assert one.certainty == "hedged"


def test_where_doubt_is_danger_the_no_stands() -> None:
    one = reply("conscious", "is he awake", "No. I slapped him.", "I slapped him.", "affirmed", NO)
    assert (one.certainty, one.value, one.quote) == ("denied", "no", "No.")


def test_a_no_that_names_the_danger_stands() -> None:
    text = "No. No shots. He waves it around."
    one = reply("shots_fired", "did he fire", text, "He waves it around.", "affirmed", NO)
    assert one.certainty == "denied"


def test_where_the_words_ask_upside_down_the_yes_is_right() -> None:
    asked = "is somebody there listening to you"
    text = "Yeah, he's right here."
    one = reply("can_speak_freely", asked, text, "he's right here.", "affirmed", YES)
    assert one.certainty == "denied"


def test_what_a_model_takes_for_a_no_does_not_count() -> None:
    unsure = Answer("denied", 0.43, "My dad.")
    one = reply("people_inside", "anybody else", "My dad.", "he's downstairs", "affirmed", unsure)
    assert one.certainty == "affirmed"


@pytest.mark.parametrize("certainty", ["hedged", "unknown"])
def test_nothing_is_sure_after_i_do_not_know(certainty: str) -> None:
    answer = Answer(certainty, 0.9, "I couldn't tell you.")  # type: ignore[arg-type]
    one = reply("injuries", "is anybody hurt", "…", "I just ran.", "denied", answer)
    assert one.certainty == "hedged"


@pytest.mark.parametrize(
    ("fact", "text", "quote", "certainty", "value"),
    [
        ("hostage_count", "Three. My brother, the boss.", "My brother, the boss.", "affirmed", "3"),
        (
            "hostage_count",
            "Five. No, six. There's six of us.",
            "There's six of us.",
            "affirmed",
            "6",
        ),
        ("last_seen_time", "Ten minutes ago. I went in.", "I went in.", "affirmed", "10 minutes"),
        ("clothing", "Blue shorts. He had no shoes.", "He had no shoes.", "denied", "Blue shorts"),
        (
            "position_inside",
            "The break room. In the back.",
            "In the back.",
            "affirmed",
            "The break",
        ),
    ],
)
def test_an_open_question_is_answered_by_the_whole_reply(
    fact: str, text: str, quote: str, certainty: str, value: str
) -> None:
    heard = value_for(fact, quote) or "no"
    one = Told(fact, heard, certainty, 0.8, quote)  # type: ignore[arg-type]
    answer = as_asked(one, "what", text, None, yes_no=False)
    assert answer.value.startswith(value) and answer.certainty == "affirmed"


def test_a_long_reply_is_not_taken_whole() -> None:
    long = "In the back. " + "He came in through the front and he was yelling at all of us " * 2
    one = Told("position_inside", "In the back", "affirmed", 0.8, "In the back.")
    assert as_asked(one, "where", long, None, yes_no=False) == one


@pytest.mark.parametrize(
    ("quote", "certainty"),
    [
        ("I hear the sirens!", "hedged"),
        ("they're getting closer.", "hedged"),
        ("The ambulance is here.", "affirmed"),
        ("I see them pulling up.", "affirmed"),
    ],
)
def test_sirens_are_no_arrival(quote: str, certainty: str) -> None:
    assert unasked(Told("responders_arrived", "yes", "affirmed", 0.9, quote)).certainty == certainty


@pytest.mark.parametrize(
    ("text", "certainty"),
    [
        ("I don't think so.", "hedged"),
        ("I think so?", "hedged"),
        ("Kinda.", "hedged"),
        ("Um, maybe", "hedged"),
        ("I couldn't tell you.", "unknown"),
        ("I have no idea, man.", "unknown"),
        ("Maybe in the kitchen.", None),
        ("I think so he ran off", None),
        ("Yes.", "affirmed"),
    ],
)
def test_a_doubt_in_so_many_words_is_an_answer(text: str, certainty: str | None) -> None:
    assert short_answer(text) == certainty


def asks(talk: Talk, quote: str, **questions: float) -> None:
    """The dispatcher asks, in these words, what is heard so surely."""
    asked = tuple(Asked(name, sure, quote) for name, sure in questions.items())
    assert any(isinstance(p, QuestionAsked) for p in talk.say("dispatcher", quote, asked=asked))


def test_one_no_answers_all_that_its_words_surely_ask(talk: Talk) -> None:
    asks(talk, "Did he mean to hurt himself?", intentional=0.8, suicidal_intent=0.7)
    assert set(facts(talk.answer("No.", "denied"))) == {"intentional", "suicidal_intent"}


def test_a_second_guess_at_the_question_is_not_answered(talk: Talk) -> None:
    asks(talk, "Does he have a gun?", weapons=0.8, caller_armed=0.45)
    assert set(facts(talk.answer("No.", "denied"))) == {"weapons"}


def test_a_guess_beside_a_likelier_question_is_not_answered(talk: Talk) -> None:
    asks(talk, "Do you have an emergency: yes or no?", what_happened=0.9, can_speak_freely=0.85)
    assert set(facts(talk.answer("Yes.", "affirmed"))) == {"what_happened"}


def test_a_yes_to_breathing_is_none_to_breathing_normally(talk: Talk) -> None:
    asks(talk, "Is he breathing?", breathing=0.9, breathing_normally=0.7)
    assert set(facts(talk.answer("Yes.", "affirmed"))) == {"breathing"}


def test_who_is_overheard_is_not_alone(talk: Talk) -> None:
    asks(talk, "Is somebody there listening to you?", can_speak_freely=0.9)
    heard = facts(talk.answer("Yes.", "affirmed"))
    assert heard == {"can_speak_freely": ("no", "denied"), "alone": ("no", "denied")}


def test_who_cannot_talk_may_be_alone(talk: Talk) -> None:
    asks(talk, "Can you talk?", can_speak_freely=0.9)
    assert facts(talk.answer("No.", "denied")) == {"can_speak_freely": ("no", "denied")}


def test_words_of_any_kind_verify_a_place_only_when_nothing_else_was_asked(talk: Talk) -> None:
    asks(talk, "12 Oak Street. What number?", location_verified=0.8, callback_number=0.9)
    assert "location_verified" not in facts(talk.say("caller", "it's all over the place"))
    asks(talk, "12 Oak Street, right?", location_verified=0.9)
    talk.say("dispatcher", "Shut the door.")
    talk.say("caller", "okay", answer=None)
    assert facts(talk.say("caller", "it's coming in around it")) == {}


def test_my_shotgun_tells_which_weapon_it_is(talk: Talk) -> None:
    armed = told("caller_armed", "yes", quote="I got my shotgun.")
    heard = facts(talk.say("caller", "I got my shotgun.", told=(armed,)))
    assert heard["weapon_type"] == ("shotgun", "affirmed")


def test_what_is_asked_once_more_is_answered_anew(talk: Talk) -> None:
    talk.ask("breathing_normally")
    talk.answer("no", "denied")
    talk.ask("breathing_normally")
    talk.answer("yes", "affirmed")
    assert talk.states["breathing_normally"] == "answered"
    talk.say("caller", "he is not", told=(told("breathing_normally", "no", "denied"),))
    assert talk.states["breathing_normally"] == "contradicted"


def test_a_baby_that_has_come_is_no_contradiction(talk: Talk) -> None:
    talk.say("caller", "not yet", told=(told("baby_born", "no", "denied"),))
    talk.say("caller", "she's here", told=(told("baby_born", "yes"),))
    assert talk.states["baby_born"] == "answered"
    talk.say("caller", "no not yet", told=(told("baby_born", "no", "denied"),))
    assert talk.states["baby_born"] == "contradicted"
