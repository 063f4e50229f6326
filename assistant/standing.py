"""How the talk stands: stairway, shares of talk, questions, name use, phrases flagged; a fold."""

from __future__ import annotations

from assistant.events import Event, PhraseFlagged, QuestionAsked, RapportObserved, TranscriptFinal
from assistant.guidance.stairway import Stairway
from assistant.guidance.talk_log import Entry, TalkLog
from assistant.standing_view import (
    EntryView,
    FlagView,
    StairView,
    StairwayView,
    StandingView,
    TalkView,
)

FLAGS_KEPT = 50


class StandingFold:
    """Takes a call's events in order."""

    def __init__(self) -> None:
        self._stairway = Stairway()
        self._log = TalkLog()
        self._spoken_ms = {"caller": 0, "dispatcher": 0}
        self._opened: set[str] = set()
        self._asked: set[str] = set()
        self._names: list[int] = []
        self._lines: dict[str, str] = {}
        self._flags: list[FlagView] = []

    def apply(self, event: Event) -> None:
        """Take the next event in."""
        self._stairway.apply(event)
        self._log.apply(event)
        payload = event.payload
        if isinstance(payload, TranscriptFinal):
            self._spoken_ms[payload.speaker] += max(0, payload.end_ms - payload.start_ms)
            if payload.speaker == "dispatcher":
                self._lines = {payload.utterance_id: payload.text}
        elif isinstance(payload, QuestionAsked) and payload.utterance_id:
            self._asked.add(payload.utterance_id)
        elif isinstance(payload, RapportObserved):
            self._observe(payload, event)
        elif isinstance(payload, PhraseFlagged):
            self._flag(payload, event)

    def _observe(self, seen: RapportObserved, event: Event) -> None:
        if seen.technique == "open_question":
            self._opened.add(seen.utterance_id)
        elif seen.technique == "name_use":
            self._names.append(event.at_ms)

    def _flag(self, one: PhraseFlagged, event: Event) -> None:
        quote = self._lines.get(one.utterance_id, one.phrase)
        flag = FlagView(
            one.phrase,
            one.instead,
            quote,
            one.utterance_id,
            one.protocol_ref,
            event.at_ms,
            event.seq,
        )
        self._flags = [*self._flags, flag][-FLAGS_KEPT:]

    def view(self) -> StandingView:
        """How it stands now."""
        moves = tuple(StairView(m.step, m.name, m.at_ms, m.seq) for m in self._stairway.moves)
        now = moves[-1] if moves else StairView(0, "", 0, 0)
        return StandingView(
            stairway=StairwayView(now.step, now.name, moves),
            talk=self._talk(),
            flagged=tuple(self._flags),
            log=tuple(_view(entry) for entry in self._log.entries),
        )

    def _talk(self) -> TalkView:
        caller, dispatcher = self._spoken_ms["caller"], self._spoken_ms["dispatcher"]
        spoken = caller + dispatcher
        return TalkView(
            caller_ms=caller,
            dispatcher_ms=dispatcher,
            caller_share=round(caller / spoken, 4) if spoken else None,
            open_questions=len(self._opened),
            closed_questions=len(self._asked - self._opened),
            name_uses=len(self._names),
            name_used_ms=self._names[-1] if self._names else None,
        )


def _view(entry: Entry) -> EntryView:
    return EntryView(
        entry.kind, entry.text, entry.quote, entry.speaker, entry.certainty, entry.basis,
        entry.utterance_id, entry.at_ms, entry.seq,
    )  # fmt: skip
