"""First in the pipeline: spaCy reads the utterance, and it is cut into clauses."""

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from spacy.language import Language
from thinc.api import get_current_ops, set_current_ops

from assistant.understanding.clauses import Clause, clause_language, split_clauses

CLAUSES = "clauses"
MAX_CLAUSES = 64
"""A breath holds a handful; beyond this the rest is one last clause."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class ClauseReader(GraphComponent):
    """Sets `clauses` on each message; the examples of training are clauses already."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._ops = get_current_ops()

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "ClauseReader":
        """Load the parser."""
        return cls(clause_language())

    @staticmethod
    def required_packages() -> list[str]:
        """What must be installed."""
        return ["spacy"]

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave the examples as they are."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Cut each message's text."""
        # Kept a context, so a new task finds none, and looks through all packages for one.
        set_current_ops(self._ops)
        for message in messages:
            text: str | None = message.get(TEXT)
            message.set(CLAUSES, self._clauses(text or ""))
        return messages

    def _clauses(self, text: str) -> list[Clause]:
        if not text.strip():
            return []
        clauses = split_clauses(self._language(text))
        if len(clauses) <= MAX_CLAUSES:
            return clauses
        last = clauses[MAX_CLAUSES - 1]
        rest = Clause(text[last.start : clauses[-1].end], last.start, clauses[-1].end)
        return [*clauses[: MAX_CLAUSES - 1], rest]
