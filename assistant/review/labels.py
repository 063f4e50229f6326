"""Labels of real calls, written by people: what was asked, told and shown at each turn."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.errors import InputError
from assistant.events import Certainty

INDEX = "index.csv"


class FactLabel(BaseModel):
    """A fact that a turn tells."""

    model_config = ConfigDict(extra="ignore", frozen=True)
    id: str
    value: str = ""
    certainty: Certainty = "affirmed"


class TurnLabel(BaseModel):
    """Everything one turn holds; identifiers are those of the vocabulary."""

    model_config = ConfigDict(extra="ignore", frozen=True)
    turn: int
    speaker: str
    asked: tuple[str, ...] = ()
    facts: tuple[FactLabel, ...] = ()
    rapport: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()
    alerts: tuple[str, ...] = ()


class CallLabel(BaseModel):
    """A labelled call; `turns` is empty where only the call type is known."""

    model_config = ConfigDict(extra="ignore", frozen=True)
    call_type: str
    also_acceptable: tuple[str, ...] = ()
    turns: tuple[TurnLabel, ...] = ()


@dataclass(frozen=True, slots=True)
class LabelledCall:
    """A transcript and what people say it holds.

    `by_turn` is false where the labels count the turns of another transcript of the same call, such
    as one that people wrote beside what a recogniser made of it.
    """

    path: Path
    label: CallLabel
    by_turn: bool = True


def labelled_calls(folder: Path) -> list[LabelledCall]:
    """The folder's transcripts that have a label beside them or a line in index.csv."""
    if not folder.is_dir():
        raise InputError(f"There is no folder {folder}", todo="name a folder of labelled calls")
    index = _index(folder) or _index(folder.parent)
    transcripts = sorted([*folder.glob("*.txt"), *folder.glob("*.jsonl")])
    found = [_labelled(path, index) for path in transcripts]
    calls = [call for call in found if call]
    if not calls:
        raise InputError(
            f"{folder} holds no labelled call",
            todo=f"put <call>.json beside <call>.txt, or an {INDEX} with file and call_type",
        )
    return calls


def _index(folder: Path) -> dict[str, str]:
    path = folder / INDEX
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        return {row["file"]: row["call_type"] for row in csv.DictReader(file)}


def _labelled(path: Path, index: dict[str, str]) -> LabelledCall | None:
    """The call with the labels beside it, else those of the folder above, else its type."""
    beside = path.with_suffix(".json")
    if beside.is_file():
        return LabelledCall(path, _label(beside))
    above = path.parent.parent / beside.name
    if above.is_file():
        return LabelledCall(path, _label(above), by_turn=False)
    kind = index.get(path.name)
    return LabelledCall(path, CallLabel(call_type=kind)) if kind else None


def _label(beside: Path) -> CallLabel:
    try:
        return CallLabel.model_validate(json.loads(beside.read_text("utf-8")))
    except (ValidationError, json.JSONDecodeError) as error:
        where = error.errors()[0]["loc"] if isinstance(error, ValidationError) else ("the file",)
        field = ".".join(str(part) for part in where)
        raise InputError(f"{beside.name}: {field} does not follow the label format") from None
