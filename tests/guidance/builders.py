"""Small builders for guidance tests: a call fed step by step, and what is in view after each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timezone
from pathlib import Path

from assistant.events import (
    Asked,
    CallStarted,
    CallTypeChanged,
    Certainty,
    ClockTicked,
    Event,
    FactHeard,
    GuidanceAcknowledged,
    GuidanceDismissed,
    GuidanceIssued,
    GuidanceWithdrawn,
    Payload,
    QuestionAsked,
    QuestionState,
    QuestionStateChanged,
    Signal,
    Speaker,
    Told,
    TranscriptFinal,
    UtteranceUnderstood,
)
from assistant.guidance.cards import CardSet, load_cards
from assistant.guidance.stages import guidance_stages
from assistant.pipeline import Pipeline
from assistant.stage import Stage
from assistant.vocabulary import Vocabulary, load_vocabulary

NLU = Path(__file__).resolve().parents[2] / "nlu_data"
BEGAN = datetime(2026, 1, 1, tzinfo=timezone.utc)
STATES: dict[Certainty, QuestionState] = {
    "affirmed": "answered",
    "denied": "answered",
    "hedged": "unclear",
    "unknown": "unclear",
    "refused": "refused",
}


def shipped_vocabulary() -> Vocabulary:
    """The vocabulary of the project."""
    return load_vocabulary(NLU / "vocabulary.yml")


def shipped_cards() -> CardSet:
    """The cards of the project."""
    return load_cards(NLU / "protocols", shipped_vocabulary())


class Call:
    """A call through guidance alone: what understanding would yield is fed by hand."""

    def __init__(
        self,
        cards: CardSet,
        stages: Sequence[Stage] | None = None,
        *,
        pipeline: Pipeline | None = None,
    ) -> None:
        stages = stages or guidance_stages(cards, 10_000)
        self.pipeline = pipeline or Pipeline("call-1", stages)
        self.at_ms = 0
        self.events: list[Event] = []
        self.in_view: dict[str, GuidanceIssued] = {}
        self._utterances = 0
        self.feed(CallStarted("test", ("caller", "dispatcher"), {}, {}))

    def feed(self, payload: Payload) -> list[Payload]:
        """One input; returns what followed from it."""
        batch = self.pipeline.feed(payload, self.at_ms, BEGAN)
        for event in batch:
            if isinstance(event.payload, GuidanceIssued):
                self.in_view[event.payload.guidance_id] = event.payload
            elif isinstance(event.payload, GuidanceWithdrawn):
                self.in_view.pop(event.payload.guidance_id, None)
        self.events += batch
        return [event.payload for event in batch[1:]]

    def later(self, ms: int) -> list[Payload]:
        """Media time passes."""
        self.at_ms += ms
        return self.feed(ClockTicked())

    def says(
        self,
        speaker: Speaker,
        text: str,
        *,
        told: tuple[Told, ...] = (),
        asked: tuple[str, ...] = (),
        signals: tuple[Signal, ...] = (),
        techniques: tuple[str, ...] = (),
        faults: tuple[str, ...] = (),
        eccs: int | None = None,
    ) -> list[Payload]:
        """An utterance and its reading, two seconds long."""
        self._utterances += 1
        self.at_ms += 2000
        name = f"u-{self._utterances}"
        final = TranscriptFinal(name, speaker, text, self.at_ms - 2000, self.at_ms, (), 0.9, "en")
        questions = tuple(Asked(question, 0.9, question) for question in asked)
        reading = UtteranceUnderstood(
            name, speaker, questions, told, None, signals, (), techniques, faults, eccs
        )
        return self.feed(final) + self.feed(reading)

    def caller(
        self, text: str, *, eccs: int | None = None, signals: tuple[Signal, ...] = ()
    ) -> list[Payload]:
        """The caller speaks."""
        return self.says("caller", text, eccs=eccs, signals=signals)

    def dispatcher(self, text: str, *techniques: str, asked: tuple[str, ...] = ()) -> list[Payload]:
        """The dispatcher speaks."""
        return self.says("dispatcher", text, techniques=techniques, asked=asked)

    def type(self, call_type: str, confidence: float = 0.9) -> list[Payload]:
        """The call's type becomes known."""
        return self.feed(CallTypeChanged(call_type, confidence, (), "model"))

    def fact(
        self, fact: str, certainty: Certainty = "affirmed", value: str = "yes", quote: str = "words"
    ) -> list[Payload]:
        """A fact is heard."""
        utterance = f"u-{self._utterances}"
        return self.feed(FactHeard(fact, value, certainty, "caller", utterance, quote, 0.9))

    def state(self, question: str, state: QuestionState) -> list[Payload]:
        """A question's state changes."""
        return self.feed(QuestionStateChanged(question, state, None))

    def ask(self, question: str) -> list[Payload]:
        """The dispatcher asks a question."""
        self.feed(QuestionAsked(question, None, ""))
        return self.state(question, "asked")

    def answer(
        self, question: str, certainty: Certainty = "affirmed", value: str = "yes"
    ) -> list[Payload]:
        """A question is answered so."""
        return self.fact(question, certainty, value) + self.state(question, STATES[certainty])

    def dismiss(self, guidance_id: str) -> list[Payload]:
        """The dispatcher does not want a prompt."""
        return self.feed(GuidanceDismissed(guidance_id, "anna"))

    def acknowledge(self, guidance_id: str) -> list[Payload]:
        """The dispatcher takes a prompt up."""
        return self.feed(GuidanceAcknowledged(guidance_id, "anna"))

    def shown(self, kind: str) -> GuidanceIssued | None:
        """The prompt of this kind in view; at most one, except for alerts."""
        found = [g for g in self.in_view.values() if g.kind == kind]
        assert kind == "alert" or len(found) <= 1
        return found[0] if found else None

    @property
    def question(self) -> str | None:
        """The subject of the critical question in view."""
        shown = self.shown("critical_question")
        return shown.subject if shown else None

    @property
    def instruction(self) -> str | None:
        """The subject of the instruction in view."""
        shown = self.shown("safety_instruction")
        return shown.subject if shown else None

    @property
    def rapport(self) -> str | None:
        """The technique of the rapport step in view."""
        shown = self.shown("rapport")
        return shown.subject if shown else None

    @property
    def alerts(self) -> set[str]:
        """The alerts in view."""
        return {g.subject for g in self.in_view.values() if g.kind == "alert"}

    def issued(self, kind: str) -> list[GuidanceIssued]:
        """Everything of this kind issued so far."""
        payloads = (event.payload for event in self.events)
        return [p for p in payloads if isinstance(p, GuidanceIssued) and p.kind == kind]

    def asks_through(self, limit: int = 60) -> list[str]:
        """Ask and answer whatever is shown until nothing is; the subjects in that order."""
        subjects: list[str] = []
        while self.question is not None and len(subjects) < limit:
            subject = self.question
            subjects.append(subject)
            self.ask(subject)
            self.answer(subject)
        return subjects
