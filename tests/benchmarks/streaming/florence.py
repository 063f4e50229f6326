"""Florence's own sockets: audio goes in by one, events come out of the other."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from websockets.exceptions import ConnectionClosed, InvalidStatusCode
from websockets.legacy.client import WebSocketClientProtocol, connect

from tests.benchmarks.streaming.peer import Clock, Frame, Refused
from tests.benchmarks.streaming.told import Told

QUERY = "encoding=mulaw&rate=8000&channels=2&speakers=caller,dispatcher"


class Florence:
    """`WS /v1/calls/new/audio` and `/v1/calls/{id}/stream`."""

    name = "florence"

    def __init__(self, url: str, clock: Clock | None = None) -> None:
        self._clock = clock or Clock()
        self._url = url.replace("http", "ws", 1).rstrip("/")

    @asynccontextmanager
    async def line(self) -> AsyncIterator[FlorenceLine]:
        """Open a call; Refused when the server takes none."""
        audio = await open_socket(f"{self._url}/v1/calls/new/audio?{QUERY}")
        try:
            call_id = await _started(audio)
            events = await open_socket(f"{self._url}/v1/calls/{call_id}/stream?after=0")
            try:
                yield FlorenceLine(audio, events, self._clock)
            finally:
                await events.close()
        finally:
            await audio.close()


class FlorenceLine:
    """One open call."""

    def __init__(
        self, audio: WebSocketClientProtocol, events: WebSocketClientProtocol, clock: Clock
    ) -> None:
        self._clock = clock
        self._audio = audio
        self._events = events

    async def send(self, frame: Frame) -> None:
        """Send the next 20 ms, samples interleaved."""
        both = bytearray(2 * len(frame[0]))
        both[0::2], both[1::2] = frame
        await self._audio.send(bytes(both))

    async def finish(self) -> None:
        """Hang up."""
        await self._audio.send(json.dumps({"type": "hang_up"}))

    async def told(self) -> AsyncIterator[Told]:
        """Events until the call has ended."""
        async for message in self._events:
            event = json.loads(message)
            told = read_event(event, self._clock.now())
            if told is not None:
                yield told
            if event.get("type") == "call_ended":
                return


def read_event(event: dict[str, Any], arrived: float) -> Told | None:
    """What an event tells of speech, or None when it is about something else."""
    who, utterance = event.get("speaker"), event.get("utterance_id") or ""
    at_ms = event.get("at_ms")
    kind = event.get("type")
    if kind == "speech_started":
        return Told(arrived, "began", who, utterance, at_ms=at_ms)
    if kind == "speech_ended":
        return Told(arrived, "ended", who, utterance, at_ms=at_ms)
    if kind == "transcript_partial":
        text = str(event["text"])
        stable = text[: event["stable_chars"]]
        return Told(arrived, "partial", who, utterance, text, stable, at_ms)
    if kind == "transcript_final":
        return Told(arrived, "final", who, utterance, str(event["text"]), at_ms=at_ms)
    if kind == "stage_failed":
        return Told(arrived, "trouble", text=f"{event['stage']}: {event['code']}")
    return None


async def open_socket(
    uri: str, headers: Mapping[str, str] | None = None
) -> WebSocketClientProtocol:
    """A socket without compression, which would cost the client; Refused when it stays shut."""
    try:
        return await connect(
            uri, compression=None, max_size=None, extra_headers=dict(headers or {})
        )
    except InvalidStatusCode as error:
        raise Refused(error.status_code, "before the socket opened") from None


async def _started(audio: WebSocketClientProtocol) -> str:
    """The call's identifier, from the first message."""
    try:
        while True:
            message = json.loads(await audio.recv())
            if message.get("type") == "started":
                return str(message["call_id"])
    except ConnectionClosed as closed:
        code, reason = (closed.rcvd.code, closed.rcvd.reason) if closed.rcvd else (1006, "")
        raise Refused(code, reason) from None
