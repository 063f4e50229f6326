"""A rapport step's sentences, filled with the caller's name, words and feeling; none twice."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.guidance.board import Board
from assistant.guidance.card import RapportStep
from assistant.guidance.feelings import Feeling

QUOTE_WORDS = range(2, 13)
"""How long a quote may be to be said back."""
FEELING = "{feeling}"


def names_feeling(step: RapportStep) -> bool:
    """Whether a step names the feeling that was heard."""
    return any(FEELING in template for template in step.say)


def sayings(board: Board, step: RapportStep, feelings: tuple[Feeling, ...]) -> Iterator[str]:
    """The step's sentences that can be filled and were not shown before."""
    for template in step.say:
        for named in _named(board, template, feelings):
            text = _filled(board, named)
            if text is not None and text not in board.said:
                yield text


def _named(board: Board, template: str, feelings: tuple[Feeling, ...]) -> Iterator[str]:
    """The template with the feeling named, once for each wording not used yet."""
    if FEELING not in template:
        yield template
        return
    heard = board.distress.feeling if board.distress else ""
    for feeling in feelings:
        if feeling.id == heard:
            fresh = (name for name in feeling.name if not _named_before(board, name))
            yield from (template.replace(FEELING, name) for name in fresh)


def _named_before(board: Board, name: str) -> bool:
    return any(name in text for text in board.said)


def _filled(board: Board, template: str) -> str | None:
    """The template with the caller's name and words; None where one is not known or too long."""
    values = {
        "{name}": (board.caller_name or "").split(" ")[0],
        "{quote}": _sayable(board.distress.quote if board.distress else ""),
        "{said}": _sayable(board.caller_said),
        "{hook}": _sayable(board.hook),
    }
    for place, value in values.items():
        if place in template and not value:
            return None
        template = template.replace(place, value)
    return template


def _sayable(quote: str) -> str:
    """The quote without its end mark, if it can be said back in one breath."""
    bare = quote.strip().rstrip(".!,;:")
    return bare if len(bare.split()) in QUOTE_WORDS else ""
