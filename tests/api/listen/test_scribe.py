"""From what an ear hears to messages: order, marks, times, silences."""

from __future__ import annotations

from typing import Any

import pytest

from api.listen.messages import Request
from api.listen.parameters import Parameters, live_parameters
from api.listen.scribe import Scribe
from assistant.events import StageFailed
from assistant.speech.ear import EarHeard
from tests.api.listen.ear import began, ended, final, partial
from tests.api.listen.shapes import check

REQUEST = Request.new("whisper-fake", "1")


class Told:
    """A scribe, and its messages as they go over the wire."""

    def __init__(self, query: str = "", channels: int = 1) -> None:
        self.scribe = Scribe(asked(query), REQUEST, channels)

    def heard(self, *heard: EarHeard) -> list[dict[str, Any]]:
        """The messages after all of these."""
        return [check(one) for each in heard for one in self.scribe.heard(each)]

    def advanced(self, ms: int) -> list[dict[str, Any]]:
        """The messages once the audio has come so far."""
        return [check(one) for one in self.scribe.advanced(ms)]


def asked(query: str) -> Parameters:
    pairs = [pair.split("=") for pair in f"encoding=mulaw&{query}".split("&") if pair]
    return live_parameters((name, value) for name, value in pairs)


def said(message: dict[str, Any]) -> dict[str, Any]:
    """The only alternative of a result."""
    alternatives = message["channel"]["alternatives"]
    assert len(alternatives) == 1
    return dict(alternatives[0])


def test_a_final_carries_the_ears_own_times_and_confidences() -> None:
    told = Told("punctuate=true")
    assert told.heard(began(1000), ended(2000)) == []
    (message,) = told.heard(final(2000, "Hello, there.", 1100))
    assert (message["is_final"], message["speech_final"], message["from_finalize"]) == (
        True, True, False,
    )  # fmt: skip
    assert (message["start"], message["duration"], message["channel_index"]) == (1.1, 0.4, [0, 1])
    assert said(message) == {
        "transcript": "Hello, there.",
        "confidence": 0.9,
        "words": [
            {"word": "hello", "punctuated_word": "Hello,", "start": 1.1, "end": 1.3,
             "confidence": 0.9},
            {"word": "there", "punctuated_word": "there.", "start": 1.3, "end": 1.5,
             "confidence": 0.9},
        ],
    }  # fmt: skip


def test_without_punctuate_words_come_bare() -> None:
    (message,) = Told().heard(final(2000, 'It\'s 555-0198, "OK"!', 0))
    assert said(message)["transcript"] == "it's 555-0198 ok"


def test_interim_results_come_only_where_asked_for() -> None:
    script = began(1000), partial(1500, "He has")
    assert Told().heard(*script) == []
    (message,) = Told("interim_results=true").heard(*script)
    assert (message["is_final"], message["speech_final"]) == (False, False)


def test_words_of_an_interim_share_the_time_heard_and_tell_what_is_stable() -> None:
    told = Told("interim_results=true")
    (message,) = told.heard(began(1000), partial(2000, "He has a knife", stable=6))
    words = said(message)["words"]
    assert (message["start"], message["duration"]) == (1.0, 1.0)
    assert words[0]["start"] == 1.0 and words[-1]["end"] == 2.0
    assert all(one["end"] == after["start"] for one, after in zip(words, words[1:], strict=False))
    assert words[3]["end"] - words[3]["start"] > words[2]["end"] - words[2]["start"]
    assert [word["confidence"] for word in words] == [1.0, 1.0, 0.0, 0.0]
    assert said(message)["confidence"] == 0.5


def test_a_word_cut_by_the_stable_mark_is_not_stable() -> None:
    told = Told("interim_results=true")
    (message,) = told.heard(began(0), partial(900, "He has", stable=4))
    assert [word["confidence"] for word in said(message)["words"]] == [1.0, 0.0]


def test_a_final_in_the_middle_of_speech_does_not_end_it() -> None:
    told = Told("interim_results=true")
    (cut,) = told.heard(began(0), final(8000, "First part", 100))
    assert (cut["is_final"], cut["speech_final"]) == (True, False)
    (more,) = told.heard(partial(9000, "second"))
    assert more["start"] == 0.5, "what follows begins where the final ended"
    (last,) = told.heard(ended(10_000), final(10_000, "second part", 8000))
    assert last["speech_final"] is True


def test_a_long_utterance_that_is_cut_goes_on() -> None:
    told = Told("interim_results=true&vad_events=true&utterance_end_ms=1000")
    told.heard(began(0))
    assert told.heard(ended(12_000), began(12_000, "u-2")) == [], "nobody began to speak"
    (cut,) = told.heard(final(12_000, "First part", 9000))  # ends at 9.4 s
    assert (cut["is_final"], cut["speech_final"]) == (True, False)
    (more,) = told.heard(partial(12_500, "second", name="u-2"))
    assert more["start"] == 9.4, "what follows begins where the cut was"
    (last,) = told.heard(ended(13_000, "u-2"), final(13_000, "second", 9500, "u-2"))
    assert last["speech_final"] is True


def test_that_words_come_late_is_no_error() -> None:
    late = EarHeard(0, 900, StageFailed("speech", "degraded", "words come late"))
    assert Told().heard(late) == []


def test_without_endpointing_no_result_ends_speech() -> None:
    (message,) = Told("endpointing=false").heard(began(0), ended(900), final(900, "Yes", 0))
    assert (message["is_final"], message["speech_final"]) == (True, False)


def test_voice_is_told_only_where_asked_for() -> None:
    assert Told().heard(began(1000)) == []
    assert Told("vad_events=true", channels=2).heard(began(1000, channel=1)) == [
        {"type": "SpeechStarted", "channel": [1, 2], "timestamp": 1.0}
    ]


def test_an_utterance_ends_when_no_word_has_followed_for_long_enough() -> None:
    told = Told("utterance_end_ms=1000")
    told.heard(began(100), ended(900), final(900, "Help me", 200))  # the last word ends at 600
    assert told.advanced(1599) == []
    assert told.advanced(1600) == [
        {"type": "UtteranceEnd", "channel": [0, 1], "last_word_end": 0.6}
    ]
    assert told.advanced(9000) == [], "it ends once"


def test_an_utterance_does_not_end_while_somebody_speaks_on() -> None:
    told = Told("utterance_end_ms=1000")
    told.heard(began(100), ended(900), final(900, "Help", 200), began(1000, "u-2"))
    assert told.advanced(5000) == []
    told.heard(ended(5000, "u-2"))
    assert told.advanced(5999) == [], "its words may still come"
    assert [one["last_word_end"] for one in told.advanced(6000)] == [0.4]


def test_an_utterance_ends_before_the_next_begins_however_late_its_words_come() -> None:
    told = Told("utterance_end_ms=1000&vad_events=true")
    told.heard(began(100), ended(900), final(900, "Help", 200))
    kinds = [one["type"] for one in told.heard(began(3000, "u-2"))]
    assert kinds == ["UtteranceEnd", "SpeechStarted"]
    told.heard(ended(3500, "u-2"), began(6000, "u-3"))
    kinds = [one["type"] for one in told.heard(final(6100, "Now", 3000, "u-2"))]
    assert kinds == ["Results", "UtteranceEnd"]


def test_channels_are_told_apart() -> None:
    told = Told("utterance_end_ms=1000", channels=2)
    told.heard(began(0, channel=1), ended(500, channel=1))
    (message,) = told.heard(final(500, "Yes", 0, channel=1))
    assert message["channel_index"] == [1, 2]
    told.heard(began(0, "other"))  # the other channel speaks on
    assert [one["channel"] for one in told.advanced(3000)] == [[1, 2]]


def test_results_of_what_was_said_before_a_finalize_are_marked() -> None:
    told = Told()
    told.heard(began(100))
    told.scribe.flush(1000)
    first = told.heard(ended(1000), final(1000, "Yes", 200))
    later = told.heard(began(1500, "u-2"), ended(2000, "u-2"), final(2000, "No", 1500, "u-2"))
    assert [one["from_finalize"] for one in first + later] == [True, False]


def test_a_failed_decode_is_told_without_words() -> None:
    failed = EarHeard(0, 900, StageFailed("speech", "model_failed", "he has a gun"))
    (message,) = Told().heard(failed)
    assert (message["type"], message["variant"]) == ("Error", "model_failed")
    assert "gun" not in str(message)


@pytest.mark.parametrize("text", ["", "  "])
def test_a_final_without_words_is_an_empty_result(text: str) -> None:
    told = Told("utterance_end_ms=500&punctuate=true")
    (message,) = told.heard(began(0), ended(500), final(500, text, 0))
    assert said(message)["words"] == []
    assert told.advanced(5000) == []
