"""Deepgram's own message models, as JSON schemas taken from the SDK the file is named after.

The SDK itself wants a newer `websockets` than the pins allow, so it is no dependency of the tests.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
from pydantic import BaseModel

SCHEMAS = Path(__file__).parent / "deepgram_sdk_7.17.0.json"


@cache
def schemas() -> dict[str, Any]:
    """The schemas by message type; `Response` is the answer to a recording."""
    read: dict[str, Any] = json.loads(SCHEMAS.read_text("utf-8"))["schemas"]
    return read


def check(message: BaseModel) -> dict[str, Any]:
    """The message as it goes over the wire, which the SDK's model must accept."""
    return check_wire(json.loads(message.model_dump_json()))


def check_wire(message: dict[str, Any], kind: str | None = None) -> dict[str, Any]:
    """The message, which the SDK's model of its type must accept."""
    jsonschema.validate(message, schemas()[kind or message["type"]])
    return message
