"""From labelled clauses to a reading: what an utterance asks, tells and shows."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, cast

from pydantic import TypeAdapter

from assistant.events import (
    Answer,
    Asked,
    Certainty,
    RankedType,
    Speaker,
    Told,
    UtteranceUnderstood,
)
from assistant.understanding.certainty import (
    is_qualification,
    is_qualified,
    short_answer,
    told_certainty,
)
from assistant.understanding.dangers import dangers_in
from assistant.understanding.heard_turn import Heard, HeardClause, HeardTurn, all_of, surest
from assistant.understanding.telling import told_in, without_doubted
from assistant.understanding.values import find_values
from assistant.understanding.words import normal

READ_BACK_CONFIDENCE = 0.5
"""A place or number in the dispatcher's mouth: said back, not told."""
CUE_CONFIDENCE = 0.9
TECHNIQUE_MIN = 0.45
FAULT_MIN = 0.6
"""A trainer reads of faults: better one too few than one that was none."""
TOPICS = 6
"""So many of the likeliest kinds of call are kept a turn."""
ANSWER_WORDS = 9
"""A longer clause is a statement, whatever it begins with."""
NEEDS_THE_CALL = frozenset({"persistence", "several_questions", "delayed_instruction"})
"""Techniques and faults that show in how utterances follow each other, not in one."""
_OPEN = re.compile(
    r"\bwhat (?:has |is |was )?(?:happened|happening|going on|been going on)\b"
    r"|\btell me (?:what|about)\b"
)


def make_reading(
    utterance_id: str, speaker: Speaker, text: str, turn: HeardTurn
) -> UtteranceUnderstood:
    """Puts the clauses together; each fact, question, danger, type stands once, at its surest."""
    clauses = turn.clauses
    if speaker == "dispatcher":
        reading = _of_dispatcher(utterance_id, text, clauses)
        return dataclasses.replace(reading, topics=_topics(turn))
    types = surest((h.key, RankedType(h.key, h.confidence)) for h, _ in all_of(clauses, "type"))
    return UtteranceUnderstood(
        utterance_id,
        speaker,
        told=tuple(without_doubted(list(told_in(text, clauses)))),
        answer=_answer(clauses),
        signals=tuple(surest((signal.alert, signal) for signal in dangers_in(clauses))),
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
    asked = (Asked(heard.key, heard.confidence, quote) for heard, quote in all_of(clauses, "ask"))
    questions = tuple(surest((question.question, question) for question in asked))
    return UtteranceUnderstood(
        utterance_id,
        "dispatcher",
        asked=questions,
        told=tuple(_read_back(text)),
        techniques=tuple(
            dict.fromkeys([*_in_itself(all_of(clauses, "say"), TECHNIQUE_MIN), *_open(text)])
        ),
        faults=tuple(_in_itself(all_of(clauses, "fault"), FAULT_MIN)),
    )


def _open(text: str) -> list[str]:
    """An open question by its wording, which asks for the caller's own account."""
    return ["open_question"] if _OPEN.search(normal(text)) else []


def _in_itself(heard: Iterable[tuple[Heard, str]], sure: float) -> Iterator[str]:
    """Techniques and faults that one utterance can show; the rest is for the stages to see."""
    keys = dict.fromkeys(label.key for label, _ in heard if label.confidence >= sure)
    return (key for key in keys if key not in NEEDS_THE_CALL)


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
    states = [int(heard.key) for heard, _ in all_of(clauses, "state")]
    return max(states, default=None)


_READING: TypeAdapter[UtteranceUnderstood] = TypeAdapter(UtteranceUnderstood)


def reading_to_json(reading: UtteranceUnderstood) -> dict[str, Any]:
    """The reading as JSON values, as it travels through the dialogue engine."""
    return dataclasses.asdict(reading)


def reading_from_json(body: Mapping[str, Any]) -> UtteranceUnderstood:
    """What `reading_to_json` wrote."""
    return _READING.validate_python(dict(body))
