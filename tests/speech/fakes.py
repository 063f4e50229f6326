"""A Transcriber that answers from a script."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from assistant.errors import ModelFailed
from assistant.events import Word
from assistant.speech.transcriber import DecodeJob, Transcript

Answer = Transcript | ModelFailed


def transcript(text: str, start_ms: int = 0, word_ms: int = 200, gap_ms: int = 0) -> Transcript:
    """A transcript whose words follow each other from `start_ms` on."""
    words = []
    at = start_ms
    for word in text.split():
        words.append(Word(word, at, at + word_ms, 0.9))
        at += word_ms + gap_ms
    return Transcript(text=text, words=tuple(words), confidence=0.9, language="en")


def counted(job: DecodeJob) -> Answer:
    """One word that says when the window began."""
    return transcript(f"from {job.start_ms}", job.start_ms)


class FakeTranscriber:
    """Answers each job by `answer`; keeps the jobs and how many ran at once.

    While `gate` is set to an event, no job ends before the event is.
    """

    name = "fake"

    def __init__(
        self, answer: Callable[[DecodeJob], Answer] = counted, gate: asyncio.Event | None = None
    ) -> None:
        self._answer = answer
        self._gate = gate
        self.jobs: list[DecodeJob] = []
        self.cancelled = 0
        self.most_at_once = 0
        self._running = 0
        self._begun = asyncio.Semaphore(0)

    async def begun(self, jobs: int) -> None:
        """Wait until so many more jobs have begun."""
        for _ in range(jobs):
            await self._begun.acquire()

    async def transcribe(self, job: DecodeJob) -> Transcript:
        """The scripted answer, or the scripted failure."""
        self.jobs.append(job)
        self._begun.release()
        self._running += 1
        self.most_at_once = max(self.most_at_once, self._running)
        try:
            await (self._gate.wait() if self._gate else asyncio.sleep(0))
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        finally:
            self._running -= 1
        answer = self._answer(job)
        if isinstance(answer, ModelFailed):
            raise answer
        return answer
