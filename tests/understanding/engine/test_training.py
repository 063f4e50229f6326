"""Training: what it keeps, what it says, what it refuses."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from assistant.errors import InputError
from assistant.settings import Settings, load_settings
from assistant.understanding.heldout import FamilyScore, read_report, report_table
from assistant.understanding.labels import read_examples
from assistant.understanding.training import (
    REPORT,
    current_model,
    describe_model,
    fingerprint,
    label_models,
    report,
    train,
)


@pytest.mark.models
def test_the_shipped_model_is_kept_with_its_held_out_report(
    settings: Settings, model: Path
) -> None:
    assert current_model(settings) == model
    scores = {score.family: score for score in read_report(model.parent / REPORT)}
    assert {"ask", "tell", "type", "signal", "answer", "certainty", "speaker"} <= scores.keys()
    assert scores["ask"].precision > 0.6 and scores["certainty"].f1 > 0.7
    assert "tell" in report(model)
    assert describe_model(settings).ok


@pytest.mark.models
def test_a_model_trained_already_is_not_trained_again(settings: Settings, model: Path) -> None:
    told: list[str] = []
    assert train(settings, lambda doing, done: told.append(doing)) == model
    assert told == ["The language model is trained"]


@pytest.mark.models
def test_who_says_what_is_learned_too(model: Path) -> None:
    texts = ["what is the address of your emergency", "my husband is not breathing"]
    odds = label_models(model).speaker_odds(texts)
    assert odds[0] > 0 > odds[1]


def test_without_a_model_the_check_says_what_to_do(tmp_path: Path) -> None:
    finding = describe_model(load_settings(cache_dir=tmp_path))
    assert not finding.ok and finding.todo == "florence train"


def test_the_fingerprint_changes_with_the_data(tmp_path: Path, settings: Settings) -> None:
    copy = tmp_path / "nlu_data"
    shutil.copytree(settings.nlu_dir, copy)
    before = fingerprint(copy)
    assert before == fingerprint(settings.nlu_dir)
    (copy / "data" / "nlu" / "more.yml").write_text("version: '3.1'\n", encoding="utf-8")
    assert fingerprint(copy) != before


def test_no_examples_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "nlu" / "data" / "nlu").mkdir(parents=True)
    settings = load_settings(nlu_dir=tmp_path / "nlu", cache_dir=tmp_path / "cache")
    with pytest.raises(InputError, match="no examples"):
        train(settings, lambda doing, done: None)


@pytest.mark.parametrize(
    "text, problem",
    [
        ("nlu:\n- intent: tell\n  examples: |\n    - help\n", "not family/key"),
        ("nlu:\n- intent: moan/loud\n  examples: |\n    - help\n", "not family/key"),
        ("nlu:\n- intent: ask/age\n", "without intent or examples"),
        ("nlu: [", "is not YAML"),
    ],
)
def test_examples_that_cannot_be_used_name_their_file(
    tmp_path: Path, text: str, problem: str
) -> None:
    (tmp_path / "bad.yml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=f"bad.yml.*{problem}"):
        read_examples(tmp_path)


def test_held_out_sentences_stand_nowhere_in_the_examples(settings: Settings) -> None:
    learned = {example.text.lower() for example in read_examples(settings.nlu_dir / "data/nlu")}
    held_out = {e.text.lower() for e in read_examples(settings.nlu_dir / "data/heldout")}
    assert held_out and not learned & held_out


def test_scores_are_shares_of_what_was_said_and_what_is_true() -> None:
    score = FamilyScore("ask", found=6, said=8, true=12)
    assert (score.precision, score.recall, score.f1) == (0.75, 0.5, 0.6)
    assert "0.75" in report_table([score])
