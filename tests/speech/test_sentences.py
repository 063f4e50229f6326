"""Words are split where the speaker may change."""

from __future__ import annotations

from assistant.events import Word
from assistant.speech.sentences import split_words
from tests.speech.fakes import transcript


def texts(words: tuple[Word, ...]) -> list[str]:
    """The pieces as text."""
    return [" ".join(word.word for word in piece) for piece in split_words(words)]


def test_a_sentence_end_splits() -> None:
    words = transcript("Is he breathing? No. Please hurry!").words
    assert texts(words) == ["Is he breathing?", "No.", "Please hurry!"]


def test_a_pause_splits() -> None:
    words = transcript("he fell", gap_ms=700).words
    assert texts(words) == ["he", "fell"]
    assert texts(transcript("he fell", gap_ms=600).words) == ["he fell"]


def test_an_abbreviation_does_not_split() -> None:
    assert texts(transcript("Mr. Hill on Oak St. near the park").words) == [
        "Mr. Hill on Oak St. near the park"
    ]


def test_no_words_give_no_pieces() -> None:
    assert split_words(()) == []
