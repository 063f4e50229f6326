"""The condition language: what holds on which board."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest
from ruamel.yaml import YAML

from assistant.events import CallTypeChanged, Certainty, Event, FactHeard, Payload
from assistant.guidance.board import Board
from assistant.guidance.board_fold import applied
from assistant.guidance.condition_reader import ConditionReader
from assistant.guidance.condition_words import in_words
from assistant.guidance.conditions import Condition
from assistant.guidance.fact_condition import years
from assistant.guidance.node import Node, Problems
from tests.guidance.builders import shipped_vocabulary

NOT_AWAKE_NOT_BREATHING = """
all:
  - {fact: conscious, is: [denied]}
  - {fact: breathing_normally, is: [denied, hedged, unknown]}
"""


def read(text: str) -> tuple[Condition, list[str]]:
    """The condition of a YAML text, and the problems met."""
    problems = Problems()
    node = Node(YAML(typ="rt").load(text), 1, "when", "card.yml", problems)
    return ConditionReader(shipped_vocabulary(), ("compressions",)).read(node), problems.sentences


def condition(text: str) -> Condition:
    """A condition without problems."""
    found, problems = read(text)
    assert problems == []
    return found


def board(*payloads: Payload) -> Board:
    """The board after these events."""
    now = datetime(2026, 1, 1, tzinfo=timezone.utc)
    folded = Board()
    for seq, payload in enumerate(payloads, start=1):
        folded = applied(folded, Event("c", seq, seq * 100, now, None, payload))
    return folded


def fact(name: str, certainty: Certainty, value: str = "") -> FactHeard:
    """A fact as heard from the caller."""
    return FactHeard(name, value, certainty, "caller", "u-1", "words", 0.9)


@pytest.mark.parametrize("breathing", ["denied", "hedged", "unknown"])
def test_all_parts_must_hold(breathing: Certainty) -> None:
    arrest = condition(NOT_AWAKE_NOT_BREATHING)
    assert not arrest.holds(board(fact("conscious", "denied")))
    assert not arrest.holds(board(fact("breathing_normally", breathing)))
    both = board(fact("conscious", "denied"), fact("breathing_normally", breathing))
    assert arrest.holds(both)
    assert arrest.seqs(both) == (1, 2)


def test_only_the_latest_word_on_a_fact_counts() -> None:
    awake = condition("{fact: conscious, is: [affirmed]}")
    assert awake.holds(board(fact("conscious", "denied"), fact("conscious", "affirmed")))
    assert not awake.holds(board(fact("conscious", "affirmed"), fact("conscious", "denied")))


def test_a_fact_nobody_spoke_of_is_unheard() -> None:
    unheard = condition("{fact: weapons, is: [unheard]}")
    assert unheard.holds(board())
    assert not unheard.holds(board(fact("weapons", "unknown")))


def test_a_value_alone_means_said_surely_or_nearly_so() -> None:
    taker = condition("{fact: caller_role, value: [suspect]}")
    assert taker.holds(board(fact("caller_role", "affirmed", "suspect")))
    assert taker.holds(board(fact("caller_role", "hedged", "Suspect")))
    assert not taker.holds(board(fact("caller_role", "denied", "suspect")))
    assert not taker.holds(board(fact("caller_role", "affirmed", "witness")))


def test_any_and_not() -> None:
    either = condition("{any: [{fact: weapons, is: [affirmed]}, {call_type: [hostage]}]}")
    neither = condition("{not: {fact: weapons, is: [affirmed]}}")
    armed = board(fact("weapons", "affirmed"))
    assert either.holds(armed) and not neither.holds(armed)
    assert not either.holds(board()) and neither.holds(board())
    assert either.seqs(armed) == (1,)


def test_a_call_type_may_be_asked_to_be_sure() -> None:
    sure = condition("{call_type: [hostage], at_least: 0.6}")
    assert not sure.holds(board(CallTypeChanged("hostage", 0.5, (), "model")))
    assert sure.holds(board(CallTypeChanged("hostage", 0.7, (), "model")))
    assert sure.holds(board(CallTypeChanged("hostage", 0.1, (), "dispatcher")))


def test_a_group_stands_for_its_call_types_and_none_for_no_type_yet() -> None:
    medical = condition("{group: [medical, none]}")
    assert medical.holds(board())
    assert medical.holds(board(CallTypeChanged("stroke", 0.9, (), "model")))
    assert not medical.holds(board(CallTypeChanged("hostage", 0.9, (), "model")))


@pytest.mark.parametrize(
    ("value", "age"),
    [("34", 34.0), ("6 months", 0.5), ("3 weeks old", 0.0), ("newborn", 0.0), ("old", None)],
)
def test_ages_are_read_in_years(value: str, age: float | None) -> None:
    assert years(value) == age


def test_an_infant_is_below_one() -> None:
    infant = condition("{fact: age, below: 1}")
    assert infant.holds(board(fact("age", "affirmed", "8 months")))
    assert not infant.holds(board(fact("age", "affirmed", "8")))
    assert not infant.holds(board(fact("age", "affirmed", "grown up")))


def test_what_an_answer_mentions_is_looked_up_by_the_beginning_of_its_words() -> None:
    foot = condition("{fact: baby_visible, mentions: [foot, feet]}")
    assert foot.holds(board(fact("baby_visible", "affirmed", "one of the feet")))
    assert foot.holds(board(fact("baby_visible", "hedged", "Foot, I think")))
    assert not foot.holds(board(fact("baby_visible", "affirmed", "the head")))
    assert not foot.holds(board(fact("baby_visible", "denied", "no foot")))
    assert not foot.holds(board())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{fact: age, at_least: 1, below: 13}", "age affirmed/hedged, at least 1, below 13"),
        ("{fact: caller_role, value: [suspect]}", "caller_role affirmed/hedged, as suspect"),
        ("{fact: injuries, mentions: [arm]}", "injuries affirmed/hedged, mentioning arm"),
        ("{not: {group: [medical, none]}}", "not call is medical/none"),
        ("{call_type: [hostage], at_least: 0.6}", "call is hostage at 0.6"),
        ("{all: [{eccs: 4}, {any: [{distress: true}, {alert: [trapped]}]}]}",
         "caller's state at least 4 and (after an emotional turn or alert trapped stands)"),
        ("{all: [{caller_turns: 3}, {turns_without_name: 6}]}",
         "3 turns of the caller and 6 turns without a name"),
        ("{question: location, state: [answered]}", "question location answered"),
        ("{technique: help_is_coming, heard: false}", "help_is_coming not used yet"),
        ("{instruction: compressions}", "compressions given"),
    ],
)  # fmt: skip
def test_a_condition_is_put_in_words(text: str, words: str) -> None:
    assert in_words(condition(text)) == words


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{fact: weapon, is: [affirmed]}", 'when.fact "weapon" is not in the vocabulary; did'),
        ("{fact: weapons, is: [yes!]}", 'when.is[0] "yes!" is not a certainty'),
        ("{fact: weapons}", "when.fact says neither is, value, below, at_least nor mentions"),
        ("{facts: weapons}", 'when.facts is no condition; did you mean "fact"?'),
        ("{alert: [shot_fired]}", 'did you mean "shots_fired"?'),
        ("{instruction: compression}", 'did you mean "compressions"?'),
        ("{eccs: 9}", "when.eccs is not between 1 and 5"),
        ("{all: {fact: weapons}}", "when.all is not a list"),
        ("{distress: maybe}", "when.distress is neither true nor false"),
        ("{question: location}", "when.question has no state"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_field(text: str, sentence: str) -> None:
    _, problems = read(text)
    assert len(problems) == 1
    assert problems[0].startswith("card.yml line 1: ") and sentence in problems[0]
