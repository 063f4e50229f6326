"""What the edge needs of the application, and nothing more."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any, Protocol

from assistant.commands import Command
from assistant.events import Event, TranscriptFinal, UtteranceUnderstood
from assistant.guidance.card_summary import CardSummary
from assistant.live.line import Line
from assistant.live.opening import LineOpening
from assistant.live_calls import LiveCall
from assistant.readiness import Readiness
from assistant.speech.ear import Ear, HearingLoad
from assistant.speech.hearing import Listening
from assistant.transcription import Transcription, Wanted
from assistant.tuning import Tuning
from assistant.views import CallSummary, CallView


class Desk(Protocol):
    """All calls of this machine: read them, follow them, steer them, add recordings."""

    @property
    def readiness(self) -> Readiness:
        """Whether calls can be taken, in words."""
        ...

    @property
    def tuning(self) -> Tuning:
        """What may be changed while Florence runs, as it is now."""
        ...

    def tune(self, changes: dict[str, Any]) -> Tuning:
        """Change it for calls to come; SettingsInvalid."""
        ...

    @property
    def hearing_load(self) -> HearingLoad | None:
        """How busy live hearing is; None while the models load."""
        ...

    async def calls(
        self, *, limit: int, before: str | None, search: str | None = None
    ) -> list[CallSummary]:
        """Newest first; `before` is the call_id the page before ended with."""
        ...

    def live(self) -> tuple[LiveCall, ...]:
        """The calls that are on, oldest first."""
        ...

    async def call(self, call_id: str) -> CallView:
        """The call as it stands; CallNotFound."""
        ...

    async def events(self, call_id: str, after: int, limit: int) -> list[Event]:
        """Events with seq > `after`, in order; CallNotFound."""
        ...

    async def recording(self, call_id: str) -> Path:
        """The file with the call's sound; CallNotFound, RecordingNotFound, CallLive."""
        ...

    async def read_line(self, text: str) -> UtteranceUnderstood:
        """A line read as a dispatcher's, outside of any call; NotReady, ModelFailed."""
        ...

    async def read(self, line: TranscriptFinal) -> UtteranceUnderstood:
        """An utterance read outside of any call; NotReady, ModelFailed."""
        ...

    def follow(self, call_id: str, after: int) -> AbstractAsyncContextManager[AsyncIterator[Event]]:
        """The log after `after`, then live, no gap and nothing twice, until the call is over.

        Raises SlowConsumer from the iterator when the reader lags, CallNotFound on entry.
        """
        ...

    async def command(self, call_id: str, command: Command) -> Event | list[Event]:
        """Put a dispatcher's command into the call; CommandInvalid, CallNotFound."""
        ...

    async def open_line(self, call_id: str | None, opening: LineOpening) -> Line:
        """Begin a live call, under this identifier or a new one.

        NotReady, LinesFull, LineTaken, CallOver.
        """
        ...

    async def resume_line(self, call_id: str, opening: LineOpening) -> Line:
        """Take up a live call whose sender vanished; CallNotFound, CallOver, LineTaken."""
        ...

    def protocols(self) -> list[CardSummary]:
        """The protocol cards in force."""
        ...

    def demos(self) -> tuple[str, ...]:
        """Names of the demo calls that `start_demo` plays."""
        ...

    async def start_demo(self, name: str) -> str:
        """Play a demo call as if it were live; its call_id. DemoNotFound."""
        ...

    @property
    def speech_model(self) -> str:
        """The name of the model that hears; empty until it is loaded."""
        ...

    @property
    def models(self) -> dict[str, str]:
        """Which models hear and understand (`transcriber`, `understander`); empty until loaded."""
        ...

    def listen(self, channels: int, listening: Listening) -> AbstractAsyncContextManager[Ear]:
        """An ear for a line of which no call is made and nothing kept.

        NotReady, LinesFull here or on entry; leaving gives the line's place back.
        """
        ...

    async def transcribe(self, wanted: Wanted) -> Transcription:
        """All that is said in a recording of which no call is made and nothing kept.

        AudioUnreadable, ModelFailed, NotReady, LinesFull.
        """
        ...
