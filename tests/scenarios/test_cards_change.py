"""What the recorded calls show under the cards of now, turn by turn; a card edit shows as a diff.

After an edit `make cards-diff` tells what it changes, and `make cards-accept` keeps it.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from assistant.calls import House
from assistant.errors import InputError
from assistant.settings import ROOT, Settings
from tests.scenarios.cards import house_of, recorded_calls, report, since_accepted
from tests.scenarios.recorded import RECORDED, read, timeline

CARDS = ROOT / "nlu_data" / "protocols"
HOSTAGE = RECORDED / "hostage.jsonl"


@pytest.fixture(scope="module")
def house() -> House:
    return House.open(Settings())


@pytest.fixture(scope="module")
def ask(house: House) -> str:
    """A question of the card that the recorded call shows."""
    shown = "\n".join(timeline(read(HOSTAGE), house))
    return next(q.ask for q in house.cards.card("hostage").questions if f": {q.ask}\n" in shown)


@pytest.mark.parametrize("path", recorded_calls(), ids=lambda path: path.stem)
def test_the_prompts_of_a_recorded_call_are_those_accepted_last(path: Path, house: House) -> None:
    changed = list(since_accepted(path, house))
    assert not changed, "\n".join(["make cards-accept keeps this:", *changed])


def test_what_was_accepted_is_told_apart_line_by_line(tmp_path: Path, ask: str) -> None:
    folder = edited(tmp_path / "cards", "hostage.yml", f'ask: "{ask}"', 'ask: "In other words?"')
    with house_of(str(folder)) as other:
        changed = list(since_accepted(HOSTAGE, other))
    signs = [line[0] for line in changed if ask in line or "In other words?" in line]
    assert signs[:2] == ["-", "+"]
    assert all("turn" in line for line in changed if line.startswith("-turn"))


def test_every_kind_of_call_that_has_a_card_is_recorded(house: House) -> None:
    recorded = {path.stem for path in recorded_calls()}
    assert recorded >= {card for card in house.cards.cards if card != "case_entry"}


def edited(folder: Path, name: str, before: str, after: str) -> Path:
    """The shipped cards with one wording changed."""
    shutil.copytree(CARDS, folder)
    text = (folder / name).read_text("utf-8")
    assert text.count(before) == 1
    (folder / name).write_text(text.replace(before, after), "utf-8")
    return folder


def test_an_edit_is_told_with_turn_time_and_both_wordings(
    tmp_path: Path, house: House, ask: str
) -> None:
    folder = edited(tmp_path / "cards", "hostage.yml", f'ask: "{ask}"', 'ask: "In other words?"')
    with house_of(str(folder)) as before:
        told = list(report(before, house, [HOSTAGE]))
    assert told[0] == "1 of 1 recorded calls are otherwise"
    reworded = next(line for line in told if "reworded" in line)
    assert reworded.startswith("  turn") and reworded.endswith(f": {ask}")
    assert told[told.index(reworded) + 1].endswith("before: In other words?")


def test_the_same_cards_change_nothing(house: House) -> None:
    assert list(report(house, house, [HOSTAGE])) == ["0 of 1 recorded calls are otherwise"]


def test_what_is_neither_folder_nor_commit_is_told_plainly() -> None:
    with pytest.raises(InputError, match="no commit"), house_of("no-such-thing"):
        pass
