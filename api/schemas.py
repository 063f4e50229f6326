"""The bodies that come in and go out, where the application's own shapes are not enough."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from assistant import commands, views
from assistant.events import Certainty, Payload
from assistant.guidance.card_summary import CardSummary
from assistant.live_calls import LiveCall
from assistant.tuning import HOTWORDS_MAX, Hotword

IDENTIFIER = r"^[a-z][a-z0-9_]{0,63}$"
CALL_ID = r"^[A-Za-z0-9_.:-]{1,128}$"
Identifier = Annotated[str, Field(pattern=IDENTIFIER)]
GuidanceId = Annotated[str, Field(min_length=1, max_length=128)]


class _Body(BaseModel):
    """A command's body: known fields only."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class AskedBody(_Body):
    """The dispatcher asked this question."""

    type: Literal["asked"]
    question: Identifier

    def command(self) -> commands.Command:
        """As the desk takes it."""
        return commands.Asked(self.question)


class AnsweredBody(_Body):
    """The dispatcher has the answer to this question."""

    type: Literal["answered"]
    question: Identifier

    def command(self) -> commands.Command:
        """As the desk takes it."""
        return commands.Answered(self.question)


class SnoozedBody(_Body):
    """Not now: this guidance may come again in a while."""

    type: Literal["snoozed"]
    guidance_id: GuidanceId

    def command(self) -> commands.Command:
        """As the desk takes it."""
        return commands.Snoozed(self.guidance_id)


class AcknowledgedBody(_Body):
    """The dispatcher takes this guidance up."""

    type: Literal["acknowledged"]
    guidance_id: GuidanceId

    def command(self) -> commands.Command:
        """As the desk takes it."""
        return commands.Acknowledged(self.guidance_id)


class DismissedBody(_Body):
    """The dispatcher does not want this guidance."""

    type: Literal["dismissed"]
    guidance_id: GuidanceId

    def command(self) -> commands.Command:
        """As the desk takes it."""
        return commands.Dismissed(self.guidance_id)


class FactCorrectedBody(_Body):
    """This value holds from now on."""

    type: Literal["fact_corrected"]
    fact: Identifier
    value: Annotated[str, Field(max_length=500)]
    certainty: Certainty = "affirmed"

    def command(self) -> commands.Command:
        """As the desk takes it."""
        return commands.FactCorrected(self.fact, self.value, self.certainty)


class CallTypeSetBody(_Body):
    """This is what kind of call it is."""

    type: Literal["call_type_set"]
    call_type: Identifier

    def command(self) -> commands.Command:
        """As the desk takes it."""
        return commands.CallTypeSet(self.call_type)


class NoteBody(_Body):
    """A note in the dispatcher's own words."""

    type: Literal["note"]
    text: Annotated[str, Field(min_length=1, max_length=2000)]

    def command(self) -> commands.Command:
        """As the desk takes it."""
        return commands.Note(self.text)


CommandBody = Annotated[
    AskedBody
    | AnsweredBody
    | AcknowledgedBody
    | DismissedBody
    | SnoozedBody
    | FactCorrectedBody
    | CallTypeSetBody
    | NoteBody,
    Field(discriminator="type"),
]
COMMAND_EXAMPLES: dict[str, Any] = {
    "asked": {"value": {"type": "asked", "question": "weapons"}},
    "answered": {"value": {"type": "answered", "question": "weapons"}},
    "acknowledged": {"value": {"type": "acknowledged", "guidance_id": "g-12"}},
    "snoozed": {"value": {"type": "snoozed", "guidance_id": "g-12"}},
    "dismissed": {"value": {"type": "dismissed", "guidance_id": "g-12"}},
    "fact_corrected": {
        "value": {
            "type": "fact_corrected",
            "fact": "hostage_count",
            "value": "3",
            "certainty": "affirmed",
        }
    },
    "call_type_set": {"value": {"type": "call_type_set", "call_type": "hostage"}},
    "note": {"value": {"type": "note", "text": "Side door faces the car park."}},
}


class CallPage(BaseModel):
    """Calls, newest first; `next_before` asks for the page after this one."""

    calls: list[views.CallSummary]
    next_before: str | None


class Board(BaseModel):
    """The calls that are on, oldest first."""

    calls: list[LiveCall]


class CardList(BaseModel):
    """The protocol cards in force."""

    cards: list[CardSummary]


class DemoStarted(BaseModel):
    """The call a demo plays in."""

    call_id: str


class SettingsView(BaseModel):
    """What this server goes by; `changeable` says whether a token may change the first six."""

    shadow_mode: bool
    answer_confidence_min: float
    silence_notice_ms: int
    hotwords: tuple[str, ...]
    provisional_alerts: bool
    interrupting_priority: int
    changeable: bool
    speech_model: str
    language_model: str
    language: str
    lines_max: int
    keep_recordings: bool


class SettingsChange(BaseModel):
    """The values to change; what is left out stays."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    shadow_mode: bool | None = None
    answer_confidence_min: Annotated[float | None, Field(ge=0, le=1)] = None
    silence_notice_ms: Annotated[int | None, Field(ge=1000, le=3_600_000)] = None
    hotwords: Annotated[tuple[Hotword, ...] | None, Field(max_length=HOTWORDS_MAX)] = None
    provisional_alerts: bool | None = None
    interrupting_priority: Annotated[int | None, Field(ge=0, le=100)] = None


class About(BaseModel):
    """What a console needs to know before its first call."""

    name: str
    version: str
    upload_max_mb: int
    demos: list[str]


class Health(BaseModel):
    """The process answers."""

    status: Literal["ok"]


@cache
def call_view() -> TypeAdapter[views.CallView]:
    """Writes a CallView as JSON values."""
    return TypeAdapter(views.CallView)


def snapshot(view: views.CallView) -> str:
    """The first message of a stream, as JSON: the call as it stands after `seq`."""
    body = call_view().dump_json(view).decode()
    return f'{{"type":"snapshot","seq":{view.last_seq},{body[1:]}'


def without_words(view: views.CallView) -> views.CallView:
    """The call without the times of its words, which are two thirds of a long one."""
    lines = tuple(replace(line, words=()) for line in view.transcript)
    return replace(view, transcript=lines)


@cache
def event_schemas() -> dict[str, Any]:
    """JSON schemas of `Event` and all it refers to, from the payload dataclasses."""
    prefix = "#/components/schemas/{model}"
    kinds = get_args(get_args(Payload)[0])  # Annotated[Union[...], Field(...)]
    shared: dict[str, Any] = {}
    variants: list[dict[str, str]] = []
    for kind in kinds:
        schema = TypeAdapter(kind).json_schema(ref_template=prefix, mode="serialization")
        shared.update(schema.pop("$defs", {}))
        name = f"{kind.__name__}Event"
        shared[name] = _with_envelope(schema)
        variants.append({"$ref": f"#/components/schemas/{name}"})
    mapping = {
        shared[ref["$ref"].rsplit("/", 1)[1]]["properties"]["type"]["const"]: ref["$ref"]
        for ref in variants
    }
    shared["Event"] = {
        "description": "One line of a call's log: envelope and payload in one flat object.",
        "oneOf": variants,
        "discriminator": {"propertyName": "type", "mapping": mapping},
    }
    return shared


def _with_envelope(schema: dict[str, Any]) -> dict[str, Any]:
    envelope: dict[str, Any] = {
        "call_id": {"type": "string"},
        "seq": {"type": "integer", "minimum": 1},
        "at_ms": {"type": "integer", "minimum": 0, "description": "Media time, ms."},
        "recorded_at": {"type": "string", "format": "date-time"},
        "cause_seq": {"anyOf": [{"type": "integer"}, {"type": "null"}]},
    }
    required = [*envelope, *schema["properties"]]
    return {**schema, "properties": {**envelope, **schema["properties"]}, "required": required}
