"""The board: what guidance knows of a call, a fold over its events.

Immutable: `apply` gives the next board. Its size is bounded by the vocabulary and the cards,
not by the length of the call, and no step looks back at the history.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from assistant.events import (
    CallerStateObserved,
    CallTypeChanged,
    ClockTicked,
    Event,
    FactConfirmed,
    FactCorrected,
    FactEvent,
    FactHeard,
    GuidanceAcknowledged,
    GuidanceDismissed,
    GuidanceIssued,
    GuidanceWithdrawn,
    KeyPressed,
    QuestionAsked,
    QuestionState,
    QuestionStateChanged,
    RapportObserved,
    SilenceObserved,
    Speaker,
    SpeechEnded,
    SpeechStarted,
    TranscriptFinal,
    UtteranceUnderstood,
)
from assistant.guidance.board_parts import (
    Distress,
    Emotional,
    Fact,
    LastAsked,
    Shown,
    Standing,
    is_provisional,
    prompt_key,
    subject_key,
)
from assistant.guidance.cues import hook_in
from assistant.guidance.feelings import Felt
from assistant.guidance.words import last_sentence, shortened

DISTRESS_ECCS = 3
"""From this score on a caller's turn calls for a rapport step."""
DISTRESS_SIGNALS = frozenset({"suicidal_intent", "threat_to_kill", "person_dead", "child_at_risk"})
"""Alerts whose words are distress in themselves, whatever the score."""
DISTRESS_MS = 20_000
"""How long the moment lasts in which a word on it is called for."""
DISTRESS_QUOTE_CHARS = 200
SIGNAL_CONFIDENCE_MIN = 0.5
TALK_MAX_MS = 8_000
"""A dispatcher who speaks for longer is shown what is new all the same."""
READ_WAIT_MS = 1_500
"""How long, after the dispatcher's last word, its meaning is waited for."""
SPEAK_FREELY = "can_speak_freely"
SNOOZED = "snoozed"
"""The reason of a withdrawal by hand that means: not now."""
SNOOZE_MS = 60_000
"""How long a snoozed prompt stays away."""
ECCS_KEPT = 5
LISTENED = frozenset(
    "minimal_encourager open_question reflection emotion_label paraphrase i_message summary".split()
)
"""Techniques by which the dispatcher listens: a question among them is no interrogation."""
TURNS_KEPT = 6

_EMPTY: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Board:
    """Facts, questions, guidance and the caller's state as they stand now."""

    seq: int = 0
    at_ms: int = 0
    facts: Mapping[str, Fact] = field(default_factory=lambda: _EMPTY)
    questions: Mapping[str, Standing] = field(default_factory=lambda: _EMPTY)
    call_type: str | None = None
    call_type_seq: int | None = None
    call_type_confidence: float = 0.0
    kind_seq: int | None = None
    """Since which event the call is of this type, however sure it was then."""
    overheard_seq: int | None = None
    """Since which event the caller cannot speak freely."""
    in_view: Mapping[str, Shown] = field(default_factory=lambda: _EMPTY)
    """By guidance_id."""
    shown: Mapping[str, int] = field(default_factory=lambda: _EMPTY)
    """How often each prompt was shown, by key."""
    said: frozenset[str] = frozenset()
    """The rapport texts shown, which are never shown again."""
    dismissed: frozenset[str] = frozenset()
    """Subjects the dispatcher does not want, by key."""
    snoozed: Mapping[str, int] = field(default_factory=lambda: _EMPTY)
    """Until when each subject stays away, by key; media time."""
    taken_up: frozenset[str] = frozenset()
    """Subjects the dispatcher acknowledged or gave, by key."""
    raised: frozenset[str] = frozenset()
    """Alerts raised and not withdrawn; provisional ones do not count."""
    techniques: Mapping[str, int] = field(default_factory=lambda: _EMPTY)
    """Techniques heard, and the event that heard them last."""
    eccs: tuple[int, ...] = ()
    emotional: Emotional | None = None
    """An emotional utterance just read: distress once its state is observed."""
    distress: Distress | None = None
    asked: Mapping[str, LastAsked] = field(default_factory=lambda: _EMPTY)
    """Where each question was asked last."""
    caller_heard_ms: int = 0
    """When the caller was last heard: a voice, a word, a key."""
    caller_read_ms: int = 0
    """When the caller's last words were understood."""
    awaiting_ms: int | None = None
    """Since when an answer is waited for: a question was asked, the caller has not spoken."""
    dry: int | None = None
    """The event that says that talk has run dry, until somebody speaks."""
    spoke_last: Speaker | None = None
    caller_said: str = ""
    """The caller's last words, as long as they can be said back."""
    hook: str = ""
    """What the caller last spoke of that matters to them."""
    asked_in_a_row: int = 0
    """Turns of the dispatcher that asked, since one that listened."""
    speaking: frozenset[Speaker] = frozenset()
    talking_ms: int | None = None
    """Since when the dispatcher has spoken without having been understood."""
    paused_ms: int = 0
    """When the dispatcher last stopped speaking."""
    caller_turns: int = 0
    dispatcher_turns: int = 0
    turns_without_name: int = 0
    last_rapport_ms: int | None = None
    last_rapport_priority: int = 0
    recent: tuple[tuple[str, str], ...] = ()
    """The last utterances: id and words."""
    arriving: frozenset[str] = frozenset()
    """Questions the utterance just read touches; their states are on the way."""

    def apply(self, event: Event) -> Board:
        """The board after this event."""
        board = replace(self, seq=event.seq, at_ms=max(self.at_ms, event.at_ms))
        if event.cause_seq is None and self.arriving and not isinstance(event.payload, ClockTicked):
            board = replace(board, arriving=frozenset())
        if board.distress and board.at_ms - board.distress.at_ms >= DISTRESS_MS:
            board = replace(board, distress=None)
        fold = _FOLDS.get(type(event.payload))
        return fold(board, event.payload) if fold else board

    @property
    def overheard(self) -> bool:
        """Whether the caller cannot speak freely: what they say aloud may be heard."""
        return self.overheard_seq is not None

    def showing(self, key: str) -> Shown | None:
        """The prompt in view with this key; there are few of them, so they are looked through."""
        return next((shown for shown in self.in_view.values() if shown.key == key), None)

    def state(self, question: str) -> QuestionState:
        """Where a question stands."""
        standing = self.questions.get(question)
        return standing.state if standing else "unasked"

    @property
    def caller_name(self) -> str | None:
        """What the caller is called, once known."""
        fact = self.facts.get("caller_name")
        return fact.value if fact and fact.value and fact.certainty == "affirmed" else None

    @property
    def dispatcher_talks(self) -> bool:
        """Whether the dispatcher is speaking, or has just spoken and is not understood yet."""
        if self.talking_ms is None or self.at_ms - self.talking_ms >= TALK_MAX_MS:
            return False
        return "dispatcher" in self.speaking or self.at_ms - self.paused_ms < READ_WAIT_MS

    def issue(self, issued: GuidanceIssued) -> Board:
        """The board with one more prompt in view."""
        key = prompt_key(issued.protocol_ref)
        board = replace(
            self,
            in_view={
                **self.in_view,
                issued.guidance_id: Shown(issued, self.at_ms, self.dispatcher_turns),
            },
            shown={**self.shown, key: self.shown.get(key, 0) + 1},
        )
        if issued.kind == "rapport":
            return replace(
                board,
                last_rapport_ms=self.at_ms,
                last_rapport_priority=issued.priority,
                said=self.said | {issued.text},
            )
        if issued.kind == "alert":
            return replace(board, raised=board.alerts_standing())
        return board

    def withdraw(self, guidance_id: str) -> Board:
        """The board with a prompt taken out of view."""
        shown = self.in_view.get(guidance_id)
        if shown is None:
            return self
        rest = {key: value for key, value in self.in_view.items() if key != guidance_id}
        board = replace(self, in_view=rest)
        if shown.issued.kind == "alert":
            return replace(board, raised=board.alerts_standing())
        return board

    def alerts_standing(self) -> frozenset[str]:
        """The alerts in view that rest on what was understood, not on a partial."""
        alerts = (one.issued for one in self.in_view.values() if one.issued.kind == "alert")
        return frozenset(one.subject for one in alerts if not is_provisional(one))

    def retract(self, guidance_id: str) -> Board:
        """The board as if a prompt had never been issued: nobody saw it."""
        shown = self.in_view.get(guidance_id)
        if shown is None:
            return self
        counts = {**self.shown, shown.key: self.shown.get(shown.key, 1) - 1}
        said = self.said - {shown.issued.text}
        return replace(self.withdraw(guidance_id), shown=counts, said=said)

    def snooze(self, guidance_id: str) -> Board:
        """The board with a prompt put off: it may come again later, in the same words."""
        shown = self.in_view.get(guidance_id)
        if shown is None:
            return self
        until = {**self.snoozed, subject_key(shown.key): self.at_ms + SNOOZE_MS}
        return replace(self.retract(guidance_id), snoozed=until)

    def interrogates(self, questions: int) -> bool:
        """Whether the caller has just answered, after so many questions in a row."""
        return self.asked_in_a_row >= questions and self.spoke_last == "caller"

    def held_off(self, key: str) -> bool:
        """Whether a subject was snoozed and its time is not over."""
        return self.at_ms < self.snoozed.get(key, 0)

    def give(self, instruction: str) -> Board:
        """The board with an instruction given."""
        return replace(self, taken_up=self.taken_up | {f"instructions/{instruction}"})

    def given(self, instruction: str) -> bool:
        """Whether the dispatcher gave an instruction, or acknowledged it."""
        return f"instructions/{instruction}" in self.taken_up

    def feel(self, felt: Felt, reading: UtteranceUnderstood) -> Board:
        """The board with a feeling heard in what the caller has just said."""
        mark = Emotional(reading.utterance_id, felt.quote, felt.feeling)
        if reading.eccs is not None or distress_signals(reading):
            return replace(self, emotional=mark)  # the caller's state is on the way
        return replace(self, distress=_distress(self, mark, DISTRESS_ECCS))


def _heard(board: Board, fact: FactEvent) -> Board:
    entry = Fact(fact.value, fact.certainty, fact.confidence, fact.quote, board.seq)
    board = replace(board, facts={**board.facts, fact.fact: entry}, awaiting_ms=None)
    if fact.fact != SPEAK_FREELY:
        return board
    since = board.seq if board.overheard_seq is None else board.overheard_seq
    return replace(board, overheard_seq=since if fact.certainty == "denied" else None)


def _asked(board: Board, asked: QuestionAsked) -> Board:
    when = {**board.asked, asked.question: LastAsked(board.seq, board.at_ms)}
    return replace(board, asked=when, awaiting_ms=board.at_ms)


def _key(board: Board, pressed: KeyPressed) -> Board:
    """A press is the beginning of an answer: it is waited for."""
    if pressed.speaker != "caller":
        return board
    awaiting = None if board.awaiting_ms is None else board.at_ms
    return replace(board, caller_heard_ms=board.at_ms, awaiting_ms=awaiting)


def _question(board: Board, change: QuestionStateChanged) -> Board:
    standing = Standing(change.state, board.seq)
    return replace(board, questions={**board.questions, change.question: standing})


def _call_type(board: Board, change: CallTypeChanged) -> Board:
    return replace(
        board,
        call_type=change.call_type,
        kind_seq=board.kind_seq if change.call_type == board.call_type else board.seq,
        call_type_seq=board.seq,
        call_type_confidence=1.0 if change.set_by == "dispatcher" else change.confidence,
    )


def _final(board: Board, said: TranscriptFinal) -> Board:
    recent = (*board.recent, (said.utterance_id, said.text))[-TURNS_KEPT:]
    board = replace(board, recent=recent, dry=None, spoke_last=said.speaker)
    if said.speaker == "dispatcher":
        return board
    return replace(
        board,
        caller_turns=board.caller_turns + 1,
        caller_heard_ms=board.at_ms,
        caller_said=last_sentence(said.text),
        hook=hook_in(said.text) or board.hook,
    )


def _understood(board: Board, reading: UtteranceUnderstood) -> Board:
    touched = frozenset(told.fact for told in reading.told) | {a.question for a in reading.asked}
    board = replace(board, arriving=touched)
    if reading.speaker == "dispatcher":
        return _dispatcher_spoke(board, reading)
    board = replace(board, awaiting_ms=None, caller_read_ms=board.at_ms)
    strongest = distress_signals(reading)
    if not strongest and (reading.eccs or 0) < DISTRESS_ECCS:
        return replace(board, emotional=None)
    quote = _distress_quote(board, reading, strongest)
    return replace(board, emotional=Emotional(reading.utterance_id, quote))


def _dispatcher_spoke(board: Board, reading: UtteranceUnderstood) -> Board:
    board = replace(
        board,
        talking_ms=board.talking_ms if "dispatcher" in board.speaking else None,
        dispatcher_turns=board.dispatcher_turns + 1,
        turns_without_name=board.turns_without_name + 1,
        distress=None,
        asked_in_a_row=board.asked_in_a_row + (1 if reading.asked else 0),
    )
    return _techniques(board, reading.techniques)


def distress_signals(reading: UtteranceUnderstood) -> list[str]:
    """The quotes of an utterance that are distress in themselves."""
    return [
        signal.quote
        for signal in reading.signals
        if signal.alert in DISTRESS_SIGNALS and signal.confidence >= SIGNAL_CONFIDENCE_MIN
    ]


def _distress_quote(board: Board, reading: UtteranceUnderstood, strongest: list[str]) -> str:
    quotes = [*strongest, *(s.quote for s in reading.signals), *(t.quote for t in reading.told)]
    words = dict(board.recent).get(reading.utterance_id, "")
    return shortened(next((quote for quote in quotes if quote), words), DISTRESS_QUOTE_CHARS)


def _techniques(board: Board, heard: tuple[str, ...]) -> Board:
    if not heard:
        return board
    board = replace(board, techniques={**board.techniques, **dict.fromkeys(heard, board.seq)})
    if not LISTENED.isdisjoint(heard):
        board = replace(board, asked_in_a_row=0)
    return replace(board, turns_without_name=0) if "name_use" in heard else board


def _rapport(board: Board, observed: RapportObserved) -> Board:
    return _techniques(board, (observed.technique,) if observed.technique else ())


def _caller_state(board: Board, observed: CallerStateObserved) -> Board:
    board = replace(board, eccs=(*board.eccs, observed.eccs)[-ECCS_KEPT:])
    mark = board.emotional
    if mark is None or mark.utterance_id != observed.utterance_id:
        return board
    return replace(board, emotional=None, distress=_distress(board, mark, observed.eccs))


def _distress(board: Board, mark: Emotional, eccs: int) -> Distress:
    eccs = max(eccs, DISTRESS_ECCS)
    return Distress(board.seq, board.at_ms, eccs, mark.quote, mark.feeling)


def _silent(board: Board, silence: SilenceObserved) -> Board:
    return replace(board, dry=board.seq) if silence.speaker == "caller" else board


def _speaking(board: Board, began: SpeechStarted) -> Board:
    if began.speaker == "dispatcher" and not board.dispatcher_talks:
        board = replace(board, talking_ms=board.at_ms)
    speaking = board.speaking | {began.speaker}
    return _voice(replace(board, speaking=speaking, dry=None), began.speaker)


def _quiet(board: Board, ended: SpeechEnded) -> Board:
    if ended.speaker == "dispatcher":
        board = replace(board, paused_ms=board.at_ms)
    return _voice(replace(board, speaking=board.speaking - {ended.speaker}), ended.speaker)


def _voice(board: Board, speaker: Speaker) -> Board:
    return replace(board, caller_heard_ms=board.at_ms) if speaker == "caller" else board


def _issued(board: Board, issued: GuidanceIssued) -> Board:
    return board.issue(issued)


def _withdrawn(board: Board, withdrawn: GuidanceWithdrawn) -> Board:
    if withdrawn.reason == SNOOZED:
        return board.snooze(withdrawn.guidance_id)
    return board.withdraw(withdrawn.guidance_id)


def _dismissed(board: Board, dismissed: GuidanceDismissed) -> Board:
    shown = board.in_view.get(dismissed.guidance_id)
    if shown is None:
        return board
    return replace(board, dismissed=board.dismissed | {subject_key(shown.key)})


def _acknowledged(board: Board, acknowledged: GuidanceAcknowledged) -> Board:
    shown = board.in_view.get(acknowledged.guidance_id)
    if shown is None:
        return board
    return replace(board, taken_up=board.taken_up | {subject_key(shown.key)})


_FOLDS: Mapping[type, Callable[[Board, Any], Board]] = {
    FactHeard: _heard,
    FactConfirmed: _heard,
    FactCorrected: _heard,
    QuestionAsked: _asked,
    KeyPressed: _key,
    QuestionStateChanged: _question,
    CallTypeChanged: _call_type,
    TranscriptFinal: _final,
    UtteranceUnderstood: _understood,
    RapportObserved: _rapport,
    CallerStateObserved: _caller_state,
    SilenceObserved: _silent,
    SpeechStarted: _speaking,
    SpeechEnded: _quiet,
    GuidanceIssued: _issued,
    GuidanceWithdrawn: _withdrawn,
    GuidanceDismissed: _dismissed,
    GuidanceAcknowledged: _acknowledged,
}
