"""From `_feelings.yml` to feelings: what cannot be used is a problem at its line."""

from __future__ import annotations

from assistant.guidance.feelings import Feeling, alike
from assistant.guidance.node import Node, listed, repeated

NAME_WORDS_MAX = 14
"""A feeling is named in one short sentence."""


def read_feelings(node: Node) -> tuple[Feeling, ...]:
    """The feelings of a file, in its order."""
    found = node.mapping(required=("version", "sources", "feelings"))
    if "version" in found:
        found["version"].text()
    if "feelings" not in found:
        return ()
    feelings = tuple(_feeling(item) for item in found["feelings"].items())
    for name in repeated(feeling.id for feeling in feelings):
        found["feelings"].report(f'has "{name}" twice')
    return feelings


def _feeling(node: Node) -> Feeling:
    found = node.mapping(("id", "heard", "name"), ("faint",))
    return Feeling(
        id=found["id"].text() if "id" in found else "",
        heard=tuple(alike(item.text()) for item in listed(found, "heard")),
        faint="faint" in found and found["faint"].flag(),
        name=tuple(_name(item) for item in listed(found, "name")),
    )


def _name(node: Node) -> str:
    text = node.text()
    if len(text.split()) > NAME_WORDS_MAX:
        node.report(f"is longer than {NAME_WORDS_MAX} words")
    return text
