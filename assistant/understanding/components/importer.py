"""Reads our labelled examples into Rasa's training data.

Rasa's own reader refuses an intent with two slashes, and ours carry several labels
(docs/nlu.md). The intent is the first label's family; all labels travel in the metadata.
"""

from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.constants import INTENT, METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from assistant.understanding.labels import Example, Label, read_example_files

LABELS = "labels"


class LabelledDataImporter(RasaFileImporter):
    """Rasa's file importer, with our reader for the NLU examples."""

    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        """All examples under the training paths."""
        return TrainingData([_message(e) for e in read_example_files(sorted(self._nlu_files))])


def _message(example: Example) -> Message:
    labels = [[label.family, label.key] for label in example.labels]
    return Message(
        {
            TEXT: example.text,
            INTENT: example.labels[0].family,
            METADATA: {LABELS: labels, "speaker": example.speaker},
        }
    )


def example_of(message: Message) -> Example:
    """The example that a training message was made from."""
    about = message.get(METADATA)
    labels = tuple(Label(family, key) for family, key in about[LABELS])
    return Example(message.get(TEXT), labels, about["speaker"])
