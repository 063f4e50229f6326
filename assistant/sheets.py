"""Sheets made of a call's facts: parts with lines, each with its words, speaker and time.

Nothing on a sheet is concluded: a line is a value somebody gave, how surely, and the quote it came
from. What is not known is said to be unknown where the next person would look for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from assistant.events import Certainty, Speaker
from assistant.guidance.board_parts import PROVISIONAL
from assistant.standing_view import EntryView
from assistant.views import CallView, FactView, LineView

CERTAINTY: dict[Certainty, str] = {
    "affirmed": "said so", "denied": "said no", "hedged": "not sure", "unknown": "does not know",
    "refused": "would not say",
}  # fmt: skip
MOODS = (
    "", "calm", "anxious, cooperative", "upset, cooperative", "not listening", "beyond control"
)  # fmt: skip
"""The Emotional Content and Cooperation Score in words."""
LABELS = {
    "location": "Where", "location_verified": "Place confirmed", "what_happened": "What happened",
    "callback_number": "Call-back number", "when_happened": "When",
    "people_count": "How many people",
    "position_inside": "Where inside", "hostage_count": "How many held",
    "hostage_condition": "How those held are", "suspect_count": "How many suspects",
    "suspect_description": "What the suspect looks like", "caller_armed": "Caller's own weapon",
    "suicide_means": "Means at hand", "cpr_knowledge": "CPR known or started",
    "aed_available": "Defibrillator near", "naloxone_available": "Naloxone there",
}  # fmt: skip
BY_HAND = "entered by hand"
QUOTE_CHARS = 160


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One thing known; `seq` is the event it rests on, none where something is missing."""

    text: str
    quote: str = ""
    speaker: Speaker | None = None
    at_ms: int | None = None
    seq: int | None = None

    @property
    def plain(self) -> str:
        """The line as it is read out or pasted."""
        said = f"{who(self.speaker)} “{self.quote}”" if self.quote and self.speaker else ""
        time = "" if self.at_ms is None else clock(self.at_ms)
        source = ", ".join(part for part in (time, said) if part)
        return f"{self.text} ({source})" if self.text and source else self.text or source


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A heading and its lines."""

    name: str
    lines: tuple[SheetLine, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one person hands to the next, as of `last_seq` of the call."""

    call_id: str
    title: str
    last_seq: int
    parts: tuple[SheetPart, ...]

    @property
    def plain(self) -> str:
        """The whole sheet as plain text."""
        parts = (
            "\n".join([part.name, *(f"  {line.plain}" for line in part.lines)])
            for part in self.parts
        )
        return "\n\n".join([self.title, *parts]) + "\n"


def label(name: str) -> str:
    """An identifier as words for people."""
    return LABELS.get(name, name.replace("_", " ").capitalize())


def who(speaker: Speaker | None) -> str:
    """The speaker, as sheets name them."""
    return {"caller": "Caller", "dispatcher": "Dispatcher"}.get(speaker or "", "")


def clock(ms: int) -> str:
    """Time of the call as minutes and seconds."""
    return f"{ms // 60_000}:{ms // 1000 % 60:02d}"


def known(view: CallView, names: Iterable[str]) -> tuple[SheetLine, ...]:
    """What is held of these facts, in their order."""
    held = {fact.fact: fact for fact in view.facts}
    return tuple(fact_line(held[name]) for name in names if name in held)


def fact_line(fact: FactView) -> SheetLine:
    """A fact with how surely it is known and in whose words."""
    value = fact.value or "no value"
    sure = CERTAINTY[fact.certainty] if fact.quote else BY_HAND
    text = f"{label(fact.fact)}: {value}, {sure}"
    return SheetLine(text, cut(fact.quote), fact.speaker, fact.at_ms, fact.seq)


def entry_line(entry: EntryView) -> SheetLine:
    """An entry of the log, its value first where it has one."""
    sure = "" if entry.certainty == "affirmed" else CERTAINTY[entry.certainty]
    hand = "" if entry.quote else BY_HAND
    text = ", ".join(part for part in (entry.text, sure, hand) if part)
    return SheetLine(text, cut(entry.quote), entry.speaker, entry.at_ms, entry.seq)


def alert_lines(view: CallView) -> tuple[SheetLine, ...]:
    """The alerts that stand: sure, and shown to the dispatcher."""
    sure = (a for a in view.alerts if not a.protocol_ref.endswith(PROVISIONAL))
    if view.shadow_mode:
        return ()
    return tuple(SheetLine(a.text, at_ms=a.at_ms, seq=a.seq) for a in sure)


def spoken_line(line: LineView) -> SheetLine:
    """Words of the transcript, verbatim and whole."""
    return SheetLine("", line.text, line.speaker, line.start_ms, line.seq)


def cut(quote: str) -> str:
    """A quote short enough for a sheet, cut between words and marked so."""
    plain = " ".join(quote.split())
    if len(plain) <= QUOTE_CHARS:
        return plain
    return plain[: QUOTE_CHARS - 1].rpartition(" ")[0] + " …"


def missing(words: str) -> tuple[SheetLine, ...]:
    """That something is not known, where somebody would look for it."""
    return (SheetLine(words),)
