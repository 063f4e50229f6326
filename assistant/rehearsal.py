"""A first window for each decoder and a first sentence, before anybody calls.

What is slow or takes room only once happens then, not in the first words of a call. Whatever a call
needs goes before it.
"""

from __future__ import annotations

import asyncio

import numpy as np

from assistant.events import TranscriptFinal
from assistant.speech.transcriber import SAMPLE_RATE, DecodeJob, Transcriber
from assistant.understanding.understander import Understander

LONGEST_S = 20
"""As long as an utterance may get: a decoder then holds all the room it will ever need."""
LAST = 99
"""Less urgent than anything of a call."""
CALL = "rehearsal"
SENTENCE = "there is smoke on the second floor at 12 Oak Street and my son is up there"


async def rehearse(transcriber: Transcriber, decoders: int, understander: Understander) -> None:
    """Decode noise in each decoder and read a sentence; failures will show in calls."""
    noise = np.random.RandomState(1).randn(LONGEST_S * SAMPLE_RATE).astype(np.float32) * 0.01
    window = DecodeJob(noise, tier="partial", voiced_ms=LONGEST_S * 1000, urgency=LAST)
    await asyncio.gather(
        *(transcriber.transcribe(window) for _ in range(decoders)),
        _read(understander),
        return_exceptions=True,
    )


async def _read(understander: Understander) -> None:
    said = TranscriptFinal(CALL, "caller", SENTENCE, 0, 0, (), 1.0, "en")
    await understander.read(CALL, said)
    await understander.forget(CALL)
