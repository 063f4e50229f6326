"""The facts stage: from readings to questions asked and facts held.

A reading says what one utterance holds on its own. This stage adds the call: a bare "yes"
answers what was asked last, a read-back that is affirmed confirms, the same thing said again
is not a new fact, and words the recogniser was unsure of stay unsure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from assistant.events import (
    Answer,
    Asked,
    CallTypeChanged,
    Certainty,
    Event,
    FactConfirmed,
    FactCorrected,
    FactEvent,
    FactHeard,
    Payload,
    QuestionAsked,
    Told,
    TranscriptFinal,
    UtteranceUnderstood,
)
from assistant.holding import gives_way
from assistant.understanding.by_kind import reread, with_kind
from assistant.understanding.certainty import is_doubtful, short_answer
from assistant.understanding.context import Context
from assistant.understanding.heard import word_confidence
from assistant.understanding.implied import implied, in_company, without_doubts
from assistant.understanding.memory import CallMemory
from assistant.understanding.readable import can_answer
from assistant.understanding.replies import as_asked, unasked
from assistant.understanding.values import same_value, told_value, value_for
from assistant.understanding.yes_no import (
    OPPOSITE,
    asks_yes_or_no,
    calls_out,
    tells_how_to_answer,
    told_by,
    turned,
)
from assistant.vocabulary import Vocabulary

BARE_ANSWER_CONFIDENCE = 0.7
"""A value given right after its question, in words nothing else recognised."""
ASKED_MIN = 0.4
"""Below this a question was probably not asked."""
ASKED_SURE = 0.6
"""From here on a second question in the same words was meant as well."""
TOLD_MIN = 0.4
TOLD_FOUND_MIN = 0.25
"""The same for a fact whose value was found by itself: a name, a number, a kinship."""
TOLD_ASKED_FOR_MIN = 0.2
"""A fact somebody has just asked for may be heard less surely than one that comes unasked."""
TAKEN_LATE_MIN = 0.7
"""What was foreign to the kind of call must have been heard so surely to be taken in later."""
NOTHING_TOLD = frozenset({"silent_call", "non_emergency"})
"""Kinds of call that are known by what is not said."""
OF_THE_CALLER = frozenset({"covert_caller", "silent_line", "child_caller"})
"""Alerts about who calls and how; they tell nothing of what happened."""
HAPPENED_MIN = 0.5
"""From here on a danger, or words of a kind of call, tell that it happened."""
LANGUAGE = "language"
MORE = re.compile(r"\b(else|other|others|another|more)\b", re.IGNORECASE)
IS_IT_RIGHT = re.compile(r"\b(right|correct|yes or no|for yes)\b", re.IGNORECASE)
READ_BACK = frozenset({"location", "callback_number", "location_verified"})
"""Facts a dispatcher says back to have them confirmed."""


class FactStage:
    """Yields question_asked, fact_heard and fact_confirmed; keeps to the log's order."""

    name = "facts"

    def __init__(self, vocabulary: Vocabulary, context: Context | None = None) -> None:
        self._yes_no = vocabulary.yes_no
        self._context = context or Context()
        self._memory = CallMemory()
        self._call_type: str | None = None
        self._spoke = False

    def handle(self, event: Event) -> Iterator[Payload]:
        """Follow finals, readings and corrections."""
        payload = event.payload
        if isinstance(payload, TranscriptFinal):
            self._memory.hear(payload)
        elif isinstance(payload, UtteranceUnderstood):
            yield from self._read(payload)
        elif isinstance(payload, CallTypeChanged):
            self._call_type = payload.call_type
            yield from self._taken_in()
            for fact in reread(self._memory, self._call_type):
                yield from self._held_or_new(fact)
        elif isinstance(payload, QuestionAsked):
            by_hand = event.cause_seq is None
            if by_hand or payload.question not in self._memory.pending.questions:
                self._memory.ask({payload.question: payload.quote})
        elif isinstance(payload, FactHeard | FactConfirmed | FactCorrected):
            self._memory.hold(payload)

    def _read(self, reading: UtteranceUnderstood) -> Iterator[Payload]:
        if reading.speaker == "dispatcher":
            yield from self._dispatcher(reading)
        else:
            yield from self._caller(reading)

    def _dispatcher(self, reading: UtteranceUnderstood) -> Iterator[Payload]:
        said_back = {told.fact: told.value for told in reading.told if told.fact in READ_BACK}
        asked = self._asked(reading) or self._said_back_to_verify(reading, said_back)
        for name, question in asked.items():
            yield QuestionAsked(name, reading.utterance_id, question.quote)
        if asked:
            sure = frozenset(n for n, q in asked.items() if q.confidence >= ASKED_SURE)
            self._memory.ask({name: question.quote for name, question in asked.items()}, sure)
        if said_back or asked:
            # "Main Street. Are you outside?": the answer is about the question, not the street.
            other = asked and "location_verified" not in asked
            self._memory.read_back = {} if other else said_back

    def _said_back_to_verify(
        self, reading: UtteranceUnderstood, said_back: Mapping[str, str]
    ) -> dict[str, Asked]:
        """A place said back as the caller gave it, and nothing else asked, asks: is that right?

        So does one the caller has not given, where the words ask whether it is right.
        """
        held, value = self._memory.held.get("location"), said_back.get("location")
        if value is None:
            return {}
        if held is None and not IS_IT_RIGHT.search(self._text(reading)):
            return {}
        if held is not None and not same_value("location", held.value, value):
            return {}
        quotes = [told.quote for told in reading.told if told.fact == "location"]
        return {"location_verified": Asked("location_verified", ASKED_MIN, quotes[0])}

    def _asked(self, reading: UtteranceUnderstood) -> dict[str, Asked]:
        """What was asked, as this kind of call reads it; of one clause only what fits the call."""
        asked: dict[str, Asked] = {}
        for question in reading.asked:
            fitting = [
                other
                for other in reading.asked
                if other.quote == question.quote and self._fits(other.question)
            ]
            name = self._place_first(self._meant(question.question))
            if self._only_seems_asked(reading, question):
                continue
            if question.confidence >= ASKED_MIN and (question in fitting or not fitting):
                asked.setdefault(name, question)
        return asked

    def _meant(self, name: str) -> str:
        """The question or fact that such words are about on this kind of call, as it stands."""
        return self._context.read_first(name, self._call_type, self._memory.held)

    def _place_first(self, question: str) -> str:
        """ "Where are you?" asks for the place until there is one."""
        held = self._memory.held.get("location")
        unknown = held is None or held.certainty not in ("affirmed", "hedged")
        return "location" if question == "caller_position" and unknown else question

    def _only_seems_asked(self, reading: UtteranceUnderstood, question: Asked) -> bool:
        """ "Just yes or no." beside a question, or "Is anybody there?" into a silent line."""
        if len(reading.asked) > 1 and tells_how_to_answer(question.quote):
            return True
        return question.question == "alone" and not self._spoke and calls_out(question.quote)

    def _fits(self, name: str) -> bool:
        return self._context.fits(self._context.read(name, self._call_type), self._call_type)

    def _caller(self, reading: UtteranceUnderstood) -> Iterator[Payload]:
        self._spoke = True
        self._leave_out(reading)
        told = [replace(t, fact=self._meant(t.fact)) for t in reading.told]
        told = [t for t in told if self._counts(t) and not self._only_answers(t, reading.answer)]
        told = without_doubts([self._surer(t, reading) for t in told], self._context.implies)
        told += implied(told, self._text(reading), self._context.implies)
        told += self._happened(told, reading)
        told = [self._said_again(t) for t in told]
        told = with_kind(told, self._call_type, self._text(reading), self._memory)
        facts = [self._fact(t, t.fact, t.value, reading) for t in told]
        facts += self._answers(reading, {fact.fact for fact in facts})
        for fact in _one_each([*facts, *in_company(facts, self._memory)]):
            yield from self._held_or_new(fact)
        self._memory.caller_spoke()
        if reading.answer or reading.told:
            self._memory.read_back = {}

    def _counts(self, told: Told) -> bool:
        """Whether a fact heard is taken: asked for, or sure, fitting, and not another's answer."""
        pending = self._memory.pending.questions
        if told.fact in pending:
            more = told.certainty == "denied" and self._asked_for_more(told.fact)
            return told.confidence >= TOLD_ASKED_FOR_MIN and not more
        if told.confidence < (TOLD_FOUND_MIN if self._found(told) else TOLD_MIN):
            return False
        if not self._context.fits(told.fact, self._call_type):
            return False
        if told.fact in self._context.once and told.fact in self._memory.held:
            return False
        return self._context.rivals_of(told.fact).isdisjoint(pending)

    def _only_answers(self, told: Told, answer: Answer | None) -> bool:
        """A bare "yes" tells nothing by itself: what it says hangs on the words of the question."""
        if answer is None or short_answer(told.quote) not in ("affirmed", "denied"):
            return False
        pending = self._memory.pending.questions
        other = bool(pending) and told.fact not in pending
        return answer.quote.startswith(told.quote) and (other or told.fact in self._yes_no)

    def _found(self, told: Told) -> bool:
        """Whether the value was found in the words by itself: two witnesses, not one."""
        whole = told.value.rstrip(".,?!") == told.quote.rstrip(".,?!")
        return told.fact not in self._yes_no and not whole

    def _surer(self, told: Told, reading: UtteranceUnderstood) -> Told:
        """What answers the question just asked is as sure as a bare answer, and quoted whole."""
        asked, answer = self._memory.pending.questions.get(told.fact), reading.answer
        if asked is None:
            least = TOLD_MIN if self._found(told) else 0.0
            told = unasked(told)
            return replace(told, confidence=max(told.confidence, least))
        told = as_asked(told, asked, self._text(reading), answer, told.fact in self._yes_no)
        whole = answer is not None and answer.certainty == told.certainty == "hedged"
        quote = answer.quote if answer is not None and whole else told.quote
        return replace(told, quote=quote, confidence=max(told.confidence, BARE_ANSWER_CONFIDENCE))

    def _happened(self, told: list[Told], reading: UtteranceUnderstood) -> list[Told]:
        """The first danger or the first words of a kind of call say what happened."""
        known = {t.fact for t in told} | set(self._memory.held)
        found = [(s.confidence, s.quote) for s in reading.signals if s.alert not in OF_THE_CALLER]
        kinds = [kind for kind in reading.call_types if kind.call_type not in NOTHING_TOLD]
        found += [(kind.confidence, self._text(reading)) for kind in kinds]
        sure, quote = max(found, default=(0.0, ""))
        if "what_happened" in known or sure < HAPPENED_MIN:
            return []
        value = told_value("what_happened", "affirmed", self._text(reading))
        certainty: Certainty = "hedged" if is_doubtful(quote) else "affirmed"
        return [Told("what_happened", value, certainty, sure, quote)]

    def _said_again(self, told: Told) -> Told:
        """A place told once more, as it is known, verifies it."""
        held = self._memory.held.get("location")
        if told.fact != "location" or held is None or told.certainty != "affirmed":
            return told
        same = held.certainty == "affirmed" and same_value("location", held.value, told.value)
        return replace(told, fact="location_verified") if same else told

    def _answers(self, reading: UtteranceUnderstood, told: set[str]) -> Iterator[FactHeard]:
        """Facts that follow from the pending questions and this reply."""
        if reading.answer and reading.answer.certainty == "affirmed":
            yield from self._read_back_affirmed(reading, reading.answer, told)
        if not self._readable(reading):
            return
        for question in list(self._memory.pending.questions):
            if question in told or self._context.rivals_of(question) & told:
                continue
            fact = self._answer_to(question, reading, bool(told))
            if fact is not None:
                yield fact

    def _read_back_affirmed(
        self, reading: UtteranceUnderstood, answer: Answer, told: set[str]
    ) -> Iterator[FactHeard]:
        for fact, value in self._memory.read_back.items():
            held = self._memory.held.get(fact)
            if fact not in told and (held is None or same_value(fact, held.value, value)):
                yield self._fact(answer, fact, held.value if held else value, reading)
                if fact == "location":
                    yield self._fact(answer, "location_verified", value, reading)

    def _readable(self, reading: UtteranceUnderstood) -> bool:
        """Whether there are words in it that can be the answer to something."""
        final = self._memory.recent.get(reading.utterance_id)
        if final is None:
            return True
        foreign = any(t.fact == LANGUAGE and t.quote == final.text for t in reading.told)
        return can_answer(final.text) and not foreign

    def _answer_to(
        self, question: str, reading: UtteranceUnderstood, told_other: bool
    ) -> FactHeard | None:
        answer, quote = reading.answer, self._text(reading)
        asked = self._memory.pending.questions[question]
        if answer and answer.certainty in ("unknown", "refused"):
            return self._fact(answer, question, "", reading)
        if question == "location_verified" and answer is None:
            return self._place_given(reading, quote)
        if question in self._yes_no:
            if answer is None or question not in self._memory.pending.answered_at_once(
                self._yes_no
            ):
                return None
            if answer.certainty == "denied" and self._asked_for_more(question):
                return None
            answer = replace(answer, certainty=turned(question, asked, answer.certainty))
            yes_no = {"affirmed": "yes", "denied": "no"}.get(answer.certainty, answer.quote)
            return self._fact(answer, question, yes_no, reading)
        value = value_for(question, quote)
        if value is not None and (not told_other or not answer):
            told = Told(question, value, "affirmed", BARE_ANSWER_CONFIDENCE, quote)
            hedged = is_doubtful(quote) or (answer is not None and answer.certainty == "hedged")
            told = replace(told, certainty="hedged") if hedged else told
            return self._fact(told, question, value, reading)
        if answer and answer.certainty in OPPOSITE and asks_yes_or_no(asked):
            return self._fact(answer, question, told_by(asked, answer.certainty), reading)
        if answer and answer.certainty == "denied" and len(quote.split()) <= 4:
            return self._fact(replace(answer, certainty="unknown"), question, "", reading)
        return None

    def _asked_for_more(self, question: str) -> bool:
        """Whether "no" means "nobody else": what is held stands."""
        held = self._memory.held.get(question)
        quote = self._memory.pending.questions[question]
        return held is not None and held.certainty == "affirmed" and bool(MORE.search(quote))

    def _place_given(self, reading: UtteranceUnderstood, quote: str) -> FactHeard | None:
        """A cross street, a unit, a city, or the place once more: that verifies it.

        In words of any kind only where nothing else was asked, and right after it was.
        """
        pending = self._memory.pending
        alone = len(pending.questions) == 1 and not pending.caller_turns
        place = value_for("location", quote) or (alone and value_for("location_verified", quote))
        if not place:
            return None
        told = Told("location_verified", place, "affirmed", BARE_ANSWER_CONFIDENCE, quote)
        return self._fact(told, "location_verified", place, reading)

    def _fact(
        self, said: Told | Answer, fact: str, value: str, reading: UtteranceUnderstood
    ) -> FactHeard:
        heard = word_confidence(self._memory.recent.get(reading.utterance_id), said.quote)
        confidence = round(min(said.confidence, heard), 3)
        return FactHeard(
            fact, value, said.certainty, reading.speaker, reading.utterance_id, said.quote,
            confidence,
        )  # fmt: skip

    def _held_or_new(self, fact: FactHeard) -> Iterator[Payload]:
        """Said again in the same sense, a fact is confirmed; else it is news.

        Against what the dispatcher has corrected there is no news.
        """
        held = self._memory.held.get(fact.fact)
        if held and held.certainty == fact.certainty and _same(held, fact):
            yield FactConfirmed(
                fact.fact, held.value, fact.certainty, fact.speaker, fact.utterance_id,
                fact.quote, max(held.confidence, fact.confidence),
            )  # fmt: skip
        elif fact.fact not in self._memory.settled:
            yield fact

    def _leave_out(self, reading: UtteranceUnderstood) -> None:
        """Keep what is told and foreign to this kind of call, for the kind may yet be another."""
        for told in reading.told:
            name = self._context.read(told.fact, self._call_type)
            if self._context.fits(name, self._call_type):
                continue
            fact = self._fact(told, told.fact, told.value, reading)
            before = self._memory.left_out.get(told.fact)
            if fact.confidence >= TAKEN_LATE_MIN and gives_way(before, fact):
                self._memory.left_out[told.fact] = fact

    def _taken_in(self) -> Iterator[Payload]:
        """What was left out and is at home on the kind of call that it turns out to be."""
        for said, fact in list(self._memory.left_out.items()):
            name = self._context.read(said, self._call_type)
            if self._context.fits(name, self._call_type):
                del self._memory.left_out[said]
                if name not in self._memory.held:
                    yield from self._held_or_new(replace(fact, fact=name))

    def _text(self, reading: UtteranceUnderstood) -> str:
        final = self._memory.recent.get(reading.utterance_id)
        return final.text if final else ""


def _same(held: FactEvent, fact: FactHeard) -> bool:
    return not fact.value or same_value(fact.fact, held.value, fact.value)


def _one_each(facts: list[FactHeard]) -> list[FactHeard]:
    """One event a fact and utterance: the surest, and of equals the first."""
    best: dict[str, FactHeard] = {}
    for fact in facts:
        if fact.fact not in best or fact.confidence > best[fact.fact].confidence:
            best[fact.fact] = fact
    return list(best.values())
