"""The address of a stream: what is taken, what is refused, and that no value is repeated."""

from __future__ import annotations

import pytest
from faster_whisper.tokenizer import _LANGUAGE_CODES

from api.listen.parameters import (
    LANGUAGES,
    BadParameter,
    Parameters,
    file_parameters,
    live_parameters,
)
from assistant.audio.line import RawFormat
from assistant.speech.segmenter import Segmentation

PAUSE_MS = Segmentation().pause_ms


def live(query: str) -> Parameters:
    return live_parameters(pair.split("=", 1) for pair in query.split("&") if pair)  # type: ignore[misc]


def test_what_deepgrams_clients_send_is_understood() -> None:
    asked = live(
        "model=nova-3&encoding=linear16&sample_rate=16000&channels=2&multichannel=true"
        "&interim_results=True&smart_format=true&endpointing=300&utterance_end_ms=1000"
        "&vad_events=true&language=en-US&keyterm=Elm%20Street&keywords=Oak:2&diarize=true&tag=x"
    )
    assert asked.form == RawFormat("pcm16", 16_000, 2)
    assert asked.apart and asked.interim and asked.voice_events and not asked.plain
    assert (asked.utterance_end_ms, asked.listening.segmentation.pause_ms) == (1000, 300)
    assert asked.listening.language == "en"
    assert asked.listening.hotwords == ("Elm%20Street", "Oak")
    assert asked.listening.partials


def test_without_anything_the_audio_must_say_what_it_is() -> None:
    asked = live("")
    assert asked == Parameters(listening=asked.listening) and asked.form is None
    assert not asked.listening.partials


def test_g711_is_8_khz_unless_said_otherwise() -> None:
    assert live("encoding=mulaw").form == RawFormat("mulaw", 8000, 1)
    assert live("encoding=alaw&sample_rate=16000").form == RawFormat("alaw", 16_000, 1)


@pytest.mark.parametrize(
    ("value", "marked", "pause_ms"),
    [("false", False, PAUSE_MS), ("true", True, PAUSE_MS), ("10", True, 200), ("0", True, 200),
     ("800", True, 800)],
)  # fmt: skip
def test_endpointing(value: str, marked: bool, pause_ms: int) -> None:
    asked = live(f"endpointing={value}")
    assert (asked.endpoints, asked.listening.segmentation.pause_ms) == (marked, pause_ms)


@pytest.mark.parametrize(
    "query",
    [
        "encoding=zebra",
        "encoding=opus",
        "encoding=linear16",
        "encoding=linear16&sample_rate=11025",
        "encoding=mulaw&sample_rate=zebra",
        "encoding=mulaw&channels=3",
        "channels=0",
        "multichannel=zebra",
        "interim_results=1",
        "punctuate=",
        "endpointing=zebra",
        "endpointing=-1",
        "endpointing=²",
        "utterance_end_ms=zebra",
        "utterance_end_ms=99999999",
        "vad_events=zebra",
        "language=zebra",
        "language=xx-US",
        "language=en&language=de",
        "keyterm=" + "x" * 101,
        "&".join(["keywords=zebra"] * 101),
        "callback=http://zebra.example",
        "redact=pci",
    ],
)
def test_a_value_that_cannot_be_used_is_refused_by_its_name_alone(query: str) -> None:
    with pytest.raises(BadParameter) as refused:
        live(query)
    name = query.rsplit("&", 1)[-1].split("=")[0]
    assert name in str(refused.value) or "sample_rate is missing" in str(refused.value)
    assert "zebra" not in str(refused.value)


def test_a_recording_may_be_of_any_container() -> None:
    def given(query: str) -> Parameters:
        return file_parameters([tuple(pair.split("=")) for pair in query.split("&")])  # type: ignore[misc]

    assert given("encoding=flac&utterances=true") == file_parameters([("utterances", "true")])
    assert given("encoding=mulaw").form == RawFormat("mulaw", 8000, 1)
    with pytest.raises(BadParameter):
        given("encoding=zebra")
    with pytest.raises(BadParameter):
        given("utterances=zebra")


def test_every_language_of_the_speech_model_can_be_asked_for() -> None:
    assert set(_LANGUAGE_CODES) == LANGUAGES
