"""The API's description: the routes' own, with the schemas of events and problems."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.problems import FieldFault, Problem
from api.schemas import event_schemas

PREFIX = "#/components/schemas/{model}"
ABOUT = """\
Calls are append-only logs of numbered events; everything else here is a fold over them.

`WS /v1/calls/{call_id}/stream?after=` sends a `snapshot` (a CallView and its `seq`), then every
event after `after` (by default after the snapshot) as an `Event`, and a `heartbeat` now and then.
It closes with 4400 (bad `after`), 4404 (no such call), 1013 (too slow: connect again with
`after`) or 1000 (the call is over).

Live calls come in over `WS /v1/calls/{call_id}/audio`, `WS /v1/ingest/twilio` and
`WS /v1/ingest/audiohook`, as docs/api.md says.

Every error is a problem after RFC 9457."""


def describe(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document, made once."""
    if app.openapi_schema is None:
        document = get_openapi(
            title=app.title, version=app.version, description=ABOUT, routes=app.routes
        )
        schemas = document.setdefault("components", {}).setdefault("schemas", {})
        schemas.update(event_schemas())
        for model in (FieldFault, Problem):
            schema = model.model_json_schema(ref_template=PREFIX)
            schema.pop("$defs", None)
            schemas[model.__name__] = schema
        app.openapi_schema = document
    return app.openapi_schema
