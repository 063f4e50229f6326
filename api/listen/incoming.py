"""What a client sends on a stream: audio, control messages, or nothing for too long."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import Enum

import anyio
from fastapi import WebSocket, WebSocketDisconnect

FRAME_MAX = 2**20
"""A minute of 8 kHz linear16; senders cut their audio far finer."""
NORMAL, BAD_DATA, TOO_BIG, FAILED, FULL = 1000, 1008, 1009, 1011, 1013


class Control(Enum):
    """Control messages of a client, and text that is none."""

    KEEP_ALIVE = "KeepAlive"
    FINALIZE = "Finalize"
    CLOSE = "CloseStream"
    UNREADABLE = ""


class Ended(Exception):
    """The stream ends with this close code and reason (up to 123 bytes)."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


QUIET = "NET-0001: no audio and no text message came within the time allowed"
AHEAD = "Audio runs too far ahead of real time: send it as it plays, or POST the recording"
LARGE = "DATA-0000: a frame is larger than 1 MB: send less audio at a time"


@dataclass(frozen=True, slots=True)
class Incoming:
    """Reads one client's messages; `quiet_s` is how long none may come."""

    websocket: WebSocket
    quiet_s: float

    async def next(self) -> bytes | Control:
        """The next message; Ended when none comes or it cannot be taken, WebSocketDisconnect."""
        try:
            with anyio.fail_after(self.quiet_s):
                message = await self.websocket.receive()
        except TimeoutError:
            raise Ended(FAILED, QUIET) from None
        if message["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(message.get("code", 1005))
        data, text = message.get("bytes"), message.get("text")
        if len(data or text or "") > FRAME_MAX:
            raise Ended(TOO_BIG, LARGE)
        if data is None:
            return control(text or "")
        return data or Control.CLOSE  # an empty frame is the older way to say it


def control(text: str) -> Control:
    """The control message in a text frame."""
    try:
        message = json.loads(text)
    except (ValueError, RecursionError):
        return Control.UNREADABLE
    name = message.get("type") if isinstance(message, dict) else None
    known = {one.value: one for one in Control}
    return known.get(name, Control.UNREADABLE) if isinstance(name, str) else Control.UNREADABLE
