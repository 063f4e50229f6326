"""The log of a negotiation: every entry quotes, and nothing is logged that nobody said."""

from __future__ import annotations

import pytest

from assistant.events import CallerStateObserved, FactHeard, Payload, RapportObserved
from assistant.guidance.cues import hook_in, pledge_in, promise_in, trigger_in, yielded
from assistant.guidance.talk_log import Entry, TalkLog
from tests.core.builders import events, final


def log(*payloads: Payload) -> list[Entry]:
    """What the log holds of these events."""
    kept = TalkLog()
    for event in events(*payloads):
        kept.apply(event)
    return kept.entries


@pytest.mark.parametrize(
    ("said", "hook"),
    [
        ("They're everything to me.", "They're everything to me."),
        ("no. I love my little girl. what", "I love my little girl."),
        ("my dog is the only thing i have left", "my dog is the only thing i have left"),
        ("He listens to his brother Tom.", "He listens to his brother Tom."),
        ("I just want to see my kids", "I just want to see my kids"),
        ("He's holding my daughter upstairs.", ""),
        ("I don't love anybody.", ""),
        ("I need an ambulance for my dad.", ""),
        ("He loves water.", ""),
        ("", ""),
    ],
)
def test_what_matters_to_the_caller_is_a_hook(said: str, hook: str) -> None:
    assert hook_in(said) == hook


@pytest.mark.parametrize(
    ("said", "trigger"),
    [
        ("If I see a cop I'll shoot.", "If I see a cop I'll shoot."),
        ("Don't talk about my wife.", "Don't talk about my wife."),
        ("okay. Stop asking me that!", "Stop asking me that!"),
        (
            "he's going to shoot her if the police come in",
            "he's going to shoot her if the police come in",
        ),
        ("I don't know.", ""),
        ("I don't call myself.", ""),
        ("There's no police here yet.", ""),
        ("I heard her stop the car.", ""),
    ],
)
def test_what_would_make_it_worse_is_a_trigger(said: str, trigger: str) -> None:
    assert trigger_in(said) == trigger


def test_promises_are_those_of_both() -> None:
    assert promise_in("okay. I won't hurt anybody while we talk.").startswith("I won't hurt")
    assert pledge_in("I'll make sure you get some water.").startswith("I'll make sure")
    assert promise_in("he promised me he would stop") == "" == pledge_in("I hear you.")


@pytest.mark.parametrize(
    ("said", "done"),
    [
        ("I put it down.", True), ("I've put the gun on the table", True), ("I'm coming out", True),
        ("I let her go", True), ("I put my trust in you", False), ("I won't put it down", False),
        ("I locked the door", False), ("I put the dog in the bedroom", False),
        ("okay", False),
    ],
)  # fmt: skip
def test_what_the_caller_did_is_told_from_what_they_might(said: str, done: bool) -> None:
    assert yielded(said) is done


def test_a_run_on_is_cut_and_keeps_the_words_that_count() -> None:
    said = " ".join(["and then"] * 20) + " i love my son so much and " + " ".join(["more"] * 20)
    hook = hook_in(said)
    assert "i love my son" in hook and hook in said and len(hook.split()) <= 16


def test_demands_and_deadlines_keep_value_quote_and_time() -> None:
    entries = log(
        FactHeard("demands", "a car", "affirmed", "caller", "u-1", "I want a car", 0.9),
        FactHeard("deadline", "ten o'clock", "hedged", "caller", "u-2", "by ten maybe", 0.9),
        FactHeard("demands", "a car", "affirmed", "caller", "u-3", "I said a car", 0.9),
    )
    assert [(e.kind, e.text, e.quote, e.certainty, e.at_ms) for e in entries] == [
        ("demand", "a car", "I want a car", "affirmed", 1000),
        ("deadline", "ten o'clock", "by ten maybe", "hedged", 2000),
    ]


def test_a_promise_heard_by_the_model_is_quoted_whole() -> None:
    said = final("You will be home tonight.", "dispatcher", 1)
    entries = log(said, RapportObserved(None, "promise", said.utterance_id))
    assert [(e.kind, e.quote, e.speaker) for e in entries] == [
        ("promise", "You will be home tonight.", "dispatcher")
    ]


def test_calmer_after_listening_words_is_a_hook_and_worse_after_words_a_trigger() -> None:
    first, named = final("no no", "caller", 1), final("You sound exhausted.", "dispatcher", 2)
    calm, blamed = final("yeah", "caller", 3), final("Why would you do that?", "dispatcher", 4)
    worse = final("shut up", "caller", 5)
    entries = log(
        first, CallerStateObserved(4, first.utterance_id),
        named, RapportObserved("emotion_label", None, named.utterance_id),
        calm, CallerStateObserved(3, calm.utterance_id),
        blamed, worse, CallerStateObserved(5, worse.utterance_id),
    )  # fmt: skip
    assert [(e.kind, e.basis, e.quote) for e in entries] == [
        ("hook", "seen", "You sound exhausted."),
        ("trigger", "seen", "Why would you do that?"),
    ]


def test_calmer_after_a_bare_question_is_nobodys_merit() -> None:
    first, asked = final("no no", "caller", 1), final("Which street?", "dispatcher", 2)
    calm = final("elm", "caller", 3)
    states = CallerStateObserved(4, first.utterance_id), CallerStateObserved(2, calm.utterance_id)
    assert log(first, states[0], asked, calm, states[1]) == []
