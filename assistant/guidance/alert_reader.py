"""From YAML to alert rules: those of every call, and those of one card."""

from __future__ import annotations

from assistant.guidance.card import AlertRule
from assistant.guidance.card_texts import version_text
from assistant.guidance.condition_reader import ConditionReader
from assistant.guidance.fact_condition import FactIs
from assistant.guidance.node import Node, repeated
from assistant.vocabulary import Vocabulary


def read_alerts(node: Node, vocabulary: Vocabulary) -> tuple[AlertRule, ...]:
    """The alert rules that hold on every call."""
    found = node.mapping(required=("version", "alerts"))
    version = version_text(found["version"]) if "version" in found else ""
    if "alerts" not in found:
        return ()
    return alert_rules(found["alerts"], f"alerts@{version}", ConditionReader(vocabulary))


def alert_rules(node: Node, ref: str, conditions: ConditionReader) -> tuple[AlertRule, ...]:
    """The rules of a list; `ref` names what they stand in."""
    rules = tuple(_rule(item, ref, conditions) for item in node.items())
    for name in repeated(rule.id for rule in rules):
        node.report(f'has "{name}" twice')
    return rules


def _rule(node: Node, ref: str, conditions: ConditionReader) -> AlertRule:
    alerts = conditions.vocabulary.alerts
    found = node.mapping(("id", "label", "priority"), ("when", "worse", "lifted_by", "covers"))
    name = found["id"].one_of(alerts) if "id" in found else ""
    lifted_by = _lifted_by(found["lifted_by"], conditions) if "lifted_by" in found else ()
    return AlertRule(
        id=name,
        label=found["label"].text() if "label" in found else "",
        priority=found["priority"].whole(90, 99) if "priority" in found else 90,
        ref=f"{ref}#alerts/{name}",
        when=conditions.read(found["when"]) if "when" in found else None,
        worse=conditions.read(found["worse"]) if "worse" in found else None,
        lifted_by=lifted_by,
        covers=found["covers"].some_of(alerts) if "covers" in found else (),
    )


def _lifted_by(node: Node, conditions: ConditionReader) -> tuple[FactIs, ...]:
    read = [conditions.read(leaf) for leaf in node.items()]
    facts = tuple(leaf for leaf in read if isinstance(leaf, FactIs))
    if len(facts) < len(read):
        node.report("lists something other than facts")
    return facts
