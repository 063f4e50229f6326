"""From YAML to forms: unknown names, doubles, omissions and circles are problems with a line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from assistant.errors import FormInvalid
from assistant.guidance.node import Node, Problems, read_yaml, repeated
from assistant.review.forms import (
    Answered,
    Asked,
    Check,
    Followed,
    Form,
    FreeOf,
    Heard,
    InOrder,
    Item,
    Only,
    Section,
    Within,
)
from assistant.review.listening import MORE_PIES
from assistant.review.profile import MEASURES
from assistant.vocabulary import Vocabulary

CHECKS = ("asked", "answered", "within", "heard", "free_of", "followed", "in_order")
POINTS_MAX = 100
ECCS_MAX = 5
_IDENTIFIER = re.compile(r"[a-z][a-z0-9_]*")
_SEMVER = re.compile(r"\d+\.\d+\.\d+")


def load_forms(directory: Path, vocabulary: Vocabulary) -> Mapping[str, Form]:
    """Every form of a folder; FormInvalid names file, line and field of the first problem."""
    forms, problems = survey_forms(directory, vocabulary)
    _raise(problems)
    return forms


def survey_forms(directory: Path, vocabulary: Vocabulary) -> tuple[Mapping[str, Form], Problems]:
    """The forms of a folder that can be used, and what is wrong with the others; FormInvalid."""
    if not directory.is_dir():
        raise FormInvalid(f"There is no folder {directory}", todo="name a folder of forms")
    problems, forms = Problems(), {}
    for path in sorted(directory.glob("*.yml")):
        known = len(problems.sentences)
        node = read_yaml(path, problems)
        form = read_form(node, path.stem, vocabulary) if node else None
        if form is not None and len(problems.sentences) == known:
            forms[form.id] = form
    return forms, problems


def load_form(path: Path, vocabulary: Vocabulary) -> Form:
    """One form; FormInvalid says where it is wrong."""
    problems = Problems()
    node = read_yaml(path, problems)
    form = read_form(node, path.stem, vocabulary) if node else None
    _raise(problems)
    assert form is not None
    return form


def read_form(node: Node, stem: str, vocabulary: Vocabulary) -> Form | None:
    """The form in a file named `stem`; problems are noted as they are met."""
    found = node.mapping(
        ("id", "title", "version", "effective", "sections"), ("call_types", "groups", "sources")
    )
    if not all(key in found for key in ("id", "title", "version", "effective", "sections")):
        return None
    if found["id"].text() != stem:
        found["id"].report(f'is not the file\'s name, "{stem}"')
    version = str(found["version"].value)
    if not _SEMVER.fullmatch(version):
        found["version"].report("is not a version such as 1.0.0")
    reader = _ItemReader(vocabulary)
    sections = tuple(_section(one, reader) for one in found["sections"].items())
    _check_names(found["sections"], sections)
    return Form(
        id=stem,
        title=found["title"].text(),
        version=version,
        effective=found["effective"].day(),
        call_types=_types(found, vocabulary),
        sources=tuple(one.text() for one in found["sources"].items()) if "sources" in found else (),
        sections=sections,
    )


def _types(found: Mapping[str, Node], vocabulary: Vocabulary) -> tuple[str, ...]:
    types = (
        found["call_types"].some_of(tuple(vocabulary.call_types)) if "call_types" in found else ()
    )
    groups = found["groups"].some_of(vocabulary.groups) if "groups" in found else ()
    return tuple(dict.fromkeys([*types, *(t for g in groups for t in vocabulary.in_group(g))]))


def _section(node: Node, reader: _ItemReader) -> Section:
    found = node.mapping(("id", "title", "items"), ("weight",))
    items = tuple(reader.item(one) for one in found["items"].items()) if "items" in found else ()
    if "items" in found and not items:
        found["items"].report("is empty")
    return Section(
        _name(found.get("id")),
        found["title"].text() if "title" in found else "",
        _weight(found.get("weight")),
        items,
    )


def _name(node: Node | None) -> str:
    name = node.text() if node else ""
    if node and name and not _IDENTIFIER.fullmatch(name):
        node.report("is not a name such as location_known")
    return name


def _weight(node: Node | None) -> float:
    if node is None:
        return 1.0
    weight = node.number()
    if not weight:
        node.report("is not above zero")
    return weight


class _ItemReader:
    """Reads the items of one vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._words = vocabulary
        self._techniques = tuple(dict.fromkeys([*vocabulary.rapport_techniques, *MORE_PIES]))

    def item(self, node: Node) -> Item:
        """One item."""
        found = node.mapping(("id", "text"), ("points", "weight", "check", "only", "needs", "help"))
        points = found["points"].whole(1, POINTS_MAX) if "points" in found else 1
        return Item(
            id=_name(found.get("id")),
            text=found["text"].text() if "text" in found else "",
            points=points,
            weight=_weight(found.get("weight")),
            check=self._check(found["check"], points) if "check" in found else None,
            only=self._only(found["only"]) if "only" in found else None,
            needs=found["needs"].text() if "needs" in found else None,
            help=found["help"].text() if "help" in found else "",
        )

    def _only(self, node: Node) -> Only:
        found, words = node.mapping((), ("call_types", "alerts", "facts", "eccs")), self._words
        return Only(
            self._some(found.get("call_types"), tuple(words.call_types)),
            self._some(found.get("alerts"), words.alerts),
            self._some(found.get("facts"), words.questions),
            found["eccs"].whole(1, ECCS_MAX) if "eccs" in found else 0,
        )

    def _check(self, node: Node, points: int) -> Check | None:
        """The one check of an item."""
        found = node.mapping((), CHECKS)
        if len(found) != 1:
            node.report(f"names not one check: use one of {', '.join(CHECKS)}")
            return None
        ((kind, inner),) = found.items()
        if kind in ("asked", "answered"):
            questions = inner.some_of(self._words.questions)
            return Asked(questions) if kind == "asked" else Answered(questions)
        return self._other(kind, inner, points)

    def _other(self, kind: str, node: Node, points: int) -> Check | None:
        if kind == "within":
            return _within(node)
        if kind == "heard":
            found = node.mapping(("techniques",), ("least",))
            least = found["least"].whole(1) if "least" in found else 1
            return Heard(self._some(found.get("techniques"), self._techniques), least)
        if kind == "free_of":
            found = node.mapping(("faults",), ("cost",))
            cost = found["cost"].number() if "cost" in found else float(points)
            return FreeOf(self._some(found.get("faults"), self._words.rapport_faults), cost)
        if kind == "followed":
            return self._followed(node)
        found = node.mapping(("first", "then"))
        ends = [
            found[key].one_of(self._words.questions) for key in ("first", "then") if key in found
        ]
        return InOrder(ends[0], ends[1]) if len(ends) == 2 else None

    def _followed(self, node: Node) -> Followed:
        found = node.mapping(("alerts", "techniques", "within_s"))
        return Followed(
            self._some(found.get("alerts"), self._words.alerts),
            self._some(found.get("techniques"), self._techniques),
            found["within_s"].number() if "within_s" in found else 0.0,
        )

    @staticmethod
    def _some(node: Node | None, known: Iterable[str]) -> tuple[str, ...]:
        return node.some_of(tuple(known)) if node else ()


def _within(node: Node) -> Within | None:
    found = node.mapping(("measure", "full", "none"))
    if len(found) != 3:
        return None
    measure = found["measure"].one_of(tuple(MEASURES), "a measure")
    full, none = found["full"].number(), found["none"].number()
    if full == none:
        node.report("has the same value for full and none")
    return Within(measure, full, none)


def _check_names(node: Node, sections: tuple[Section, ...]) -> None:
    """Names are used once, `needs` names an item, and no item needs itself in the end."""
    items = [item for section in sections for item in section.items]
    for name in repeated([section.id for section in sections]):
        node.report(f'names the section "{name}" twice')
    for name in repeated([item.id for item in items]):
        node.report(f'names the item "{name}" twice')
    needs = {item.id: item.needs for item in items}
    for item in items:
        if item.needs is not None and item.needs not in needs:
            node.report(f'has an item "{item.id}" that needs "{item.needs}", which is no item')
        elif _circle(item.id, needs):
            node.report(f'has items that need one another in a circle, by way of "{item.id}"')


def _circle(name: str, needs: Mapping[str, str | None]) -> bool:
    seen, following = {name}, needs.get(name)
    while following is not None:
        if following == name:
            return True
        if following in seen:
            return False
        seen.add(following)
        following = needs.get(following)
    return False


def _raise(problems: Problems) -> None:
    if problems.sentences:
        others = len(problems.sentences) - 1
        more = f" ({others} more problem{'s' if others > 1 else ''})" if others else ""
        raise FormInvalid(problems.sentences[0] + more)
