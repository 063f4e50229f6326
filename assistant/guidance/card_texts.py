"""The texts of a card: what can be said in one breath, versions, identifiers."""

from __future__ import annotations

import re

from assistant.guidance.node import Node

ASK_WORDS_MAX = 26
SAY_WORDS_MAX = 40
"""What can be said in one breath."""
PLACEHOLDERS = ("name", "quote", "feeling", "said", "hook")
_PLACES = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
_SEMVER = re.compile(r"\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?")
_IDENTIFIER = re.compile(r"[a-z][a-z0-9_]*")


def question_text(node: Node) -> str:
    """A question that asks one thing."""
    text = _in_one_breath(node, ASK_WORDS_MAX)
    if text.count("?") > 1:
        node.report("asks two things at once; make them two questions")
    return text


def saying_text(node: Node) -> str:
    """Something to say."""
    return _in_one_breath(node, SAY_WORDS_MAX)


def template_text(node: Node) -> str:
    """Something to say that may name the caller or use their words."""
    text = saying_text(node)
    for name in re.findall(r"\{([^}]*)\}", text):
        if name not in PLACEHOLDERS:
            node.report(f"uses {{{name}}}; there are only {_PLACES}")
    return text


def version_text(node: Node) -> str:
    """A version such as 1.0.0."""
    text = node.text()
    if text and not _SEMVER.fullmatch(text):
        node.report("is not a version such as 1.0.0")
    return text


def identifier_text(node: Node) -> str:
    """A name that is the card's own."""
    text = node.text()
    if text and not _IDENTIFIER.fullmatch(text):
        node.report("is not an identifier: small letters, digits and underscores")
    return text


def _in_one_breath(node: Node, words_max: int) -> str:
    text = node.text()
    if len(text.split()) > words_max:
        node.report(f"is longer than {words_max} words, one breath")
    return text
