"""What is slow only once is done before anybody calls, and never breaks anything."""

from __future__ import annotations

import asyncio

from assistant.errors import ModelFailed
from assistant.events import Signal, Speaker, TranscriptFinal, UtteranceUnderstood
from assistant.rehearsal import LAST, rehearse
from assistant.speech.transcriber import RECORDED, DecodeJob, Transcript


class Deaf:
    name = "deaf"

    def __init__(self) -> None:
        self.jobs: list[DecodeJob] = []

    async def transcribe(self, job: DecodeJob) -> Transcript:
        self.jobs.append(job)
        raise ModelFailed("Whisper could not decode a window")


class Reader:
    name = "reader"

    def __init__(self) -> None:
        self.kept: set[str] = set()

    async def read(self, call_id: str, utterance: TranscriptFinal) -> UtteranceUnderstood:
        self.kept.add(call_id)
        return UtteranceUnderstood(utterance.utterance_id, utterance.speaker)

    async def glimpse(self, call_id: str, speaker: Speaker, text: str) -> tuple[Signal, ...]:
        return ()

    async def forget(self, call_id: str) -> None:
        self.kept.discard(call_id)


def test_each_decoder_gets_a_window_behind_all_others_and_a_failure_is_for_the_calls() -> None:
    deaf, reader = Deaf(), Reader()
    asyncio.run(rehearse(deaf, 3, reader))
    assert [job.urgency for job in deaf.jobs] == [LAST] * 3
    assert LAST > RECORDED + 1
    assert reader.kept == set()
