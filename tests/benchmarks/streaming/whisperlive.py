"""WhisperLive's messages: one socket a channel, 16 kHz float32, segments that become completed."""

from __future__ import annotations

import json
import uuid
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import anyio
from anyio.streams.memory import MemoryObjectSendStream
from websockets.legacy.client import WebSocketClientProtocol

from assistant.audio.codecs import decode_mulaw
from assistant.audio.resample import Resampler
from assistant.events import Speaker
from tests.benchmarks.streaming.conversation import RATE, SPEAKERS
from tests.benchmarks.streaming.florence import open_socket
from tests.benchmarks.streaming.peer import Clock, Frame, Refused
from tests.benchmarks.streaming.told import Kind, Told

HELLO = {"language": "en", "task": "transcribe", "model": "base", "use_vad": True}


class WhisperLive:
    """`WS {url}`, once a channel."""

    name = "whisperlive"

    def __init__(self, url: str, clock: Clock | None = None) -> None:
        self._clock = clock or Clock()
        self._url = url.replace("http", "ws", 1)

    @asynccontextmanager
    async def line(self) -> AsyncIterator[WhisperLiveLine]:
        """Open a call; Refused when the server has it wait."""
        async with AsyncExitStack() as stack:
            sockets = []
            for _ in SPEAKERS:
                socket = await open_socket(self._url)
                stack.push_async_callback(socket.close)
                await _ready(socket)
                sockets.append(socket)
            yield WhisperLiveLine(sockets, self._clock)


class WhisperLiveLine:
    """One open call."""

    def __init__(self, sockets: list[WebSocketClientProtocol], clock: Clock) -> None:
        self._clock = clock
        self._sockets = sockets
        self._resamplers = [Resampler(RATE) for _ in sockets]

    async def send(self, frame: Frame) -> None:
        """Send the next 20 ms of each channel."""
        for socket, resampler, part in zip(self._sockets, self._resamplers, frame, strict=True):
            await socket.send(resampler.push(decode_mulaw(part)).tobytes())

    async def finish(self) -> None:
        """Say that the audio is over."""
        for socket in self._sockets:
            await socket.send(b"END_OF_AUDIO")

    async def told(self) -> AsyncIterator[Told]:
        """Segments of both channels until the server closes."""
        put, take = anyio.create_memory_object_stream[Told](100)
        async with anyio.create_task_group() as tasks, take:
            async with put:
                for speaker, socket in zip(SPEAKERS, self._sockets, strict=True):
                    reader = SegmentReader(speaker)
                    tasks.start_soon(_read, socket, reader, put.clone(), self._clock)
            async for told in take:
                yield told


async def _read(
    socket: WebSocketClientProtocol,
    reader: SegmentReader,
    put: MemoryObjectSendStream[Told],
    clock: Clock,
) -> None:
    async with put:
        async for message in socket:
            for told in reader.read(json.loads(message), clock.now()):
                await put.send(told)
        for told in reader.finish(clock.now()):
            await put.send(told)


class SegmentReader:
    """One channel's segments: completed ones are finals, the open one is a partial."""

    def __init__(self, speaker: Speaker) -> None:
        self._speaker = speaker
        self._completed: set[str] = set()
        self._open = ""

    def read(self, message: dict[str, Any], arrived: float) -> list[Told]:
        """What is new in a message; it repeats the last segments each time."""
        found: list[Told] = []
        for segment in message.get("segments", ()):
            if segment["start"] in self._completed:
                continue
            text = str(segment["text"]).strip()
            if segment.get("completed"):
                found.append(self._told(arrived, "final", text))
                self._completed.add(segment["start"])
                self._open = ""
            elif text != self._open:
                found.append(self._told(arrived, "partial", text))
                self._open = text
        return found

    def finish(self, arrived: float) -> list[Told]:
        """The segment still open when the server closes is as final as it gets."""
        return [self._told(arrived, "final", self._open)] if self._open else []

    def _told(self, arrived: float, kind: Kind, text: str) -> Told:
        utterance = f"{self._speaker}-{len(self._completed)}"
        return Told(arrived, kind, self._speaker, utterance, text)


async def _ready(socket: WebSocketClientProtocol) -> None:
    await socket.send(json.dumps({"uid": str(uuid.uuid4()), **HELLO}))
    while True:
        message = json.loads(await socket.recv())
        if message.get("message") == "SERVER_READY":
            return
        if message.get("status") in {"WAIT", "ERROR"}:
            raise Refused(1013, str(message.get("message", message["status"])))
