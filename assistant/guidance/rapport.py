"""The rapport stage: techniques and faults in the dispatcher's speech.

What a single utterance shows comes with its reading; what needs the call before it is found
here: a reflection of the caller's words, a name used, an instruction repeated, minor questions
while a life-saving instruction waits.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator

from assistant.events import (
    Asked,
    Event,
    FactConfirmed,
    FactCorrected,
    FactHeard,
    GuidanceAcknowledged,
    GuidanceDismissed,
    GuidanceIssued,
    GuidanceWithdrawn,
    Payload,
    RapportObserved,
    TranscriptFinal,
    UtteranceUnderstood,
)
from assistant.guidance.planner import URGENT
from assistant.guidance.words import content_words, words

NAMES = ("caller_name", "patient_name")
INSTRUCTING = frozenset({"safety_instruction", "medical_instruction"})
NEVER_MINOR = frozenset({"location", "location_verified", "callback_number"})
"""Questions that may come before any instruction."""
ECHO_OF = 8
"""A reflection echoes the end of what the caller said: this many words that carry meaning."""
ECHO_RUN = 3
WHOLE_RUN = 3
PERSONS = frozenset({"i", "me", "you", "my", "your", "myself", "yourself"})
ASKED_SURE = 0.6
"""Less sure than this, a second question may be the first one put differently."""
SAME_QUESTION = {
    "location_verified": "location",
    "breathing_normally": "breathing",
    "hostage_count": "people_count",
    "people_inside": "people_count",
}
"""Questions that only go deeper into another one, or put it in other words."""
SAME_INSTRUCTION = 0.6
"""The share of words two instructions have in common to count as the same."""
KEPT = 8
DELAYS = 2
"""One question more may finish what was begun; this many keep an instruction waiting."""
ECHOED = 0.75
"""The share of a short piece's words that are the caller's own where it mirrors them."""
ASKING = frozenset(
    "what where who when how why which is are was were do does did can could has have had will "
    "would any let tell give send stay".split()
)
"""A piece that begins so asks or tells something; it does not mirror."""
_PIECES = re.compile(r"[.?!,;]+\s*")


class RapportStage:
    """Yields rapport_observed, each technique and fault once an utterance."""

    name = "rapport"

    def __init__(self) -> None:
        self._texts: deque[tuple[str, str]] = deque(maxlen=KEPT)
        self._caller_end: tuple[str, ...] = ()
        self._caller_words: tuple[str, ...] = ()
        self._caller_recent: frozenset[str] = frozenset()
        self._names: dict[str, str] = {}
        self._instructions: deque[frozenset[str]] = deque(maxlen=KEPT)
        self._urgent: dict[str, bool] = {}
        self._delays = 0

    def handle(self, event: Event) -> Iterator[Payload]:
        """Follow what is said and known; judge the dispatcher's readings."""
        payload = event.payload
        if isinstance(payload, TranscriptFinal):
            self._hear(payload)
        elif isinstance(payload, FactHeard | FactConfirmed | FactCorrected):
            if payload.fact in NAMES and payload.certainty == "affirmed":
                self._names[payload.fact] = payload.value
        elif isinstance(payload, UtteranceUnderstood) and payload.speaker == "dispatcher":
            yield from self._judge(payload)
        else:
            self._follow_urgent(payload)

    def _hear(self, final: TranscriptFinal) -> None:
        self._texts.append((final.utterance_id, final.text))
        if final.speaker == "caller":
            content = content_words(final.text)
            self._caller_recent = frozenset(self._caller_end) | frozenset(content)
            self._caller_end = content[-ECHO_OF:]
            self._caller_words = _turned(final.text)

    def _follow_urgent(self, payload: Payload) -> None:
        """Which urgent instructions are in view, and whether their delay was noted."""
        if isinstance(payload, GuidanceIssued):
            if payload.kind == "safety_instruction" and payload.priority >= URGENT:
                self._urgent[payload.guidance_id] = False
                self._delays = 0
        elif isinstance(payload, GuidanceWithdrawn | GuidanceAcknowledged | GuidanceDismissed):
            self._urgent.pop(payload.guidance_id, None)

    def _judge(self, reading: UtteranceUnderstood) -> Iterator[Payload]:
        text = dict(self._texts).get(reading.utterance_id, "")
        techniques = [*reading.techniques, *self._techniques(reading, text)]
        faults = [*reading.faults, *self._faults(reading)]
        for technique in dict.fromkeys(techniques):
            yield RapportObserved(technique, None, reading.utterance_id)
        for fault in dict.fromkeys(faults):
            yield RapportObserved(None, fault, reading.utterance_id)

    def _techniques(self, reading: UtteranceUnderstood, text: str) -> Iterator[str]:
        if not reading.told and self._mirrors(text):
            yield "reflection"
        if "caller_name" not in {asked.question for asked in reading.asked} and any(
            _says(text, name) for name in self._names.values()
        ):
            yield "name_use"
        if not INSTRUCTING.isdisjoint(reading.techniques):
            instruction = frozenset(content_words(text))
            if any(_alike(instruction, earlier) for earlier in self._instructions):
                yield "persistence"
            self._instructions.append(instruction)

    def _mirrors(self, text: str) -> bool:
        """Whether the caller's last words come back; a name said back is no reflection."""
        names = {word for name in self._names.values() for word in words(name)}
        heard = tuple(word for word in self._caller_end if word not in names)
        if _echoes(content_words(text), heard) or _says_back(_turned(text), self._caller_words):
            return True
        recent = self._caller_recent - names
        return any(_echoed(piece, recent) for piece in _PIECES.split(text))

    def _faults(self, reading: UtteranceUnderstood) -> Iterator[str]:
        asked = {asked.question for asked in reading.asked}
        if len(_questions(reading)) > 1:
            yield "several_questions"
        waiting = [key for key, noted in self._urgent.items() if not noted]
        minor = asked - NEVER_MINOR
        if waiting and minor and INSTRUCTING.isdisjoint(reading.techniques):
            self._delays += 1
            if self._delays >= DELAYS:
                self._urgent.update(dict.fromkeys(waiting, True))
                yield "delayed_instruction"


def _questions(reading: UtteranceUnderstood) -> frozenset[str]:
    """What was surely asked: of each clause its likeliest question."""
    leading: dict[str, Asked] = {}
    for asked in reading.asked:
        before = leading.setdefault(asked.quote, asked)
        if asked.confidence > before.confidence:
            leading[asked.quote] = asked
    sure = {a.question for a in leading.values() if a.confidence >= ASKED_SURE}
    # "12 Oak Street. Are you safe?" says the place back, and asks once
    sure -= {"location_verified"} if len(sure) > 1 else set()
    return frozenset(SAME_QUESTION.get(question, question) for question in sure)


def _echoes(said: tuple[str, ...], heard: tuple[str, ...]) -> bool:
    """Whether words the caller ended on come back in the same order, numbers left aside."""
    runs = {
        heard[i : i + ECHO_RUN]
        for i in range(len(heard) - ECHO_RUN + 1)
        if not any(word.isdigit() for word in heard[i : i + ECHO_RUN])
    }
    return any(said[i : i + ECHO_RUN] in runs for i in range(len(said) - ECHO_RUN + 1))


def _echoed(piece: str, recent: frozenset[str]) -> bool:
    """Whether a short piece says the caller's words back and asks nothing of its own."""
    said = words(piece)
    if not 0 < len(said) <= ECHO_OF or said[0] in ASKING:
        return False
    content = [word for word in content_words(piece) if not word.isdigit() and word not in PERSONS]
    return bool(content) and sum(word in recent for word in content) >= ECHOED * len(content)


def _turned(text: str) -> tuple[str, ...]:
    """The words with both persons made one: "to me" and "to you" are the same."""
    return tuple("you" if word in PERSONS else word for word in words(text))


def _says_back(said: tuple[str, ...], heard: tuple[str, ...]) -> bool:
    """Whether most of a short sentence is a run of the caller's own, persons turned round."""
    if not WHOLE_RUN <= len(said) <= ECHO_OF:
        return False
    size = max(WHOLE_RUN, len(said) - 1)
    runs = {heard[i : i + size] for i in range(len(heard) - size + 1)}
    found = [said[i : i + size] for i in range(len(said) - size + 1)]
    return any(run in runs and not any(word.isdigit() for word in run) for run in found)


def _says(text: str, name: str) -> bool:
    first = words(name)[:1]
    return bool(first) and first[0] in words(text)


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    union = one | other
    return len(union) > 1 and len(one & other) / len(union) >= SAME_INSTRUCTION
