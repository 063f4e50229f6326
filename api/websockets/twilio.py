"""Twilio Media Streams: JSON messages, 20 ms of base64 mu-law each, a track a speaker.

The call is named by the custom parameter `call_id` of the <Stream>, else by Twilio's own callSid.
Written after https://www.twilio.com/docs/voice/media-streams/websocket-messages.
"""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from typing import Any

from fastapi import APIRouter, WebSocket
from pydantic import BaseModel, ConfigDict, Field

from api.needs import TheDesk, TheMetrics
from api.schemas import CALL_ID
from api.websockets.closing import BAD_PARAMETER, INVALID, POLICY, UNSUPPORTED, Closing
from api.websockets.line_socket import LineSocket, parsed
from assistant.audio.codecs import Pcm16, decode_mulaw
from assistant.audio.joiner import Joiner
from assistant.events import Speaker
from assistant.live.opening import LineOpening

router = APIRouter()

RATE = 8000
TRACKS: dict[str, Speaker] = {"inbound": "caller", "outbound": "dispatcher"}
TIME_MAX_MS = 7 * 24 * 3600 * 1000


class _Message(BaseModel):
    """Twilio adds fields now and then; those we do not use are left alone."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class MediaFormat(_Message):
    """How the sound is coded."""

    encoding: str = "audio/x-mulaw"
    rate: int = Field(default=RATE, alias="sampleRate")
    channels: int = 1


class Start(_Message):
    """What a stream is about to bring."""

    call_sid: str | None = Field(default=None, alias="callSid")
    tracks: tuple[str, ...] = ("inbound",)
    media_format: MediaFormat = Field(default=MediaFormat(), alias="mediaFormat")
    custom: dict[str, Any] = Field(default={}, alias="customParameters")


class Media(_Message):
    """A piece of one track; `timestamp` is ms since the stream began."""

    track: str = "inbound"
    payload: str
    timestamp: int | None = Field(default=None, ge=0, le=TIME_MAX_MS)


class Dtmf(_Message):
    """A key pressed; its track is named `inbound_track`."""

    track: str = "inbound_track"
    digit: str


class TwilioMessage(_Message):
    """Any message; each carries the part that its event names."""

    event: str
    sequence: int | None = Field(default=None, alias="sequenceNumber", ge=0)
    start: Start | None = None
    media: Media | None = None
    dtmf: Dtmf | None = None


@router.websocket("/v1/ingest/twilio")
async def twilio(websocket: WebSocket, desk: TheDesk, metrics: TheMetrics) -> None:
    """Take in one Media Stream."""
    socket = LineSocket(websocket, desk, metrics, websocket.app.state.pace, "twilio")
    await socket.run(TwilioLine(socket).serve)


class TwilioLine:
    """One Media Stream: its tracks are a call's channels, joined by their time stamps."""

    def __init__(self, socket: LineSocket) -> None:
        self._socket = socket
        self._tracks: dict[str, tuple[int, Joiner]] = {}
        self._ends: dict[int, int] = {}

    async def serve(self) -> None:
        """From `connected` to `stop`; events that are not known are passed over."""
        try:
            while await self._take(await self._receive()):
                pass
        finally:
            await self._flush()  # what was held back for a frame that is not coming any more
        await self._socket.hang_up()

    async def _take(self, message: TwilioMessage) -> bool:
        """Take one message; whether more may come."""
        if message.event == "start":
            await self._start(message.start)
        elif message.event == "media":
            await self._media(message.media, message.sequence)
        elif message.event == "dtmf":
            await self._key(message.dtmf)
        return message.event != "stop"

    async def _receive(self) -> TwilioMessage:
        socket = self._socket
        text = await (socket.receive() if socket.started else socket.receive_first())
        if isinstance(text, bytes):
            raise Closing(UNSUPPORTED, "messages are text here: sound is base64 in media messages")
        return parsed(text, TwilioMessage)

    async def _start(self, start: Start | None) -> None:
        if start is None:
            raise Closing(INVALID, "in this message start is missing")
        if self._socket.started:
            raise Closing(POLICY, "this stream has started already")
        media = start.media_format
        if (media.encoding, media.rate, media.channels) != ("audio/x-mulaw", RATE, 1):
            raise Closing(UNSUPPORTED, "audio/x-mulaw at 8000 Hz with one channel is taken")
        speakers = tuple(TRACKS[track] for track in TRACKS if track in start.tracks)
        if not speakers or len(speakers) < len(start.tracks):
            raise Closing(UNSUPPORTED, "the tracks inbound and outbound are taken")
        call_id = start.custom.get("call_id") or start.call_sid
        if call_id is not None and not (isinstance(call_id, str) and re.match(CALL_ID, call_id)):
            raise Closing(BAD_PARAMETER, "call_id is no identifier: letters, digits, _ . : -")
        await self._socket.take_line(call_id, LineOpening("Twilio", speakers, RATE))
        known = [track for track in TRACKS if track in start.tracks]
        self._tracks = {
            track: (channel, Joiner(RATE, self._socket.count_fault))
            for channel, track in enumerate(known)
        }

    async def _media(self, media: Media | None, sequence: int | None) -> None:
        line = self._socket.line
        if media is None:
            raise Closing(INVALID, "in this message media is missing")
        if media.track not in self._tracks:
            raise Closing(INVALID, "this track was not in the start message")
        self._socket.count_frame()
        channel, joiner = self._tracks[media.track]
        pcm = _samples(media.payload)
        at = self._ends.get(channel, 0) if media.timestamp is None else media.timestamp * 8
        self._ends[channel] = at + len(pcm)
        room_ms, behind_ms = line.room_ms(channel), line.behind_ms(channel)
        for piece in joiner.push(at, pcm, sequence, room_ms, behind_ms):
            await line.feed(channel, piece)

    async def _key(self, dtmf: Dtmf | None) -> None:
        if dtmf is None:
            raise Closing(INVALID, "in this message dtmf is missing")
        speaker = TRACKS.get(dtmf.track.removesuffix("_track"))
        if speaker is None:
            raise Closing(INVALID, "in this message dtmf.track is not known")
        await self._socket.press(dtmf.digit, speaker)

    async def _flush(self) -> None:
        for channel, joiner in self._tracks.values():
            for piece in joiner.flush(self._socket.line.room_ms(channel)):
                await self._socket.line.feed(channel, piece)


def _samples(payload: str) -> Pcm16:
    try:
        return decode_mulaw(b64decode(payload, validate=True))
    except (binascii.Error, ValueError):
        raise Closing(INVALID, "in this message media.payload is not base64") from None
