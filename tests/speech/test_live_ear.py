"""A live call is heard as its recording is, with partials ahead of every final."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Sequence

import pytest

from assistant import demo
from assistant.audio.decode import read_recording
from assistant.audio.recording import Recording
from assistant.errors import LinesFull, ModelFailed
from assistant.events import (
    Speaker,
    SpeechEnded,
    SpeechStarted,
    StageFailed,
    StageRecovered,
    TranscriptFinal,
    TranscriptPartial,
)
from assistant.speech.ear import EarHeard
from assistant.speech.ears import Ears
from assistant.speech.guards import plain
from assistant.speech.hearing import Listening, hear
from assistant.speech.live_ear import LiveEar
from assistant.speech.pool import DecodePool
from assistant.speech.transcriber import DecodeJob, Transcript
from assistant.speech.whisper import WhisperTranscriber
from tests.speech import voices
from tests.speech.fakes import transcript

BOTH: tuple[Speaker, ...] = ("caller", "dispatcher")
FRAME = 320
SECONDS = 24


@pytest.fixture(scope="module")
def call() -> Recording:
    """The beginning of a demo call."""
    whole = read_recording(demo.RECORDINGS["hostage"])
    return voices.recording(*(channel[: SECONDS * 16_000] for channel in whole.channels))


def said(job: DecodeJob) -> Transcript:
    """A word every 200 ms of the window, the same words whoever asks."""
    count = len(job.audio) // 3200
    return transcript(" ".join("w" + chr(97 + i % 26) for i in range(count)), job.start_ms)


def listen(
    call: Recording, decode: Callable[[DecodeJob], Transcript], *, settle: bool = True
) -> list[EarHeard]:
    """The call in frames of 20 ms, with time for decodes between frames if `settle`."""

    async def run() -> list[EarHeard]:
        pool = DecodePool(decode, workers=1)
        ear = LiveEar(BOTH, pool)
        for at in range(0, len(call.channels[0]), FRAME):
            for channel, samples in enumerate(call.channels):
                ear.push(channel, samples[at : at + FRAME])
            await asyncio.sleep(0.001 if settle else 0)
        ear.finish()
        items = [item async for item in ear.heard()]
        pool.close()
        return items

    return asyncio.run(run())


def of_type(items: list[EarHeard], kind: type) -> list[object]:
    return [item.payload for item in items if isinstance(item.payload, kind)]


def test_every_utterance_begins_ends_and_is_told_once_in_order(call: Recording) -> None:
    items = listen(call, said)
    for channel, speaker in enumerate(BOTH):
        mine = [item.payload for item in items if item.channel == channel]
        began = [p.utterance_id for p in mine if isinstance(p, SpeechStarted)]
        ended = [p.utterance_id for p in mine if isinstance(p, SpeechEnded)]
        told = [p.utterance_id for p in mine if isinstance(p, TranscriptFinal)]
        assert began == ended == told
        assert told == [f"{speaker}-{n:04d}" for n in range(1, len(told) + 1)]
    assert len(of_type(items, TranscriptFinal)) >= 4


def test_partials_come_before_their_final_and_their_stable_part_only_grows(
    call: Recording,
) -> None:
    over: set[str] = set()
    stable: dict[str, str] = defaultdict(str)
    revisions: dict[str, int] = defaultdict(int)
    for item in listen(call, said):
        payload = item.payload
        if isinstance(payload, TranscriptFinal):
            over.add(payload.utterance_id)
        if isinstance(payload, TranscriptPartial):
            assert payload.utterance_id not in over
            assert payload.revision == revisions[payload.utterance_id] + 1
            revisions[payload.utterance_id] = payload.revision
            now = payload.text[: payload.stable_chars]
            assert now.startswith(stable[payload.utterance_id])
            stable[payload.utterance_id] = now
    assert len(revisions) >= 4
    assert sum(map(len, stable.values())) > 100


def test_settled_words_are_forced_and_shown_to_the_final(call: Recording) -> None:
    jobs: list[DecodeJob] = []

    def kept(job: DecodeJob) -> Transcript:
        jobs.append(job)
        return said(job)

    listen(call, kept)
    assert any(job.prefix for job in jobs if job.tier == "partial")
    assert any(job.shown for job in jobs if job.tier == "final")
    assert all(job.is_live for job in jobs)


def test_no_final_is_lost_when_decoders_are_late(call: Recording) -> None:
    ended = of_type(listen(call, said, settle=False), SpeechEnded)
    told = of_type(listen(call, said, settle=False), TranscriptFinal)
    assert len(told) == len(ended) > 4


def test_a_final_that_fails_is_told_and_the_call_is_heard_on(call: Recording) -> None:
    failed: list[int] = []

    def once(job: DecodeJob) -> Transcript:
        if job.tier == "final" and (not failed or failed[0] == job.start_ms):
            failed.append(job.start_ms)
            raise ModelFailed("it cannot")
        return said(job)

    items = listen(call, once)
    assert len(of_type(items, StageFailed)) == 1
    assert len(of_type(items, StageRecovered)) == 1
    assert len(of_type(items, TranscriptFinal)) == len(of_type(items, SpeechEnded)) - 1


def test_finalize_ends_what_is_open() -> None:
    async def run() -> Sequence[str]:
        pool = DecodePool(said, workers=1)
        ear = LiveEar(("caller",), pool)
        call = read_recording(demo.RECORDINGS["hostage"])
        began = None
        for at in range(0, 30 * 16_000, FRAME):
            ear.push(0, call.channels[0][at : at + FRAME])
            began = began or ear.utterance_open(0)
            if began and ear.utterance_open(0) and at > 16_000:
                break
        ear.finalize()
        open_after = ear.utterance_open(0)
        ear.finish()
        kinds = [item.payload.type async for item in ear.heard()]
        pool.close()
        assert not open_after
        return kinds

    kinds = asyncio.run(run())
    assert kinds.count("speech_ended") == kinds.count("transcript_final") == 1


def test_places_are_given_back_when_a_call_is_over() -> None:
    async def run() -> None:
        pool = DecodePool(said, workers=1)
        ears = Ears(pool, places=1)
        ear = ears.for_call("one", ("caller",), ())
        with pytest.raises(LinesFull, match="All 1 lines"):
            ears.for_call("two", ("caller",), ())
        ear.finish()
        async for _ in ear.heard():
            pass
        assert ears.load().lines == 0
        async with ears.lent(("caller",), Listening()):
            assert ears.load().lines == 1
        assert ears.load().lines == 0
        pool.close()

    asyncio.run(run())


@pytest.mark.models
def test_live_finals_are_the_recording_s_own(call: Recording, whisper: WhisperTranscriber) -> None:
    async def live() -> list[EarHeard]:
        ear = LiveEar(BOTH, whisper.pool)
        for at in range(0, len(call.channels[0]), FRAME):
            for channel, samples in enumerate(call.channels):
                ear.push(channel, samples[at : at + FRAME])
            await asyncio.sleep(0.001)
        ear.finish()
        return [item async for item in ear.heard()]

    async def recorded() -> list[TranscriptFinal]:
        items = [item.payload async for item in hear(call, whisper)]
        return [p for p in items if isinstance(p, TranscriptFinal)]

    items = asyncio.run(live())
    for speaker in BOTH:
        now = [p for i in items if isinstance(p := i.payload, TranscriptFinal)]
        mine = " ".join(p.text for p in now if p.speaker == speaker)
        theirs = " ".join(p.text for p in asyncio.run(recorded()) if p.speaker == speaker)
        before, after = plain(theirs).split(), plain(mine).split()
        assert abs(len(before) - len(after)) <= 1
        assert sum(a != b for a, b in zip(before, after, strict=False)) <= 2
