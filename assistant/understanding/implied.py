"""Facts that others bring with them: who has a gun on the seat tells of a weapon, and which."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import cast

from assistant.events import Certainty, FactHeard, Told
from assistant.understanding.memory import CallMemory
from assistant.understanding.values import value_for
from assistant.understanding.yes_no import asks_whether_alone


def without_doubts(told: Sequence[Told], implies: Mapping[str, str]) -> list[Told]:
    """A doubt goes where the same words surely tell what implies it: "I got my shotgun"."""
    sure = {(implies.get(f"{one.fact}.{one.certainty}"), one.quote) for one in told}
    return [
        one
        for one in told
        if one.certainty != "hedged" or (f"{one.fact}.affirmed", one.quote) not in sure
    ]


def implied(told: Sequence[Told], text: str, implies: Mapping[str, str]) -> list[Told]:
    """What these facts bring with them and nobody has told; `implies` is the context's table."""
    names = {one.fact for one in told}
    found = [
        *_by_table(told, implies),
        *(kin for one in told for kin in _kin(one, text)),
        *(kind for one in told for kind in _weapon_named(one)),
    ]
    return [one for one in found if one.fact not in names]


def in_company(facts: Sequence[FactHeard], memory: CallMemory) -> list[FactHeard]:
    """Whoever is overheard by somebody is not alone."""
    asked = memory.pending.questions.get("can_speak_freely", "")
    known = {fact.fact for fact in facts} | set(memory.held)
    if "alone" in known or not asks_whether_alone(asked):
        return []
    overheard = [f for f in facts if f.fact == "can_speak_freely" and f.certainty == "denied"]
    return [replace(fact, fact="alone", value="no") for fact in overheard]


def _by_table(told: Sequence[Told], implies: Mapping[str, str]) -> Iterator[Told]:
    for one in told:
        fact, _, certainty = implies.get(f"{one.fact}.{one.certainty}", "").partition(".")
        if fact:
            yield Told(fact, "yes", cast(Certainty, certainty), one.confidence, one.quote)


def _kin(told: Told, text: str) -> Iterator[Told]:
    """Who "my husband, Kevin" names is also told to be the husband."""
    if told.fact == "suspect_name" and told.certainty == "affirmed":
        kin = value_for("relationship", text)
        if kin is not None:
            yield replace(told, fact="relationship", value=kin, quote=text)


def _weapon_named(told: Told) -> Iterator[Told]:
    """ "I've got my shotgun" tells which weapon it is."""
    if told.fact in ("weapons", "caller_armed") and told.certainty in ("affirmed", "hedged"):
        kind = value_for("weapon_type", told.quote)
        if kind is not None:
            yield replace(told, fact="weapon_type", value=kind)
