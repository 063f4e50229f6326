"""Rasa in this process, on one thread of its own with its own event loop.

Rasa's graph runs are synchronous; on the API's loop they would stall every call's audio.
"""

from __future__ import annotations

import asyncio
import gc
import threading
import warnings
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any, TypeVar

from assistant.errors import ModelFailed

from assistant.understanding import rasa_quiet  # isort: skip  before anything of Rasa
from rasa.core.actions.action import Action as RasaAction
from rasa.core.actions.action import RemoteAction
from rasa.core.channels.channel import CollectingOutputChannel, OutputChannel, UserMessage
from rasa.core.lock_store import InMemoryLockStore
from rasa.core.nlg import NaturalLanguageGenerator
from rasa.core.policies.policy import PolicyPrediction
from rasa.core.processor import MessageProcessor
from rasa.engine.runner.interface import GraphRunner
from rasa.engine.storage.storage import ModelMetadata
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa_sdk import Action

from assistant.understanding.components.clause_reader import ClauseReader
from assistant.understanding.components.label_classifier import HEARD, LabelClassifier
from assistant.understanding.heard_turn import HeardTurn
from assistant.understanding.rasa_endpoint import InProcessActions
from assistant.understanding.rasa_package import open_package
from assistant.understanding.rasa_runner import StraightRunner
from assistant.understanding.rasa_stores import LiveTrackers

T = TypeVar("T")
LISTENING = (ClauseReader, LabelClassifier)
"""The components that hear labels in a text, in order."""


class RasaThread:
    """A thread with an event loop; everything that touches Rasa runs on it, one after another."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="rasa", daemon=True)
        self._thread.start()

    async def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine over there, and wait for it here."""
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self._loop))

    def run_now(self, work: Callable[[], T]) -> T:
        """Run a function over there, and block until it is done; for loading."""

        async def call() -> T:
            return work()

        return asyncio.run_coroutine_threadsafe(call(), self._loop).result()

    def close(self) -> None:
        """Stop the loop and end the thread."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


class OwnAction(RemoteAction):
    """A custom action of this process: its answer is not checked like a stranger's from HTTP.

    The check compiles a JSON schema anew every time, which costs more than the whole turn.
    """

    def _validate_action_result(self, result: dict[str, Any]) -> bool:
        return True


class TurnProcessor(MessageProcessor):
    """Rasa's processor, with custom actions as `OwnAction` and a quick way to open a model."""

    @staticmethod
    def _load_model(model_path: str | Path) -> tuple[str, ModelMetadata, GraphRunner]:
        return (Path(model_path).name, *open_package(Path(model_path)))

    async def run_action_extract_slots(
        self, output_channel: OutputChannel, tracker: DialogueStateTracker
    ) -> DialogueStateTracker:
        """Nothing to extract: our slots are memory, and only the action fills them."""
        return tracker

    async def _run_action(
        self,
        action: RasaAction,
        tracker: DialogueStateTracker,
        output_channel: OutputChannel,
        nlg: NaturalLanguageGenerator,
        prediction: PolicyPrediction,
    ) -> bool:
        if isinstance(action, RemoteAction):
            action = OwnAction(action.name(), self.action_endpoint)
        return bool(await super()._run_action(action, tracker, output_channel, nlg, prediction))


class RasaEngine:
    """A loaded model and its live trackers. All methods belong on the Rasa thread."""

    def __init__(self, model: Path, actions: Sequence[Action]) -> None:
        rasa_quiet.quieten()
        self.actions = InProcessActions(actions)
        self.trackers = LiveTrackers()
        self._one_at_a_time, self._glimpses = asyncio.Lock(), asyncio.Lock()
        self._turns_asked = 0
        with warnings.catch_warnings(record=True):
            self.processor = TurnProcessor(
                model_path=str(model),
                tracker_store=self.trackers,
                lock_store=InMemoryLockStore(),  # for reminders only, and we have none
                generator=NaturalLanguageGenerator.create(None, Domain.empty()),
                action_endpoint=self.actions,
                on_circuit_break=listen_again,
            )
        runner: StraightRunner = self.processor.graph_runner
        self._listening: list[Any] = [runner.component(kind) for kind in LISTENING]
        self.trackers.domain = self.processor.domain
        gc.collect()
        gc.freeze()

    async def turn(self, call_id: str, text: str, about: dict[str, str]) -> dict[str, Any]:
        """One message through NLU, rule and action; the action's answer. ModelFailed otherwise."""
        channel = CollectingOutputChannel()
        message = UserMessage(text, channel, call_id, metadata=about)
        self._turns_asked += 1
        try:
            async with self._one_at_a_time:
                await self.processor.handle_message(message)
                failure = self.actions.take_failure()
        finally:
            self._turns_asked -= 1
        if failure is not None or not channel.messages:
            cause = type(failure).__name__ if failure else "no answer"
            raise ModelFailed(f"The dialogue action failed ({cause})")
        answer: dict[str, Any] = channel.messages[-1]["custom"]
        return answer

    async def glimpse(self, about: dict[str, str], text: str) -> HeardTurn:
        """The labels of a text's clauses, past tracker and rules; behind every turn asked for."""
        async with self._glimpses:
            while self._turns_asked:
                async with self._one_at_a_time:
                    pass
            message = Message({TEXT: text, METADATA: about})
            for part in self._listening:
                part.process([message])
            heard: HeardTurn = message.get(HEARD)
            return heard

    def classifier(self) -> LabelClassifier:
        """The label classifier inside the loaded graph."""
        runner: StraightRunner = self.processor.graph_runner
        return runner.component(LabelClassifier)


def listen_again(tracker: DialogueStateTracker, channel: OutputChannel, _: Any) -> None:
    """After ten actions in one turn Rasa stops; without this it would stay silent ever after."""
    tracker.update(ActionExecuted(ACTION_LISTEN_NAME))
