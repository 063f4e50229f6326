"""From heard clauses to a reading: doubts, and what happened in the caller's words."""

from __future__ import annotations

from assistant.events import UtteranceUnderstood
from assistant.understanding.heard_turn import Heard, HeardClause, HeardTurn
from assistant.understanding.labels import Family
from assistant.understanding.reading import make_reading

Labels = list[tuple[Family, str, float]]


def read(*clauses: tuple[str, Labels]) -> UtteranceUnderstood:
    heard = tuple(
        HeardClause(text, tuple(Heard(*one) for one in labels)) for text, labels in clauses
    )
    text = " ".join(clause.text for clause in heard)
    return make_reading("u-1", "caller", text, HeardTurn(heard, {}))


def test_a_doubt_about_a_fact_outweighs_a_surer_clause() -> None:
    reading = read(
        ("there's a guy with a pistol", [("tell", "weapons.affirmed", 0.95)]),
        ("it's probably fake", [("tell", "weapons.affirmed", 0.6)]),
    )
    assert [(t.fact, t.certainty) for t in reading.told] == [("weapons", "hedged")]


def test_a_faint_doubt_does_not() -> None:
    reading = read(
        ("there's a guy with a pistol", [("tell", "weapons.affirmed", 0.95)]),
        ("I think he has one", [("tell", "weapons.affirmed", 0.36)]),
    )
    assert [(t.fact, t.certainty) for t in reading.told] == [("weapons", "affirmed")]


def test_a_doubt_about_what_was_just_said_needs_no_fact_of_its_own() -> None:
    gun: Labels = [("tell", "weapons.affirmed", 0.95)]
    doubted = read(("there's a guy with a pistol", gun), ("it's probably fake", []))
    another = read(("there's a guy with a pistol", gun), ("I think my son is home", []))
    assert [t.certainty for t in doubted.told] == ["hedged"]
    assert [t.certainty for t in another.told] == ["affirmed"]


def test_what_happened_is_told_by_every_clause_that_tells_it() -> None:
    reading = read(
        ("hi this is Dana", [("tell", "caller_name.affirmed", 0.9)]),
        ("somebody kicked our door in", [("tell", "what_happened.affirmed", 0.9)]),
        ("and they shot my uncle", [("signal", "shots_fired", 0.9)]),
        ("please hurry", []),
    )
    happened = next(told for told in reading.told if told.fact == "what_happened")
    assert happened.value == "somebody kicked our door in and they shot my uncle"
