"""The stairway of a crisis talk: listening, empathy, rapport, influence, change; never skipping.

After the behavioural change stairway of crisis negotiation. Each step rests on the one before: an
utterance moves the talk one step at most, up by what was heard, down by a fault of the
dispatcher or when the caller's state gets worse. A pure fold over the log.
"""

from __future__ import annotations

from dataclasses import dataclass

from assistant.events import CallerStateObserved, Event, RapportObserved, TranscriptFinal
from assistant.guidance.cues import agreed, yielded

STEPS = ("active_listening", "empathy", "rapport", "influence", "behavioural_change")
LISTENING, EMPATHY, RAPPORT, INFLUENCE, CHANGE = range(1, 6)
LISTENS = frozenset(
    "minimal_encourager open_question reflection paraphrase emotion_label summary i_message".split()
)
EMPATHISES = frozenset({"emotion_label", "paraphrase", "i_message"})
REQUESTS = frozenset({"safety_instruction", "medical_instruction"})
BREAKS = frozenset({"argue", "scold", "dismiss", "calm_down", "why_question", "hold"})
LISTENED_TWICE = 2
RESPONSES = 2
"""So many turns of a caller who gets no worse, and rapport stands."""
SETTLED_ECCS = 3
WORSE_ECCS = 4
CRISIS_TYPES = frozenset({"hostage", "barricade", "kidnapping", "suicidal_person"})
"""Calls in which the talk itself is the work."""
CALLER_WORSE = "caller_worse"
CALLER_DID = {
    EMPATHY: "caller_settled", RAPPORT: "caller_went_along", INFLUENCE: "caller_acted"
}  # fmt: skip
"""What the caller did that led on from a step."""


@dataclass(frozen=True, slots=True)
class Move:
    """The talk came to stand on another step; 0 is before the first.

    `because` is the technique or fault that led there in the utterance, or what the caller did.
    """

    step: int
    at_ms: int
    seq: int
    utterance_id: str = ""
    because: str = ""

    @property
    def name(self) -> str:
        """The step's identifier; empty before the first."""
        return STEPS[self.step - 1] if self.step else ""


@dataclass(frozen=True, slots=True)
class _Turn:
    utterance_id: str
    text: str


class Stairway:
    """Takes a call's events in order; `moves` are every step taken, up or down."""

    def __init__(self) -> None:
        self.moves: list[Move] = []
        self._listened = 0
        self._responses = 0
        self._requested = False
        self._yielded = False
        self._eccs: int | None = None
        self._turn: _Turn | None = None
        self._moved_in = ""

    @property
    def step(self) -> int:
        """The step the talk stands on, 0 to 5."""
        return self.moves[-1].step if self.moves else 0

    def apply(self, event: Event) -> None:
        """Take the next event in."""
        payload = event.payload
        if isinstance(payload, TranscriptFinal):
            self._settle(event)
            if payload.speaker == "caller":
                self._turn = _Turn(payload.utterance_id, payload.text)
        elif isinstance(payload, RapportObserved):
            self._observe(payload, event)
        elif isinstance(payload, CallerStateObserved):
            self._hear_state(payload, event)

    def _observe(self, seen: RapportObserved, event: Event) -> None:
        self._settle(event)
        if seen.fault in BREAKS:
            self._move(-1, seen.utterance_id, event, seen.fault or "")
        elif seen.technique:
            self._listened += seen.technique in LISTENS
            self._requested = self._requested or seen.technique in REQUESTS
            if self.step < LISTENING and self._listened >= LISTENED_TWICE:
                self._move(1, seen.utterance_id, event, seen.technique)
            elif self.step == LISTENING and seen.technique in EMPATHISES:
                self._move(1, seen.utterance_id, event, seen.technique)

    def _hear_state(self, state: CallerStateObserved, event: Event) -> None:
        before, self._eccs = self._eccs, state.eccs
        if state.eccs >= WORSE_ECCS and before is not None and state.eccs > before:
            self._turn = None
            self._move(-1, state.utterance_id, event, CALLER_WORSE)
        else:
            self._settle(event)

    def _settle(self, event: Event) -> None:
        """Count the caller's last turn, which made nothing worse."""
        turn, self._turn = self._turn, None
        if turn is None:
            return
        self._yielded = self._yielded or yielded(turn.text)
        self._responses += self._eccs is None or self._eccs <= SETTLED_ECCS
        if self._climbs(turn):
            self._move(1, turn.utterance_id, event, CALLER_DID[self.step])

    def _climbs(self, turn: _Turn) -> bool:
        if self.step == EMPATHY:
            return self._responses >= RESPONSES
        if self.step == RAPPORT:
            return self._yielded or (self._requested and agreed(turn.text))
        return self.step == INFLUENCE and self._yielded

    def _move(self, by: int, utterance_id: str, event: Event, because: str) -> None:
        step = min(CHANGE, max(0, self.step + by))
        if step == self.step or utterance_id == self._moved_in:
            return
        self._moved_in = utterance_id
        self._listened, self._responses, self._requested = 0, 0, False
        if by < 0:
            self._yielded = False
        self.moves.append(Move(step, event.at_ms, event.seq, utterance_id, because))
