"""What the board is made of: facts, where questions stand, prompts in view, distress."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.events import Certainty, GuidanceIssued, QuestionState

PROVISIONAL = "/provisional"
"""How the reference of an alert ends that its utterance's final has yet to confirm."""


@dataclass(frozen=True, slots=True)
class Fact:
    """The latest word on a fact."""

    value: str
    certainty: Certainty
    confidence: float
    quote: str
    seq: int


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a question stands, and since which event."""

    state: QuestionState
    seq: int


@dataclass(frozen=True, slots=True)
class LastAsked:
    """Which event asked a question last, and when."""

    seq: int
    at_ms: int


@dataclass(frozen=True, slots=True)
class Shown:
    """Guidance in view: since when, and how often the dispatcher had spoken by then."""

    issued: GuidanceIssued
    at_ms: int
    dispatcher_turns: int

    @property
    def key(self) -> str:
        """Which prompt it is, whatever card and version it came from."""
        return prompt_key(self.issued.protocol_ref)


@dataclass(frozen=True, slots=True)
class Emotional:
    """An utterance whose words call for a word on them, before the caller's state is known."""

    utterance_id: str
    quote: str
    feeling: str = ""


@dataclass(frozen=True, slots=True)
class Distress:
    """A caller's emotional turn that the dispatcher has not yet spoken after."""

    seq: int
    at_ms: int
    eccs: int
    quote: str
    feeling: str = ""
    """Which feeling the words show; empty where they show none that we know."""


def prompt_key(protocol_ref: str) -> str:
    """The part of a protocol reference that names the prompt: `questions/weapons`."""
    return protocol_ref.partition("#")[2]


def subject_key(key: str) -> str:
    """A prompt's key without its variant: `questions/weapons/follow_up` loses its tail."""
    return "/".join(key.split("/")[:2])


def is_provisional(issued: GuidanceIssued) -> bool:
    """Whether an alert rests on words that may yet change."""
    return issued.protocol_ref.endswith(PROVISIONAL)
