"""What a dispatcher may ask of a call.

Some share their names with events, so import the module: `from assistant import commands`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from assistant.events import Certainty


@dataclass(frozen=True, slots=True)
class Asked:
    """The dispatcher asked this question."""

    question: str
    type: Literal["asked"] = "asked"


@dataclass(frozen=True, slots=True)
class Answered:
    """The dispatcher has the answer to this question, without a value worth keeping."""

    question: str
    type: Literal["answered"] = "answered"


@dataclass(frozen=True, slots=True)
class Snoozed:
    """Not now: the guidance may come again after a while, if it still fits."""

    guidance_id: str
    type: Literal["snoozed"] = "snoozed"


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """The dispatcher takes this guidance up."""

    guidance_id: str
    type: Literal["acknowledged"] = "acknowledged"


@dataclass(frozen=True, slots=True)
class Dismissed:
    """The dispatcher does not want this guidance."""

    guidance_id: str
    type: Literal["dismissed"] = "dismissed"


@dataclass(frozen=True, slots=True)
class FactCorrected:
    """The dispatcher knows better: this value holds from now on."""

    fact: str
    value: str
    certainty: Certainty
    type: Literal["fact_corrected"] = "fact_corrected"


@dataclass(frozen=True, slots=True)
class CallTypeSet:
    """The dispatcher says what kind of call this is."""

    call_type: str
    type: Literal["call_type_set"] = "call_type_set"


@dataclass(frozen=True, slots=True)
class Note:
    """A note in the dispatcher's own words."""

    text: str
    type: Literal["note"] = "note"


Command = Asked | Answered | Acknowledged | Dismissed | Snoozed | FactCorrected | CallTypeSet | Note
