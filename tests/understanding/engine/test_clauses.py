"""Clauses: one statement each, with punctuation and without."""

from __future__ import annotations

import pytest
from spacy.language import Language

from assistant.understanding.augment import garbled
from assistant.understanding.clauses import clause_language, split_clauses


@pytest.fixture(scope="module")
def language() -> Language:
    return clause_language()


@pytest.mark.parametrize(
    "utterance",
    [
        "he's got a gun | he's holding my daughter upstairs | and he's been drinking",
        "He's got a gun, | he's holding my daughter upstairs, | and he's been drinking.",
        "yes | but he's gasping",
        "no | he's not breathing",
        "no weapons",
        "I think he's got a knife",
        "he said he would kill me",
        "i can't tell you where he is",
        "i don't know if he's breathing my husband fell down the stairs"
        " | and there's blood everywhere",
        "we're at 42 17 alder creek road | it's the blue house | my name is john"
        " | the kitchen is on fire",
        "okay | is she awake | and is she breathing normally",
        "4217 Alder Creek Road, apartment 2B.",
        "the guy has a knife and a gun",
        "Manny",
    ],
)
def test_an_utterance_is_cut_between_its_statements(language: Language, utterance: str) -> None:
    expected = [part.strip(" ,") for part in utterance.split("|")]
    clauses = split_clauses(language(utterance.replace("| ", "")))
    assert [clause.text for clause in clauses] == expected


@pytest.mark.parametrize("text", ["a, b; c. d", "well... he, he's gone!!", " - ", "no. no! NO?"])
def test_a_clause_is_a_stretch_of_the_utterance(language: Language, text: str) -> None:
    for clause in split_clauses(language(text)):
        assert text[clause.start : clause.end] == clause.text


def test_a_garbled_copy_is_the_same_every_time_and_keeps_its_negation() -> None:
    text = "there is no weapon in the house and he won't wake up"
    assert garbled(text) == garbled(text)
    assert "no weapon" in garbled(text) and "won't" in garbled(text)
    assert any(garbled(t) != t for t in ("his knife is here", "she is bleeding by the road"))
