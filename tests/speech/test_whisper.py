"""The real model on made speech: words, times, confidence; and no text from what is no speech."""

from __future__ import annotations

import asyncio
from itertools import pairwise

import jiwer
import numpy as np
import pytest

from assistant.errors import ModelFailed
from assistant.speech.guards import plain
from assistant.speech.transcriber import DecodeJob
from assistant.speech.whisper import WhisperTranscriber
from tests.speech import voices

pytestmark = pytest.mark.models
SENTENCE = "There is a fire in my kitchen, please hurry, my grandmother is still upstairs."


def test_telephone_speech_becomes_its_words(whisper: WhisperTranscriber) -> None:
    heard = whisper.decode(DecodeJob(voices.telephone(voices.say(SENTENCE))))
    assert heard.dropped is None
    assert heard.language == "en"
    assert jiwer.wer(plain(SENTENCE), plain(heard.text)) <= 0.1
    assert heard.text == " ".join(word.word for word in heard.words)


def test_words_are_timed_within_the_window_and_in_order(whisper: WhisperTranscriber) -> None:
    audio = voices.say(SENTENCE)
    heard = whisper.decode(DecodeJob(audio, start_ms=60_000))
    end_ms = 60_000 + len(audio) // 16
    assert heard.words
    for word in heard.words:
        assert 60_000 <= word.start_ms <= word.end_ms <= end_ms
        assert 0 < word.confidence <= 1
    assert all(one.start_ms <= other.start_ms for one, other in pairwise(heard.words))


def test_a_word_stands_where_it_was_said(whisper: WhisperTranscriber) -> None:
    first, second = voices.say("Help me please."), voices.say("There is a fire.")
    audio = np.concatenate([first, voices.silence(2), second])
    heard = whisper.decode(DecodeJob(audio))
    (fire,) = [word for word in heard.words if plain(word.word) == "fire"]
    assert len(first) // 16 + 2000 <= fire.start_ms <= len(audio) // 16


def test_the_first_word_does_not_begin_in_the_silence_before_it(
    whisper: WhisperTranscriber,
) -> None:
    heard = whisper.decode(DecodeJob(np.concatenate([voices.silence(2), voices.say(SENTENCE)])))
    assert heard.words[0].start_ms >= 1400


def test_noise_lowers_the_confidence(whisper: WhisperTranscriber) -> None:
    clean = voices.say(SENTENCE)
    hidden = np.clip(clean + voices.noise(len(clean) / 16_000, 0.15, 1)[: len(clean)], -1, 1)
    sure = whisper.decode(DecodeJob(clean)).confidence
    doubtful = whisper.decode(DecodeJob(hidden.astype(np.float32))).confidence
    assert doubtful < sure


def test_a_partial_keeps_its_stable_words(whisper: WhisperTranscriber) -> None:
    job = DecodeJob(voices.say(SENTENCE), tier="partial", prefix="There was a")
    heard = whisper.decode(job)
    assert [word.word for word in heard.words[:3]] == ["There", "was", "a"]
    assert "fire" in heard.text
    assert heard.text.count("There") == 1


def test_the_language_is_identified_when_none_is_set(whisper: WhisperTranscriber) -> None:
    model = whisper._model
    auto = WhisperTranscriber(model, name="auto", language=None, workers=1)
    assert auto.decode(DecodeJob(voices.say(SENTENCE))).language == "en"
    auto.close()


@pytest.mark.parametrize("name", voices.not_speech())
def test_no_text_from(whisper: WhisperTranscriber, name: str) -> None:
    heard = whisper.decode(DecodeJob(voices.not_speech()[name]))
    assert (heard.text, heard.words) == ("", ())
    assert heard.dropped


@pytest.mark.parametrize("name", voices.not_speech())
def test_no_text_even_if_voice_was_mistaken_in(trusting: WhisperTranscriber, name: str) -> None:
    heard = trusting.decode(DecodeJob(voices.not_speech()[name]))
    assert (heard.text, heard.words) == ("", ())
    assert heard.dropped


@pytest.mark.parametrize("samples", [0, 1, 100, 511, 3000])
def test_a_window_of_next_to_nothing_is_survived(
    trusting: WhisperTranscriber, samples: int
) -> None:
    audio = voices.noise(1, 0.1, 1)[:samples]
    assert trusting.decode(DecodeJob(audio)).text == ""


def test_a_window_above_30_s_is_refused(whisper: WhisperTranscriber) -> None:
    with pytest.raises(ModelFailed, match="longer than 30 s: cut it at a pause"):
        whisper.decode(DecodeJob(voices.silence(31)))


def test_repeated_shouts_stay(whisper: WhisperTranscriber) -> None:
    heard = whisper.decode(DecodeJob(voices.say("Please! Please! Please! Somebody hurry, please!")))
    assert plain(heard.text).count("please") >= 3


def test_decoding_leaves_the_event_loop_free(whisper: WhisperTranscriber) -> None:
    async def main() -> tuple[int, str]:
        ticks = 0
        task = asyncio.create_task(whisper.transcribe(DecodeJob(voices.say(SENTENCE))))
        while not task.done():
            await asyncio.sleep(0)
            ticks += 1
        return ticks, task.result().text

    ticks, text = asyncio.run(main())
    assert ticks > 10
    assert "fire" in text
