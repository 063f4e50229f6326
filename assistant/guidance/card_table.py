"""The cards as tables for those who review them: what each asks, says, avoids, and its sources."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.guidance.card import AlertRule, Card, Instruction, Question, RapportStep
from assistant.guidance.cards import CardSet
from assistant.guidance.condition_words import in_words
from assistant.guidance.conditions import ALWAYS, Condition
from assistant.guidance.planner import question_priority
from assistant.guidance.talk_conditions import Distressed

TITLE = """# The protocol cards, line by line

For trainers and for whoever signs the cards. Made by
`florence check --protocols nlu_data/protocols --table`; a test fails when it is not current.
Each table stands in the order in which a call is led: the location, what endangers life, the
rest. What every call adds stands in the table of `case_entry`.
"""
HEADER = ("", "for", "when", "words", "do not")


def review(cards: CardSet) -> str:
    """Every card as Markdown, the card of every call first, and the alerts of every call."""
    ordered = sorted(cards.cards.values(), key=lambda card: (card.id != "case_entry", card.id))
    parts = [TITLE, *(_card(card) for card in ordered), _common_alerts(cards)]
    return "\n".join(parts)


def _card(card: Card) -> str:
    lines = [f"## {card.title} (`{card.id}`)", "", _standing(card), ""]
    lines += [f"- Recognised by: {'; '.join(card.cues)}"] if card.cues else []
    lines += [f"- Callers: {', '.join(r.id for r in card.roles)}"] if card.roles else []
    lines += [f"- Listening leads with: {', '.join(card.listening)}"] if card.listening else []
    if card.patience_s:
        lines += [f"- Each question waits {card.patience_s} s for an answer"]
    lines += [f"- Left out of every call's questions: {', '.join(card.omit)}"] if card.omit else []
    lines += [f"- Source: {source}" for source in _sources(card)]
    return "\n".join([*lines, "", *_table(HEADER, _rows(card)), ""])


def _standing(card: Card) -> str:
    code = f"APCO {card.codes['apco']}, " if "apco" in card.codes else ""
    approved = f"approved by {card.approved_by}" if card.approved_for_live_use else "not approved"
    return f"{code}version {card.version}, effective {card.effective}, {approved} for live use."


def _sources(card: Card) -> Iterator[str]:
    for source in card.sources:
        year = f", {source.year}" if source.year else ""
        yield f"{source.title} ({source.publisher}{year})"


def _rows(card: Card) -> Iterator[tuple[str, ...]]:
    for question in sorted(card.questions, key=lambda q: -question_priority(q)):
        yield from _question(question)
    for instruction in sorted(card.instructions, key=lambda i: not i.urgent):
        yield _instruction(instruction)
    for step in card.rapport:
        yield _step(step)
    for rule in card.alerts:
        yield _alert(rule)
    for avoid in card.avoid:
        instead = f"instead: {avoid.instead}" if avoid.instead else ""
        yield ("avoid", ", ".join(avoid.roles), "", instead, f"say “{avoid.phrase}”")


def _question(question: Question) -> Iterator[tuple[str, ...]]:
    kind = f"asks `{question.id}`" + (", danger" if question.danger else "")
    yield (kind, ", ".join(question.roles), _when(question.when), question.ask, "")
    if question.quiet:
        yield ("asks so", "", "the caller talks and may be overheard", question.quiet, "")
    if question.follow_up:
        yield ("follows up", "", "the answer was unclear", question.follow_up, "")


def _instruction(instruction: Instruction) -> tuple[str, ...]:
    when = _when(instruction.when)
    until = f"; until {in_words(instruction.until)}" if instruction.until else ""
    kind = "says at once" if instruction.urgent else "says"
    roles, do_not = ", ".join(instruction.roles), "; ".join(instruction.do_not)
    return (f"{kind} `{instruction.id}`", roles, when + until, instruction.say, do_not)


def _step(step: RapportStep) -> tuple[str, ...]:
    when = "after an emotional turn" if step.when == Distressed(True) else _when(step.when)
    return (f"rapport `{step.technique}`", ", ".join(step.roles), when, " / ".join(step.say), "")


def _alert(rule: AlertRule) -> tuple[str, ...]:
    when = in_words(rule.when) if rule.when else "heard in the caller's words"
    return (f"alerts `{rule.id}`", "", when, f"{rule.label} ({rule.priority})", "")


def _when(when: Condition) -> str:
    return "" if when == ALWAYS else in_words(when)


def _common_alerts(cards: CardSet) -> str:
    rows = (_alert(rule) for rule in cards.alerts)
    return "\n".join(["## Alerts of every call", "", *_table(HEADER, rows), ""])


def _table(header: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> Iterator[str]:
    yield _line(header)
    yield "|" + "---|" * len(header)
    yield from (_line(row) for row in rows)


def _line(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |"
