"""What plain words tell on one kind of call, and not on another.

Where somebody is held, "tell them to back off" says who is calling, and where somebody thinks of
suicide, "he'll kill himself" says that it is not the caller; on a medical call "my baby" is
an infant until an age is given. The kind of call is often known after the words, so they are read
once more when it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.events import FactEvent, FactHeard, Told, TranscriptFinal
from assistant.understanding.memory import CallMemory
from assistant.understanding.values.roles import ROLES, find_role, find_whose_life

HELD = frozenset({"hostage", "barricade", "kidnapping"})
"""Kinds of call that go by who is calling."""
PATIENT = frozenset(
    "choking cardiac_arrest breathing_problem unconscious_person seizure drowning "
    "medical_other".split()
)
"""Kinds of call on which the baby spoken of is the patient; in childbirth the mother is."""
CONFIDENCE = 0.6
_BABY = re.compile(
    r"\b(?:my|our|the|her|his|a|this)\s+(?:little\s+)?(?:baby|infant|newborn)\b", re.I
)


def with_kind(
    told: Sequence[Told], call_type: str | None, text: str, memory: CallMemory
) -> list[Told]:
    """What was told, and what the words tell besides on such a call, if nobody has told it yet.

    A guess does not take the place of an answer that was asked for.
    """
    known, asked = memory.held, memory.pending.questions
    more = [t for t in _of_kind(call_type, text) if not _says_it(t.fact, known.get(t.fact))]
    more = [t for t in more if not any(_says_it(t.fact, one) for one in told)]
    more = [t for t in more if t.certainty == "affirmed" or t.fact not in asked]
    said = {t.fact for t in more}
    kept = [t for t in told if t.fact not in said and not _says_less(t, known.get(t.fact))]
    return [*kept, *more]


def reread(memory: CallMemory, call_type: str | None) -> list[FactHeard]:
    """The kind of call is another: what the caller's last words tell on such a call."""
    found: dict[str, FactHeard] = {}
    for final in memory.recent.values():
        if final.speaker == "caller":
            for told in with_kind([], call_type, final.text, memory):
                found.setdefault(told.fact, _fact(told, final))
    return list(found.values())


def _fact(told: Told, final: TranscriptFinal) -> FactHeard:
    heard = round(min(told.confidence, final.confidence), 3)
    return FactHeard(
        told.fact, told.value, told.certainty, "caller", final.utterance_id, told.quote, heard
    )


def _of_kind(call_type: str | None, text: str) -> Iterator[Told]:
    if call_type in HELD and (role := find_role(text)):
        yield Told("caller_role", role, "affirmed", CONFIDENCE, text)
    if call_type == "suicidal_person" and (role := find_whose_life(text)):
        yield Told("caller_role", role, "affirmed", CONFIDENCE, text)
    if call_type in PATIENT and (baby := _BABY.search(text)):
        yield Told("age", "baby", "hedged", CONFIDENCE, baby[0])


def _says_it(fact: str, one: Told | FactEvent | None) -> bool:
    """Whether it tells this fact, a role so that the cards know it."""
    if one is None or one.fact != fact:
        return False
    return fact != "caller_role" or one.value in ROLES


def _says_less(told: Told, known: FactEvent | None) -> bool:
    """Whether a role in other words would take the place of one that the cards know."""
    return _says_it("caller_role", known) and told.value not in ROLES
