"""Live transcription for other programs, as Deepgram's live API: audio in, results out.

No call is made of it and nothing is kept. The socket is refused with HTTP 400 or 503 before it
opens, or closed with 1000 (all told), 1008 (not audio we take), 1009 (a frame too large), 1011
(nothing came, or something failed here) or 1013 (as many lines as the machine can hear).
"""

from __future__ import annotations

import hashlib
from collections.abc import Coroutine, Iterable
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass

import anyio
import anyio.lowlevel
import structlog
from anyio.abc import TaskGroup
from fastapi import APIRouter, WebSocket, WebSocketDisconnect

from api.backend import Desk
from api.listen.incoming import AHEAD, BAD_DATA, FAILED, FULL, NORMAL, Control, Ended, Incoming
from api.listen.line import Line
from api.listen.messages import Message, Request, Trouble
from api.listen.parameters import Parameters, live_parameters
from api.listen.refusals import refusal, sentence
from api.listen.scribe import Scribe
from api.needs import TheDesk, TheMetrics
from api.problems import place
from api.routes.about import installed_version
from assistant.audio.line import RawFormat
from assistant.audio.raw import RawAudio
from assistant.audio.wav import read_wav_header
from assistant.errors import BadAudio, FlorenceError, LinesFull, NotReady

log = structlog.get_logger(__name__)
router = APIRouter()

SUBPROTOCOLS = ("token", "bearer")
"""How clients that cannot send headers bring a key: ["token", key]. Any key is let in."""
SCHEMA_ERROR = Trouble(
    variant="SchemaError",
    description="This text message is none of KeepAlive, Finalize, CloseStream.",
)


@dataclass(frozen=True, slots=True)
class ListenPace:
    """How patient a stream is, in seconds: with silence, with one sending, with audio ahead.

    What is ahead of real time waits in memory to be decoded.
    """

    quiet_s: float = 10.0
    send_s: float = 10.0
    ahead_s: float = 300.0


@router.websocket("/v1/listen")
async def listen(websocket: WebSocket, desk: TheDesk, metrics: TheMetrics) -> None:
    """Serve one stream until its client closes it, leaves, or falls silent."""
    request = Request.new(desk.speech_model, installed_version())
    try:
        asked = live_parameters(websocket.query_params.multi_items())
        stream = Listen(websocket, desk, asked, request)
        async with AsyncExitStack() as places:
            await stream.open(places)
            with metrics.listens.track_inprogress():
                end = await stream.run(places)
    except FlorenceError as error:
        await _refuse(websocket, error, request)
        return
    if end is not None:
        with anyio.move_on_after(websocket.app.state.listen_pace.send_s), suppress(Exception):
            await websocket.close(end.code, end.reason)


async def _refuse(websocket: WebSocket, error: FlorenceError, request: Request) -> None:
    """Answer with an error instead of opening; a server that cannot closes with 1008 (403)."""
    if "websocket.http.response" in websocket.scope.get("extensions", {}):
        await websocket.send_denial_response(refusal(error, request.request_id))
    else:
        await websocket.close(BAD_DATA)


class Listen:
    """One client's stream: reads its audio, tells what is heard, notices when it has gone."""

    def __init__(
        self, websocket: WebSocket, desk: Desk, asked: Parameters, request: Request
    ) -> None:
        self._websocket, self._desk = websocket, desk
        self._asked, self._request = asked, request
        self._pace: ListenPace = websocket.app.state.listen_pace
        self._incoming = Incoming(websocket, self._pace.quiet_s)
        self._sending = anyio.Lock()
        self._digest = hashlib.sha256()
        self._line: Line | None = None
        self._told = anyio.Event()
        self._end: Ended | None = None
        self._left = False

    async def open(self, places: AsyncExitStack) -> None:
        """Take a place where the form is known, then accept; FlorenceError before that."""
        if self._asked.form is not None:
            self._line = await self._open_line(self._asked.form, places)
        offered = self._websocket.scope.get("subprotocols", [])
        chosen = next((name for name in offered if name in SUBPROTOCOLS), None)
        headers = [(b"dg-request-id", self._request.request_id.encode())]
        await self._websocket.accept(chosen, headers)

    async def run(self, places: AsyncExitStack) -> Ended | None:
        """How the stream ends; None when the client has left by itself."""
        try:
            first = b"" if self._line else await self._read_header(places)
        except Exception as error:
            return _end_of(error)
        async with anyio.create_task_group() as tasks:
            await self._attempt(self._serve(first, tasks), tasks)
        return self._end

    async def _attempt(self, work: Coroutine[None, None, Ended | None], tasks: TaskGroup) -> None:
        """Work that may end the stream, by what it returns or by failing."""
        try:
            ended = await work
        except Exception as error:
            ended = _end_of(error)
            self._left = ended is None
        if ended is not None or self._left:
            self._end = self._end or ended
            tasks.cancel_scope.cancel()

    async def _serve(self, first: bytes, tasks: TaskGroup) -> Ended:
        if self._line is not None:
            tasks.start_soon(self._attempt, self._tell(self._line), tasks)
            await self._listen(self._line, first)
            self._line.finish()
            tasks.start_soon(self._attempt, self._watch_leaving(), tasks)
            await self._told.wait()
        await self._send([self._metadata()])
        return Ended(NORMAL, "")

    async def _listen(self, line: Line, first: bytes) -> None:
        """Put audio into the ear, and do as asked, until the client closes the stream."""
        message: bytes | Control = first
        while message is not Control.CLOSE:
            if isinstance(message, bytes):
                for piece in line.pieces(message):
                    await self._send(line.take(piece))
                    await anyio.lowlevel.checkpoint()
                    if line.ahead_s > self._pace.ahead_s:
                        raise Ended(BAD_DATA, AHEAD)
            elif message is Control.FINALIZE:
                line.flush()
            message = await self._next()

    async def _read_header(self, places: AsyncExitStack) -> bytes:
        """Open the line by the WAV header the audio begins with; the audio after it."""
        head = b""
        while (message := await self._next()) is not Control.CLOSE:
            head += message if isinstance(message, bytes) else b""
            header = read_wav_header(head)
            if header is not None:
                self._line = await self._open_line(header.form, places)
                return head[header.begins :]
        return b""

    async def _next(self) -> bytes | Control:
        """The next message; text that says nothing to us is told so."""
        message = await self._incoming.next()
        if message is Control.UNREADABLE:
            await self._send([SCHEMA_ERROR])
        if isinstance(message, bytes):
            self._digest.update(message)
        return message

    async def _tell(self, line: Line) -> None:
        async for message in line.messages():
            await self._send([message])
        self._told.set()

    async def _send(self, messages: Iterable[Message]) -> None:
        """Send in the order in which senders come."""
        texts = [message.model_dump_json() for message in messages]
        async with self._sending:
            for text in texts:
                with anyio.move_on_after(self._pace.send_s) as patience:
                    await self._websocket.send_text(text)
                if patience.cancelled_caught:
                    raise Ended(FULL, "results are not read")

    async def _watch_leaving(self) -> None:
        while (await self._websocket.receive())["type"] != "websocket.disconnect":
            pass  # the stream is closed: what still comes is not heard
        raise WebSocketDisconnect

    async def _open_line(self, form: RawFormat, places: AsyncExitStack) -> Line:
        channels = self._asked.lines(form)
        ear = await places.enter_async_context(self._desk.listen(channels, self._asked.listening))
        scribe = Scribe(self._asked, self._request, channels)
        return Line(ear, RawAudio(form, mixed=not self._asked.apart), scribe, channels)

    def _metadata(self) -> Message:
        ms, channels = (self._line.audio.ms, self._line.channels) if self._line else (0, 0)
        return self._request.metadata_at_close(self._digest.hexdigest(), ms, channels)


def _end_of(error: Exception) -> Ended | None:
    """How a failing stream is closed; None when its client has left."""
    match error:
        case Ended():
            return error
        case WebSocketDisconnect():
            return None
        case BadAudio():
            return Ended(BAD_DATA, f"DATA-0000: {error}")
        case LinesFull() | NotReady():
            return Ended(FULL, sentence(error))
    log.error("listen_failed", error=type(error).__name__, at=place(error))
    return Ended(FAILED, "something failed here: connect again")
