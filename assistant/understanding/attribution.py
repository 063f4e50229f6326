"""Who said it, where nobody noted the speaker: from what is said, and how turns are taken.

Each utterance has log-odds of being a dispatcher's. A Viterbi pass then finds the likeliest
sequence: the dispatcher answers the phone, a question is followed by the other side's answer,
and turns alternate more often than not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from assistant.events import Speaker
from assistant.understanding.words import normal

SPEAKERS: tuple[Speaker, Speaker] = ("caller", "dispatcher")
EVIDENCE_MAX = 3.0
"""No single utterance may outvote the whole sequence."""
EVIDENCE_WEIGHT = 0.8
DISPATCHER_FIRST = 1.5
SWITCH = 1.2
SWITCH_AFTER_QUESTION = 1.8
"""Log-odds of the speaker changing, after a statement and after a question."""
_QUESTION = re.compile(
    r"\?\s*$|^(?:and |okay |ok |so |all right |sir |maam )*(?:what|where|who|when|how|which|is|are|"
    r"do|does|did|can|could|has|have|was|were|will|any)\b"
)


class Scorer(Protocol):
    """Knows what callers and dispatchers say."""

    async def speaker_scores(self, texts: Sequence[str]) -> list[float]:
        """Log-odds for each text that a dispatcher said it."""
        ...


class ModelAttributor:
    """Tells speakers apart with the language model's own speaker scores."""

    def __init__(self, scorer: Scorer) -> None:
        self._scorer = scorer

    async def speakers(self, texts: Sequence[str]) -> list[Speaker]:
        """Who said each utterance of a call, in order."""
        return attribute(texts, await self._scorer.speaker_scores(texts))


def attribute(texts: Sequence[str], scores: Sequence[float]) -> list[Speaker]:
    """The likeliest speakers of a call's utterances; `scores` are log-odds of the dispatcher."""
    if not texts:
        return []
    evidence = [_evidence(score) for score in scores]
    best = [_half(evidence[0], -DISPATCHER_FIRST), _half(-evidence[0], DISPATCHER_FIRST)]
    came_from: list[tuple[int, int]] = []
    for before, odds in zip(texts, evidence[1:], strict=False):
        switch = _switch(before)
        stay_or_switch = [(best[now] - switch / 2, best[1 - now] + switch / 2) for now in (0, 1)]
        came_from.append(tuple(n if s >= w else 1 - n for n, (s, w) in enumerate(stay_or_switch)))  # type: ignore[arg-type]
        best = [max(stay_or_switch[0]) - odds / 2, max(stay_or_switch[1]) + odds / 2]
    return [SPEAKERS[state] for state in _traced(best, came_from)]


def _evidence(score: float) -> float:
    return max(-EVIDENCE_MAX, min(EVIDENCE_MAX, score * EVIDENCE_WEIGHT))


def _half(odds_against: float, prior: float) -> float:
    return (prior - odds_against) / 2


def _switch(text: str) -> float:
    """How much likelier a change of speaker is than none, after this text."""
    asked = text.rstrip().endswith("?") or bool(_QUESTION.search(normal(text)))
    return SWITCH_AFTER_QUESTION if asked else SWITCH


def _traced(best: Sequence[float], came_from: Sequence[tuple[int, int]]) -> list[int]:
    """The states of the best path, from its end back to its beginning, in order."""
    states = [int(best[1] > best[0])]
    for sources in reversed(came_from):
        states.append(sources[states[-1]])
    return states[::-1]
