"""A recording is heard in media-time order, each utterance once, whatever the engine does."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from itertools import pairwise

import numpy as np
import pytest

from assistant.audio.recording import Recording, Samples
from assistant.errors import ModelFailed
from assistant.events import (
    Speaker,
    SpeechEnded,
    SpeechStarted,
    StageFailed,
    StageRecovered,
    TranscriptFinal,
)
from assistant.speech.guards import plain
from assistant.speech.hearing import Heard, Listening, hear
from assistant.speech.transcriber import DecodeJob, Transcriber, Transcript
from assistant.speech.whisper import WhisperTranscriber
from tests.speech import voices
from tests.speech.fakes import Answer, FakeTranscriber, transcript

pytestmark = pytest.mark.models
ASKED = "Nine one one, what is the address of your emergency?"
TOLD = "There is a fire in my kitchen, please hurry."
NOTHING = Transcript("", (), 0.0, "en", dropped="ghost")
BOTH: tuple[Speaker, ...] = ("caller", "dispatcher")


def call(turns: int = 2) -> Recording:
    """Dispatcher and caller in turn, a channel each, the caller on the left."""
    left: list[Samples] = []
    right: list[Samples] = []
    for _ in range(turns):
        asked, told, gap = voices.say(ASKED), voices.say(TOLD), voices.silence(0.8)
        left += [np.zeros_like(asked), gap, told, gap]
        right += [asked, gap, np.zeros_like(told), gap]
    return voices.recording(np.concatenate(left), np.concatenate(right))


def heard(
    recording: Recording, transcriber: Transcriber, listening: Listening | None = None
) -> list[Heard]:
    """Everything heard."""

    async def collect() -> list[Heard]:
        return [item async for item in hear(recording, transcriber, BOTH, listening)]

    return asyncio.run(collect())


def finals(items: list[Heard]) -> list[TranscriptFinal]:
    """The finals among them."""
    return [item.payload for item in items if isinstance(item.payload, TranscriptFinal)]


def failing_at(*numbers: int) -> Callable[[DecodeJob], Answer]:
    """Fails at these jobs, counted from 0, and answers the others."""
    jobs = iter(range(1000))

    def answer(job: DecodeJob) -> Answer:
        if next(jobs) in numbers:
            return ModelFailed("the engine broke")
        return transcript("yes", job.start_ms)

    return answer


def test_both_sides_are_heard_in_turn() -> None:
    items = heard(call(), FakeTranscriber())
    assert [final.utterance_id for final in finals(items)] == [
        "dispatcher-0001", "caller-0001", "dispatcher-0002", "caller-0002",
    ]  # fmt: skip
    assert [final.speaker for final in finals(items)] == ["dispatcher", "caller"] * 2


def test_media_time_never_goes_back_nor_past_the_end() -> None:
    recording = call()
    times = [item.at_ms for item in heard(recording, FakeTranscriber())]
    assert all(one <= other for one, other in pairwise(times))
    assert times[-1] <= recording.duration_ms


def test_an_utterance_starts_ends_and_is_then_final() -> None:
    by_utterance: dict[str, list[type]] = {}
    for item in heard(call(), FakeTranscriber()):
        assert isinstance(item.payload, SpeechStarted | SpeechEnded | TranscriptFinal)
        by_utterance.setdefault(item.payload.utterance_id, []).append(type(item.payload))
    assert len(by_utterance) == 4
    for kinds in by_utterance.values():
        assert kinds == [SpeechStarted, SpeechEnded, TranscriptFinal]


def test_a_final_is_heard_at_its_endpoint() -> None:
    items = heard(call(), FakeTranscriber())
    ends = {i.payload.utterance_id: i.at_ms for i in items if isinstance(i.payload, SpeechEnded)}
    for item in items:
        if isinstance(item.payload, TranscriptFinal):
            assert item.at_ms == ends[item.payload.utterance_id]
            assert item.payload.end_ms <= item.at_ms


def test_windows_are_given_in_media_time_with_the_hotwords() -> None:
    fake = FakeTranscriber()
    recording = call()
    heard(recording, fake, Listening(hotwords=("Oak Street",), language="en"))
    for job in fake.jobs:
        assert job.tier == "final"
        assert (job.hotwords, job.language) == (("Oak Street",), "en")
        at = job.start_ms * 16
        assert any(
            np.array_equal(job.audio, channel[at : at + len(job.audio)])
            for channel in recording.channels
        )


def test_what_the_guards_emptied_is_speech_without_a_final() -> None:
    items = heard(call(1), FakeTranscriber(lambda job: NOTHING))
    assert finals(items) == []
    assert sum(isinstance(item.payload, SpeechEnded) for item in items) == 2


def test_a_failed_decode_is_told_and_the_call_is_heard_on() -> None:
    items = heard(call(), FakeTranscriber(failing_at(0, 1)), Listening(ahead=1))
    told = [item.payload for item in items]
    assert [type(p) for p in told if isinstance(p, StageFailed | StageRecovered)] == [
        StageFailed, StageFailed, StageRecovered,
    ]  # fmt: skip
    assert len(finals(items)) == 2


def test_decodes_run_side_by_side_but_only_so_many() -> None:
    async def main() -> int:
        gate = asyncio.Event()
        fake = FakeTranscriber(gate=gate)
        listening = Listening(ahead=2)

        async def collect() -> list[Heard]:
            return [item async for item in hear(call(4), fake, BOTH, listening)]

        task = asyncio.create_task(collect())
        await fake.begun(3)
        gate.set()
        assert len(finals(await task)) == 8
        return fake.most_at_once

    assert asyncio.run(main()) == 3


def test_a_slow_decode_does_not_change_the_order() -> None:
    class Uneven(FakeTranscriber):
        """Later jobs end earlier."""

        async def transcribe(self, job: DecodeJob) -> Transcript:
            for _ in range(max(0, 50 - len(self.jobs) * 10)):
                await asyncio.sleep(0)
            return await super().transcribe(job)

    assert heard(call(), Uneven()) == heard(call(), FakeTranscriber())


def test_decodes_are_cancelled_when_nobody_listens_any_more() -> None:
    async def main() -> int:
        fake = FakeTranscriber(gate=asyncio.Event())
        listener = hear(call(), fake, BOTH)
        assert isinstance((await anext(listener)).payload, SpeechStarted)
        following = asyncio.ensure_future(anext(listener))
        await fake.begun(1)
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)
        assert isinstance(listener, AsyncGenerator)
        await listener.aclose()
        return fake.cancelled

    assert asyncio.run(main()) > 0


def test_one_channel_is_split_where_the_speaker_may_change() -> None:
    mono = voices.recording(np.concatenate([voices.say(ASKED), voices.silence(1)]))
    answer = transcript("Where are you? On Oak Street.", 100)
    first, second = finals(heard(mono, FakeTranscriber(lambda job: answer)))
    assert (first.utterance_id, first.text) == ("voice-0001", "Where are you?")
    assert (second.utterance_id, second.text) == ("voice-0001-2", "On Oak Street.")
    assert first.speaker == second.speaker == "caller"
    assert first.end_ms <= second.start_ms


def test_silence_is_a_call_in_which_nothing_is_heard() -> None:
    fake = FakeTranscriber()
    assert heard(voices.recording(voices.silence(25), voices.silence(25)), fake) == []
    assert fake.jobs == []


def test_a_real_call_is_heard(whisper: WhisperTranscriber) -> None:
    line = tuple(voices.telephone(channel) for channel in call(1).channels)
    asked, told = finals(heard(voices.recording(*line), whisper))
    assert asked.speaker == "dispatcher"
    assert "address of your emergency" in plain(asked.text)
    assert told.speaker == "caller"
    assert "fire in my kitchen" in plain(told.text)
