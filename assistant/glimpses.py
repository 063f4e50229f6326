"""What a caller is saying, looked at before it is over: for dangers, and for nothing else.

The settled words of a partial are read off the audio path, one reading at a time, always of the
newest; what waits is replaced, and nothing is read while finals come late. What is heard goes
into the session's inbox like every answer of a model, and never becomes a fact.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import anyio

from assistant.events import (
    Event,
    PartialUnderstood,
    Payload,
    Signal,
    Speaker,
    TranscriptFinal,
    TranscriptPartial,
)
from assistant.understanding.understander import Understander

GLIMPSE_CHARS = 240
"""How much of a long utterance is looked at: its last words; the others were looked at before."""
Put = Callable[[Payload], Awaitable[list[Event]]]
Room = Callable[[], bool]
"""Whether the machine has time for what can wait."""


def always() -> bool:
    """There is room."""
    return True


@dataclass(frozen=True, slots=True, eq=False)
class _Glimpse:
    utterance_id: str
    revision: int
    speaker: Speaker
    text: str
    done: anyio.Event = field(default_factory=anyio.Event)


class Glimpses:
    """One call's glimpses; `follow` never waits, `run` is their task."""

    def __init__(self, call_id: str, understander: Understander, put: Put, room: Room) -> None:
        self._call_id, self._understander = call_id, understander
        self._put, self._room = put, room
        self._next: _Glimpse | None = None
        self._more = anyio.Event()
        self._looked_at = ("", "")
        self._told: tuple[str, frozenset[str]] = ("", frozenset())
        self._over = ""

    def follow(self, payload: Payload) -> anyio.Event | None:
        """Take a partial or a final in; what tells when the partial has been looked at."""
        if isinstance(payload, TranscriptFinal) and payload.speaker == "caller":
            self._over = payload.utterance_id
            self._replace(None)
        elif isinstance(payload, TranscriptPartial) and payload.speaker == "caller":
            text = _settled(payload)
            if text and (payload.utterance_id, text) != self._looked_at:
                glimpse = _Glimpse(payload.utterance_id, payload.revision, payload.speaker, text)
                self._replace(glimpse)
                return glimpse.done
        return None

    async def run(self) -> None:
        """Look at one partial after another; runs until it is cancelled."""
        while True:
            await self._more.wait()
            self._more = anyio.Event()
            if self._next is not None:
                glimpse, self._next = self._next, None
                await self._look(glimpse)
                glimpse.done.set()

    def _replace(self, glimpse: _Glimpse | None) -> None:
        if self._next is not None:
            self._next.done.set()
        self._next = glimpse
        if glimpse is not None:
            self._more.set()

    async def _look(self, glimpse: _Glimpse) -> None:
        if not self._room():
            return  # the next partial is near, and the final nearer
        self._looked_at = (glimpse.utterance_id, glimpse.text)
        try:
            signals = await self._understander.glimpse(self._call_id, "caller", glimpse.text)
        except Exception:
            return  # an understander that fails is told by the final, which nothing may replace
        if self._over != glimpse.utterance_id and self._is_new(glimpse, signals):
            said = (glimpse.utterance_id, glimpse.revision, glimpse.speaker)
            await self._put(PartialUnderstood(*said, signals))

    def _is_new(self, glimpse: _Glimpse, signals: tuple[Signal, ...]) -> bool:
        """Whether a danger is among them that this utterance has not told yet."""
        utterance_id, told = self._told
        before = told if utterance_id == glimpse.utterance_id else frozenset()
        heard = before | {signal.alert for signal in signals}
        self._told = (glimpse.utterance_id, heard)
        return heard != before


def _settled(partial: TranscriptPartial) -> str:
    """The words that are not expected to change; of many, the last."""
    text = partial.text[: partial.stable_chars].strip()
    return text if len(text) <= GLIMPSE_CHARS else text[-GLIMPSE_CHARS:].partition(" ")[2]
