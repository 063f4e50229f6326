"""From the `when` of a card to a condition; a part that says nothing usable is a problem."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from assistant.guidance.call_conditions import (
    NO_TYPE,
    AlertRaised,
    CallTypeIs,
    InstructionGiven,
    QuestionIs,
)
from assistant.guidance.conditions import ALWAYS, All, AnyOf, Condition, Not
from assistant.guidance.fact_condition import UNHEARD, FactIs
from assistant.guidance.node import Node, meant
from assistant.guidance.talk_conditions import (
    CallerSilent,
    CallerTurns,
    Distressed,
    EccsAtLeast,
    QuestionsInARow,
    TalkRanDry,
    TechniqueHeard,
    TurnsWithoutName,
)
from assistant.vocabulary import Vocabulary

NOTHING_SAID = "says neither is, value, below, at_least nor mentions"
SAID = ("affirmed", "hedged")
"""The certainties meant when a condition names a value and no certainty."""


@dataclass(frozen=True, slots=True)
class ConditionReader:
    """Reads conditions; the card's own instructions are known to it by name."""

    vocabulary: Vocabulary
    instructions: tuple[str, ...] = ()

    def read(self, node: Node) -> Condition:
        """The condition that a mapping states; a harmless one where it states none."""
        found = node.entries()
        if not found:
            return ALWAYS
        kind = next((key for key in found if key in _FORMS), None)
        if kind is None:
            first = next(iter(found))
            found[first].report(f"is no condition{meant(first, _FORMS)}")
            return ALWAYS
        extra = _EXTRA.get(kind, ())
        node.mapping(required=(kind,), optional=extra)
        return _FORMS[kind](self, found)

    def fact(self, found: Mapping[str, Node]) -> FactIs:
        """`{fact: weapons, is: [affirmed]}`, or `value`, `below`, `at_least`, `mentions`."""
        name = found["fact"].one_of(self.vocabulary.facts)
        known = (*self.vocabulary.certainty, UNHEARD)
        if not set(found) & {"is", "value", "below", "at_least", "mentions"}:
            found["fact"].report(NOTHING_SAID)
        return FactIs(
            fact=name,
            certainties=found["is"].some_of(known, "a certainty") if "is" in found else SAID,
            values=_values(found["value"]) if "value" in found else (),
            below=found["below"].number() if "below" in found else None,
            at_least=found["at_least"].number() if "at_least" in found else None,
            mentions=_values(found["mentions"]) if "mentions" in found else (),
        )

    def question(self, found: Mapping[str, Node]) -> QuestionIs:
        """`{question: location, state: [answered]}`."""
        name = found["question"].one_of(self.vocabulary.questions)
        if "state" not in found:
            found["question"].report("has no state")
            return QuestionIs(name, ())
        states = found["state"].some_of(self.vocabulary.question_states, "a question state")
        return QuestionIs(name, states)

    def call_type(self, found: Mapping[str, Node]) -> CallTypeIs:
        """`{call_type: [hostage, none], at_least: 0.5}`."""
        types = found["call_type"].some_of((*self.vocabulary.call_types, NO_TYPE))
        return CallTypeIs(types, found["at_least"].number() if "at_least" in found else 0.0)

    def group(self, found: Mapping[str, Node]) -> CallTypeIs:
        """`{group: [police, none]}`: every call type of the group."""
        groups = found["group"].some_of((*self.vocabulary.groups, NO_TYPE), "a group")
        types = [t for group in groups for t in self.vocabulary.in_group(group)]
        none = [NO_TYPE] if NO_TYPE in groups else []
        return CallTypeIs((*types, *none), groups=groups)

    def technique(self, found: Mapping[str, Node]) -> TechniqueHeard:
        """`{technique: help_is_coming, heard: false}`."""
        name = found["technique"].one_of(self.vocabulary.rapport_techniques)
        return TechniqueHeard(name, found["heard"].flag() if "heard" in found else True)

    def instruction(self, found: Mapping[str, Node]) -> InstructionGiven:
        """`{instruction: compressions, given: true}`."""
        name = found["instruction"].one_of(self.instructions, "an instruction of this card")
        return InstructionGiven(name, found["given"].flag() if "given" in found else True)


def _values(node: Node) -> tuple[str, ...]:
    return tuple(item.text().casefold() for item in node.items())


_Form = Callable[[ConditionReader, Mapping[str, Node]], Condition]
_FORMS: Mapping[str, _Form] = {
    "all": lambda r, f: All(tuple(r.read(part) for part in f["all"].items())),
    "any": lambda r, f: AnyOf(tuple(r.read(part) for part in f["any"].items())),
    "not": lambda r, f: Not(r.read(f["not"])),
    "fact": ConditionReader.fact,
    "question": ConditionReader.question,
    "call_type": ConditionReader.call_type,
    "group": ConditionReader.group,
    "technique": ConditionReader.technique,
    "instruction": ConditionReader.instruction,
    "alert": lambda r, f: AlertRaised(f["alert"].some_of(r.vocabulary.alerts)),
    "eccs": lambda r, f: EccsAtLeast(f["eccs"].whole(1, 5)),
    "distress": lambda r, f: Distressed(f["distress"].flag()),
    "caller_silent_s": lambda r, f: CallerSilent(f["caller_silent_s"].whole(1)),
    "caller_turns": lambda r, f: CallerTurns(f["caller_turns"].whole(1)),
    "dry": lambda r, f: TalkRanDry(f["dry"].flag()),
    "questions_in_a_row": lambda r, f: QuestionsInARow(f["questions_in_a_row"].whole(1)),
    "turns_without_name": lambda r, f: TurnsWithoutName(f["turns_without_name"].whole(1)),
}
_EXTRA: Mapping[str, tuple[str, ...]] = {
    "fact": ("is", "value", "below", "at_least", "mentions"),
    "question": ("state",),
    "call_type": ("at_least",),
    "technique": ("heard",),
    "instruction": ("given",),
}
