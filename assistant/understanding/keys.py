"""The keys stage: presses of a telephone's keys become the answer of somebody who cannot talk.

Presses that follow each other closely count together. Once the pause after them is long enough
they answer what was asked before them: once is yes and twice is no, unless the dispatcher has
said it otherwise. Where no key was offered and the caller talks, a press is recorded and no more.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from assistant.events import (
    CallEnded,
    Certainty,
    Event,
    FactConfirmed,
    FactCorrected,
    FactHeard,
    KeyPressed,
    Payload,
    QuestionAsked,
    TranscriptFinal,
    UtteranceUnderstood,
)
from assistant.understanding.key_offer import SERVICES, YES_NO, Offer, offer_in
from assistant.understanding.memory import SETTLING
from assistant.understanding.yes_no import is_closed, told_by, turned
from assistant.vocabulary import Vocabulary

SETTLED_MS = 2000
"""The pause that ends a count: who is frightened presses slowly."""
EARLY_MS = 1000
"""A press may come so long before the last word of the question it answers."""
READING_MS = 6000
"""How long presses wait at most for the words before them to be understood."""
CONFIDENCE = 0.9
UNASKED_CONFIDENCE = 0.6
TURNS_KEPT = 3
COUNTS = {1: "once", 2: "twice"}
SAYS: dict[str, Certainty] = {"yes": "affirmed", "no": "denied"}
SPEAK = "can_speak_freely"
READ_OUT = ("location_verified", "location")


@dataclass(frozen=True, slots=True)
class _Presses:
    """Presses that count together."""

    key: str
    count: int
    first_ms: int
    last_ms: int

    @property
    def quote(self) -> str:
        """As it is shown: "key 1 pressed twice"."""
        times = COUNTS.get(self.count, f"{self.count} times")
        return f"key {self.key} pressed {times}" if self.key else f"keys pressed {times}"


@dataclass
class _Turn:
    """What the dispatcher said at once: its questions with their words, the place read out."""

    end_ms: int
    offer: Offer = field(default_factory=Offer)
    asked: dict[str, str] = field(default_factory=dict)
    place: str = ""


class KeyStage:
    """Yields fact_heard for what presses say; a press alone is an input of the log."""

    name = "keys"

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._yes_no = frozenset(vocabulary.yes_no)
        self._presses: _Presses | None = None
        self._finals: dict[str, TranscriptFinal] = {}
        self._turns: list[_Turn] = []
        self._how = Offer(tuple(YES_NO.items()))
        self._settled: set[str] = set()
        self._offered = self._spoke = self._covert = False

    def handle(self, event: Event) -> Iterator[Payload]:
        """Count presses; follow what is asked; answer once a count is over."""
        payload = event.payload
        if event.cause_seq is None:
            # Before the event is looked at: a tick that led to nothing is not there in replay.
            yield from self._due(event.at_ms, at_last=isinstance(payload, CallEnded))
        if isinstance(payload, KeyPressed) and payload.speaker == "caller":
            self._press(payload.key, event.at_ms)
        elif isinstance(payload, TranscriptFinal):
            self._hear(payload)
        elif isinstance(payload, UtteranceUnderstood):
            self._read(payload)
        elif isinstance(payload, QuestionAsked):
            self._ask(payload, event.at_ms)
        elif isinstance(payload, FactHeard | FactConfirmed | FactCorrected):
            self._settle(payload)

    def _press(self, key: str, at_ms: int) -> None:
        held = self._presses
        if held is None:
            self._presses = _Presses(key, 1, at_ms, at_ms)
        else:
            same = key if key == held.key else ""
            self._presses = _Presses(same, held.count + 1, held.first_ms, at_ms)

    def _hear(self, final: TranscriptFinal) -> None:
        if final.speaker == "caller":
            self._spoke = self._spoke or bool(final.text.strip())
        else:
            self._finals[final.utterance_id] = final

    def _read(self, reading: UtteranceUnderstood) -> None:
        """A dispatcher's turn; its questions come as events of their own, right after it."""
        final = self._finals.pop(reading.utterance_id, None)
        if final is None:
            return
        offer = offer_in(final.text)
        self._offered = self._offered or offer.keys
        self._how = offer if offer.says_yes_no else self._how
        if not reading.asked and "?" not in final.text and not offer.any_key:
            if offer.keys and self._turns:  # "Once for yes." tells how to answer what was asked
                self._turns[-1].offer = offer
            return
        places = [told.value for told in reading.told if told.fact == "location"]
        self._open(_Turn(final.end_ms, offer, place=places[0] if places else ""))
        if offer.any_key:
            self._turns[-1].asked[SPEAK] = final.text

    def _open(self, turn: _Turn) -> None:
        self._turns = [*self._turns, turn][-TURNS_KEPT:]

    def _ask(self, asked: QuestionAsked, at_ms: int) -> None:
        if asked.utterance_id is None:  # marked by hand
            self._open(_Turn(at_ms))
        if self._turns:
            self._turns[-1].asked[asked.question] = asked.quote

    def _settle(self, fact: FactHeard | FactConfirmed | FactCorrected) -> None:
        if fact.fact == SPEAK:
            self._covert = fact.certainty != "affirmed"
        for turn in self._turns:
            turn.asked.pop(fact.fact, None)
        if isinstance(fact, FactCorrected):
            self._settled.discard(fact.fact)
            self._settled |= {fact.fact} if fact.certainty in SETTLING else set()

    def _due(self, at_ms: int, *, at_last: bool = False) -> Iterator[Payload]:
        """The answer, once the count is over and the words before it have been understood."""
        held = self._presses
        if held is None or (at_ms - held.last_ms < SETTLED_MS and not at_last):
            return
        unread = any(final.start_ms <= held.first_ms for final in self._finals.values())
        if unread and at_ms - held.last_ms < READING_MS and not at_last:
            return
        self._presses = None
        yield from self._answer(held)

    def _answer(self, presses: _Presses) -> Iterator[Payload]:
        before = [t for t in self._turns if t.end_ms <= presses.first_ms + EARLY_MS]
        said: list[FactHeard] = []
        if before and (self._offered or self._covert or not self._spoke):
            said = list(self._answer_to(before[-1], presses))
        if not said and not self._spoke and not self._covert:
            # It answers nothing: somebody is there, and perhaps cannot talk.
            said = [_fact(SPEAK, presses.quote, "hedged", presses, UNASKED_CONFIDENCE)]
        yield from (fact for fact in said if fact.fact not in self._settled)

    def _answer_to(self, turn: _Turn, presses: _Presses) -> Iterator[FactHeard]:
        if turn.offer.any_key and SPEAK in turn.asked:
            yield _fact(SPEAK, "no", "denied", presses)
            return
        question = self._question(turn)
        if question is None:
            return
        meaning = self._meaning(turn, question, presses)
        if meaning in SAYS:
            yield from self._yes_or_no(turn, question, SAYS[meaning], presses)
        elif meaning in SERVICES.values():
            yield _fact("service_needed", meaning, "affirmed", presses)
        else:
            yield _fact(question, "", "unknown", presses)

    def _question(self, turn: _Turn) -> str | None:
        """Which of a turn's questions presses can answer: the last."""
        fit = [
            name
            for name, quote in turn.asked.items()
            if name in self._yes_no
            or name == "service_needed"
            or is_closed(quote)
            or (turn.place and name in READ_OUT)
        ]
        return fit[-1] if fit else None

    def _meaning(self, turn: _Turn, question: str, presses: _Presses) -> str:
        if turn.offer.meanings:
            return turn.offer.of(presses.key, presses.count) or ""
        if question == "service_needed" and not is_closed(turn.asked[question]):
            return SERVICES.get(presses.count, "")
        return self._how.of(presses.key, presses.count) or ""

    def _yes_or_no(
        self, turn: _Turn, question: str, certainty: Certainty, presses: _Presses
    ) -> Iterator[FactHeard]:
        if turn.place and question in READ_OUT:
            if certainty == "affirmed":
                yield _fact("location", turn.place, certainty, presses)
            value = turn.place if certainty == "affirmed" else "no"
            yield _fact("location_verified", value, certainty, presses)
        elif question == "service_needed":
            yield self._service(turn.asked[question], certainty, presses)
        elif question in self._yes_no:
            certainty = turned(question, turn.asked[question], certainty)
            yield _fact(question, "yes" if certainty == "affirmed" else "no", certainty, presses)
        else:
            yield _fact(question, told_by(turn.asked[question], certainty), certainty, presses)

    def _service(self, quote: str, certainty: Certainty, presses: _Presses) -> FactHeard:
        """Yes to "Do you need police?" names a service; no leaves it open which."""
        named = [service for service in SERVICES.values() if service in _services(quote)]
        if certainty == "affirmed" and len(named) == 1:
            return _fact("service_needed", named[0], certainty, presses)
        return _fact("service_needed", "", "unknown", presses)


def _services(quote: str) -> str:
    return quote.lower().replace("ambulance", "medical")


def _fact(
    fact: str, value: str, certainty: Certainty, presses: _Presses, confidence: float = CONFIDENCE
) -> FactHeard:
    return FactHeard(fact, value, certainty, "caller", None, presses.quote, confidence)
