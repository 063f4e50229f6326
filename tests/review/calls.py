"""Small calls for the trainer's tests, written as what was said and what followed."""

from __future__ import annotations

from datetime import datetime, timezone

from assistant.events import (
    CallEnded,
    CallerStateObserved,
    CallStarted,
    CallTypeChanged,
    Event,
    FactHeard,
    GuidanceIssued,
    GuidanceWithdrawn,
    Payload,
    QuestionAsked,
    QuestionStateChanged,
    RapportObserved,
    Speaker,
    TranscriptFinal,
    Word,
)
from assistant.guidance.cards import CardSet, load_cards
from assistant.settings import ROOT
from assistant.vocabulary import Vocabulary, load_vocabulary

BEGAN = datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone.utc)
VOCABULARY: Vocabulary = load_vocabulary(ROOT / "nlu_data" / "vocabulary.yml")
CARDS: CardSet = load_cards(ROOT / "nlu_data" / "protocols", VOCABULARY)


class Script:
    """Builds a call's events; `say` moves time on, everything else happens at once."""

    def __init__(self, call_id: str = "call") -> None:
        self.call_id = call_id
        self.events: list[Event] = []
        self.at_ms = 0
        self.last = ""
        self.add(CallStarted("test", ("caller", "dispatcher"), {}, {}))

    def add(self, payload: Payload) -> Script:
        """One more event, now."""
        seq = len(self.events) + 1
        self.events.append(Event(self.call_id, seq, self.at_ms, BEGAN, None, payload))
        return self

    def say(self, speaker: Speaker, text: str, start_ms: int, end_ms: int) -> Script:
        """An utterance, its words spread evenly."""
        self.last = f"u{len(self.events)}"
        parts = text.split()
        step = (end_ms - start_ms) / len(parts)
        words = tuple(
            Word(word, round(start_ms + i * step), round(start_ms + (i + 1) * step), 1.0)
            for i, word in enumerate(parts)
        )
        self.at_ms = max(self.at_ms, end_ms)
        return self.add(
            TranscriptFinal(self.last, speaker, text, start_ms, end_ms, words, 1.0, "en")
        )

    def asks(self, question: str) -> Script:
        """The last utterance asked this."""
        self.add(QuestionAsked(question, self.last, ""))
        return self.add(QuestionStateChanged(question, "asked", self.last))

    def tells(self, fact: str, value: str = "x", certainty: str = "affirmed") -> Script:
        """The last utterance told this, and it counts as an answer."""
        self.add(FactHeard(fact, value, certainty, "caller", self.last, "", 1.0))  # type: ignore[arg-type]
        return self.add(QuestionStateChanged(fact, "answered", self.last))

    def typed(self, call_type: str) -> Script:
        """The call is of this type from now on."""
        return self.add(CallTypeChanged(call_type, 0.9, (), "model"))

    def shows(self, technique: str) -> Script:
        """The last utterance shows this technique."""
        return self.add(RapportObserved(technique, None, self.last))

    def errs(self, fault: str) -> Script:
        """The last utterance shows this fault."""
        return self.add(RapportObserved(None, fault, self.last))

    def upset(self, eccs: int) -> Script:
        """The caller of the last utterance is this upset."""
        return self.add(CallerStateObserved(eccs, self.last))

    def prompts(self, subject: str, kind: str = "critical_question") -> Script:
        """Florence shows this."""
        issued = GuidanceIssued(f"g-{subject}", kind, subject, f"{subject}?", 5, "card@1", ())  # type: ignore[arg-type]
        return self.add(issued)

    def withdraws(self, subject: str, reason: str = "asked") -> Script:
        """Florence takes it back."""
        return self.add(GuidanceWithdrawn(f"g-{subject}", reason))

    def ends(self) -> list[Event]:
        """The call is over; all of it."""
        return self.add(CallEnded("recording ended")).events


def arrest() -> list[Event]:
    """A short call about an arrest: recognised at 30 s, pushing at 40 s, counting at 50 s."""
    call = Script()
    call.say("dispatcher", "Where is the emergency?", 1000, 3000).asks("location")
    call.say("caller", "Nineteen Maple Lane, my husband collapsed", 4000, 8000)
    call.tells("location", "19 Maple Lane").typed("cardiac_arrest").prompts("conscious")
    call.say("dispatcher", "Is he awake?", 12000, 13000).asks("conscious").withdraws("conscious")
    call.say("caller", "No he is not", 13000, 14000).tells("conscious", "no", "denied")
    call.prompts("breathing_normally")
    call.say("caller", "He is not breathing", 15000, 17000)
    call.tells("breathing_normally", "no", "denied").prompts("compressions", "safety_instruction")
    call.say("dispatcher", "We are going to do CPR", 28000, 30000).shows("explain_action")
    call.say("dispatcher", "Push hard on the chest", 38000, 40000).shows("medical_instruction")
    call.say("caller", "One, two, three, four", 48000, 50000).upset(4)
    call.say("dispatcher", "You are doing well", 52000, 54000).shows("reassurance")
    return call.ends()


def standoff() -> list[Event]:
    """A crisis talk: up to rapport, and down again when the dispatcher argues."""
    call = Script()
    call.say("caller", "I have a gun and they stay here", 0, 3000).upset(4).typed("hostage")
    call.say("dispatcher", "What happened today?", 4000, 6000).shows("open_question")
    call.say("caller", "Everybody left me", 7000, 9000).upset(3)
    call.say("dispatcher", "They left you", 10_000, 11_000).shows("reflection")
    call.say("caller", "Yes all of them", 12_000, 14_000).upset(3)
    call.say("dispatcher", "You sound lonely", 15_000, 17_000).shows("emotion_label")
    call.say("caller", "I guess I am", 18_000, 20_000).upset(3)
    call.say("dispatcher", "I am listening", 21_000, 22_000).shows("reassurance")
    call.say("caller", "My brother Marek went first", 23_000, 26_000).upset(3)
    call.say("dispatcher", "No, that is wrong", 30_000, 32_000).errs("argue")
    call.say("caller", "Then leave", 40_000, 41_000).upset(3)
    return call.ends()
