"""Columns: what an example fills, and what it decides, in its context and out of it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from assistant.understanding.columns import Column, columns_of, decided, positives
from assistant.understanding.labels import Example, Label

ANSWER = Example(
    "in the kitchen",
    (Label("fact", "weapon_location.affirmed"), Label("answer", "affirmed")),
    "caller",
    "where is the gun",
    ("hostage",),
)
TOLD = Example("he has a gun", (Label("tell", "weapons.affirmed"),), "caller")
ASKED = Example("where is it", (Label("ask", "weapon_location"),), "dispatcher")
ALL = columns_of([ANSWER, TOLD, ASKED])


def names(places: list[int]) -> set[Column]:
    return {ALL.all[place] for place in places}


def told(mask: npt.NDArray[np.bool_]) -> set[Column]:
    return {ALL.all[at] for at in np.flatnonzero(mask) if ALL.all[at].family in ("has", "tell")}


def test_a_fact_of_the_context_counts_only_with_its_context() -> None:
    own = {Column("tell", "weapon_location.affirmed"), Column("has", "weapon_location")}
    assert own <= names(positives(ALL, ANSWER, in_context=True))
    assert not own & names(positives(ALL, ANSWER, in_context=False))
    known = decided(ALL, ANSWER, in_context=True)
    unsure = decided(ALL, ANSWER, in_context=False)
    assert {column.key for column in told(known)} == {
        "weapon_location", "weapon_location.affirmed", "weapons", "weapons.affirmed",
    }  # fmt: skip
    assert {column.key for column in told(unsure)} == {"weapons", "weapons.affirmed"}


def test_a_turn_of_a_call_decides_all_of_its_speakers_families() -> None:
    mask = decided(ALL, ANSWER, in_context=True)
    assert mask[ALL.of("answer")].all() and mask[ALL.of("has")].all()
    assert not mask[ALL.of("ask")].any()


def test_a_single_sentence_decides_only_the_families_it_is_labelled_in() -> None:
    mask = decided(ALL, TOLD, in_context=True)
    assert mask[ALL.of("has")].all() and not mask[ALL.of("answer")].any()


def test_kinds_of_call_and_the_speaker_have_columns_of_their_own() -> None:
    assert ALL.place("topic", "hostage") is not None
    assert ALL.place("speaker", "dispatcher") is not None
    assert ALL.place("topic", "stroke") is None
