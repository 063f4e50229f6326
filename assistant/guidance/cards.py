"""The cards in force: read from a folder, all of them valid or none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from assistant.errors import CardInvalid
from assistant.guidance.agenda import Agenda, merged
from assistant.guidance.alert_reader import read_alerts
from assistant.guidance.card import CASE_ENTRY, AlertRule, Card
from assistant.guidance.card_reader import read_card
from assistant.guidance.feelings import Feeling
from assistant.guidance.feelings_reader import read_feelings
from assistant.guidance.node import Problems, read_yaml
from assistant.vocabulary import Vocabulary

ALERTS_FILE = "_alerts.yml"
"""The alert rules of every call; files with a leading underscore are no cards."""
FEELINGS_FILE = "_feelings.yml"
"""How callers' feelings are heard, and how they are named."""


@dataclass(frozen=True, slots=True)
class CardSet:
    """The cards in force, by identifier, and the alert rules of every call."""

    cards: Mapping[str, Card]
    alerts: tuple[AlertRule, ...] = ()
    feelings: tuple[Feeling, ...] = ()
    _agendas: dict[tuple[str, str | None], Agenda] = field(
        default_factory=dict, compare=False, repr=False
    )

    def card(self, call_type: str | None) -> Card:
        """The card of a call type; case_entry where there is none."""
        return self.cards.get(call_type or CASE_ENTRY, self.cards[CASE_ENTRY])

    @property
    def versions(self) -> dict[str, str]:
        """Each card's version, as `call_started` records it."""
        return {name: card.version for name, card in sorted(self.cards.items())}

    def agenda(self, call_type: str | None, role: str | None) -> Agenda:
        """The type's card and case_entry as one; the same for the same type and role."""
        card = self.card(call_type)
        found = self._agendas.get((card.id, role))
        if found is None:
            found = self._agendas[(card.id, role)] = merged(card, self.cards[CASE_ENTRY], role)
        return found


def load_cards(directory: Path, vocabulary: Vocabulary, *, base: Path | None = None) -> CardSet:
    """Read every card of a folder; those of `base` stand in where the folder has none.

    CardInvalid names file, line and field of the first problem, and how many more there are.
    """
    cards, problems = survey_cards(directory, vocabulary, base=base)
    problems.raise_first()
    if CASE_ENTRY not in cards.cards:
        raise CardInvalid(
            f"{directory} has no {CASE_ENTRY}.yml",
            todo="put the card of every call there, or name the folder that has it",
        )
    return cards


def survey_cards(
    directory: Path, vocabulary: Vocabulary, *, base: Path | None = None
) -> tuple[CardSet, Problems]:
    """What could be read of a folder of cards, and every problem met; not fit to lead a call."""
    problems = Problems()
    files = {path.name: path for folder in (base, directory) if folder for path in _files(folder)}
    read = {
        path.stem: read_card(node, path.stem, vocabulary)
        for name, path in sorted(files.items())
        if not name.startswith("_") and (node := read_yaml(path, problems))
    }
    cards = {name: card for name, card in read.items() if card is not None}
    alerts: tuple[AlertRule, ...] = ()
    if ALERTS_FILE in files and (node := read_yaml(files[ALERTS_FILE], problems)):
        alerts = read_alerts(node, vocabulary)
    feelings: tuple[Feeling, ...] = ()
    if FEELINGS_FILE in files and (node := read_yaml(files[FEELINGS_FILE], problems)):
        feelings = read_feelings(node)
    return CardSet(MappingProxyType(cards), alerts, feelings), problems


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise CardInvalid(f"There is no folder {folder}", todo="name a folder of protocol cards")
    return sorted(folder.glob("*.yml"))
