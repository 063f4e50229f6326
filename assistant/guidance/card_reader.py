"""From a card's YAML to a Card: unknown identifiers, doubles and omissions are problems."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from assistant.guidance.alert_reader import alert_rules
from assistant.guidance.card import CASE_ENTRY, AlertRule, Card, Role, Source
from assistant.guidance.card_faults import CardNodes, report_faults
from assistant.guidance.card_texts import version_text
from assistant.guidance.condition_reader import ConditionReader
from assistant.guidance.conditions import ALWAYS
from assistant.guidance.node import Node, Problems, listed
from assistant.guidance.prompt_reader import PromptReader
from assistant.vocabulary import Vocabulary

ROLES = ("victim", "witness", "suspect", "hostage", "relative", "third_party")
"""Who a caller can be: the values of the fact caller_role."""
TARGETS = ("location_s", "recognition_s", "instruction_s", "first_compression_s", "dispatch_s")
_REQUIRED = ("id", "title", "version", "effective", "approved_for_live_use", "approved_by")
_OPTIONAL = (
    "codes", "cues", "listening", "patience_s", "default_role", "roles", "omit", "omit_for",
    "instructions", "rapport", "alerts", "avoid", "targets",
)  # fmt: skip


def read_card(node: Node, stem: str, vocabulary: Vocabulary) -> Card | None:
    """The card of a file named `stem`; None when it is no mapping at all."""
    found = node.mapping((*_REQUIRED, "sources", "questions"), _OPTIONAL)
    return _CardReader(found, stem, vocabulary).checked() if found else None


@dataclass
class _CardReader:
    found: dict[str, Node]
    stem: str
    vocabulary: Vocabulary

    def __post_init__(self) -> None:
        items = listed(self.found, "instructions")
        names = [str(item.value.get("id")) for item in items if isinstance(item.value, dict)]
        self.conditions = ConditionReader(self.vocabulary, tuple(names))
        self.version = version_text(self.found["version"]) if "version" in self.found else ""
        self.ref = f"{self.stem}@{self.version}"

    def checked(self) -> Card:
        """The card; where every field could be read, what is wrong with the whole is noted too."""
        problems = self.problems.sentences
        before = len(problems)
        card = self.card()
        if len(problems) == before:
            report_faults(card, self._nodes(), self.vocabulary)
        return card

    @property
    def problems(self) -> Problems:
        """Where problems are noted."""
        return next(iter(self.found.values())).problems

    def _nodes(self) -> CardNodes:
        roles = self.found["roles"].entries().values() if "roles" in self.found else ()
        return CardNodes(list(roles), self._items("questions"), self._items("instructions"))

    def card(self) -> Card:
        """Every field read; problems are noted as they are met."""
        found = self.found
        self._check_id()
        roles = self._roles()
        names = tuple(role.id for role in roles)
        prompts = PromptReader(self.stem, self.ref, names, self.conditions)
        approved = "approved_for_live_use" in found and found["approved_for_live_use"].flag()
        return Card(
            id=self.stem,
            title=found["title"].text() if "title" in found else "",
            version=self.version,
            effective=found["effective"].day() if "effective" in found else date.min,
            approved_for_live_use=approved,
            approved_by=self._approved_by(approved),
            sources=tuple(_source(item) for item in self._some("sources", "cite at least one")),
            codes=MappingProxyType(self._codes()),
            cues=tuple(item.text() for item in self._items("cues")),
            listening=prompts.for_roles(found, "listening"),
            patience_s=found["patience_s"].whole(1) if "patience_s" in found else None,
            default_role=self._default_role(names),
            roles=roles,
            omit=found["omit"].some_of(self.vocabulary.questions) if "omit" in found else (),
            omit_for=MappingProxyType(self._omit_for(names)),
            questions=prompts.questions(self._some("questions")),
            instructions=prompts.instructions(self._items("instructions")),
            rapport=prompts.rapport(self._items("rapport")),
            alerts=self._alerts(),
            avoid=prompts.avoid(self._items("avoid")),
            targets=MappingProxyType(self._targets()),
        )

    def _check_id(self) -> None:
        node = self.found.get("id")
        if node is None:
            return
        name = node.one_of((CASE_ENTRY, *self.vocabulary.call_types), "a call type")
        if name and name != self.stem:
            node.report(f'"{name}" is not the file\'s name; call the file {name}.yml')

    def _approved_by(self, approved: bool) -> str | None:
        node = self.found.get("approved_by")
        if node is None or node.value is None:
            if approved and node is not None:
                node.report("names nobody, though the card is approved for live use")
            return None
        return node.text()

    def _codes(self) -> dict[str, str]:
        node = self.found.get("codes")
        call_type = self.vocabulary.call_types.get(self.stem)
        if node is None:
            if call_type and "id" in self.found:
                self.found["id"].report("is a call type whose card has no codes")
            return {}
        codes = {key: entry.text() for key, entry in node.mapping(("apco",)).items()}
        if call_type and codes.get("apco", call_type.apco) != call_type.apco:
            node.report(f"apco is not {call_type.apco}, the vocabulary's code for {self.stem}")
        return codes

    def _roles(self) -> tuple[Role, ...]:
        if "roles" not in self.found:
            return ()
        return tuple(self._role(*entry) for entry in self.found["roles"].entries().items())

    def _role(self, name: str, node: Node) -> Role:
        if name not in ROLES:
            node.report(f'"{name}" is not a caller role')
        entry = node.mapping(required=("when",))
        return Role(name, self.conditions.read(entry["when"]) if "when" in entry else ALWAYS)

    def _default_role(self, roles: tuple[str, ...]) -> str | None:
        node = self.found.get("default_role")
        if node is None:
            if roles:
                self.found["roles"].report("need a default_role, for when nobody has said")
            return None
        return node.one_of(roles, "a declared role")

    def _omit_for(self, roles: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
        if "omit_for" not in self.found:
            return {}
        found = self.found["omit_for"].mapping(optional=roles)
        return {role: node.some_of(self.vocabulary.questions) for role, node in found.items()}

    def _alerts(self) -> tuple[AlertRule, ...]:
        node = self.found.get("alerts")
        return () if node is None else alert_rules(node, self.ref, self.conditions)

    def _targets(self) -> dict[str, int]:
        if "targets" not in self.found:
            return {}
        found = self.found["targets"].mapping(optional=TARGETS)
        return {name: node.whole(1) for name, node in found.items()}

    def _items(self, name: str) -> list[Node]:
        return listed(self.found, name)

    def _some(self, name: str, what: str = "") -> list[Node]:
        """The items of a list that must not be empty."""
        items = self._items(name)
        if name in self.found and not items:
            self.found[name].report(f"is empty; {what}" if what else "is empty")
        return items


def _source(node: Node) -> Source:
    found = node.mapping(("title", "publisher"), ("year",))
    return Source(
        title=found["title"].text() if "title" in found else "",
        publisher=found["publisher"].text() if "publisher" in found else "",
        year=found["year"].whole(1900, 2200) if "year" in found else None,
    )
