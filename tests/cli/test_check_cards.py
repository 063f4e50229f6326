"""`florence check --protocols`: a folder of cards looked at by its own process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.settings import ROOT

SHIPPED = ROOT / "nlu_data" / "protocols"


def check(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The command line as its own process."""
    return subprocess.run(
        [sys.executable, "-m", "assistant", "check", *arguments],
        capture_output=True, text=True, cwd=ROOT, env={**os.environ}, timeout=120,
    )  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One card of a centre's own; the others come from the shipped."""
    (tmp_path / "seizure.yml").write_text((SHIPPED / "seizure.yml").read_text("utf-8"))
    return tmp_path


def test_sound_cards_are_counted_and_nothing_else_is_looked_at(folder: Path) -> None:
    result = check("--protocols", str(folder))
    assert result.returncode == 0, result.stderr
    assert result.stdout.splitlines() == [
        "ok       protocol cards: 42 cards, 42 not approved for live use"
    ]


def test_every_problem_is_told_with_file_line_and_field_and_the_status_is_two(
    folder: Path,
) -> None:
    card = folder / "seizure.yml"
    text = card.read_text("utf-8").replace("- id: symptoms", "- id: symptom", 1)
    card.write_text(text.replace("technique: reassurance", "technique: soothing", 1))
    result = check("--protocols", str(folder))
    lines = result.stderr.splitlines()
    assert result.returncode == 2 and result.stdout == ""
    assert len(lines) == 2
    assert lines[0].startswith("florence: seizure.yml line ")
    assert (
        'questions[1].id "symptom" is not in the vocabulary; did you mean "symptoms"?' in lines[0]
    )
    assert 'rapport[0].technique "soothing" is not in the vocabulary' in lines[1]


def test_a_prompt_nobody_would_see_is_a_problem(folder: Path) -> None:
    card = folder / "seizure.yml"
    never = '    when: {call_type: [stroke]}\n    ask: "Are they still shaking?"'
    card.write_text(card.read_text("utf-8").replace('    ask: "Are they still shaking?"', never, 1))
    result = check("--protocols", str(folder))
    assert result.returncode == 2
    assert '"symptoms" is never asked: its when can never hold' in result.stderr


def test_the_table_is_what_the_trainers_read() -> None:
    result = check("--protocols", str(SHIPPED), "--table")
    assert result.returncode == 0, result.stderr
    assert result.stdout == (ROOT / "docs" / "cards-review.md").read_text("utf-8")


def test_a_folder_that_is_not_there_and_a_table_of_nothing_are_told_in_one_line(
    tmp_path: Path,
) -> None:
    for arguments, told in (
        (("--protocols", str(tmp_path / "nowhere")), "There is no folder"),
        (("--table",), "name it with --protocols"),
    ):
        result = check(*arguments)
        assert result.returncode == 2 and told in result.stderr
        assert len(result.stderr.strip().splitlines()) == 1
