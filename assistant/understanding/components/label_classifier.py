"""Second: which labels each clause carries, and from them the intent of the whole."""

from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, METADATA, PREDICTED_CONFIDENCE_KEY
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from assistant.understanding.components.clause_reader import CLAUSES
from assistant.understanding.components.importer import example_of
from assistant.understanding.heard_turn import HeardTurn
from assistant.understanding.label_models import LabelModels

HEARD = "heard_turn"
NLU_DIR = "nlu_dir"
"""The configuration key that says where the encoder's weights are, for training."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LabelClassifier(GraphComponent):
    """Sets `heard_turn`, and the strongest label's family as the intent."""

    def __init__(
        self,
        model_storage: ModelStorage,
        resource: Resource,
        models: LabelModels | None,
        nlu_dir: Path | None = None,
    ) -> None:
        self._nlu_dir = nlu_dir
        self._model_storage = model_storage
        self._resource = resource
        self._models = models

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "LabelClassifier":
        """An untrained classifier."""
        return cls(model_storage, resource, None, Path(config[NLU_DIR]))

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "LabelClassifier":
        """The classifier that `train` stored."""
        with model_storage.read_from(resource) as folder:
            return cls(model_storage, resource, LabelModels.load(Path(folder)))

    @property
    def models(self) -> LabelModels:
        """What was learned; only after training or loading."""
        if self._models is None:
            raise RuntimeError("the label classifier is used before it is trained")
        return self._models

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from all examples, and store what was learned."""
        examples = [example_of(message) for message in training_data.intent_examples]
        assert self._nlu_dir is not None
        with self._model_storage.write_to(self._resource) as folder:
            self._models = LabelModels.learn(examples, self._nlu_dir, Path(folder))
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave the examples as they are."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Label each message's clauses."""
        for message in messages:
            heard = self._heard(message)
            message.set(HEARD, heard)
            message.set(INTENT, _intent(heard), add_to_output=True)
        return messages

    def _heard(self, message: Message) -> HeardTurn:
        about = message.get(METADATA) or {}
        texts = [clause.text for clause in message.get(CLAUSES) or []]
        return self.models.heard(about.get("speaker", "caller"), texts, about.get("before", ""))


def _intent(turn: HeardTurn) -> dict[str, Any]:
    labels = [label for clause in turn.clauses for label in clause.labels]
    best = max(labels, key=lambda label: label.confidence, default=None)
    return {
        INTENT_NAME_KEY: best.family if best else DEFAULT_NLU_FALLBACK_INTENT_NAME,
        PREDICTED_CONFIDENCE_KEY: best.confidence if best else 0.0,
    }
