"""Opening a trained model for use: nothing is imported that only its training needs."""

from __future__ import annotations

from pathlib import Path

import rasa.shared.utils.io
from rasa.engine import loader
from rasa.engine.storage.local_model_storage import MODEL_ARCHIVE_METADATA_FILE, LocalModelStorage
from rasa.engine.storage.storage import ModelMetadata
from rasa.utils.common import TempDirectoryPath, get_temp_dir_name

from assistant.understanding.rasa_runner import StraightRunner


class TrainedStorage(LocalModelStorage):
    """A package's storage, its training graph left out.

    Reading that graph imports all of its classes: Rasa's validator, and with it TensorFlow.
    """

    @staticmethod
    def _load_metadata(directory: Path) -> ModelMetadata:
        described = rasa.shared.utils.io.read_json_file(directory / MODEL_ARCHIVE_METADATA_FILE)
        return ModelMetadata.from_dict({**described, "train_schema": {"nodes": {}}})


def open_package(model: Path) -> tuple[ModelMetadata, StraightRunner]:
    """What the package says of itself, and its graph ready to run."""
    with TempDirectoryPath(get_temp_dir_name()) as scratch:
        opened: tuple[ModelMetadata, StraightRunner] = loader.load_predict_graph_runner(
            Path(scratch), model, TrainedStorage, StraightRunner
        )
        return opened
