"""Last: values for the facts told, and the whole reading."""

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from assistant.events import UtteranceUnderstood
from assistant.understanding.components.label_classifier import HEARD
from assistant.understanding.heard_turn import HeardTurn
from assistant.understanding.reading import make_reading, reading_to_json

READING = "reading"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class ValueExtractor(GraphComponent):
    """Sets `reading`, and a fact's value as entity where its words stand in the utterance."""

    def __init__(self, name: str) -> None:
        self._name = name

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "ValueExtractor":
        """Nothing to load: the extractors are plain functions."""
        return cls(execution_context.node_name)

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave the examples as they are."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Make each message's reading."""
        for message in messages:
            about = message.get(METADATA) or {}
            reading = make_reading(
                about.get("utterance_id", ""),
                about.get("speaker", "caller"),
                message.get(TEXT) or "",
                message.get(HEARD) or HeardTurn((), {}),
            )
            message.set(READING, reading_to_json(reading), add_to_output=True)
            message.set(ENTITIES, self._entities(message, reading), add_to_output=True)
        return messages

    def _entities(self, message: Message, reading: UtteranceUnderstood) -> list[dict[str, Any]]:
        text = message.get(TEXT) or ""
        return [
            {
                "entity": told.fact,
                "value": told.value,
                "start": max(0, text.find(told.quote)),
                "end": max(0, text.find(told.quote)) + len(told.quote),
                "extractor": self._name,
            }
            for told in reading.told
        ]
