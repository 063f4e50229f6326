"""Second: MiniLM turns all clauses of an utterance into vectors, in one run."""

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from assistant.understanding.components.clause_reader import CLAUSES
from assistant.understanding.encoder import SentenceEncoder, sentence_encoder

VECTORS = "clause_vectors"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class ClauseEncoder(GraphComponent):
    """Sets `clause_vectors`, an array of shape (clauses, 384), on each message.

    In training the classifier encodes the examples itself, together with their garbled copies.
    """

    def __init__(self, encoder: SentenceEncoder) -> None:
        self._encoder = encoder

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "ClauseEncoder":
        """Take the encoder of the installed packages."""
        return cls(sentence_encoder())

    @staticmethod
    def required_packages() -> list[str]:
        """What must be installed."""
        return ["onnxruntime", "tokenizers"]

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave the examples as they are."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Encode each message's clauses."""
        for message in messages:
            clauses = message.get(CLAUSES) or []
            message.set(VECTORS, self._encoder.encode([clause.text for clause in clauses]))
        return messages
