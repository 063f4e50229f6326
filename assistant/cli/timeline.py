"""A call as lines to read: what was said, what was understood, what was prompted."""

from __future__ import annotations

from rich.text import Text

from assistant.events import (
    CallEnded,
    CallTypeChanged,
    Event,
    FactCorrected,
    FactHeard,
    GuidanceIssued,
    Payload,
    QuestionStateChanged,
    StageFailed,
    StageRecovered,
    TranscriptFinal,
)

PROMPT = {
    "critical_question": ("ASK", "bold yellow"),
    "safety_instruction": ("SAY", "bold green"),
    "rapport": ("RAPPORT", "cyan"),
    "alert": ("ALERT", "bold red"),
}


def line(event: Event) -> Text | None:
    """The event as one line, or None where there is nothing to read."""
    said = _said(event.payload)
    if said is None:
        return None
    minutes, seconds = divmod(event.at_ms // 1000, 60)
    return Text.assemble((f"{minutes:02d}:{seconds:02d}  ", "dim"), said)


def _said(payload: Payload) -> Text | None:
    if isinstance(payload, TranscriptFinal):
        style = "white" if payload.speaker == "caller" else "blue"
        return Text(f"{payload.speaker + ':':<12}{payload.text}", style)
    if isinstance(payload, GuidanceIssued):
        word, style = PROMPT[payload.kind]
        return Text.assemble(
            (f"  » {word:<9}", style), payload.text, (f"  [{payload.subject}]", "dim")
        )
    if isinstance(payload, CallTypeChanged):
        share = f"{payload.confidence:.0%}"
        return Text(f"  = call type {payload.call_type} ({share}, {payload.set_by})", "magenta")
    return _understood(payload)


def _understood(payload: Payload) -> Text | None:
    if isinstance(payload, FactHeard | FactCorrected):
        return Text(f"  · {payload.fact}: {payload.value or '-'} ({payload.certainty})", "dim")
    if isinstance(payload, QuestionStateChanged):
        return Text(f"  ? {payload.question}: {payload.state}", "dim")
    if isinstance(payload, StageFailed):
        return Text(f"  ! {payload.stage} failed: {payload.message}", "red")
    if isinstance(payload, StageRecovered):
        return Text(f"  ! {payload.stage} works again", "red")
    if isinstance(payload, CallEnded):
        return Text(f"call ended: {payload.reason}", "dim")
    return None
