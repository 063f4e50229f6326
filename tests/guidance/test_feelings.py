"""Feelings: heard in the words, named so that they fit, quoted as they were said."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import CardInvalid
from assistant.guidance.cards import load_cards
from assistant.guidance.feelings import felt
from tests.guidance.builders import NLU, Call, shipped_cards, shipped_vocabulary

FEELINGS = shipped_cards().feelings
GUESSES = ("You sound", "It sounds", "It seems", "I can hear", "This sounds")


@pytest.mark.parametrize(
    ("said", "feeling"),
    [
        ("i can't do this", "exhausted"),
        ("I cannot do this any more.", "exhausted"),
        ("i'm just so tired of it all", "exhausted"),
        ("there's nothing left it's hopeless", "hopeless"),
        ("i just don't want to live anymore", "in_pain"),
        ("nobody would even miss me if i was gone", "alone"),
        ("they'd all be better off without me", "worthless"),
        ("nobody has ever listened to me", "unheard"),
        ("what have i done oh god what have i done", "guilty"),
        ("they took everything from me", "angry"),
        ("there's no way out of this", "trapped"),
        ("i lost my job and then she left me", "betrayed"),
        ("she's gone and i miss her so much", "grieving"),
        ("is he going to die please help him", "frightened_for_someone"),
        ("I'm terrified.", "frightened"),
        ("i don't know what to do", "helpless"),
        ("oh my god there's so much blood", "shocked"),
        ("i don't know why i called you", "torn"),
    ],
)
def test_the_feeling_fits_the_words(said: str, feeling: str) -> None:
    found = felt(said, FEELINGS)
    assert found is not None and found.feeling == feeling


@pytest.mark.parametrize(
    "said",
    [
        "", "four twelve alder street", "i'm not scared", "he's not afraid of anything",
        "he's scared", "she said she is so angry", "i was never tired of him", "yes", "uh huh",
        "no i don't want to kill myself", "i lost my keys in the store", "i'm shaking him",
        "i backed into a car", "my little girl is three", "he is worn out",
        "the man is in a blue car",
    ],
)  # fmt: skip
def test_no_feeling_is_made_up(said: str) -> None:
    assert felt(said, FEELINGS) is None


def test_the_words_that_show_it_are_quoted_as_they_were_said() -> None:
    found = felt("He has a gun, he's drunk. I can't do this. What was that", FEELINGS)
    assert found is not None and found.quote == "I can't do this"
    run_on = "well he came in and shouted and threw things and now i am so scared he will hear us"
    found = felt(run_on, FEELINGS)
    assert found is not None and found.quote in run_on and len(found.quote.split()) <= 10
    assert "scared" in found.quote


def test_a_faint_feeling_counts_only_for_want_of_another() -> None:
    found = felt("I'm so scared. Oh my god. Please hurry.", FEELINGS)
    assert found is not None and found.feeling == "frightened"
    found = felt("he's bleeding everywhere oh god oh god and what do i do", FEELINGS)
    assert found is not None and found.quote == "what do i do"


def test_the_feeling_said_last_is_the_one_to_name() -> None:
    found = felt("I can't do this. I'm terrified.", FEELINGS)
    assert found is not None and found.feeling == "frightened"


def test_ten_thousand_characters_are_read_quickly_from_their_end() -> None:
    found = felt("and then he said " * 700 + "i'm so scared", FEELINGS)
    assert found is not None and found.feeling == "frightened"


def test_no_feeling_is_known_better_than_the_caller_and_none_is_ordered_away() -> None:
    for feeling in FEELINGS:
        assert len(feeling.name) >= 3
        for name in feeling.name:
            assert name.lower().startswith(
                ("you sound", "it sounds", "it seems", "i can hear", "this sounds")
            )


def test_the_suggestion_quotes_the_caller_and_names_the_feeling(call: Call) -> None:
    call.caller("I can't do this. I can't do this.", eccs=4)
    shown = call.shown("rapport")
    assert shown is not None and shown.subject == "emotion_label"
    assert shown.text == "“I can't do this.” You sound exhausted."


def test_other_words_get_another_name(call: Call) -> None:
    call.type("suicidal_person")
    call.answer("location")
    texts = []
    for words in ("nobody would miss me", "it's all my fault", "i'm scared"):
        call.caller(words, eccs=4)
        shown = call.shown("rapport")
        texts.append(shown.text if shown else "")
        call.dispatcher("okay")
        call.later(20_000)
    assert "alone" in texts[0] and "weighs" in texts[1] and "terrified" in texts[2]
    assert all(
        quote in text for quote, text in zip(("miss me", "my fault", "scared"), texts, strict=True)
    )


def test_the_same_feeling_is_named_in_other_words_the_next_time(call: Call) -> None:
    call.type("suicidal_person")
    names = set()
    for _ in range(3):
        call.caller("i can't do this", eccs=4)
        shown = call.shown("rapport")
        assert shown is not None
        names.add(shown.text)
        call.dispatcher("okay")
        call.later(20_000)
    assert len(names) == 3


def test_a_feeling_in_a_flat_voice_counts_where_listening_leads(call: Call) -> None:
    call.type("suicidal_person")
    call.answer("location")
    call.caller("nobody would miss me", eccs=1)
    assert call.rapport == "emotion_label"


def test_elsewhere_a_flat_voice_is_no_distress(call: Call) -> None:
    call.type("road_hazard")
    call.caller("i'm scared somebody hits it", eccs=1)
    assert call.rapport is None


def test_feelings_that_cannot_be_used_are_told_with_their_line(tmp_path: Path) -> None:
    (tmp_path / "_feelings.yml").write_text(
        "version: 1.0.0\nsources: []\nfeelings:\n  - id: glad\n    heard: [glad]\n"
        "    name: ['You sound glad that this is over, that all are well and that you are home.']\n"
    )
    with pytest.raises(CardInvalid, match="_feelings.yml line 6.*longer than"):
        load_cards(tmp_path, shipped_vocabulary(), base=NLU / "protocols")
