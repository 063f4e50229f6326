"""The Understander that ships: Rasa with our own pipeline, in process."""

from __future__ import annotations

import importlib
from collections.abc import Coroutine, Sequence
from pathlib import Path
from typing import Any, TypeVar

from assistant.errors import FlorenceError, ModelFailed
from assistant.events import Signal, Speaker, TranscriptFinal, UtteranceUnderstood
from assistant.understanding.rasa_engine import RasaEngine, RasaThread
from assistant.understanding.readable import cleaned, has_words
from assistant.understanding.reading import make_reading, reading_from_json
from assistant.understanding.said_last import SaidLast

T = TypeVar("T")


class RasaUnderstander:
    """Reads utterances with a trained model; safe to call from any event loop, for many calls.

    `actions` names the package whose `all_actions()` gives the custom actions that the model's
    rule leads to. It is found by name, as Rasa does it: actions know the application, and the
    application knows nothing of them.
    """

    def __init__(self, model: Path, actions: str = "actions") -> None:
        self.name = f"rasa-{model.parent.name}"
        self._thread = RasaThread()
        self._said = SaidLast()
        try:
            found = importlib.import_module(actions).all_actions()
            self._engine = self._thread.run_now(lambda: RasaEngine(model, found))
        except FlorenceError:
            raise
        except Exception as error:
            raise ModelFailed(
                f"The language model cannot be loaded ({type(error).__name__})",
                todo="run florence train",
            ) from error

    async def read(self, call_id: str, utterance: TranscriptFinal) -> UtteranceUnderstood:
        """What this utterance asks, tells and shows; ModelFailed when the engine cannot say.

        Noise tells nothing.
        """
        text = cleaned(utterance.text)
        if not has_words(text):
            return UtteranceUnderstood(utterance.utterance_id, utterance.speaker)
        about = {
            "speaker": utterance.speaker,
            "utterance_id": utterance.utterance_id,
            "before": self._said.before(call_id, utterance.speaker),
        }
        self._said.hear(call_id, utterance.speaker, text)
        answer = await self._run(self._engine.turn(call_id, text, about))
        return reading_from_json(answer["reading"])

    async def glimpse(self, call_id: str, speaker: Speaker, text: str) -> tuple[Signal, ...]:
        """The dangers in words that may yet change: from their labels, without a dialogue turn."""
        text = cleaned(text)
        if not has_words(text):
            return ()
        before = self._said.before(call_id, speaker)
        return await self._run(self._glimpse(speaker, text, before))

    async def _glimpse(self, speaker: Speaker, text: str, before: str) -> tuple[Signal, ...]:
        turn = await self._engine.glimpse({"speaker": speaker, "before": before}, text)
        return make_reading("", speaker, text, turn).signals

    async def _run(self, work: Coroutine[Any, Any, T]) -> T:
        try:
            return await self._thread.run(work)
        except FlorenceError:
            raise
        except Exception as error:
            # `from None`: the engine's own messages may hold what was said
            raise ModelFailed(f"The language model failed ({type(error).__name__})") from None

    async def forget(self, call_id: str) -> None:
        """Drop the call's tracker."""
        await self._thread.run(self._forget(call_id))

    async def _forget(self, call_id: str) -> None:
        self._engine.trackers.forget(call_id)
        self._said.forget(call_id)

    async def speaker_scores(self, texts: Sequence[str]) -> list[float]:
        """Log-odds for each text that a dispatcher said it; below 0, a caller."""
        return await self._thread.run(self._speaker_scores(texts))

    async def _speaker_scores(self, texts: Sequence[str]) -> list[float]:
        return self._engine.classifier().models.speaker_odds(texts)

    def close(self) -> None:
        """End the engine's thread."""
        self._thread.close()
