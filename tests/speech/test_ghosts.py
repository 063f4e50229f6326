"""No word is ever heard where nobody speaks, whatever the line brings and whatever is hinted at."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest

from assistant.events import TranscriptFinal
from assistant.speech.guards import plain
from assistant.speech.hearing import Listening, hear
from assistant.speech.transcriber import DecodeJob, Samples
from assistant.speech.whisper import WhisperTranscriber
from tests.speech import sounds, voices

pytestmark = pytest.mark.models
SECONDS = 12.0
SENTENCE = "There is a fire in my kitchen, please hurry, my grandmother is still upstairs."
STREETS = (
    "Abernathy Street", "Birchwood Avenue", "Calloway Road", "Delancey Street", "Elmhurst Drive",
    "Fairmount Avenue", "Galloway Lane", "Hawthorne Street", "Inverness Road", "Juniper Court",
    "Kensington Avenue", "Larkspur Lane", "Montgomery Street", "Northgate Road", "Oleander Drive",
    "Pemberton Street", "Quincy Avenue", "Rosewood Lane", "Sycamore Street", "Thornbury Road",
)  # fmt: skip
NAMES = {street.split()[0].lower() for street in STREETS}
UNHINTED: tuple[str, ...] = ()


def words(audio: Samples, whisper: WhisperTranscriber, hotwords: tuple[str, ...]) -> list[str]:
    """Everything a call with this sound is heard to say."""
    listening = Listening(language="en", hotwords=hotwords)

    async def collect() -> list[str]:
        recording = voices.recording(audio)
        items = [item.payload async for item in hear(recording, whisper, ("caller",), listening)]
        return [item.text for item in items if isinstance(item, TranscriptFinal)]

    return asyncio.run(collect())


@pytest.mark.parametrize("hotwords", [UNHINTED, STREETS], ids=["plain", "with hotwords"])
@pytest.mark.parametrize("kind", sounds.KINDS)
def test_nothing_is_said_in(
    whisper: WhisperTranscriber, kind: str, hotwords: tuple[str, ...]
) -> None:
    assert words(sounds.heard_as(kind, SECONDS), whisper, hotwords) == []


@pytest.mark.parametrize("kind", [kind for kind in sounds.KINDS if kind not in sounds.VOICELIKE])
@pytest.mark.parametrize("hotwords", [UNHINTED, STREETS], ids=["plain", "with hotwords"])
def test_nothing_is_said_in_it_even_where_voice_was_mistaken(
    trusting: WhisperTranscriber, kind: str, hotwords: tuple[str, ...]
) -> None:
    audio = sounds.heard_as(kind, SECONDS)
    heard = trusting.decode(DecodeJob(audio, language="en", hotwords=hotwords))
    assert (heard.text, heard.words) == ("", ())


def test_streets_nobody_named_are_not_heard(whisper: WhisperTranscriber) -> None:
    heard = " ".join(words(voices.telephone(voices.say(SENTENCE)), whisper, STREETS))
    assert "fire in my kitchen" in plain(heard)
    assert NAMES.isdisjoint(plain(heard).split())


@pytest.mark.parametrize("kind", ["white noise", "pink noise, loud", "clicks", "music"])
def test_what_follows_speech_adds_nothing_to_it(whisper: WhisperTranscriber, kind: str) -> None:
    """Pre-roll and hangover bring some of the noise into the window of the speech."""
    line = voices.telephone(voices.say(SENTENCE))
    noise = sounds.heard_as(kind, 6) * 0.3
    heard = " ".join(words(_joined(noise, line, noise), whisper, STREETS))
    assert len(plain(heard).split()) <= len(plain(SENTENCE).split()) + 1
    assert NAMES.isdisjoint(plain(heard).split())


def _joined(*parts: Samples) -> Samples:
    return np.concatenate(parts)
