"""Any server that speaks Deepgram's live messages, our own `/v1/listen` among them.

It never says which words of an interim will stay, so only what does stay can be measured.
"""

from __future__ import annotations

import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from websockets.legacy.client import WebSocketClientProtocol

from tests.benchmarks.streaming.conversation import SPEAKERS
from tests.benchmarks.streaming.florence import open_socket
from tests.benchmarks.streaming.peer import Clock, Frame
from tests.benchmarks.streaming.told import Kind, Told

QUERY = (
    "encoding=mulaw&sample_rate=8000&channels=2&multichannel=true"
    "&interim_results=true&vad_events=true&punctuate=true"
)


class Deepgram:
    """`WS {url}/v1/listen`; a key is read from DEEPGRAM_API_KEY where the server wants one."""

    name = "deepgram"

    def __init__(self, url: str, clock: Clock | None = None) -> None:
        self._clock = clock or Clock()
        self._url = url.replace("http", "ws", 1).rstrip("/")

    @asynccontextmanager
    async def line(self) -> AsyncIterator[DeepgramLine]:
        """Open a call; Refused when the server takes none."""
        key = os.environ.get("DEEPGRAM_API_KEY")
        headers = {"Authorization": f"Token {key}"} if key else {}
        socket = await open_socket(f"{self._url}/v1/listen?{QUERY}", headers)
        try:
            yield DeepgramLine(socket, self._clock)
        finally:
            await socket.close()


class DeepgramLine:
    """One open call."""

    def __init__(self, socket: WebSocketClientProtocol, clock: Clock) -> None:
        self._clock = clock
        self._socket = socket
        self._reader = ResultReader()

    async def send(self, frame: Frame) -> None:
        """Send the next 20 ms, samples interleaved."""
        both = bytearray(2 * len(frame[0]))
        both[0::2], both[1::2] = frame
        await self._socket.send(bytes(both))

    async def finish(self) -> None:
        """Say that the audio is over."""
        await self._socket.send(json.dumps({"type": "CloseStream"}))

    async def told(self) -> AsyncIterator[Told]:
        """Results until the server has told the last."""
        async for message in self._socket:
            told = self._reader.read(json.loads(message), self._clock.now())
            if told is not None:
                yield told


class ResultReader:
    """Counts the finals of each channel: interims belong to the next one."""

    def __init__(self) -> None:
        self._finals = [0, 0]

    def read(self, message: dict[str, Any], arrived: float) -> Told | None:
        """What a message tells of speech, or None."""
        if message.get("type") == "Error":
            return Told(arrived, "trouble", text=str(message.get("description", "Error")))
        if message.get("type") != "Results":
            return None
        channel = int(message["channel_index"][0])
        text = str(message["channel"]["alternatives"][0]["transcript"])
        number = self._finals[channel]
        if not text.strip():
            return None
        if message["is_final"]:
            self._finals[channel] += 1
        kind: Kind = "final" if message["is_final"] else "partial"
        at_ms = int((message["start"] + message["duration"]) * 1000)
        speaker = SPEAKERS[channel]
        return Told(arrived, kind, speaker, f"{speaker}-{number}", text, at_ms=at_ms)
