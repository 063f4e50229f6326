"""Values in the words given for them, written and spoken."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.settings import Settings
from assistant.understanding.values import find_values, same_value, told_value, value_for
from assistant.understanding.values.numbers import with_digits
from assistant.vocabulary import load_vocabulary


@pytest.mark.parametrize(
    "spoken, written",
    [
        ("forty two seventeen alder creek road", "4217 alder creek road"),
        ("five oh six", "506"),
        ("one twenty three", "123"),
        ("twenty two hundred block", "2200 block"),
        ("one hundred and five", "105"),
        ("three thousand four hundred", "3400"),
        ("twenty third street and fifth avenue", "23rd street and 5th avenue"),
        ("double five six", "556"),
        ("two thousand twelve", "2012"),
        ("he said oh no", "he said oh no"),
    ],
)
def test_spoken_numbers(spoken: str, written: str) -> None:
    assert with_digits(spoken) == written


@pytest.mark.parametrize(
    "fact, text, value",
    [
        ("location", "forty two seventeen alder creek road", "4217 Alder Creek Road"),
        ("location", "We're at 42 17 Alder Creek Road, apartment 2B, it's the blue house",
         "4217 Alder Creek Road, Apartment 2B"),
        ("location", "6th avenue and 8th street", "6th Avenue and 8th Street"),
        ("location", "corner of main and third", "Corner of Main and 3rd"),
        ("location", "I'm on I-70 eastbound near mile marker 42",
         "I-70 Eastbound near Mile Marker 42"),
        ("location", "at the walmart on fifth street", "The Walmart on 5th Street"),
        ("location", "the sunset motel room 12", "The Sunset Motel Room 12"),
        ("location", "12 Oak Street, Springdale, Ohio", "12 Oak Street, Springdale, Ohio"),
        ("location", "it came down into the river by the old mill", "The River"),
        ("location", "901 east alameda", "901 East Alameda"),
        ("location", "she's over at the Kroger, hurry", "Kroger"),
        ("location", "I'm in front of the bank", "The Bank"),
        ("location", "By the boat ramp, on Ferry Road.", "The Boat Ramp, on Ferry Road"),
        ("suspect_name", "It's 19 Willow Drive.", None),
        ("hostage_count", "um five, no, six", "6"),
        ("hostage_count", "two, no idea who", "2"),
        ("caller_role", "I'm outside", "witness"),
        ("location", "please hurry", None),
        ("location", "I don't know", None),
        ("location", "he's got 2 guns and he went down the road", None),
        ("location", "he was shot 2 times in the driveway", None),
        ("callback_number", "three one four five five five oh one four two", "(314) 555-0142"),
        ("callback_number", "it's 314-555-0142", "(314) 555-0142"),
        ("callback_number", "five five five oh one four two", "555-0142"),
        ("callback_number", "area code 314 555 0142", "(314) 555-0142"),
        ("callback_number", "4217 Alder Creek Road", None),
        ("caller_name", "Uh, Manny", "Manny"),
        ("caller_name", "my name is john smith and i'm scared", "John Smith"),
        ("caller_name", "M-A-N-N-Y", "Manny"),
        ("caller_name", "please hurry", None),
        ("caller_name", "i don't want to give my name", None),
        ("patient_name", "his name is ray ortiz", "Ray Ortiz"),
        ("age", "he's 43", "43"),
        ("age", "six months old", "6 months"),
        ("age", "in his fifties", "50s"),
        ("age", "eighteen or nineteen", "18-19"),
        ("age", "I have no idea", None),
        ("people_count", "like two or three", "2-3"),
        ("people_count", "just me", "1"),
        ("people_count", "there's four of us", "4"),
        ("weapon_type", "a shotgun and a knife", "shotgun, knife"),
        ("suspect_vehicle", "a red toyota camry license plate ABC 1234",
         "red toyota camry, plate ABC 1234"),
        ("when_happened", "just now", "just now"),
        ("when_happened", "about ten minutes ago", "about 10 minutes ago"),
        ("relationship", "he's my ex-boyfriend", "ex-boyfriend"),
        ("relationship", "i don't know him", "stranger"),
        ("clothing", "a black hoodie and jeans", "a black hoodie and jeans"),
        ("suspect_direction", "he ran toward the school", "ran toward the school"),
        ("direction_of_travel", "northbound on highway 61", "northbound on highway 61"),
        ("weeks_pregnant", "thirty nine weeks", "39 weeks"),
        ("substance", "she took a bunch of tylenol", "tylenol"),
        ("patient_sex", "it's my wife", "female"),
        ("animal_type", "it's a pit bull", "pit bull"),
        ("what_happened", "uh my kitchen is on fire", "my kitchen is on fire"),
        ("what_happened", "i don't know", None),
        ("conscious", "yes", None),
    ],
)  # fmt: skip
def test_the_value_of_an_answer(fact: str, text: str, value: str | None) -> None:
    assert value_for(fact, text) == value


def test_an_address_a_number_and_an_age_need_no_question() -> None:
    found = {f: v for f, v, _ in find_values("I'm at 12 oak street my number is 314 555 0142")}
    assert found == {"location": "12 Oak Street", "callback_number": "(314) 555-0142"}
    assert {f: v for f, v, _ in find_values("my son he's three years old")} == {"age": "3"}
    assert not list(find_values("he's barely breathing"))


@pytest.mark.parametrize(
    "fact, first, second, same",
    [
        ("location", "4217 Alder Creek Road", "forty two seventeen alder creek rd", True),
        ("location", "4217 Alder Creek Road", "4271 Alder Creek Road", False),
        ("location", "4217 Alder Creek Road", "4217 Alder Creek Road, Apartment 2B", False),
        ("callback_number", "(314) 555-0142", "555-0142", True),
        ("callback_number", "(314) 555-0142", "555-0143", False),
        ("caller_name", "Manny", "Manny Ortiz", True),
        ("age", "43", "43", True),
        ("weapons", "yes", "no", False),
    ],
)
def test_the_same_thing_said_twice(fact: str, first: str, second: str, same: bool) -> None:
    assert same_value(fact, first, second) is same


def test_yes_no_facts_are_yes_or_no_and_hedged_ones_keep_their_words() -> None:
    assert told_value("weapons", "affirmed", "he's got a gun") == "yes"
    assert told_value("weapons", "denied", "no weapons") == "no"
    assert told_value("breathing", "hedged", "he's kind of breathing") == "he's kind of breathing"
    assert told_value("breathing", "unknown", "I can't tell") == "unknown"


def test_every_fact_is_either_worth_words_or_a_yes_or_no(settings: Settings) -> None:
    vocabulary = load_vocabulary(settings.nlu_dir / "vocabulary.yml")
    answer = "a red car at 12 oak street in 1990 by the dog and my wife in jeans with a gun spanish"
    for fact in vocabulary.facts:
        valued = told_value(fact, "affirmed", answer) != "yes"
        assert valued or fact in vocabulary.yes_no, fact


@given(st.text(max_size=200))
def test_no_text_breaks_an_extractor(text: str) -> None:
    list(find_values(text))
    for fact in ("location", "caller_name", "age", "people_count", "when_happened", "symptoms"):
        value = value_for(fact, text)
        assert value is None or value
