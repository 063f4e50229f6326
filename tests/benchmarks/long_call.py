"""A two-hour call as its log would be: speech, facts, questions, prompts, rapport."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from assistant.events import (
    CallerStateObserved,
    CallStarted,
    CallTypeChanged,
    Event,
    FactHeard,
    GuidanceIssued,
    GuidanceWithdrawn,
    Payload,
    QuestionStateChanged,
    RapportObserved,
    Speaker,
    TranscriptFinal,
    UtteranceUnderstood,
    Word,
)

SPEAKERS: tuple[Speaker, Speaker] = ("caller", "dispatcher")
BEGAN = datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone.utc)
LENGTH_MS = 2 * 60 * 60 * 1000
FACTS = ("location", "weapons", "injuries", "hostage_count", "demands", "deadline", "caller_name")
TEXT = "He says that nobody comes in, and that he wants somebody to talk to him tonight, please."


def long_call(call_id: str, count: int) -> list[Event]:
    """The log of a hostage call that is still on, `count` events long."""
    payloads: list[Payload] = [
        CallStarted("bench", SPEAKERS, {}, {}),
        CallTypeChanged("hostage", 0.9, (), "model"),
    ]
    while len(payloads) < count:
        payloads += _turn(len(payloads), LENGTH_MS * len(payloads) // count)
    step = LENGTH_MS // count
    return [
        Event(call_id, seq, seq * step, BEGAN + timedelta(milliseconds=seq * step), None, payload)
        for seq, payload in enumerate(payloads[:count], start=1)
    ]


def _turn(number: int, at_ms: int) -> list[Payload]:
    speaker = SPEAKERS[number // 7 % 2]
    name, fact = f"{speaker}-{number}", FACTS[number // 7 % len(FACTS)]
    words = tuple(
        Word(word, at_ms + 300 * i, at_ms + 300 * i + 250, 0.9)
        for i, word in enumerate(TEXT.split())
    )
    said = TranscriptFinal(name, speaker, TEXT, at_ms, at_ms + 5000, words, 0.9, "en")
    heard = FactHeard(fact, f"value {number}", "affirmed", "caller", name, "nobody comes in", 0.9)
    prompt = GuidanceIssued(
        f"g-{number}", "critical_question", fact, "Has he said what he wants?", 50, "hostage@1#x",
        (max(1, number - 3),),
    )  # fmt: skip
    return [
        said,
        UtteranceUnderstood(name, speaker),
        heard,
        QuestionStateChanged(fact, "answered", name),
        prompt,
        GuidanceWithdrawn(prompt.guidance_id, "asked"),
        CallerStateObserved(number % 5 + 1, name)
        if speaker == "caller"
        else RapportObserved("open_question", None, name),
    ]
