"""Genesys AudioHook: JSON messages both ways around binary mu-law, both sides interleaved.

The call is named by the conversation. A session that begins while the conversation's call is live
takes the call up; one that begins when it is over is a call of its own.
"""

from __future__ import annotations

import json
import re
from contextlib import suppress
from typing import Any

import anyio
import numpy as np
from fastapi import APIRouter, WebSocket, WebSocketDisconnect

from api.needs import TheDesk, TheMetrics
from api.schemas import CALL_ID
from api.websockets.audiohook_messages import (
    RATE,
    ClientMessage,
    Dtmf,
    Gap,
    Offer,
    OpenParameters,
    chosen,
    samples_of,
    told,
)
from api.websockets.closing import (
    BAD_PARAMETER,
    INVALID,
    POLICY,
    TOO_BIG,
    UNSUPPORTED,
    Closing,
    closing_of,
)
from api.websockets.line_socket import LineSocket, parsed
from assistant.audio.line import LineFormat
from assistant.audio.line_decoder import channels_of
from assistant.errors import CallOver, FlorenceError
from assistant.live.opening import LineOpening

router = APIRouter()

VERSION = "2"
CLOSE_S = 5
"""How long a client that was told to disconnect may take to close by itself."""
ROUNDING = RATE // 100
"""Positions are rounded: less than this, in samples, is no gap."""


@router.websocket("/v1/ingest/audiohook")
async def audiohook(websocket: WebSocket, desk: TheDesk, metrics: TheMetrics) -> None:
    """Take in one AudioHook session."""
    socket = LineSocket(websocket, desk, metrics, websocket.app.state.pace, "audiohook")
    await socket.run(AudioHookLine(socket).serve)


class AudioHookLine:
    """One session: its sound, its place in it, and the numbers of the messages both ways."""

    def __init__(self, socket: LineSocket) -> None:
        self._socket = socket
        self._session = ""
        self._seq = self._client_seq = 0
        self._format: LineFormat | None = None
        self._at = 0  # samples of each channel sent so far, those left out among them
        self._closed = False

    async def serve(self) -> None:
        """From `open` to `close`; what cannot be taken is answered with `disconnect`."""
        try:
            while not self._closed:
                await self._take(await self._receive())
        except Closing as closing:
            await self._disconnect(closing)
            raise
        except FlorenceError as error:
            ours = closing_of(error)
            await self._disconnect(ours)
            raise ours from None

    async def _receive(self) -> ClientMessage | bytes:
        socket = self._socket
        message = await (socket.receive() if self._session else socket.receive_first())
        return message if isinstance(message, bytes) else parsed(message, ClientMessage)

    async def _take(self, message: ClientMessage | bytes) -> None:
        if isinstance(message, bytes):
            await self._sound(message)
            return
        self._check(message)
        if self._session and message.position:
            await self._reach(samples_of(message.position))
        if message.type == "open":
            await self._open(message)
        elif not self._session:
            raise Closing(POLICY, "the first message must be open")
        elif message.type == "close":
            await self._close(message)
        elif message.type == "ping":
            await self._answer("pong")
        elif message.type in ("discarded", "paused", "resumed"):
            await self._pause(message)
        elif message.type == "dtmf":
            await self._socket.press(told(Dtmf, message).digit)

    def _check(self, message: ClientMessage) -> None:
        """Each message follows the one before it, and belongs to this session."""
        if message.version != VERSION:
            raise Closing(UNSUPPORTED, "version 2 of the protocol is spoken here")
        if self._session and message.id != self._session:
            raise Closing(INVALID, "this message belongs to another session")
        if message.seq != self._client_seq + 1:
            raise Closing(INVALID, "a message is missing: seq must grow by one")
        if message.serverseq > self._seq:
            raise Closing(INVALID, "serverseq names a message that was never sent")
        self._client_seq = message.seq

    async def _pause(self, message: ClientMessage) -> None:
        """Sound was left out, or is from now on."""
        if message.type == "paused":
            self._socket.line.pause(True)
            return
        if message.type == "resumed":
            self._socket.line.pause(False)
        gap = told(Gap, message)
        await self._reach(samples_of(gap.start) + samples_of(gap.discarded))

    async def _reach(self, at: int) -> None:
        """Silence up to where the client says that it has got to."""
        missing = at - self._at
        if self._format is None or missing < ROUNDING:
            return
        self._at = at
        line, count = self._socket.line, self._socket.count_fault
        bridged = min(missing, line.room_ms(0) * RATE // 1000)
        count("bridged_ms", bridged * 1000 // RATE)
        if bridged < missing:
            count("jumps", 1)
        for channel in range(self._format.channels):
            await line.feed(channel, np.zeros(bridged, np.int16))

    async def _close(self, message: ClientMessage) -> None:
        """The client does not wait for the last words; the call does."""
        self._closed = True
        await self._answer("closed")
        if not self._socket.started:
            return
        if message.parameters.get("reason") == "end":
            await self._socket.hang_up()
        else:
            raise WebSocketDisconnect

    async def _answer(self, kind: str, parameters: dict[str, Any] | None = None) -> None:
        self._seq += 1
        message = {
            "version": VERSION,
            "id": self._session,
            "type": kind,
            "seq": self._seq,
            "clientseq": self._client_seq,
            "parameters": parameters or {},
        }
        await self._socket.send(json.dumps(message))

    async def _disconnect(self, closing: Closing) -> None:
        """Ask the client to close, with the reason, and let it do so by itself."""
        if not self._session or closing.code == TOO_BIG:
            return
        with suppress(Closing, WebSocketDisconnect), anyio.move_on_after(CLOSE_S):
            await self._answer("disconnect", {"reason": "error", "info": closing.reason})
            while True:
                message = await self._receive()
                if isinstance(message, ClientMessage) and message.type == "close":
                    self._client_seq = message.seq
                    await self._answer("closed")
                    return

    async def _open(self, message: ClientMessage) -> None:
        if self._session:
            raise Closing(POLICY, "this session is open already")
        self._session = message.id
        self._at = samples_of(message.position or "PT0S")
        opened = told(OpenParameters, message)
        offer = chosen(opened.media)
        if offer is None and not opened.probe:
            raise Closing(UNSUPPORTED, "no media offered can be taken: PCMU at 8000 Hz can")
        if offer and not opened.probe:
            await self._take_line(opened.conversation, offer)
        media = [offer.wire] if offer else []
        await self._answer("opened", {"startPaused": False, "media": media})

    async def _take_line(self, conversation: str, offer: Offer) -> None:
        if not re.match(CALL_ID, conversation):
            raise Closing(BAD_PARAMETER, "conversationId is no identifier")
        opening = LineOpening("Genesys AudioHook", offer.speakers, RATE)
        try:
            await self._socket.take_line(conversation, opening)
        except CallOver:
            await self._socket.take_line(None, opening)
        self._format = LineFormat("mulaw", RATE, len(offer.speakers))

    async def _sound(self, frame: bytes) -> None:
        line = self._socket.line
        assert self._format is not None
        self._socket.count_frame()
        for channel, pcm in enumerate(channels_of(self._format, frame)):
            await line.feed(channel, pcm)
        self._at += self._format.samples(len(frame))
