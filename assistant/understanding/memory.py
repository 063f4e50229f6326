"""What a call's facts stage remembers: what was asked last, and what is held to be known."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from assistant.events import FactCorrected, FactEvent, FactHeard, TranscriptFinal
from assistant.holding import gives_way

PATIENCE_TURNS = 2
"""After this many caller turns a question is no longer what a bare "yes" answers."""
SETTLING = frozenset({"affirmed", "denied", "refused"})
"""With these the dispatcher's correction settles a fact; the others leave it to be answered."""
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

        A yes to breathing is none to breathing normally, so neither goes along with another. Where
        the words are likelier to ask for something else, the guess at them is not answered.
        """
        asked = [question for question in self.questions if question in yes_no]
        if not asked:
            return set()
        same = [q for q, words in self.questions.items() if words == self.questions[asked[-1]]]
        if same[0] not in asked:
            return set()
        same = [question for question in same if question in asked]
        return {same[0], *(q for q in same[1:] if q in self.sure and not q.startswith("breathing"))}


@dataclass
class CallMemory:
    """Bounded: one entry a fact, one set of pending questions, a few recent utterances."""

    held: dict[str, FactEvent] = field(default_factory=dict)
    pending: Pending = field(default_factory=Pending)
    read_back: dict[str, str] = field(default_factory=dict)
    settled: set[str] = field(default_factory=set)
    """Facts the dispatcher corrected: nothing heard changes them."""
    left_out: dict[str, FactHeard] = field(default_factory=dict)
    """Told, and foreign to the kind of call as it was then; by what the words say."""
    recent: dict[str, TranscriptFinal] = field(default_factory=dict)

    def hear(self, final: TranscriptFinal) -> None:
        """Keep a final until its reading has come."""
        self.recent[final.utterance_id] = final
        while len(self.recent) > UTTERANCES_KEPT:
            self.recent.pop(next(iter(self.recent)))

    def ask(self, questions: dict[str, str], sure: frozenset[str] = frozenset()) -> None:
        """The dispatcher asked, in these words: they are now what a short answer is about."""
        self.pending = Pending(questions, sure)

    def hold(self, fact: FactEvent) -> None:
        """Keep a word on a fact, unless the one held stands against it."""
        by_hand = isinstance(fact, FactCorrected)
        if by_hand:
            settles = fact.certainty in SETTLING
            self.settled = self.settled | {fact.fact} if settles else self.settled - {fact.fact}
        if by_hand or gives_way(self.held.get(fact.fact), fact):
            self.held[fact.fact] = fact
        self.settle(fact.fact)

    def settle(self, question: str) -> None:
        """The question has its answer; a later "yes" is not about it."""
        self.pending.questions.pop(question, None)

    def caller_spoke(self) -> None:
        """Count a caller's turn; questions nobody came back to are let go."""
        self.pending.caller_turns += 1
        if self.pending.caller_turns >= PATIENCE_TURNS:
            self.pending = Pending()
