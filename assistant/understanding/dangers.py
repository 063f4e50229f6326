"""Dangers heard in a turn, but for those that its own words deny."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import cast

from assistant.events import Certainty, Signal
from assistant.understanding.certainty import is_none_of_it, told_certainty
from assistant.understanding.heard_turn import Heard, HeardClause

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


def dangers_in(clauses: Iterable[HeardClause]) -> Iterator[Signal]:
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
