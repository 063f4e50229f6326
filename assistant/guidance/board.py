"""The board: what guidance knows of a call, made of its events by `board_fold`.

Immutable. Its size is bounded by the vocabulary and the cards, not by the length of the call.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from assistant.events import QuestionState, Speaker
from assistant.guidance.board_parts import Distress, Emotional, Fact, LastAsked, Shown, Standing

TALK_MAX_MS = 8_000
"""A dispatcher who speaks for longer is shown what is new all the same."""
READ_WAIT_MS = 1_500
"""How long, after the dispatcher's last word, its meaning is waited for."""

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
    deaf: bool = False
    """Whether what is said is not understood for now."""
    recent: tuple[tuple[str, str], ...] = ()
    """The last utterances: id and words."""
    arriving: frozenset[str] = frozenset()
    """Questions the utterance just read touches; their states are on the way."""

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

    def interrogates(self, questions: int) -> bool:
        """Whether the caller has just answered, after so many questions in a row."""
        return self.asked_in_a_row >= questions and self.spoke_last == "caller"

    def held_off(self, key: str) -> bool:
        """Whether a subject was snoozed and its time is not over."""
        return self.at_ms < self.snoozed.get(key, 0)

    def given(self, instruction: str) -> bool:
        """Whether the dispatcher gave an instruction, or acknowledged it."""
        return f"instructions/{instruction}" in self.taken_up


Folds = Mapping[type, Callable[[Board, Any], Board]]
"""By the type of the payload: the board with it taken in."""
