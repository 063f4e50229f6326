"""A desk in memory: a real log, real following and real folds, but no models and no disk."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import anyio
from anyio.streams.memory import MemoryObjectSendStream

from assistant import commands, views
from assistant import events as ev
from assistant.errors import (
    CallLive,
    CallNotFound,
    CommandInvalid,
    DemoNotFound,
    JobNotFound,
    LinesFull,
    LineTaken,
    NotReady,
    RecordingNotFound,
    SlowConsumer,
)
from assistant.events import Event, Payload, Speaker
from assistant.guidance.card_summary import CardSummary
from assistant.live.line import Line
from assistant.live.opening import LineOpening
from assistant.live_calls import LiveCall, LiveCalls
from assistant.readiness import Readiness
from assistant.review.intake import Sent
from assistant.review.jobs import Job
from assistant.speech.ear import Ear, HearingLoad
from assistant.speech.hearing import Listening
from assistant.store.imports import ItemState
from assistant.transcription import Transcription, Wanted
from assistant.tuning import Tuning
from tests.api import folds
from tests.api.listen.ear import FakeEar

BEGAN_AT = datetime(2024, 3, 9, 22, 41, 7, tzinfo=timezone.utc)
READY = Readiness("ready", "Everything is loaded.")


@dataclass(eq=False)
class Follower:
    """One reader's bounded queue."""

    queue: MemoryObjectSendStream[Event]
    lagged: bool = False

    def offer(self, event: Event) -> None:
        """Queue the event, or give the reader up when it lags."""
        try:
            self.queue.send_nowait(event)
        except anyio.WouldBlock:
            self.lagged = True
            self.queue.close()


@dataclass
class FakeCall:
    """One call: its log and its readers."""

    call_id: str
    events: list[Event] = field(default_factory=list)
    followers: list[Follower] = field(default_factory=list)
    live: LiveCalls = field(default_factory=LiveCalls)

    def append(self, at_ms: int, payload: Payload, cause_seq: int | None = None) -> Event:
        """Append and tell every reader."""
        recorded_at = BEGAN_AT + timedelta(milliseconds=at_ms)
        seq = len(self.events) + 1
        event = Event(self.call_id, seq, at_ms, recorded_at, cause_seq, payload)
        self.events.append(event)
        self.live.apply([event])
        for follower in list(self.followers):
            follower.offer(event)
            if follower.lagged or payload.type == "call_ended":
                follower.queue.close()
                self.followers.remove(follower)
        return event

    @property
    def ended(self) -> bool:
        """Whether nothing more will come."""
        return any(event.type == "call_ended" for event in self.events)


class FakeDesk:
    """Satisfies api.backend.Desk, and takes recordings as assistant.review.intake.Intake does."""

    def __init__(self, queue_size: int = 1000) -> None:
        self.readiness = READY
        self.hearing_load: HearingLoad | None = None
        self.cards: list[CardSummary] = []
        self.logs: dict[str, FakeCall] = {}
        self.jobs: dict[str, Job] = {}
        self.taken: list[tuple[bytes, str, tuple[Speaker, ...] | None]] = []
        self.commands: list[commands.Command] = []
        self.sounds: dict[str, Path] = {}
        self.queue_size = queue_size
        self.speech_model = "whisper-fake"
        self.models = {"transcriber": "whisper-fake", "understander": "rasa-fake"}
        self.ear = FakeEar()
        self.listened: list[tuple[int, Listening]] = []
        self.lines_open = 0
        self.lines_max = 1
        self.wanted: list[tuple[bytes, Wanted]] = []
        self.transcription = Transcription(0, ())
        self._live = LiveCalls()
        self._tuning = Tuning(
            shadow_mode=False, answer_confidence_min=0.45, silence_notice_ms=10_000
        )

    def open(self, call_id: str) -> FakeCall:
        """A new call with an empty log."""
        self.logs[call_id] = FakeCall(call_id, live=self._live)
        return self.logs[call_id]

    def _log(self, call_id: str) -> FakeCall:
        if call_id not in self.logs:
            raise CallNotFound("There is no such call", todo="take one from the list of calls")
        return self.logs[call_id]

    async def calls(
        self, *, limit: int, before: str | None, search: str | None = None
    ) -> list[views.CallSummary]:
        """Newest first."""
        ids = list(reversed(self.logs))
        if before in ids:
            ids = ids[ids.index(before) + 1 :]
        rows = [folds.summary(one, self.logs[one].events) for one in ids]
        return [row for row in rows if _matches(row, search)][:limit]

    @property
    def tuning(self) -> Tuning:
        """The tuning given."""
        return self._tuning

    def tune(self, changes: dict[str, Any]) -> Tuning:
        """Change it."""
        self._tuning = self._tuning.model_copy(update=changes)
        return self._tuning

    def live(self) -> tuple[LiveCall, ...]:
        """The calls that are on."""
        return tuple(row for row in self._live.rows() if row.call_id in self.logs)

    async def call(self, call_id: str) -> views.CallView:
        """The fold of the whole log."""
        return folds.view(call_id, self._log(call_id).events)

    async def events(self, call_id: str, after: int, limit: int) -> list[Event]:
        """A slice of the log."""
        return self._log(call_id).events[after : after + limit]

    async def recording(self, call_id: str) -> Path:
        """The file given for this call, once it is over."""
        if not self._log(call_id).ended:
            raise CallLive("This call still runs", todo="ask when it is over")
        if call_id not in self.sounds:
            raise RecordingNotFound("This call has no recording", todo="keep recordings")
        return self.sounds[call_id]

    @asynccontextmanager
    async def follow(self, call_id: str, after: int) -> AsyncIterator[AsyncIterator[Event]]:
        """The log, then live, from one queue."""
        log = self._log(call_id)
        send, receive = anyio.create_memory_object_stream[Event](self.queue_size)
        follower = Follower(send)
        backlog = log.events[after:]
        if log.ended:
            send.close()
        else:
            log.followers.append(follower)

        async def read() -> AsyncIterator[Event]:
            for event in backlog:
                yield event
            async for event in receive:
                yield event
            if follower.lagged:
                raise SlowConsumer("The reader lags")

        try:
            yield read()
        finally:
            send.close()
            receive.close()
            if follower in log.followers:
                log.followers.remove(follower)

    async def command(self, call_id: str, command: commands.Command) -> Event | list[Event]:
        """Append what the command leads to."""
        log = self._log(call_id)
        self.commands.append(command)
        at_ms = log.events[-1].at_ms
        return [log.append(at_ms, payload) for payload in self._effects(log, command)]

    def _effects(self, log: FakeCall, command: commands.Command) -> list[Payload]:
        match command:
            case commands.Asked(question):
                shown = folds.fold(log.events).guidance.values()
                done = [one.guidance_id for one in shown if one.subject == question]
                return [
                    ev.QuestionAsked(question, None, ""),
                    ev.QuestionStateChanged(question, "asked", None),
                    *(ev.GuidanceWithdrawn(one, "asked") for one in done),
                ]
            case commands.Answered(question):
                shown = folds.fold(log.events).guidance.values()
                done = [one.guidance_id for one in shown if one.subject == question]
                return [
                    ev.QuestionStateChanged(question, "answered", None),
                    *(ev.GuidanceWithdrawn(one, "answered") for one in done),
                ]
            case commands.Snoozed(guidance_id):
                return [ev.GuidanceWithdrawn(self._shown(log, guidance_id), "snoozed")]
            case commands.Acknowledged(guidance_id):
                return [ev.GuidanceAcknowledged(self._shown(log, guidance_id), "dispatcher")]
            case commands.Dismissed(guidance_id):
                return [ev.GuidanceDismissed(self._shown(log, guidance_id), "dispatcher")]
            case commands.FactCorrected(fact, value, certainty):
                return [
                    ev.FactCorrected(fact, value, certainty, "dispatcher", None, "", 1.0),
                    ev.QuestionStateChanged(fact, "answered", None),
                ]
            case commands.CallTypeSet(call_type):
                return [ev.CallTypeChanged(call_type, 1.0, (), "dispatcher")]
            case commands.Note(text):
                return [ev.NoteAdded(text, "dispatcher")]

    @staticmethod
    def _shown(log: FakeCall, guidance_id: str) -> str:
        if guidance_id not in folds.fold(log.events).guidance:
            raise CommandInvalid("This guidance is not in view", todo="take one that is shown")
        return guidance_id

    async def submit(self, sent: Sent) -> Job:
        """Remember what came, remove the file, and queue a job."""
        self.taken.append((await anyio.Path(sent.path).read_bytes(), sent.filename, sent.speakers))
        await anyio.Path(sent.path).unlink()
        job = Job(f"job-{len(self.jobs) + 1}", "queued", 0.0, filename=sent.filename)
        self.jobs[job.job_id] = job
        return job

    def advance(self, job_id: str, state: ItemState, **known: object) -> None:
        """Move a job on."""
        self.jobs[job_id] = replace(self.jobs[job_id], state=state, **known)  # type: ignore[arg-type]

    async def open_line(self, call_id: str | None, opening: LineOpening) -> Line:
        """Nothing is heard here."""
        raise NotReady("No live calls can be heard here", todo="use a real desk")

    async def resume_line(self, call_id: str, opening: LineOpening) -> Line:
        """No call has a line here."""
        self._log(call_id)
        raise LineTaken("This call has its sound from elsewhere")

    async def job(self, job_id: str) -> Job:
        """Where a recording is."""
        if job_id not in self.jobs:
            raise JobNotFound("There is no such job", todo="send the recording again")
        return self.jobs[job_id]

    async def read_line(self, text: str) -> ev.UtteranceUnderstood:
        """A line that names a question by its identifier asks it."""
        asked = [ev.Asked(word, 0.9, text) for word in text.replace("?", "").split() if "_" in word]
        return ev.UtteranceUnderstood("line", "dispatcher", asked=tuple(asked))

    async def read(self, line: ev.TranscriptFinal) -> ev.UtteranceUnderstood:
        """Whatever holds a gun tells of a weapon; the rest tells nothing."""
        told = (ev.Told("weapons", "gun", "affirmed", 0.9, "gun"),) if "gun" in line.text else ()
        return ev.UtteranceUnderstood(line.utterance_id, line.speaker, told=told)

    def protocols(self) -> list[CardSummary]:
        """The cards given."""
        return self.cards

    def demos(self) -> tuple[str, ...]:
        """One demo."""
        return ("hostage",)

    async def start_demo(self, name: str) -> str:
        """A call with its beginning only."""
        if name not in self.demos():
            raise DemoNotFound("There is no such demo", todo="take one from GET /v1/about")
        call_id = f"demo-{len(self.logs) + 1}"
        started = ev.CallStarted("demo", ("caller", "dispatcher"), {}, {})
        self.open(call_id).append(0, started)
        return call_id

    @asynccontextmanager
    async def listen(self, channels: int, listening: Listening) -> AsyncIterator[Ear]:
        """The one ear, while there is a place."""
        if self.lines_open >= self.lines_max:
            raise LinesFull("Every line is taken", todo="try again later")
        self.lines_open += 1
        self.listened.append((channels, listening))
        try:
            yield self.ear
        finally:
            self.lines_open -= 1

    async def transcribe(self, wanted: Wanted) -> Transcription:
        """Remember what came; the transcription given."""
        self.wanted.append((wanted.file.read(), wanted))
        return self.transcription


def _matches(row: views.CallSummary, search: str | None) -> bool:
    told = f"{row.call_id} {row.source} {row.call_type} {row.location}"
    return search is None or search.lower() in told.replace("_", " ").lower()
