"""What facts and alerts say about the call type: read from `nlu_data/evidence.yml`."""

from __future__ import annotations

from pathlib import Path

from ruamel.yaml import YAML, YAMLError

from assistant.errors import SettingsInvalid
from assistant.understanding.call_type import Evidence, Together
from assistant.vocabulary import Vocabulary


def load_evidence(path: Path, vocabulary: Vocabulary) -> Evidence:
    """The evidence table; SettingsInvalid names the first identifier that is unknown."""
    try:
        table = YAML(typ="safe", pure=True).load(path.read_text("utf-8"))
    except (OSError, YAMLError):
        raise SettingsInvalid(f"{path.name} cannot be read", todo="restore it") from None
    facts, alerts = table.get("facts", {}), table.get("alerts", {})
    rules = table.get("together", [])
    together = tuple(Together(tuple(map(frozenset, r["held"])), r["says"]) for r in rules)
    silence = table.get("silence", {})
    keys = [*facts, *(key for rule in together for group in rule.groups for key in group)]
    weights = [*facts.values(), *alerts.values(), silence, *(rule.weights for rule in together)]
    unknown = {key.split(".")[0] for key in keys} - set(vocabulary.questions)
    unknown |= set(alerts) - set(vocabulary.alerts)
    unknown |= {kind for table in weights for kind in table} - set(vocabulary.call_types)
    if unknown:
        name = sorted(unknown)[0]
        raise SettingsInvalid(f"{path.name} names {name!r}, which is not in the vocabulary")
    return Evidence(facts, alerts, together, silence)
