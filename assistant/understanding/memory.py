"""What a call's facts stage remembers: what was asked last, and what is held to be known."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from assistant.events import FactEvent, TranscriptFinal

PATIENCE_TURNS = 2
"""After this many caller turns a question is no longer what a bare "yes" answers."""
UTTERANCES_KEPT = 16
"""Finals whose word confidences may still be needed; readings follow finals closely."""


@dataclass
class Pending:
    """Questions of one dispatcher turn that wait for an answer, with their words, in order."""

    questions: dict[str, str] = field(default_factory=dict)
    sure: frozenset[str] = frozenset()
    """Those that were surely asked."""
    caller_turns: int = 0

    def answered_at_once(self, yes_no: Collection[str]) -> set[str]:
        """What a bare "yes" answers: the last such question, and all that its words surely ask.

        A yes to breathing is none to breathing normally, so neither goes along with another.
        """
        asked = [question for question in self.questions if question in yes_no]
        if not asked:
            return set()
        same = [q for q in asked if self.questions[q] == self.questions[asked[-1]]]
        return {same[0], *(q for q in same[1:] if q in self.sure and not q.startswith("breathing"))}


@dataclass
class CallMemory:
    """Bounded: one entry a fact, one set of pending questions, a few recent utterances."""

    held: dict[str, FactEvent] = field(default_factory=dict)
    pending: Pending = field(default_factory=Pending)
    read_back: dict[str, str] = field(default_factory=dict)
    recent: dict[str, TranscriptFinal] = field(default_factory=dict)

    def hear(self, final: TranscriptFinal) -> None:
        """Keep a final until its reading has come."""
        self.recent[final.utterance_id] = final
        while len(self.recent) > UTTERANCES_KEPT:
            self.recent.pop(next(iter(self.recent)))

    def ask(self, questions: dict[str, str], sure: frozenset[str] = frozenset()) -> None:
        """The dispatcher asked, in these words: they are now what a short answer is about."""
        self.pending = Pending(questions, sure)

    def settle(self, question: str) -> None:
        """The question has its answer; a later "yes" is not about it."""
        self.pending.questions.pop(question, None)

    def caller_spoke(self) -> None:
        """Count a caller's turn; questions nobody came back to are let go."""
        self.pending.caller_turns += 1
        if self.pending.caller_turns >= PATIENCE_TURNS:
            self.pending = Pending()
