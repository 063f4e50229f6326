"""Reads our labelled examples into Rasa's training data.

Rasa's own reader refuses an intent with two slashes, and ours carry several labels
(docs/nlu.md). The intent is the first label's family; all labels travel in the metadata.
"""

from pathlib import Path

from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.constants import INTENT, METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from assistant.understanding.labels import Example, Label, read_example_files
from assistant.understanding.written_calls import FOLDER, read_calls

LABELS = "labels"


class LabelledDataImporter(RasaFileImporter):
    """Rasa's file importer, with our readers for the examples and the written calls."""

    def __init__(
        self,
        config_file: str | None = None,
        domain_path: str | None = None,
        training_data_paths: list[str] | str | None = None,
    ) -> None:
        super().__init__(config_file, domain_path, training_data_paths)
        paths = training_data_paths or ()
        folders = [Path(path) for path in ((paths,) if isinstance(paths, str) else paths)]
        self._call_folders = [folder for folder in folders if folder.name == FOLDER]

    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        """All examples and calls under the training paths."""
        examples = read_example_files(sorted(self._nlu_files))
        calls = [call for folder in self._call_folders for call in read_calls(folder)]
        examples += [example for call in calls for example in call.examples()]
        return TrainingData([_message(example) for example in examples])


def _message(example: Example) -> Message:
    labels = [[label.family, label.key] for label in example.labels]
    return Message(
        {
            TEXT: example.text,
            INTENT: example.labels[0].family,
            METADATA: {
                LABELS: labels,
                "speaker": example.speaker,
                "before": example.before,
                "kinds": list(example.kinds),
            },
        }
    )


def example_of(message: Message) -> Example:
    """The example that a training message was made from."""
    about = message.get(METADATA)
    labels = tuple(Label(family, key) for family, key in about[LABELS])
    kinds = tuple(about["kinds"])
    return Example(message.get(TEXT), labels, about["speaker"], about["before"], kinds)
