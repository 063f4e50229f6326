"""The messages of Genesys AudioHook, version 2, as far as a server that listens needs them.

Written after https://developer.genesys.cloud/devapps/audiohook.
"""

from __future__ import annotations

import re
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from api.websockets.closing import INVALID, Closing, unreadable
from assistant.events import Speaker

RATE = 8000
CHANNELS: dict[str, Speaker] = {"external": "caller", "internal": "dispatcher"}
NULL_ID = "00000000-0000-0000-0000-000000000000"
DURATION = re.compile(r"PT(\d{1,7}(?:\.\d{1,9})?)S")


class _Part(BaseModel):
    """Fields we do not use are left alone: the protocol asks for it."""

    model_config = ConfigDict(extra="ignore", frozen=True)


Part = TypeVar("Part", bound=_Part)


class Offer(_Part):
    """One way in which the client can send its sound."""

    kind: str = Field(default="audio", alias="type")
    format: str
    rate: int
    channels: tuple[str, ...]

    @property
    def speakers(self) -> tuple[Speaker, ...]:
        """Who is on each channel; empty when one of them is nobody we know."""
        known = tuple(CHANNELS[name] for name in self.channels if name in CHANNELS)
        distinct = len(set(known)) == len(self.channels) == len(known)
        return known if distinct else ()

    @property
    def wire(self) -> dict[str, Any]:
        """As it is answered."""
        return {
            "type": self.kind,
            "format": self.format,
            "channels": list(self.channels),
            "rate": self.rate,
        }


class Participant(_Part):
    """The party whose call it is; a probe has none."""

    id: str | None = None


class ClientMessage(_Part):
    """Any message of the client; `seq` counts its own, `serverseq` is the last it has of ours."""

    version: str
    id: str = Field(max_length=64)
    type: str = Field(max_length=64)
    seq: int = Field(ge=1)
    serverseq: int = Field(ge=0)
    position: str | None = None
    parameters: dict[str, Any] = {}


class OpenParameters(_Part):
    """What `open` tells."""

    conversation: str = Field(alias="conversationId", max_length=64)
    participant: Participant = Participant()
    media: tuple[Offer, ...] = ()

    @property
    def probe(self) -> bool:
        """Whether only the connection is tried, without a call."""
        return self.conversation == NULL_ID


class Gap(_Part):
    """What `discarded` and `resumed` tell: from where on how much sound was left out."""

    start: str
    discarded: str


class Dtmf(_Part):
    """What `dtmf` tells: the external participant, our caller, pressed a key."""

    digit: str


def chosen(offers: tuple[Offer, ...]) -> Offer | None:
    """The offer taken: mu-law at 8 kHz, both sides rather than one, the caller rather than not."""
    fit = [
        offer
        for offer in offers
        if (offer.kind, offer.format, offer.rate) == ("audio", "PCMU", RATE) and offer.speakers
    ]
    return max(
        fit, key=lambda offer: (len(offer.speakers), "caller" in offer.speakers), default=None
    )


def samples_of(duration: str) -> int:
    """A duration such as PT1.25S, in samples."""
    found = DURATION.fullmatch(duration)
    if not found:
        raise Closing(INVALID, "a position is not a duration such as PT1.25S")
    return round(float(found[1]) * RATE)


def told(kind: type[Part], message: ClientMessage) -> Part:
    """What a message tells in its parameters; Closing says what is wrong with them."""
    try:
        return kind.model_validate(message.parameters)
    except ValidationError as error:
        raise unreadable(error) from None
