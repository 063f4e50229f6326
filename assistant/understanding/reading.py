"""From labelled clauses to a reading: what an utterance asks, tells and shows."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter

from assistant.events import (
    Answer,
    Asked,
    Certainty,
    RankedType,
    Signal,
    Speaker,
    Told,
    UtteranceUnderstood,
)
from assistant.understanding.certainty import (
    is_doubtful,
    is_none_of_it,
    is_qualification,
    is_qualified,
    is_unknown,
    short_answer,
    told_certainty,
)
from assistant.understanding.labels import Family
from assistant.understanding.values import find_values, gist, told_value, value_for
from assistant.understanding.words import normal

READ_BACK_CONFIDENCE = 0.5
"""A place or number in the dispatcher's mouth: said back, not told."""
CUE_CONFIDENCE = 0.9
VAGUE_PLACE_CONFIDENCE = 0.6
"""From here on "I'm at home" is kept as a hedged place; below, it is nothing."""
UNSHOWN_CONFIDENCE = 0.35
"""Below this a fact needs its value found in the words to be believed at all."""
DOUBTED_MIN = 0.4
"""From here on a clause that doubts a fact outweighs a surer one that tells it."""
TECHNIQUE_MIN = 0.45
FAULT_MIN = 0.6
"""A trainer reads of faults: better one too few than one that was none."""
TOPICS = 6
"""So many of the likeliest kinds of call are kept a turn."""
HAPPENED = "what_happened"
DOUBT_WORDS = 4
ANSWER_WORDS = 9
"""A longer clause is a statement, whatever it begins with."""
WORTH_A_VALUE = frozenset(
    {"location", "callback_number", "caller_name", "patient_name", "suspect_name", "age"}
)
"""Facts that say nothing without their value."""
NEEDS_THE_CALL = frozenset({"persistence", "several_questions", "delayed_instruction"})
"""Techniques and faults that show in how utterances follow each other, not in one."""
DENIED_BY: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "weapon_present": ("weapons", ("denied", "unknown")),
    "shots_fired": ("shots_fired", ("denied", "unknown")),
    "suicidal_intent": ("suicidal_intent", ("denied", "unknown")),
    "severe_bleeding": ("bleeding", ("denied", "unknown")),
    "not_breathing": ("breathing_normally", ("affirmed",)),
    "unconscious": ("conscious", ("affirmed",)),
}
"""A danger is not one when the same clause says this of that fact."""
MAY_BE_NEGATED = frozenset(
    {"weapon_present", "shots_fired", "severe_bleeding", "person_dead", "hazard", "child_at_risk"}
)
"""Dangers that are none where the clause says there is no such thing ("no guns")."""
WHO_WILL_DIE = frozenset({"threat_to_kill", "suicidal_intent"})
_OPEN = re.compile(
    r"\bwhat (?:has |is |was )?(?:happened|happening|going on|been going on)\b"
    r"|\btell me (?:what|about)\b"
)
T = TypeVar("T", Asked, Told, Signal, RankedType)


@dataclass(frozen=True, slots=True)
class Heard:
    """One label heard in a clause, 0 to 1."""

    family: Family
    key: str
    confidence: float


@dataclass(frozen=True, slots=True)
class HeardClause:
    """A clause, and the labels heard in it, the surest first."""

    text: str
    labels: tuple[Heard, ...]

    def of(self, family: Family) -> Iterator[Heard]:
        """The labels of one family."""
        return (label for label in self.labels if label.family == family)


@dataclass(frozen=True, slots=True)
class HeardTurn:
    """A turn's clauses, and the shares of the kinds of call that such a turn comes from."""

    clauses: tuple[HeardClause, ...]
    topics: Mapping[str, float]


def make_reading(
    utterance_id: str, speaker: Speaker, text: str, turn: HeardTurn
) -> UtteranceUnderstood:
    """Puts the clauses together; each fact, question, danger, type stands once, at its surest."""
    clauses = turn.clauses
    if speaker == "dispatcher":
        reading = _of_dispatcher(utterance_id, text, clauses)
        return dataclasses.replace(reading, topics=_topics(turn))
    types = _surest((h.key, RankedType(h.key, h.confidence)) for h, _ in _all(clauses, "type"))
    return UtteranceUnderstood(
        utterance_id,
        speaker,
        told=tuple(_without_doubted(list(_told(text, clauses)))),
        answer=_answer(clauses),
        signals=tuple(_surest((signal.alert, signal) for signal in _signals(clauses))),
        call_types=tuple(sorted(types, key=lambda ranked: -ranked.confidence)),
        eccs=_eccs(clauses),
        topics=_topics(turn),
    )


def _topics(turn: HeardTurn) -> tuple[RankedType, ...]:
    """The likeliest kinds of call, the likeliest first."""
    ranked = sorted(turn.topics.items(), key=lambda item: (-item[1], item[0]))[:TOPICS]
    return tuple(RankedType(kind, round(share, 3)) for kind, share in ranked)


def _of_dispatcher(
    utterance_id: str, text: str, clauses: Sequence[HeardClause]
) -> UtteranceUnderstood:
    asked = (Asked(heard.key, heard.confidence, quote) for heard, quote in _all(clauses, "ask"))
    questions = tuple(_surest((question.question, question) for question in asked))
    return UtteranceUnderstood(
        utterance_id,
        "dispatcher",
        asked=questions,
        told=tuple(_read_back(text)),
        techniques=tuple(
            dict.fromkeys([*_in_itself(_all(clauses, "say"), TECHNIQUE_MIN), *_open(text)])
        ),
        faults=tuple(_in_itself(_all(clauses, "fault"), FAULT_MIN)),
    )


def _open(text: str) -> list[str]:
    """An open question by its wording, which asks for the caller's own account."""
    return ["open_question"] if _OPEN.search(normal(text)) else []


def _in_itself(heard: Iterable[tuple[Heard, str]], sure: float) -> Iterator[str]:
    """Techniques and faults that one utterance can show; the rest is for the stages to see."""
    keys = dict.fromkeys(label.key for label, _ in heard if label.confidence >= sure)
    return (key for key in keys if key not in NEEDS_THE_CALL)


def _all(clauses: Iterable[HeardClause], family: Family) -> Iterator[tuple[Heard, str]]:
    return ((label, clause.text) for clause in clauses for label in clause.of(family))


def _surest(found: Iterable[tuple[str, T]]) -> Iterator[T]:
    best: dict[str, T] = {}
    for key, item in found:
        if key not in best or item.confidence > best[key].confidence:
            best[key] = item
    return iter(best.values())


def _without_doubted(told: Sequence[Told]) -> Iterator[Told]:
    """Each fact at its surest; a doubt about it anywhere in the utterance keeps it open."""
    doubted = {t.fact for t in told if t.certainty == "hedged" and t.confidence >= DOUBTED_MIN}
    for best in _surest((t.fact, t) for t in told):
        sure = best.certainty in ("affirmed", "denied")
        yield (
            dataclasses.replace(best, certainty="hedged") if sure and best.fact in doubted else best
        )


def _told(text: str, clauses: Sequence[HeardClause]) -> Iterator[Told]:
    """Facts of the classifier with their values, then facts that their form alone gives away."""
    before, account = "", _account(clauses)
    for clause, following in zip_longest(clauses, clauses[1:]):
        taken_back = following is not None and _takes_back(following.text)
        taken_back = taken_back or _leaves_open(before)
        before = clause.text
        for heard in clause.of("tell"):
            told = _told_fact(heard, clause.text)
            if told is not None and told.fact == HAPPENED:
                told = dataclasses.replace(told, value=gist(account) or told.value)
            if told is not None:
                hedged = taken_back and told.certainty == "affirmed"
                yield dataclasses.replace(told, certainty="hedged") if hedged else told
    if not any(is_unknown(clause.text) for clause in clauses):
        for fact, value, confidence in find_values(text):
            yield Told(fact, value, "hedged" if is_doubtful(text) else "affirmed", confidence, text)


def _account(clauses: Sequence[HeardClause]) -> str:
    """What happened, in the caller's words: the clauses that tell it, or the danger in it."""
    return " ".join(clause.text for clause in clauses if _says_what_happened(clause))


def _says_what_happened(clause: HeardClause) -> bool:
    tells = any(heard.key.startswith(f"{HAPPENED}.") for heard in clause.of("tell"))
    return tells or any(clause.of("type")) or any(clause.of("signal"))


def _leaves_open(before: str) -> bool:
    """Whether a few words before a clause are a doubt about it: "I think, they took a car"."""
    return len(before.split()) <= DOUBT_WORDS and is_doubtful(before)


def _takes_back(following: str) -> bool:
    return is_qualification(following) and is_qualified(following)


def _told_fact(heard: Heard, clause: str) -> Told | None:
    """The fact with its value; None when it is one that is nothing without a value."""
    fact, _, learned = heard.key.rpartition(".")
    certainty = told_certainty(cast(Certainty, learned), clause)
    if fact in WORTH_A_VALUE and certainty in ("affirmed", "hedged"):
        if value_for(fact, clause) is None:
            if fact != "location" or heard.confidence < VAGUE_PLACE_CONFIDENCE:
                return None
            certainty = "hedged"
    if heard.confidence < UNSHOWN_CONFIDENCE and value_for(fact, clause) is None:
        return None
    return Told(fact, told_value(fact, certainty, clause), certainty, heard.confidence, clause)


def _signals(clauses: Iterable[HeardClause]) -> Iterator[Signal]:
    """Dangers heard, but for those that the same clause denies."""
    for clause in clauses:
        said = dict(_certainty_of(heard.key, clause.text) for heard in clause.of("tell"))
        for heard in _one_victim(clause):
            if heard.key in MAY_BE_NEGATED and is_none_of_it(clause.text):
                continue
            fact, needed = DENIED_BY.get(heard.key, ("", ()))
            if said.get(fact, "") not in needed:
                yield Signal(heard.key, heard.confidence, clause.text)


def _one_victim(clause: HeardClause) -> Iterator[Heard]:
    """The clause's dangers; of "he'll kill her" and "he'll kill himself" only the likelier."""
    seen: set[str] = set()
    for heard in clause.of("signal"):
        if not (heard.key in WHO_WILL_DIE and seen & WHO_WILL_DIE):
            yield heard
        seen.add(heard.key)


def _certainty_of(key: str, clause: str) -> tuple[str, Certainty]:
    fact, _, learned = key.rpartition(".")
    return fact, told_certainty(cast(Certainty, learned), clause)


def _read_back(text: str) -> Iterator[Told]:
    for fact, value, _ in find_values(text):
        if fact in ("location", "callback_number"):
            yield Told(fact, value, "affirmed", READ_BACK_CONFIDENCE, text)


def _answer(clauses: Sequence[HeardClause]) -> Answer | None:
    """The first short answer; a qualification anywhere behind it makes it hedged."""
    for index, clause in enumerate(clauses):
        answer = _clause_answer(clause)
        if answer is None:
            continue
        behind = [later.text for later in clauses[index + 1 :]]
        if answer.certainty in ("affirmed", "denied") and any(map(_weakens, behind)):
            return Answer("hedged", answer.confidence, " ".join([clause.text, *behind]))
        return answer
    return None


def _weakens(later: str) -> bool:
    return is_qualification(later) or is_qualified(later)


def _clause_answer(clause: HeardClause) -> Answer | None:
    """A clause that tells a fact of its own is not also an answer to something else."""
    by_cue = short_answer(clause.text)
    if by_cue is not None:
        return Answer(by_cue, CUE_CONFIDENCE, clause.text)
    if len(clause.text.split()) > ANSWER_WORDS or any(clause.of("tell")):
        return None
    for heard in clause.of("answer"):
        certainty = told_certainty(cast(Certainty, heard.key), clause.text)
        return Answer(certainty, heard.confidence, clause.text)
    return None


def _eccs(clauses: Iterable[HeardClause]) -> int | None:
    """The strongest emotion heard."""
    states = [int(heard.key) for heard, _ in _all(clauses, "state")]
    return max(states, default=None)


_READING: TypeAdapter[UtteranceUnderstood] = TypeAdapter(UtteranceUnderstood)


def reading_to_json(reading: UtteranceUnderstood) -> dict[str, Any]:
    """The reading as JSON values, as it travels through the dialogue engine."""
    return dataclasses.asdict(reading)


def reading_from_json(body: Mapping[str, Any]) -> UtteranceUnderstood:
    """What `reading_to_json` wrote."""
    return _READING.validate_python(dict(body))
