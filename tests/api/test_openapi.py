"""The API does what its description says, for inputs nobody thought of."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import schemathesis
from hypothesis import HealthCheck, settings
from pydantic import TypeAdapter

from api.app import create_app
from api.schemas import event_schemas
from assistant.events import Payload, to_wire
from assistant.performance import Heard
from assistant.review.importing import Importer
from assistant.review.intake import Intake
from assistant.review.library import Library
from assistant.store.imports import ImportItem, Imports
from tests.api.client import small
from tests.api.fakes import FakeDesk
from tests.api.scenario import CALL_ID, hostage
from tests.review.calls import arrest
from tests.review.shelves import keep, library


def served() -> FakeDesk:
    desk = FakeDesk()
    hostage(desk)
    return desk


schemathesis.serializer.alias("audio/*", "application/octet-stream")


def shelved(folder: Path) -> Library:
    """A library that holds a call of the same name as the desk's."""
    held = library(folder)
    keep(held, arrest(), CALL_ID)
    return held


FOLDER = Path(tempfile.mkdtemp())
LIBRARY = shelved(FOLDER)


async def play(item: ImportItem, heard: Heard) -> None:
    """Nothing is taken here."""


intake = Intake(Importer(LIBRARY, Imports(LIBRARY.database), FOLDER), play)
app = create_app(served(), small(FOLDER), library=LIBRARY, intake=intake)
schema = schemathesis.openapi.from_asgi("/openapi.json", app, headers={"Host": "localhost"})


@schema.parametrize()
@settings(max_examples=8, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_every_answer_follows_the_description(case: schemathesis.Case[Any]) -> None:
    case.call_and_validate(base_url="http://localhost", headers={"Host": "localhost"})


def test_every_kind_of_event_is_described() -> None:
    described = set(event_schemas()["Event"]["discriminator"]["mapping"])
    known = set(TypeAdapter(Payload).json_schema()["discriminator"]["mapping"])
    assert described == known


def test_the_description_of_events_names_every_field_of_the_wire() -> None:
    schemas = event_schemas()
    mapping = schemas["Event"]["discriminator"]["mapping"]
    for event in served().logs[CALL_ID].events:
        name = mapping[event.type].rsplit("/", 1)[1]
        assert set(schemas[name]["properties"]) == set(to_wire(event))
