"""Words invented over ten minutes each of sound without any.

python -m tests.benchmarks.ghosts [--minutes 10] [--every-kind]
"""

from __future__ import annotations

import argparse
import asyncio
import time

from rich.console import Console
from rich.table import Table

from assistant.events import SpeechEnded, TranscriptFinal
from assistant.settings import Settings
from assistant.speech.hearing import Listening, hear
from assistant.speech.transcriber import DecodeJob, Transcriber, Transcript
from assistant.speech.whisper import WhisperTranscriber
from tests.speech import sounds, voices

LONG = ("silence", "white noise", "music", "ringback")


class Counting:
    """A Transcriber that counts what was dropped, and why."""

    def __init__(self, under: Transcriber) -> None:
        self.name, self._under = under.name, under
        self.dropped: list[str] = []

    async def transcribe(self, job: DecodeJob) -> Transcript:
        """As the one underneath."""
        transcript = await self._under.transcribe(job)
        self.dropped += [transcript.dropped] if transcript.dropped else []
        return transcript


def main() -> None:
    """Listen, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--every-kind", action="store_true")
    given = parser.parse_args()
    whisper = WhisperTranscriber.load(Settings(whisper_workers=1))
    title = f"{given.minutes:g} minutes of each, through a telephone line"
    table = Table("sound", "taken for speech", "dropped by", "words", "CPU s", title=title)
    for kind in sounds.KINDS if given.every_kind else LONG:
        table.add_row(kind, *asyncio.run(_listened(kind, given.minutes * 60, whisper)))
    whisper.close()
    Console().print(table)


async def _listened(kind: str, seconds: float, whisper: Transcriber) -> list[str]:
    """How often voice was heard, what dropped it, the words that were left, CPU seconds."""
    counting = Counting(whisper)
    recording = voices.recording(sounds.heard_as(kind, seconds))
    began = time.process_time()
    heard = [
        h.payload async for h in hear(recording, counting, ("caller",), Listening(language="en"))
    ]
    taken = time.process_time() - began
    words = [final.text for final in heard if isinstance(final, TranscriptFinal)]
    guards = {guard: counting.dropped.count(guard) for guard in sorted(set(counting.dropped))}
    dropped = ", ".join(f"{guard} {times}" for guard, times in guards.items())
    ended = sum(isinstance(payload, SpeechEnded) for payload in heard)
    return [str(ended), dropped or "-", " / ".join(words) or "none", f"{taken:.0f}"]


if __name__ == "__main__":
    main()
