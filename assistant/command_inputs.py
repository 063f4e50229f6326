"""A dispatcher's command becomes an input of the call, once it names only what exists."""

from __future__ import annotations

import difflib
from collections.abc import Collection

from assistant import commands
from assistant.errors import CommandInvalid
from assistant.events import (
    CallTypeChanged,
    FactCorrected,
    GuidanceAcknowledged,
    GuidanceDismissed,
    GuidanceWithdrawn,
    NoteAdded,
    Payload,
    QuestionAsked,
    QuestionStateChanged,
    Speaker,
)
from assistant.folds import CallFold
from assistant.guidance.prompts_in_view import SNOOZED
from assistant.vocabulary import Vocabulary

BY: Speaker = "dispatcher"
NOTE_MAX = 4000
VALUE_MAX = 500
NO_VALUE = ("unknown", "refused")


def payload_of(command: commands.Command, call: CallFold, vocabulary: Vocabulary) -> Payload:
    """The input that carries the command out; CommandInvalid names what is unknown."""
    if isinstance(command, commands.Asked):
        _known(command.question, vocabulary.questions, "question")
        return QuestionAsked(command.question, None, "")
    if isinstance(command, commands.Answered):
        _known(command.question, vocabulary.questions, "question")
        return QuestionStateChanged(command.question, "answered", None)
    if isinstance(command, commands.Acknowledged | commands.Dismissed | commands.Snoozed):
        return _guidance(command, call)
    if isinstance(command, commands.FactCorrected):
        _known(command.fact, vocabulary.questions, "fact")
        # Who does not know, or would not say, gave no value.
        nothing = command.certainty in NO_VALUE and not command.value.strip()
        value = "" if nothing else _bounded(command.value, VALUE_MAX, "value")
        return FactCorrected(command.fact, value, command.certainty, BY, None, "", 1.0)
    if isinstance(command, commands.CallTypeSet):
        _known(command.call_type, vocabulary.call_types, "call type")
        return CallTypeChanged(command.call_type, 1.0, (), "dispatcher")
    return NoteAdded(_bounded(command.text, NOTE_MAX, "note"), BY)


def _guidance(
    command: commands.Acknowledged | commands.Dismissed | commands.Snoozed, call: CallFold
) -> Payload:
    _known(command.guidance_id, call.guidance, "guidance in view")
    if isinstance(command, commands.Snoozed):
        if call.guidance[command.guidance_id].kind == "alert":
            raise CommandInvalid("An alert is not put off", todo="acknowledge or dismiss it")
        return GuidanceWithdrawn(command.guidance_id, SNOOZED)
    if isinstance(command, commands.Acknowledged):
        return GuidanceAcknowledged(command.guidance_id, BY)
    return GuidanceDismissed(command.guidance_id, BY)


def _known(name: str, names: Collection[str], what: str) -> None:
    if name not in names:
        near = difflib.get_close_matches(name, names, n=1)
        todo = f"did you mean {near[0]!r}?" if near else "see the vocabulary"
        raise CommandInvalid(f"There is no such {what}", todo=todo)


def _bounded(text: str, most: int, what: str) -> str:
    text = text.strip()
    if not text or len(text) > most:
        raise CommandInvalid(f"A {what} has 1 to {most} characters")
    return text
