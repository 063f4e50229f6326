"""Cards: the shipped ones are sound, and a faulty one is refused with file, line and field."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import CardInvalid
from assistant.guidance.cards import CardSet, load_cards
from tests.guidance.builders import NLU, shipped_vocabulary

ENTRY = """\
id: case_entry
title: Every call
version: 1.0.0
effective: 2026-01-01
approved_for_live_use: false
approved_by: null
sources:
  - {title: A standard, publisher: Somebody}
questions:
  - id: location
    ask: Where are you?
"""
CARD = """\
id: hostage
title: People held
version: 1.0.0
effective: 2026-01-01
approved_for_live_use: false
approved_by: null
codes: {apco: HOSTAGE}
sources:
  - {title: A standard, publisher: Somebody, year: 2020}
default_role: witness
roles:
  witness: {when: {fact: caller_role, value: [witness]}}
questions:
  - id: weapons
    roles: [witness]
    ask: Do they have a weapon?
instructions:
  - id: stay_away
    when: {fact: weapons, is: [affirmed]}
    say: Stay away from there.
"""


def load(folder: Path, card: str = CARD, *, entry: str = ENTRY, name: str = "hostage") -> CardSet:
    """Write two cards and read them."""
    (folder / "case_entry.yml").write_text(entry)
    (folder / f"{name}.yml").write_text(card)
    return load_cards(folder, shipped_vocabulary())


def refused(folder: Path, old: str, new: str) -> str:
    """The sentence that refuses the card after one change."""
    assert old in CARD
    with pytest.raises(CardInvalid) as caught:
        load(folder, CARD.replace(old, new, 1))
    return str(caught.value)


def test_every_shipped_card_is_sound_and_waits_for_approval(cards: CardSet) -> None:
    vocabulary = shipped_vocabulary()
    assert {"case_entry", "hostage", "suicidal_person", "domestic_violence", "intruder"} <= set(
        cards.cards
    )
    assert {"cardiac_arrest", "structure_fire"} <= set(cards.cards)
    for name, card in cards.cards.items():
        assert card.sources, name
        assert not card.approved_for_live_use and card.approved_by is None, name
        assert name == "case_entry" or card.codes["apco"] == vocabulary.call_types[name].apco


def test_every_shipped_question_and_instruction_is_led_to_by_some_role(cards: CardSet) -> None:
    for name, card in cards.cards.items():
        agendas = [cards.agenda(name, r) for r in (*(r.id for r in card.roles), card.default_role)]
        questions = {q for agenda in agendas for q in agenda.questions}
        instructions = {i for agenda in agendas for i in agenda.instructions}
        assert questions >= set(card.questions), name
        assert instructions >= set(card.instructions), name


def test_a_sound_card_is_read_whole(tmp_path: Path) -> None:
    cards = load(tmp_path)
    card = cards.card("hostage")
    assert cards.versions == {"case_entry": "1.0.0", "hostage": "1.0.0"}
    assert card.questions[0].ref == "hostage@1.0.0#questions/weapons"
    assert card.instructions[0].ref == "hostage@1.0.0#instructions/stay_away"
    assert card.effective.isoformat() == "2026-01-01"


def test_a_call_type_without_a_card_is_led_by_case_entry(tmp_path: Path) -> None:
    cards = load(tmp_path)
    assert cards.card("seizure").id == "case_entry"
    assert cards.card(None).id == "case_entry"


def test_the_sentence_names_file_line_field_and_the_nearest_word(tmp_path: Path) -> None:
    assert refused(tmp_path, "id: weapons", "id: weapon") == (
        'hostage.yml line 14: questions[0].id "weapon" is not in the vocabulary; '
        'did you mean "weapons"?'
    )


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("approved_for_live_use: false\n", "", "approved_for_live_use is missing"),
        ("approved_for_live_use: false", "approved_for_live_use: no one", "is neither true nor"),
        ("approved_for_live_use: false", "approved_for_live_use: true", "names nobody"),
        ("version: 1.0.0", "version: '1'", "line 3: version is not a version such as 1.0.0"),
        ("effective: 2026-01-01", "effective: soon", "line 4: effective is not a date"),
        ("codes: {apco: HOSTAGE}", "codes: {apco: DOA}", "line 7: codes apco is not HOSTAGE"),
        ("codes: {apco: HOSTAGE}\n", "", "whose card has no codes"),
        ("title: People held", "titel: People held", 'line 2: titel is not known here; did you'),
        ("roles: [witness]", "roles: [hostage]", '"hostage" is not a role this card declares'),
        ("default_role: witness", "default_role: taker", '"taker" is not a declared role'),
        ("default_role: witness\n", "", "roles need a default_role"),
        ("  witness: {when", "  watcher: {when", '"watcher" is not a caller role'),
        ("fact: weapons, is", "fact: wepons, is", "line 19: instructions[0].when.fact"),
        ("    ask: Do they", "    wehn: {eccs: 3}\n    ask: Do they", "wehn is not known here"),
        ("Do they have a weapon?", "Who? And where?", "asks two things at once"),
        ("Do they have a weapon?", "so " * 27 + "?", "is longer than 26 words, one breath"),
        ("  - {title: A standard, publisher: Somebody, year: 2020}", "  []", "sources is empty"),
        ("  - {title: A standard, publisher: Somebody, year: 2020}", "  - {title: A standard}",
         "line 9: sources[0] has no publisher"),
    ],
)  # fmt: skip
def test_a_faulty_card_is_refused(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    found = refused(tmp_path, old, new)
    assert found.startswith("hostage.yml line ") and sentence in found


def test_a_question_there_twice_for_one_role_is_refused(tmp_path: Path) -> None:
    again = "  - id: weapons\n    ask: Any weapon?\ninstructions:"
    found = refused(tmp_path, "instructions:", again)
    assert '"weapons" is there twice for the same role' in found


def test_an_instruction_there_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CardInvalid, match='"stay_away" is there twice for the same role'):
        load(tmp_path, CARD + CARD[CARD.index("  - id: stay_away") :])


def test_a_question_for_another_call_type_can_never_be_reached(tmp_path: Path) -> None:
    never = "    when: {call_type: [stroke]}\n    ask: Do they"
    found = refused(tmp_path, "    ask: Do they", never)
    assert '"weapons" is never asked: its when can never hold' in found


NEVER = '"weapons" is never asked: its when can never hold'
UNREACHED = '"weapons" is never asked: its when excludes its roles or itself'
EXCLUDED = '"stay_away" is never given: its roles or its until exclude its when'
ASK, SAY = "    ask: Do they", "    say: Stay away"
TRIGGER = "when: {fact: weapons, is: [affirmed]}"
ROLE = CARD[CARD.index("  witness:") : CARD.index(ASK)]


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (ASK, "    when: {all: [{fact: age, below: 2}, {fact: age, at_least: 8}]}\n" + ASK, NEVER),
        (ASK, "    when: {any: []}\n" + ASK, NEVER),
        (ASK, "    when: {all: [{distress: true}, {distress: false}]}\n" + ASK, NEVER),
        (ASK, "    when: {all: [{fact: injuries, is: [denied]}, {not: {fact: injuries, is: "
         "[denied]}}]}\n" + ASK, NEVER),
        (ASK, "    when: {question: weapons, state: [answered]}\n" + ASK, UNREACHED),
        (ASK, "    when: {not: {any: [{group: [police]}, {group: [fire]}]}}\n" + ASK, NEVER),
        (TRIGGER, "when: {}", '"stay_away" has no trigger: its when is empty'),
        (TRIGGER, "when: {all: []}", '"stay_away" has no trigger: its when is empty'),
        (TRIGGER, "when: {any: []}", '"stay_away" is never given: its when can never hold'),
        (TRIGGER + "\n", TRIGGER + "\n    until: {fact: weapons, is: [affirmed]}\n", EXCLUDED),
        (ROLE, "  hostage: {when: {fact: caller_role, value: [hostage]}}\n" + ROLE.replace(
            "roles: [witness]", "roles: [hostage]\n    when: {fact: caller_role, is: [unheard]}"),
         UNREACHED),
        ("    " + TRIGGER + "\n", "", "instructions[0] has no when"),
        (SAY, "    heard: [keep off]\n" + SAY, '"stay_away" would not be heard as written'),
        ("Stay away from there.", "You must calm down now.\navoid: [{phrase: calm down}]",
         'says "calm down", which the card avoids'),
        ("instructions:", "  - id: weapon_type\n    ask: Do they have a weapon?\ninstructions:",
         '"weapon_type" asks the same words as "weapons"'),
        ("value: [witness]}}", "value: [witness]}}\n  hostage: {when: {all: [{fact: caller_role, "
         "value: [hostage]}, {not: {fact: caller_role, value: [hostage], is: [affirmed, hedged]}}, "
         "{any: []}]}}", "roles.hostage is never recognised"),
    ],
)  # fmt: skip
def test_what_nobody_would_see_or_hear_is_refused(
    tmp_path: Path, old: str, new: str, sentence: str
) -> None:
    found = refused(tmp_path, old, new)
    assert found.startswith("hostage.yml line ") and sentence in found


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (ASK, "    when: {all: [{fact: age, at_least: 2}, {fact: age, below: 8}]}\n" + ASK),
        (ASK, "    when: {not: {fact: injuries, mentions: [arm]}}\n" + ASK),
        (ASK, "    when: {any: [{call_type: [stroke]}, {eccs: 3}]}\n" + ASK),
        (ASK, "    when: {fact: caller_role, is: [unheard]}\n" + ASK),
        ("Stay away from there.", "Don't follow them.\navoid: [{phrase: follow them}]"),
        ("Stay away from there.", "They must come out safely.\navoid: [{phrase: come out, "
         "instead: come out safely}]"),
        (SAY, "    heard: [stay there]\n" + SAY),
    ],
)  # fmt: skip
def test_what_can_be_seen_and_heard_is_taken(tmp_path: Path, old: str, new: str) -> None:
    assert old in CARD
    assert load(tmp_path, CARD.replace(old, new, 1)).card("hostage").id == "hostage"


def test_every_problem_is_counted_and_the_first_told(tmp_path: Path) -> None:
    bad = CARD.replace("id: weapons", "id: weapon").replace("fact: weapons", "fact: weapon")
    with pytest.raises(CardInvalid, match=r"line 14: .* \(1 more problem\)$"):
        load(tmp_path, bad)


def test_a_file_named_otherwise_than_its_card_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CardInvalid, match="call the file hostage.yml"):
        load(tmp_path, name="robbery")


def test_broken_yaml_is_told_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(CardInvalid, match=r"hostage.yml line \d+: this is not YAML"):
        load(tmp_path, CARD + "  - {unclosed: [\n")


def test_a_file_that_is_no_mapping_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CardInvalid, match="hostage.yml line 1: the file is not a mapping"):
        load(tmp_path, "- just\n- a list\n")


def test_a_folder_without_case_entry_is_refused(tmp_path: Path) -> None:
    (tmp_path / "hostage.yml").write_text(CARD)
    with pytest.raises(CardInvalid, match="has no case_entry.yml"):
        load_cards(tmp_path, shipped_vocabulary())


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CardInvalid, match="There is no folder"):
        load_cards(tmp_path / "nowhere", shipped_vocabulary())


def test_other_cards_stand_in_one_by_one_over_a_base(tmp_path: Path) -> None:
    (tmp_path / "hostage.yml").write_text(CARD)
    cards = load_cards(tmp_path, shipped_vocabulary(), base=NLU / "protocols")
    assert cards.card("hostage").version == "1.0.0"
    assert "cardiac_arrest" in cards.cards
    assert cards.alerts


def test_the_types_wording_wins_and_nothing_is_there_twice(cards: CardSet) -> None:
    for name, card in cards.cards.items():
        for role in (None, *(role.id for role in card.roles)):
            questions = [q.id for q in cards.agenda(name, role).questions]
            assert len(questions) == len(set(questions)), (name, role)
            assert "location" in questions or role is None and card.roles, (name, role)
