"""The context and evidence tables: what they say, and what is wrong with a broken one."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import SettingsInvalid
from assistant.settings import ROOT
from assistant.understanding.context import Context, load_context
from assistant.understanding.evidence import load_evidence
from assistant.vocabulary import load_vocabulary

DATA = ROOT / "nlu_data"
VOCABULARY = load_vocabulary(DATA / "vocabulary.yml")


@pytest.fixture(scope="module")
def shipped() -> Context:
    return load_context(DATA / "context.yml", VOCABULARY)


def test_a_types_own_entry_comes_before_its_groups(shipped: Context) -> None:
    assert shipped.read("suspect_name", "cardiac_arrest") == "patient_name"
    assert shipped.read("suspect_name", "intruder") == "suspect_name"
    assert shipped.read("people_count", "hostage") == "hostage_count"


def test_on_a_call_about_a_missing_person_a_name_is_theirs_until_it_is_known(
    shipped: Context,
) -> None:
    assert shipped.read_first("suspect_name", "missing_person", ()) == "patient_name"
    assert shipped.read_first("suspect_name", "missing_person", {"patient_name"}) == "suspect_name"
    assert shipped.read_first("suspect_name", "robbery", ()) == "suspect_name"


def test_while_the_kind_of_call_is_unknown_everything_fits(shipped: Context) -> None:
    assert shipped.fits("contractions", None)
    assert shipped.fits("contractions", "childbirth")
    assert not shipped.fits("contractions", "robbery")


def test_the_shipped_evidence_names_only_what_exists() -> None:
    assert load_evidence(DATA / "evidence.yml", VOCABULARY).together


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("context.yml", "once: [what_happened]", "once: [what_hapened]"),
        ("context.yml", "  hostage: {people_count", "  hostag: {people_count"),
        ("evidence.yml", "suicide_means.affirmed", "suicide_mean.affirmed"),
        ("evidence.yml", "{suicidal_person: 1.0}", "{suicidal: 1.0}"),
        ("evidence.yml", "  covert_caller:", "  covered_caller:"),
        ("evidence.yml", "facts:", "facts: ["),
    ],
)
def test_what_a_broken_table_names_wrong_is_said(
    tmp_path: Path, name: str, old: str, new: str
) -> None:
    text = (DATA / name).read_text("utf-8")
    assert old in text
    (tmp_path / name).write_text(text.replace(old, new, 1), "utf-8")
    load = load_context if name == "context.yml" else load_evidence
    with pytest.raises(SettingsInvalid, match=name):
        load(tmp_path / name, VOCABULARY)
