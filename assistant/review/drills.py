"""Drills: a recorded call stops where its dispatcher had to decide, and a trainee decides.

The trainee's line is read by the same understander as a dispatcher's. It is held against what
the card led to at that moment and against what the dispatcher did, and answered kindly: what
was good comes first, and there is never a mark.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from assistant.events import QuestionAsked, RapportObserved, UtteranceUnderstood
from assistant.review.record import Prompt, Record, Said

Kind = Literal["questions", "negotiation"]
Stage = Literal["listening", "empathy", "rapport", "influence", "change"]
POINTS_MAX = 12
GAP_MS = 5000
"""Decisions closer together are one."""
INSTRUCTING = frozenset({"safety_instruction", "medical_instruction"})
LISTENING = frozenset(
    {"minimal_encourager", "open_question", "reflection", "paraphrase", "summary"}
)
EMPATHY = frozenset({"emotion_label", "reflection", "paraphrase"})
RAPPORT = frozenset({"name_use", "self_introduction", "reassurance", "i_message", "stay_on_line"})
CHANGE = frozenset({"safety_instruction", "persistence"})
STAGES: tuple[Stage, ...] = ("listening", "empathy", "rapport", "influence", "change")
KIND_FAULTS: Mapping[str, str] = {
    "calm_down": "being told to be calm rarely calms; a name for the feeling does",
    "why_question": "a why can sound like blame; try what or how",
    "argue": "being right does not help here; give the feeling back instead",
    "scold": "blame closes the line; say what would help",
    "dismiss": "take it as seriously as the caller does",
    "promise": "promise only what is yours to keep",
    "arrival_time": "say that help is coming, not when",
    "several_questions": "one question at a time is answered more surely",
    "delayed_instruction": "the instruction that saves a life comes before the question",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the card led to at a moment."""

    kind: str
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class Point:
    """Where the call stops: everything before `at_ms` has been heard."""

    number: int
    at_ms: int
    wanted: tuple[Wanted, ...]
    did: str
    did_ask: tuple[str, ...]
    did_show: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Feedback:
    """What Florence says to the trainee's line; `hit` is None where the card led to nothing."""

    asked: tuple[str, ...]
    showed: tuple[str, ...]
    hit: bool | None
    like_dispatcher: bool
    sentences: tuple[str, ...]
    card: tuple[str, ...]
    dispatcher: str
    stage: Stage | None = None


@dataclass(frozen=True, slots=True)
class DrillAssigned:
    """A trainee is to take this call."""

    call_id: str
    trainee: str
    kind: Kind
    due: str | None = None
    version: int = 1
    """Which version of the call: a drill stays as it was when the call is corrected."""
    stops: tuple[int, ...] = ()
    """Where the call stops (ms), so that a list of drills reads no call; empty in old notes."""
    type: Literal["drill_assigned"] = "drill_assigned"


@dataclass(frozen=True, slots=True)
class DrillAnswered:
    """What the trainee said at a point, and what Florence said to it."""

    point: int
    text: str
    feedback: Feedback
    type: Literal["drill_answered"] = "drill_answered"


DrillNote = Annotated[DrillAssigned | DrillAnswered, Field(discriminator="type")]


@cache
def drill_adapter() -> TypeAdapter[Any]:
    """Validates and writes the notes of a drill's journal."""
    return TypeAdapter(DrillNote)


def points_of(record: Record) -> tuple[Point, ...]:
    """Where the dispatcher had to decide, spread over the call when there are many."""
    found: list[tuple[int, Said]] = []
    for said in record.by("dispatcher"):
        at_ms = _heard_until(record, said)
        decided = _asked_in(record, said) or INSTRUCTING & set(_shown_in(record, said))
        apart = not found or at_ms - found[-1][0] >= GAP_MS
        if at_ms and apart and (decided or _wanted(record, at_ms)):
            found.append((at_ms, said))
    return tuple(
        Point(
            number, at_ms, tuple(_wanted(record, at_ms)), said.final.text,
            _asked_in(record, said), _shown_in(record, said),
        )
        for number, (at_ms, said) in enumerate(_spread(found), start=1)
    )  # fmt: skip


def answer(
    point: Point, reading: UtteranceUnderstood, kind: Kind, before: Sequence[Feedback]
) -> Feedback:
    """What to say to a trainee's line, read as a dispatcher's."""
    asked = tuple(dict.fromkeys(one.question for one in reading.asked))
    showed = tuple(dict.fromkeys(reading.techniques))
    met = [wanted for wanted in point.wanted if _meets(wanted, asked, showed)]
    hit = bool(met) if point.wanted else None
    like = bool(set(asked) & set(point.did_ask) or set(showed) & set(point.did_show))
    stage = stage_of([*(t for one in before for t in one.showed), *showed])
    sentences = list(_sentences(point, asked, showed, met, like, reading.faults))
    if kind == "negotiation":
        sentences += _stage_words(stage, showed, before)
    return Feedback(
        asked, showed, hit, like, tuple(sentences), tuple(w.text for w in point.wanted), point.did,
        stage if kind == "negotiation" else None,
    )  # fmt: skip


def stage_of(techniques: Sequence[str]) -> Stage:
    """How far up the stairway somebody has come who showed these, in order.

    Each step needs the one before: two signs of listening, then one of empathy, then one of
    rapport; only then is there influence, and change is asked for from there.
    """
    heard = sum(technique in LISTENING for technique in techniques)
    if heard < 2:
        return "listening"
    if not EMPATHY & set(techniques):
        return "empathy"
    if not RAPPORT & set(techniques):
        return "rapport"
    return "change" if CHANGE & set(techniques) else "influence"


def _sentences(
    point: Point,
    asked: tuple[str, ...],
    showed: tuple[str, ...],
    met: Sequence[Wanted],
    like: bool,
    faults: Iterable[str],
) -> Iterator[str]:
    if met:
        yield f"Good: that is what the card leads to here ({_words(met[0].subject)})."
    elif like:
        yield "That is what the dispatcher did as well."
    elif asked or showed:
        yield f"You came to {_words((*asked, *showed)[0])}; that has its place too."
    else:
        yield "I could not tell what this asks for; say it as you would say it to the caller."
    if point.wanted and not met:
        yield f"First here: “{point.wanted[0].text}”"
    for fault in dict.fromkeys(faults):
        if fault in KIND_FAULTS:
            yield f"One thing: {KIND_FAULTS[fault]}."


def _stage_words(stage: Stage, showed: tuple[str, ...], before: Sequence[Feedback]) -> list[str]:
    earlier = before[-1].stage if before else "listening"
    if CHANGE & set(showed) and STAGES.index(stage) < STAGES.index("influence"):
        return [f"Asking for a change comes later: you are at {stage}. Let them feel heard first."]
    if earlier and STAGES.index(stage) > STAGES.index(earlier):
        return [f"You have come up a step: from {earlier} to {stage}."]
    return [f"You are at {stage}."]


def _meets(wanted: Wanted, asked: tuple[str, ...], showed: tuple[str, ...]) -> bool:
    if wanted.kind == "critical_question":
        return wanted.subject in asked
    if wanted.kind == "safety_instruction":
        return not INSTRUCTING.isdisjoint(showed)
    return wanted.subject in showed


def _wanted(record: Record, at_ms: int) -> list[Wanted]:
    """The prompts in view at a time, the most urgent first; alerts are no prompts."""
    shown = [p for p in record.prompts.values() if p.issued.kind != "alert" and _in_view(p, at_ms)]
    shown.sort(key=lambda p: (-p.issued.priority, p.seq))
    return [Wanted(p.issued.kind, p.issued.subject, p.issued.text) for p in shown]


def _in_view(prompt: Prompt, at_ms: int) -> bool:
    return prompt.at_ms <= at_ms and (prompt.until_ms is None or prompt.until_ms > at_ms)


def _heard_until(record: Record, said: Said) -> int:
    """The end of what was said before an utterance began; never after it began."""
    ends = [s.final.end_ms for s in record.said if s.final.end_ms <= said.final.start_ms]
    return max(ends, default=0)


def _asked_in(record: Record, said: Said) -> tuple[str, ...]:
    asked = (h.payload for h in record.asked)
    return tuple(
        p.question
        for p in asked
        if isinstance(p, QuestionAsked) and p.utterance_id == said.final.utterance_id
    )


def _shown_in(record: Record, said: Said) -> tuple[str, ...]:
    shown = (h.payload for h in record.rapport)
    return tuple(
        p.technique
        for p in shown
        if isinstance(p, RapportObserved)
        and p.technique
        and p.utterance_id == said.final.utterance_id
    )


def _spread(found: list[tuple[int, Said]]) -> list[tuple[int, Said]]:
    if len(found) <= POINTS_MAX:
        return found
    step = (len(found) - 1) / (POINTS_MAX - 1)
    return [found[round(i * step)] for i in range(POINTS_MAX)]


def _words(name: str) -> str:
    return name.replace("_", " ")
