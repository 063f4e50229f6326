"""From a card's YAML to a Card: unknown identifiers, doubles and omissions are problems."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from assistant.guidance.card import (
    CASE_ENTRY,
    AlertRule,
    Avoid,
    Card,
    Instruction,
    Question,
    RapportStep,
    Role,
    Source,
)
from assistant.guidance.card_faults import CardNodes, report_faults
from assistant.guidance.condition_reader import ConditionReader
from assistant.guidance.conditions import ALWAYS, Condition
from assistant.guidance.fact_condition import FactIs
from assistant.guidance.node import Node, Problems, repeated
from assistant.guidance.talk_conditions import Distressed
from assistant.vocabulary import Vocabulary

ROLES = ("victim", "witness", "suspect", "hostage", "relative", "third_party")
"""Who a caller can be: the values of the fact caller_role."""
TARGETS = ("location_s", "recognition_s", "instruction_s", "first_compression_s", "dispatch_s")
ASK_WORDS_MAX = 26
SAY_WORDS_MAX = 40
"""What can be said in one breath."""
PLACEHOLDERS = ("name", "quote", "feeling", "said", "hook")
_PLACES = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
_SEMVER = re.compile(r"\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?")
_IDENTIFIER = re.compile(r"[a-z][a-z0-9_]*")
_REQUIRED = ("id", "title", "version", "effective", "approved_for_live_use", "approved_by")
_OPTIONAL = (
    "codes", "cues", "listening", "patience_s", "default_role", "roles", "omit", "omit_for",
    "instructions", "rapport", "alerts", "avoid", "targets",
)  # fmt: skip

_QUESTION_OPTIONS = ("follow_up", "quiet", "roles", "when", "danger", "before")


def read_card(node: Node, stem: str, vocabulary: Vocabulary) -> Card | None:
    """The card of a file named `stem`; None when it is no mapping at all."""
    found = node.mapping((*_REQUIRED, "sources", "questions"), _OPTIONAL)
    return _CardReader(found, stem, vocabulary).checked() if found else None


def read_alerts(node: Node, vocabulary: Vocabulary) -> tuple[AlertRule, ...]:
    """The alert rules that hold on every call."""
    found = node.mapping(required=("version", "alerts"))
    version = _version(found["version"]) if "version" in found else ""
    if "alerts" not in found:
        return ()
    return _alerts(found["alerts"], f"alerts@{version}", ConditionReader(vocabulary))


@dataclass
class _CardReader:
    found: dict[str, Node]
    stem: str
    vocabulary: Vocabulary

    def __post_init__(self) -> None:
        names = [
            str(item.value.get("id"))
            for item in (self.found["instructions"].items() if "instructions" in self.found else ())
            if isinstance(item.value, dict)
        ]
        self.conditions = ConditionReader(self.vocabulary, tuple(names))
        self.version = _version(self.found["version"]) if "version" in self.found else ""
        self.ref = f"{self.stem}@{self.version}"
        self.roles: tuple[str, ...] = ()

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
        self.roles = tuple(role.id for role in roles)
        approved = self._flag("approved_for_live_use")
        return Card(
            id=self.stem,
            title=self._text("title") or "",
            version=self.version,
            effective=found["effective"].day() if "effective" in found else date.min,
            approved_for_live_use=approved,
            approved_by=self._approved_by(approved),
            sources=self._sources(),
            codes=MappingProxyType(self._codes()),
            cues=tuple(item.text() for item in self._items("cues")),
            listening=self._for_roles(found, "listening"),
            patience_s=found["patience_s"].whole(1) if "patience_s" in found else None,
            default_role=self._default_role(),
            roles=roles,
            omit=found["omit"].some_of(self.vocabulary.questions) if "omit" in found else (),
            omit_for=MappingProxyType(self._omit_for()),
            questions=self._questions(),
            instructions=self._instructions(),
            rapport=self._rapport(),
            alerts=_alerts(found["alerts"], self.ref, self.conditions) if "alerts" in found else (),
            avoid=tuple(self._avoid(node, i) for i, node in enumerate(self._items("avoid"))),
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

    def _sources(self) -> tuple[Source, ...]:
        items = self._items("sources")
        if "sources" in self.found and not items:
            self.found["sources"].report("is empty; cite at least one")
        return tuple(_source(item) for item in items)

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
        roles = []
        for name, node in self.found["roles"].entries().items():
            if name not in ROLES:
                node.report(f'"{name}" is not a caller role')
            entry = node.mapping(required=("when",))
            when = self.conditions.read(entry["when"]) if "when" in entry else ALWAYS
            roles.append(Role(name, when))
        return tuple(roles)

    def _default_role(self) -> str | None:
        node = self.found.get("default_role")
        if node is None:
            if self.roles:
                self.found["roles"].report("need a default_role, for when nobody has said")
            return None
        return node.one_of(self.roles, "a declared role")

    def _omit_for(self) -> dict[str, tuple[str, ...]]:
        if "omit_for" not in self.found:
            return {}
        found = self.found["omit_for"].mapping(optional=self.roles)
        return {role: node.some_of(self.vocabulary.questions) for role, node in found.items()}

    def _questions(self) -> tuple[Question, ...]:
        items = self._items("questions")
        if "questions" in self.found and not items:
            self.found["questions"].report("is empty")
        questions = [(node, self._question(node)) for node in items]
        for i, (node, question) in enumerate(questions):
            if any(_overlap(question, other) for _, other in questions[:i]):
                node.report(f'"{question.id}" is there twice for the same role')
        return tuple(question for _, question in questions)

    def _question(self, node: Node) -> Question:
        found = node.mapping(("id", "ask"), _QUESTION_OPTIONS)
        name = found["id"].one_of(self.vocabulary.questions) if "id" in found else ""
        if "before" in found and self.stem != CASE_ENTRY:
            found["before"].report(f"belongs to {CASE_ENTRY} alone")
        return Question(
            id=name,
            ask=_ask(found["ask"]) if "ask" in found else "",
            ref=f"{self.ref}#questions/{name}",
            follow_up=_ask(found["follow_up"]) if "follow_up" in found else None,
            quiet=_ask(found["quiet"]) if "quiet" in found else None,
            yes_no=name in self.vocabulary.yes_no,
            roles=self._for_roles(found),
            when=self._when(found),
            danger="danger" in found and found["danger"].flag(),
            before="before" in found and found["before"].flag(),
        )

    def _instructions(self) -> tuple[Instruction, ...]:
        items = [(node, self._instruction(node)) for node in self._items("instructions")]
        for i, (node, instruction) in enumerate(items):
            if any(_overlap(instruction, other) for _, other in items[:i]):
                node.report(f'"{instruction.id}" is there twice for the same role')
        return tuple(instruction for _, instruction in items)

    def _instruction(self, node: Node) -> Instruction:
        found = node.mapping(
            ("id", "say", "when"), ("kind", "until", "roles", "urgent", "heard", "do_not")
        )
        name = _identifier(found["id"]) if "id" in found else ""
        if "kind" in found:
            found["kind"].one_of(("safety_instruction",), "an instruction's kind")
        heard = found["heard"].items() if "heard" in found else []
        return Instruction(
            id=name,
            say=_say(found["say"]) if "say" in found else "",
            ref=f"{self.ref}#instructions/{name}",
            when=self._when(found),
            until=self.conditions.read(found["until"]) if "until" in found else None,
            roles=self._for_roles(found),
            urgent="urgent" in found and found["urgent"].flag(),
            heard=tuple(tuple(item.text().lower().split()) for item in heard),
            do_not=tuple(item.text() for item in _list(found, "do_not")),
        )

    def _rapport(self) -> tuple[RapportStep, ...]:
        return tuple(self._step(node, i) for i, node in enumerate(self._items("rapport")))

    def _step(self, node: Node, place: int) -> RapportStep:
        found = node.mapping(("technique", "say"), ("when", "roles"))
        technique = (
            found["technique"].one_of(self.vocabulary.rapport_techniques)
            if "technique" in found
            else ""
        )
        says = _list(found, "say")
        if "say" in found and not says:
            found["say"].report("has no sentence")
        return RapportStep(
            technique=technique,
            say=tuple(_template(item) for item in says),
            ref=f"{self.ref}#rapport/{technique}.{place}",
            when=self._when(found) if "when" in found else Distressed(True),
            roles=self._for_roles(found),
        )

    def _avoid(self, node: Node, place: int) -> Avoid:
        found = node.mapping(("phrase",), ("instead", "roles"))
        return Avoid(
            phrase=found["phrase"].text() if "phrase" in found else "",
            instead=found["instead"].text() if "instead" in found else None,
            ref=f"{self.ref}#avoid/{place}",
            roles=self._for_roles(found),
        )

    def _targets(self) -> dict[str, int]:
        if "targets" not in self.found:
            return {}
        found = self.found["targets"].mapping(optional=TARGETS)
        return {name: node.whole(1) for name, node in found.items()}

    def _for_roles(self, found: dict[str, Node], key: str = "roles") -> tuple[str, ...]:
        return found[key].some_of(self.roles, "a role this card declares") if key in found else ()

    def _when(self, found: dict[str, Node]) -> Condition:
        return self.conditions.read(found["when"]) if "when" in found else ALWAYS

    def _items(self, name: str) -> list[Node]:
        return _list(self.found, name)

    def _flag(self, name: str) -> bool:
        return name in self.found and self.found[name].flag()

    def _text(self, name: str) -> str | None:
        return self.found[name].text() if name in self.found else None


def _alerts(node: Node, ref: str, conditions: ConditionReader) -> tuple[AlertRule, ...]:
    rules, alerts = [], conditions.vocabulary.alerts
    for item in node.items():
        found = item.mapping(("id", "label", "priority"), ("when", "worse", "lifted_by", "covers"))
        name = found["id"].one_of(alerts) if "id" in found else ""
        lifted = [conditions.read(leaf) for leaf in _list(found, "lifted_by")]
        if not all(isinstance(leaf, FactIs) for leaf in lifted):
            found["lifted_by"].report("lists something other than facts")
        rules.append(
            AlertRule(
                id=name,
                label=found["label"].text() if "label" in found else "",
                priority=found["priority"].whole(90, 99) if "priority" in found else 90,
                ref=f"{ref}#alerts/{name}",
                when=conditions.read(found["when"]) if "when" in found else None,
                worse=conditions.read(found["worse"]) if "worse" in found else None,
                lifted_by=tuple(leaf for leaf in lifted if isinstance(leaf, FactIs)),
                covers=found["covers"].some_of(alerts) if "covers" in found else (),
            )
        )
    for name in repeated(rule.id for rule in rules):
        node.report(f'has "{name}" twice')
    return tuple(rules)


def _source(node: Node) -> Source:
    found = node.mapping(("title", "publisher"), ("year",))
    return Source(
        title=found["title"].text() if "title" in found else "",
        publisher=found["publisher"].text() if "publisher" in found else "",
        year=found["year"].whole(1900, 2200) if "year" in found else None,
    )


def _ask(node: Node) -> str:
    text = node.text()
    if len(text.split()) > ASK_WORDS_MAX:
        node.report(f"is longer than {ASK_WORDS_MAX} words, one breath")
    if text.count("?") > 1:
        node.report("asks two things at once; make them two questions")
    return text


def _say(node: Node) -> str:
    text = node.text()
    if len(text.split()) > SAY_WORDS_MAX:
        node.report(f"is longer than {SAY_WORDS_MAX} words, one breath")
    return text


def _template(node: Node) -> str:
    text = _say(node)
    for name in re.findall(r"\{([^}]*)\}", text):
        if name not in PLACEHOLDERS:
            node.report(f"uses {{{name}}}; there are only {_PLACES}")
    return text


def _version(node: Node) -> str:
    text = node.text()
    if text and not _SEMVER.fullmatch(text):
        node.report("is not a version such as 1.0.0")
    return text


def _identifier(node: Node) -> str:
    text = node.text()
    if text and not _IDENTIFIER.fullmatch(text):
        node.report("is not an identifier: small letters, digits and underscores")
    return text


def _list(found: dict[str, Node], name: str) -> list[Node]:
    return found[name].items() if name in found else []


def _overlap(one: Question | Instruction, other: Question | Instruction) -> bool:
    if one.id != other.id:
        return False
    return not one.roles or not other.roles or bool(set(one.roles) & set(other.roles))
