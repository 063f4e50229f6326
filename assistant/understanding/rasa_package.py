"""Opening a trained model for use: nothing is imported or read that only its training needs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import rasa.shared.utils.io
from rasa.engine.graph import ExecutionContext, GraphComponent, GraphSchema
from rasa.engine.storage.local_model_storage import MODEL_ARCHIVE_METADATA_FILE, LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelMetadata, ModelStorage
from rasa.graph_components.providers.domain_provider import DomainProvider
from rasa.shared.core.domain import Domain
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


class PackagedDomain(GraphComponent):
    """Provides the domain that the package's description holds already.

    Rasa's provider reads it once more from YAML, against a schema: a second of every start.
    """

    def __init__(self, domain: Domain) -> None:
        self._domain = domain

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> PackagedDomain:
        """The provider of the domain in its configuration."""
        return cls(config["domain"])

    def provide_inference(self) -> Domain:
        """The domain, as Rasa's own provider names the method."""
        return self._domain


def open_package(model: Path) -> tuple[ModelMetadata, StraightRunner]:
    """What the package says of itself, and its graph ready to run."""
    with TempDirectoryPath(get_temp_dir_name()) as scratch:
        storage, metadata = TrainedStorage.from_model_archive(Path(scratch), model)
        schema = _with_domain(metadata.predict_schema, metadata.domain)
        about = ExecutionContext(graph_schema=schema, model_id=metadata.model_id)
        return metadata, StraightRunner.create(schema, storage, about)


def _with_domain(schema: GraphSchema, domain: Domain) -> GraphSchema:
    """The graph, its domain at hand."""
    at_hand = {"uses": PackagedDomain, "config": {"domain": domain}}
    return GraphSchema(
        {
            name: replace(node, **at_hand) if node.uses is DomainProvider else node
            for name, node in schema.nodes.items()
        }
    )
