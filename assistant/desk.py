"""The desk: every call of this machine, live or recorded, and the models they share.

What is outside (HTTP, the command line) reads, follows and steers calls through it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from datetime import datetime, timezone
from functools import partial
from pathlib import Path
from typing import Any

import anyio
import anyio.to_thread
from anyio.abc import TaskGroup

from assistant import demo
from assistant.audio.recording import Recording
from assistant.calls import House
from assistant.command_inputs import payload_of
from assistant.commands import Command
from assistant.engines import Engines, Progress, load_engines
from assistant.errors import (
    CallLive,
    CommandInvalid,
    DemoNotFound,
    FlorenceError,
    NotReady,
    StoreDamaged,
)
from assistant.events import (
    CallEnded,
    Event,
    NoteAdded,
    Payload,
    Speaker,
    StageFailed,
    TranscriptFinal,
    UtteranceUnderstood,
)
from assistant.folds import CallFold
from assistant.guidance.card_summary import CardSummary
from assistant.hub import Hub
from assistant.kept_folds import KeptFolds
from assistant.live.line import Line
from assistant.live.lines import Hearing, Lines
from assistant.live.opening import LineOpening, Recorders
from assistant.live_calls import LiveCall
from assistant.performance import Heard, new_call_id, perform
from assistant.readiness import Readiness
from assistant.session import CallSession
from assistant.settings import Settings
from assistant.sources import Opened, Source, open_file, open_source, source_of
from assistant.speech.ear import Ear, HearingLoad
from assistant.speech.hearing import Listening
from assistant.speech.transcriber import Transcriber
from assistant.store.event_log import CallRow, EventLog
from assistant.store.recorder import FAILED, STAGE, open_recorder
from assistant.store.recordings import Recordings, is_full
from assistant.transcription import TWO_CHANNELS, Scribes, Transcription, Wanted
from assistant.tuning import Tuning
from assistant.views import CallSummary, CallView

LoadEngines = Callable[[Settings, Progress], Awaitable[Engines]]
NOT_LOADED = "The models could not be loaded: run florence check"
DEAF = "Ready for calls, but nothing that is said is understood"
LOADING = Readiness("loading", "The models are loading", None)


class Desk:
    """Answers at once, and says so, while the models load; `running()` opens and closes it."""

    def __init__(
        self,
        settings: Settings,
        house: House,
        log: EventLog,
        load: LoadEngines,
        recorders: Recorders | None = None,
    ) -> None:
        self.settings, self.house, self.log = settings, house, log
        self._folds = KeptFolds(log)
        self._scribes = Scribes(settings.recording_max_minutes)
        self._hub, self._load = Hub(log), load
        self._recordings = Recordings(settings.recordings_dir)
        self._readiness = LOADING
        self._engines: Engines | None = None
        self._sessions: dict[str, CallSession] = {}
        self._lines = Lines(house, log, self._hub.publish, self._sessions, recorders)
        self._tasks: TaskGroup | None = None
        self._loaded = anyio.Event()

    @classmethod
    def open(cls, settings: Settings, load: LoadEngines = load_engines) -> Desk:
        """A desk on this machine's data; CardInvalid, SettingsInvalid or StoreDamaged."""
        log = EventLog(settings.data_dir / "calls.sqlite3")
        recorders = partial(open_recorder, settings.recordings_dir)
        keep = recorders if settings.keep_recordings else None
        return cls(settings, House.open(settings), log, load, keep)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Desk]:
        """Load the models in the background and work until the block is left."""
        await anyio.to_thread.run_sync(self._close_interrupted)
        await anyio.to_thread.run_sync(self._recordings.mend)
        async with anyio.create_task_group() as self._tasks:
            self._tasks.start_soon(self._open_for_work)
            yield self
            await self._lines.close()
            self._tasks.cancel_scope.cancel()
        self.log.close()

    @property
    def readiness(self) -> Readiness:
        """Whether calls can be taken, in words."""
        return self._readiness

    @property
    def tuning(self) -> Tuning:
        """What may be changed while Florence runs, as it is now."""
        return self.house.tunings.now

    def tune(self, changes: dict[str, Any]) -> Tuning:
        """Change it; SettingsInvalid."""
        return self.house.tunings.change(changes)

    @property
    def _tuned(self) -> Settings:
        """The settings with what was changed while Florence runs."""
        return self.settings.model_copy(update=self.tuning.model_dump())

    @property
    def hearing_load(self) -> HearingLoad | None:
        """How busy live hearing is; None while the models load."""
        load = self._engines.hearing if self._engines else None
        return load() if load else None

    async def calls(
        self, *, limit: int, before: str | None, search: str | None = None
    ) -> list[CallSummary]:
        """Newest first; `before` is the call_id the page before ended with."""
        number = (await self._row(before)).number if before else None
        rows = await anyio.to_thread.run_sync(self.log.calls, limit, number, search)
        return [_summary(row) for row in rows]

    def live(self) -> tuple[LiveCall, ...]:
        """The calls that are on, oldest first."""
        return self._hub.live.rows()

    async def call(self, call_id: str) -> CallView:
        """The call as it stands; CallNotFound."""
        row = await self._row(call_id)
        return (await self._folds.of(call_id)).view(_summary(row))

    async def events(self, call_id: str, after: int, limit: int) -> list[Event]:
        """Events with seq > `after`, in order; CallNotFound."""
        return await anyio.to_thread.run_sync(self.log.read, call_id, after, limit)

    async def recording(self, call_id: str) -> Path:
        """The file with the call's sound; CallNotFound, RecordingNotFound, CallLive."""
        if not (await self._row(call_id)).ended:
            raise CallLive("This call still runs", todo="ask for its recording when it is over")
        return await anyio.to_thread.run_sync(self._recordings.path, call_id)

    async def read_line(self, text: str) -> UtteranceUnderstood:
        """A line read as a dispatcher's, outside of any call; NotReady, ModelFailed."""
        return await self.read(
            TranscriptFinal("line", "dispatcher", text, 0, 0, (), 1.0, self.settings.language)
        )

    async def read(self, line: TranscriptFinal) -> UtteranceUnderstood:
        """An utterance read outside of any call; NotReady, ModelFailed."""
        if self._engines is None:
            raise NotReady(self._readiness.detail, todo="try again when the models are loaded")
        aside = f"line-{new_call_id()}"
        try:
            return await self._engines.understander.read(aside, line)
        finally:
            await self._engines.understander.forget(aside)

    def follow(self, call_id: str, after: int) -> AbstractAsyncContextManager[AsyncIterator[Event]]:
        """The log after `after`, then live, no gap and nothing twice, until the call is over."""
        return self._hub.follow(call_id, after)

    async def command(self, call_id: str, command: Command) -> list[Event]:
        """Put a dispatcher's command into the call; CommandInvalid, CallNotFound."""
        call = await self._folds.of(call_id)
        payload = payload_of(command, call, self.house.vocabulary)
        session = self._sessions.get(call_id)
        if session is not None:
            return await session.put(payload)
        return await anyio.to_thread.run_sync(self._annotate, call_id, call, payload)

    async def loaded(self) -> None:
        """Until calls can be taken; for ever where the models cannot be loaded."""
        await self._loaded.wait()

    async def play(
        self,
        path: Path,
        call_id: str,
        *,
        filename: str | None = None,
        speakers: tuple[Speaker, ...] | None = None,
        heard: Heard = lambda share: None,
    ) -> None:
        """Play a recording or a written call as a call of that name, its sound kept first.

        `heard` is told how far it is, 0 to 1, from when the call has begun. InputError, NotReady;
        StoreDamaged where the disk is full.
        """
        if self._engines is None:
            raise NotReady(self._readiness.detail, todo="try again when the models are loaded")
        opened = await open_file(path, self.settings, speakers, filename)
        source = await source_of(opened, self._engines, self._tuned)
        unkept = await anyio.to_thread.run_sync(self._keep, call_id, path, opened)

        def started(session: CallSession) -> None:
            self._sessions[call_id] = session
            if unkept is not None and self._tasks is not None:
                self._tasks.start_soon(session.put, unkept)
            heard(0.0)

        try:
            await perform(
                source, self.house, self._engines, self.log, self._hub.publish, call_id=call_id,
                begun=started, heard=heard,
            )  # fmt: skip
        finally:
            self._sessions.pop(call_id, None)

    def protocols(self) -> list[CardSummary]:
        """The protocol cards in force."""
        return self.house.summaries()

    def demos(self) -> tuple[str, ...]:
        """Names of the demo calls that `start_demo` plays."""
        return demo.NAMES

    async def start_demo(self, name: str) -> str:
        """Play a demo call as if it were live; its call_id. DemoNotFound, NotReady."""
        if name not in demo.RECORDINGS:
            raise DemoNotFound("There is no such demo call", todo=f"use {', '.join(demo.NAMES)}")
        if self._engines is None or self._tasks is None:
            raise NotReady(self._readiness.detail, todo="try again when the models are loaded")
        source = await open_source(demo.RECORDINGS[name], self._engines, self._tuned)
        call_id, begun = new_call_id(), anyio.Event()
        self._tasks.start_soon(self._perform, source, call_id, begun)
        await begun.wait()
        if self.settings.keep_recordings:
            with suppress(OSError):  # a demo can be reviewed without its sound
                await anyio.to_thread.run_sync(
                    self._recordings.copy, call_id, demo.RECORDINGS[name]
                )
        return call_id

    async def open_line(self, call_id: str | None, opening: LineOpening) -> Line:
        """Begin a live call, under this identifier or a new one.

        NotReady while the models load, LinesFull when no more can be heard, LineTaken or CallOver
        when there is such a call already.
        """
        return await self._lines.open(call_id, opening, self._hearing())

    async def resume_line(self, call_id: str, opening: LineOpening) -> Line:
        """Take up a live call whose sender vanished; who still holds its line loses it.

        CallNotFound, CallOver, LineTaken when its sound is not from a line, BadAudio when the
        sound would be other than before.
        """
        return await self._lines.resume(call_id, opening)

    def _hearing(self) -> Hearing:
        if self._engines is None or self._tasks is None:
            raise NotReady(self._readiness.detail, todo="try again when the models are loaded")
        if self._engines.ears is None:
            raise NotReady("No live calls can be heard here", todo="run florence check")
        return Hearing(self._engines, self._engines.ears, self._tasks)

    @property
    def speech_model(self) -> str:
        """The name of the model that hears; empty until it is loaded."""
        transcriber = self._engines.transcriber if self._engines else None
        return transcriber.name if transcriber else ""

    @property
    def models(self) -> dict[str, str]:
        """Which models hear and understand, by name; empty until they are loaded."""
        return self._engines.versions if self._engines else {}

    def listen(self, channels: int, listening: Listening) -> AbstractAsyncContextManager[Ear]:
        """An ear for a line of which no call is made and nothing kept; LinesFull, NotReady."""
        if self._engines is None:
            raise NotReady(self._readiness.detail, todo="try again when the models are loaded")
        if self._engines.open_ear is None:
            raise NotReady("This server does not hear live lines", todo="send a recording")
        return self._engines.open_ear(TWO_CHANNELS[:channels], listening)

    async def transcribe(self, wanted: Wanted) -> Transcription:
        """All that is said in a recording of which no call is made and nothing kept."""
        return await self._scribes.transcribe(wanted, self._transcriber())

    def _transcriber(self) -> Transcriber:
        if self._engines is None or self._engines.transcriber is None:
            raise NotReady(self._readiness.detail, todo="try again when the models are loaded")
        return self._engines.transcriber

    async def _perform(self, source: Source, call_id: str, begun: anyio.Event) -> None:
        """Play a demo; when it fails in mid-call, the log and the console say so."""
        assert self._engines is not None

        def started(session: CallSession) -> None:
            self._sessions[call_id] = session
            begun.set()

        with suppress(FlorenceError):
            await perform(
                source, self.house, self._engines, self.log, self._hub.publish,
                speed="realtime", call_id=call_id, begun=started,
            )  # fmt: skip
        self._sessions.pop(call_id, None)

    async def _open_for_work(self) -> None:
        """Load the models, telling how far that is."""
        try:
            self._engines = await self._load(self.settings, self._loading)
        except Exception as error:
            # Reading and reviewing calls go on without the models; the console says what is wrong.
            detail = str(error) if isinstance(error, FlorenceError) else NOT_LOADED
            self._readiness = Readiness("failed", detail, None)
            return
        missing = self._engines.missing
        detail = f"{DEAF}: {missing}" if missing else "Ready for calls"
        self._readiness = Readiness("ready", detail, None)
        self._loaded.set()
        if self._engines.rehearse:
            await self._engines.rehearse()

    def _loading(self, detail: str, progress: float | None) -> None:
        self._readiness = Readiness("loading", detail, progress)

    def _keep(self, call_id: str, path: Path, opened: Opened) -> StageFailed | None:
        """Copy a recording to where calls are kept; what to tell when that fails."""
        if not self.settings.keep_recordings or not isinstance(opened.content, Recording):
            return None
        try:
            self._recordings.keep(call_id, path, opened.content.container)
        except OSError as error:
            if is_full(error):
                raise StoreDamaged(
                    "The disk is full", todo="make room: what waits is taken then"
                ) from None
            return StageFailed(STAGE, FAILED, f"This recording is not kept: {error.strerror}")
        return None

    async def _row(self, call_id: str) -> CallRow:
        return await anyio.to_thread.run_sync(self.log.call, call_id)

    def _annotate(self, call_id: str, call: CallFold, payload: Payload) -> list[Event]:
        """A call that is over takes notes and nothing else."""
        if not isinstance(payload, NoteAdded):
            raise CommandInvalid("This call is over", todo="add a note instead")
        return self._append(call_id, call.last_seq, call.at_ms, payload)

    def _close_interrupted(self) -> None:
        """End the calls whose process was killed, so that nobody waits for more of them."""
        for row in self.log.interrupted():
            self._append(row.call_id, row.last_seq, row.last_ms, CallEnded("interrupted"))

    def _append(self, call_id: str, last_seq: int, at_ms: int, payload: Payload) -> list[Event]:
        now = datetime.now(timezone.utc)
        batch = [Event(call_id, last_seq + 1, at_ms, now, None, payload)]
        self.log.append(batch)
        self._hub.publish(batch)
        return batch


def _summary(row: CallRow) -> CallSummary:
    return CallSummary(
        row.call_id, row.started_at, row.source, not row.ended, row.call_type, row.location,
        row.last_seq, row.last_ms,
    )  # fmt: skip
