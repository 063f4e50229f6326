"""Written calls: how a line reads, what a turn knows of the one before, what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import InputError
from assistant.settings import load_settings
from assistant.understanding.labels import Label
from assistant.understanding.written_calls import read_calls
from assistant.vocabulary import load_vocabulary

CALL = """
calls:
- call_type: intruder
  also: [suspicious_person]
  lines: |
    D | ask/location | where are you?
    C | fact/location.affirmed | in the barn | I think
    C | plain/caller | hurry
    D | plain/dispatcher | okay
"""


def written(folder: Path, text: str) -> Path:
    (folder / "intruder.yml").write_text(text, encoding="utf-8")
    return folder


def test_each_turn_knows_what_the_other_side_said_last(tmp_path: Path) -> None:
    (call,) = read_calls(written(tmp_path, CALL))
    turns = list(call.examples())
    assert [turn.before for turn in turns] == ["", "where are you?", "where are you?", "hurry"]
    assert turns[1].text == "in the barn | I think"
    assert turns[1].labels == (Label("fact", "location.affirmed"),)
    assert {turn.kinds for turn in turns} == {("intruder", "suspicious_person")}


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (CALL.replace("D | ask/location |", "X | ask/location |"), "is not a turn"),
        (CALL.replace("ask/location", "location"), "is not family/key"),
        (CALL.replace("call_type", "type"), "lacks call_type or lines"),
        ("calls: [", "is not YAML"),
    ],
)
def test_a_broken_file_is_named_in_one_sentence(tmp_path: Path, broken: str, said: str) -> None:
    with pytest.raises(InputError, match=said) as refused:
        read_calls(written(tmp_path, broken))
    assert "intruder.yml" in refused.value.sentence


@pytest.mark.parametrize("folder", ["calls", "heldout/calls"])
def test_the_shipped_calls_speak_the_vocabulary(folder: str) -> None:
    nlu_dir = load_settings().nlu_dir
    known = load_vocabulary(nlu_dir / "vocabulary.yml")
    keys = {
        "ask": set(known.questions),
        "tell": set(known.facts),
        "fact": set(known.facts),
        "say": set(known.rapport_techniques),
        "fault": set(known.rapport_faults),
        "type": set(known.call_types),
        "signal": set(known.alerts),
    }
    calls = read_calls(nlu_dir / "data" / folder)
    labels = {label for call in calls for turn in call.turns for label in turn.labels}
    told = {
        (label.family, label.key.rpartition(".")[0] if "." in label.key else label.key)
        for label in labels
    }
    assert [one for one in told if one[0] in keys and one[1] not in keys[one[0]]] == []
    assert {call.call_type for call in calls} <= set(known.call_types)
    assert {kind for call in calls for kind in call.also} <= set(known.call_types)


def test_no_held_out_call_says_what_a_training_call_says() -> None:
    data = load_settings().nlu_dir / "data"
    learned = {turn.text for call in read_calls(data / "calls") for turn in call.turns}
    held = [turn.text for call in read_calls(data / "heldout" / "calls") for turn in call.turns]
    again = [text for text in held if text in learned and len(text.split()) > 6]
    assert again == []
