"""Calls made up by hypothesis: generated readings through every stage, no language model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache

from hypothesis import strategies as st

from assistant.calls import House
from assistant.events import (
    Answer,
    Asked,
    CallStarted,
    CallTypeChanged,
    Certainty,
    ClockTicked,
    Event,
    FactConfirmed,
    FactCorrected,
    FactEvent,
    FactHeard,
    GuidanceDismissed,
    KeyPressed,
    Payload,
    QuestionStateChanged,
    RankedType,
    Signal,
    Speaker,
    Told,
)
from assistant.folds import CallFold
from assistant.guidance.guidance_stage import GuidanceStage
from assistant.pipeline import Pipeline
from assistant.settings import Settings
from assistant.understanding.call_type import CallTypeStage
from tests.core.builders import BEGAN, final, reading

VALUES = {
    "location": ("4217 Alder Creek Road", "12 Elm Street", "the corner of Oak and Fifth"),
    "callback_number": ("555-867-0142", "555-867-0199"),
    "caller_name": ("Laura Doyle", "Danny"),
    "suspect_name": ("Kevin Doyle", "Danny"),
    "weapon_type": ("a gun", "a knife"),
    "age": ("4", "about 40"),
    "hostage_count": ("2", "3"),
    "relationship": ("husband", "neighbor"),
    "injuries": ("a cut on her arm", "no"),
    "people_inside": ("my son", "no"),
}
"""Facts of which a value is kept, with some of them."""
YES_NO = (
    "weapons", "breathing", "breathing_normally", "conscious", "caller_safe", "shots_fired",
    "can_speak_freely", "suspect_intoxicated", "location_verified",
)  # fmt: skip
FACTS = (*VALUES, *YES_NO)
SURE: tuple[Certainty, ...] = ("affirmed", "denied")
CERTAINTIES: tuple[Certainty, ...] = (*SURE, "hedged", "unknown", "refused")
CONFIDENCES = (0.95, 0.7, 0.5, 0.42, 0.3)
ANSWERS: dict[Certainty, str] = {
    "affirmed": "yes", "denied": "no", "hedged": "sort of i guess",
    "unknown": "i don't know", "refused": "i won't say",
}  # fmt: skip
ASKED_LIKE = ("is that so?", "who is with you?", "is he awake or not?", "is anyone else there?")
TYPES = ("hostage", "cardiac_arrest", "structure_fire", "suicidal_person", "non_emergency")
SIGNALS = ("weapon_present", "not_breathing", "threat_to_kill", "suicidal_intent")


@cache
def house() -> House:
    """The shipped vocabulary, cards and tables."""
    return House.open(Settings())


@dataclass
class Talk:
    """A call through all stages, as it stands after each step."""

    fold: CallFold = field(default_factory=CallFold)
    events: list[Event] = field(default_factory=list)
    number: int = 0

    def __post_init__(self) -> None:
        stages = house().stages()
        self.guidance = next(stage for stage in stages if isinstance(stage, GuidanceStage))
        self.kinds = next(stage for stage in stages if isinstance(stage, CallTypeStage))
        self.pipeline = Pipeline("call", stages)
        self.put(CallStarted("made up", ("caller", "dispatcher"), {}, {}))

    def put(self, payload: Payload) -> list[Event]:
        """One input; the batch that it leads to."""
        batch = self.pipeline.feed(payload, self.number * 1000, BEGAN)
        for event in batch:
            self.fold.apply(event)
        self.events += batch
        return batch

    def say(
        self, speaker: Speaker, text: str, confidence: float = 1.0, **understood: object
    ) -> list[Event]:
        """An utterance, heard this well, and its reading."""
        self.number += 3
        said = final(text, speaker, self.number, confidence)
        return self.put(said) + self.put(reading(said, **understood))

    def volunteer(self, *told: Told) -> list[Event]:
        """The caller says all this in one breath, unasked."""
        return self.say("caller", ", ".join(t.quote for t in told), told=told)

    def later(self, seconds: int) -> list[Event]:
        """Media time passes."""
        self.number += seconds
        return self.put(ClockTicked())

    def dismiss(self, index: int) -> None:
        """The dispatcher does not want one of the prompts in view."""
        names = sorted(self.fold.guidance)
        if names:
            self.put(GuidanceDismissed(names[index % len(names)], "dispatcher"))

    @property
    def kind(self) -> str | None:
        """The kind of call it is taken for."""
        return self.fold.call_type.call_type if self.fold.call_type else None

    def shares(self) -> dict[str, float]:
        """How likely each kind of call is, from all that was said."""
        return {one.call_type: one.confidence for one in self.kinds.ranked()}

    def states(self) -> dict[str, str]:
        """Where each question stands."""
        return {name: view.state for name, view in self.fold.questions.items()}

    def held(self) -> dict[str, tuple[str, str]]:
        """Each fact that is held: its value and certainty."""
        return {name: (view.value, view.certainty) for name, view in self.fold.facts.items()}


Step = Callable[[Talk], object]


def value_of(fact: str, certainty: Certainty, value: str) -> str:
    """What a reading would give for the fact, said with this certainty."""
    if certainty in ("unknown", "refused"):
        return "unknown" if certainty == "unknown" else ""
    if certainty == "hedged":
        return f"{value} i think"
    return {"affirmed": value, "denied": "no"}[certainty]


def told_of(
    facts: Sequence[str] = FACTS,
    certainties: Sequence[Certainty] = CERTAINTIES,
    confidences: Sequence[float] = CONFIDENCES,
) -> st.SearchStrategy[Told]:
    """Something told about one of these facts."""

    def made(fact: str, certainty: Certainty, index: int, confidence: float) -> Told:
        values = VALUES.get(fact, ("yes",))
        value = value_of(fact, certainty, values[index % len(values)])
        quote = f"about {fact.replace('_', ' ')} {value}"
        return Told(fact, value, certainty, confidence, quote)

    return st.builds(
        made, st.sampled_from(facts), st.sampled_from(certainties), st.integers(0, 2),
        st.sampled_from(confidences),
    )  # fmt: skip


def _replying(told: list[Told], certainty: Certainty | None, heard: float, eccs: int) -> Step:
    answer = Answer(certainty, 0.9, ANSWERS[certainty]) if certainty else None
    said = [*([answer.quote] if answer else []), *(t.quote for t in told)]
    text = ", ".join(said) or "please hurry"
    return lambda talk: talk.say(
        "caller", text, heard, told=tuple(told), answer=answer, eccs=eccs or None
    )


def _asking(questions: list[str], confidence: float, words: str, back: Told | None) -> Step:
    asked = tuple(Asked(question, confidence, words) for question in questions)
    told = (back,) if back else ()
    text = f"{back.quote}, {words}" if back else words
    return lambda talk: talk.say("dispatcher", text, asked=asked, told=told)


def _alarming(alert: str, kind: str, confidence: float) -> Step:
    return lambda talk: talk.say(
        "caller", "he says so", signals=(Signal(alert, confidence, "he says so"),),
        call_types=(RankedType(kind, confidence),),
    )  # fmt: skip


def heard_of(facts: Sequence[str]) -> st.SearchStrategy[Step]:
    """What is said about these facts, and what time brings; nothing by hand."""
    replies = st.builds(
        _replying,
        st.lists(told_of(facts), max_size=3, unique_by=lambda told: told.fact),
        st.none() | st.sampled_from(CERTAINTIES),
        st.sampled_from((1.0, 1.0, 0.45, 0.2)),
        st.integers(0, 5),
    )
    questions = st.builds(
        _asking,
        st.lists(st.sampled_from(facts), min_size=1, max_size=2, unique=True),
        st.sampled_from((0.3, 0.9)),
        st.sampled_from(ASKED_LIKE),
        st.none() | told_of(("location", "callback_number"), ("affirmed",), (0.9,)),
    )
    alarms = st.builds(
        _alarming, st.sampled_from(SIGNALS), st.sampled_from(TYPES), st.sampled_from(CONFIDENCES)
    )
    passing = st.integers(0, 40).map(lambda seconds: lambda talk: talk.later(seconds))
    keys = st.sampled_from("12#").map(lambda key: lambda talk: talk.put(KeyPressed(key, "caller")))
    telling = told_of(facts).map(lambda told: lambda talk: talk.volunteer(told))
    return st.one_of(
        telling, telling, replies, replies, questions, questions, alarms, passing, keys
    )


def corrected(fact: str, value: str, certainty: Certainty = "affirmed") -> FactCorrected:
    """The dispatcher's word on a fact."""
    return FactCorrected(fact, value, certainty, "dispatcher", None, "", 1.0)


def _correcting(told: Told) -> Step:
    return lambda talk: talk.put(corrected(told.fact, told.value, told.certainty))


def by_hand_of(facts: Sequence[str]) -> st.SearchStrategy[Step]:
    """What the dispatcher does at the console."""
    return st.one_of(
        told_of(facts).map(_correcting),
        st.sampled_from(facts).map(
            lambda question: lambda talk: talk.put(QuestionStateChanged(question, "answered", None))
        ),
        st.sampled_from(TYPES).map(
            lambda kind: lambda talk: talk.put(CallTypeChanged(kind, 1.0, (), "dispatcher"))
        ),
        st.integers(0, 5).map(lambda index: lambda talk: talk.dismiss(index)),
    )


topics = st.lists(st.sampled_from(FACTS), min_size=1, max_size=3, unique=True)
"""Few facts a call, so that they are spoken of more than once."""


def _call_about(facts: list[str]) -> st.SearchStrategy[list[Step]]:
    heard = heard_of(facts)
    return st.lists(st.one_of(heard, heard, heard, by_hand_of(facts)), min_size=10, max_size=30)


heard_calls = topics.flatmap(lambda facts: st.lists(heard_of(facts), min_size=6, max_size=15))
calls = topics.flatmap(_call_about)


def facts_in(events: Sequence[Event]) -> list[FactEvent]:
    """The words on facts among these events."""
    return [
        event.payload
        for event in events
        if isinstance(event.payload, FactHeard | FactConfirmed | FactCorrected)
    ]
