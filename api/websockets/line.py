"""Sound as it is: binary messages of samples, JSON messages to begin, for keys, to hang up."""

from __future__ import annotations

import json
import re
from typing import Annotated, Any, Literal, cast

from fastapi import APIRouter, WebSocket
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from api.needs import TheDesk, TheMetrics
from api.schemas import CALL_ID
from api.websockets.closing import BAD_PARAMETER, POLICY, UNSUPPORTED, Closing, closing_of
from api.websockets.line_socket import LineSocket, parsed
from assistant.audio.line import Encoding, LineFormat
from assistant.audio.line_decoder import channels_of
from assistant.errors import BadAudio
from assistant.events import Speaker
from assistant.live.opening import LineOpening

router = APIRouter()

SOURCE_MAX = 100
USUAL: dict[int, tuple[Speaker, ...]] = {1: ("caller",), 2: ("caller", "dispatcher")}
SPEAKERS: dict[str, Speaker] = {"caller": "caller", "dispatcher": "dispatcher"}


class Parameters(BaseModel):
    """What a sender says of its sound, in the address or in the start message."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    encoding: str = "mulaw"
    rate: int = 8000
    channels: int | None = None
    speakers: str | None = None
    source: Annotated[str, Field(max_length=SOURCE_MAX)] = "line"
    resume: bool = False


class Control(Parameters):
    """A text message."""

    type: Literal["start", "key", "hang_up"]
    key: str = ""
    speaker: Speaker = "caller"


@router.websocket("/v1/calls/{call_id}/audio")
async def audio(websocket: WebSocket, call_id: str, desk: TheDesk, metrics: TheMetrics) -> None:
    """Take in one call's sound until it hangs up, vanishes, or sends what cannot be taken."""
    socket = LineSocket(websocket, desk, metrics, websocket.app.state.pace, "raw")
    await socket.run(RawLine(socket, call_id, dict(websocket.query_params)).serve)


class RawLine:
    """One sender of plain samples."""

    def __init__(self, socket: LineSocket, call_id: str, query: dict[str, str]) -> None:
        self._socket, self._call_id, self._query = socket, call_id, query
        self._format = LineFormat()

    async def serve(self) -> None:
        """From the start to the hanging up; the address alone is start enough, if it says how."""
        if not re.match(CALL_ID, self._call_id):
            raise Closing(BAD_PARAMETER, "this is no call identifier: letters, digits, _ . : -")
        if "encoding" in self._query:
            await self._start({})
        while not await self._take():
            pass
        await self._socket.hang_up()
        await self._socket.send(json.dumps({"type": "ended"}))

    async def _take(self) -> bool:
        """Take one message; whether it hangs up."""
        socket = self._socket
        message = await (socket.receive() if socket.started else socket.receive_first())
        if isinstance(message, bytes):
            await self._feed(message)
            return False
        control = parsed(message, Control)
        if control.type == "hang_up":
            return socket.line is not None
        if control.type == "key":
            await socket.press(control.key, control.speaker)
            return False
        if socket.started:
            raise Closing(POLICY, "this line has started already")
        await self._start(
            control.model_dump(exclude_unset=True, exclude={"type", "key", "speaker"})
        )
        return False

    async def _start(self, told: dict[str, Any]) -> None:
        """Open the line as address and start message say, the message before the address."""
        said = _parameters({**self._query, **told})
        speakers = _speakers(said)
        try:
            self._format = LineFormat(cast(Encoding, said.encoding), said.rate, len(speakers))
        except BadAudio as error:
            raise closing_of(error, UNSUPPORTED) from None
        opening = LineOpening(said.source, speakers, said.rate)
        call_id = None if self._call_id == "new" else self._call_id
        line = await self._socket.take_line(call_id, opening, known=said.resume)
        started = {"type": "started", "call_id": line.call_id, "resumed": line.resumed}
        await self._socket.send(json.dumps(started))

    async def _feed(self, frame: bytes) -> None:
        line = self._socket.line
        self._socket.count_frame()
        for channel, pcm in enumerate(channels_of(self._format, frame)):
            await line.feed(channel, pcm)


def _parameters(said: dict[str, Any]) -> Parameters:
    try:
        return Parameters.model_validate(said)
    except ValidationError as error:
        field = error.errors()[0]["loc"][0]
        raise Closing(BAD_PARAMETER, f"the parameter {field} cannot be used") from None


def _speakers(said: Parameters) -> tuple[Speaker, ...]:
    """Who is on each channel: as named, else the caller first."""
    if said.speakers is None:
        channels = 1 if said.channels is None else said.channels
        if channels not in USUAL:
            raise Closing(UNSUPPORTED, "one or two channels are taken")
        return USUAL[channels]
    named = tuple(SPEAKERS.get(name.strip()) for name in said.speakers.split(","))
    known = tuple(name for name in named if name)
    if len(known) < len(named) or len(set(known)) < len(known):
        raise Closing(BAD_PARAMETER, "speakers are caller and dispatcher, each on one channel")
    if said.channels not in (None, len(known)):
        raise Closing(BAD_PARAMETER, "name one speaker a channel")
    return known
