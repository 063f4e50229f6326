"""What the shipped model reads in single utterances."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from assistant.events import UtteranceUnderstood

pytestmark = [pytest.mark.anyio, pytest.mark.models]
Read = Callable[[str], Awaitable[UtteranceUnderstood]]


def certainties(reading: UtteranceUnderstood) -> dict[str, str]:
    return {told.fact: told.certainty for told in reading.told}


def values(reading: UtteranceUnderstood) -> dict[str, str]:
    return {told.fact: told.value for told in reading.told}


async def test_hears_many_facts_in_one_breath(caller: Read) -> None:
    reading = await caller(
        "he's got a gun, he's holding my daughter upstairs, and he's been drinking"
    )
    assert certainties(reading).items() >= {
        "weapons": "affirmed", "weapon_type": "affirmed", "suspect_intoxicated": "affirmed",
    }.items()  # fmt: skip
    assert {signal.alert for signal in reading.signals} >= {"weapon_present", "hostage_taken"}
    assert reading.call_types[0].call_type == "hostage"


async def test_quotes_the_clause_as_it_stands_in_the_utterance(caller: Read) -> None:
    text = "Well, he's got a knife. And she is bleeding badly!"
    for told in (await caller(text)).told:
        assert told.quote in text


@pytest.mark.parametrize("text", ["yes, but he's gasping", "yeah but he's kind of gasping"])
async def test_a_qualified_yes_never_affirms_breathing(caller: Read, text: str) -> None:
    reading = await caller(text)
    assert reading.answer is not None and reading.answer.certainty == "hedged"
    assert certainties(reading)["breathing_normally"] in ("denied", "hedged")
    assert certainties(reading).get("breathing") != "affirmed"


@pytest.mark.parametrize(
    "text, fact, certainty",
    [
        ("no weapons", "weapons", "denied"),
        ("I think he's got a knife", "weapons", "hedged"),
        ("she won't wake up", "conscious", "denied"),
        ("he's not breathing", "breathing", "denied"),
        ("she's breathing fine", "breathing_normally", "affirmed"),
        ("I don't know if he's breathing", "breathing", "unknown"),
        ("i don't know if he has a gun", "weapons", "unknown"),
    ],
)
async def test_certainty_follows_the_words(
    caller: Read, text: str, fact: str, certainty: str
) -> None:
    assert certainties(await caller(text))[fact] == certainty


@pytest.mark.parametrize(
    "text, certainty",
    [
        ("yes", "affirmed"), ("Yeah.", "affirmed"), ("no", "denied"), ("no sir", "denied"),
        ("I don't know", "unknown"), ("I'm not telling you that", "refused"),
        ("yeah, I think so", "hedged"),
    ],
)  # fmt: skip
async def test_short_answers(caller: Read, text: str, certainty: str) -> None:
    answer = (await caller(text)).answer
    assert answer is not None and answer.certainty == certainty


async def test_a_statement_of_its_own_is_no_answer_to_something_else(caller: Read) -> None:
    assert (await caller("she won't wake up")).answer is None


async def test_a_denied_weapon_is_no_danger(caller: Read) -> None:
    alerts = {signal.alert for signal in (await caller("he doesn't have any weapons")).signals}
    assert "weapon_present" not in alerts


async def test_values_are_found_in_run_on_speech(caller: Read) -> None:
    reading = await caller(
        "yeah I'm at forty two seventeen alder creek road my husband is not breathing"
    )
    assert values(reading)["location"] == "4217 Alder Creek Road"
    assert certainties(reading)["breathing"] == "denied"


async def test_a_bare_number_and_a_bare_address_are_told(caller: Read) -> None:
    assert values(await caller("3 1 4 5 5 5 0 1 4 2"))["callback_number"] == "(314) 555-0142"
    assert values(await caller("4217 Alder Creek Road"))["location"] == "4217 Alder Creek Road"


async def test_a_place_without_a_name_ticks_no_location(caller: Read) -> None:
    assert certainties(await caller("I'm at my house")).get("location") != "affirmed"


@pytest.mark.parametrize(
    "text, question",
    [
        ("911 what is the address of your emergency", "location"),
        ("what's the phone number you're calling from", "callback_number"),
        ("is he breathing", "breathing"),
        ("is he breathing normally", "breathing_normally"),
        ("does he have any weapons", "weapons"),
        ("tell me exactly what happened", "what_happened"),
        ("how old is she", "age"),
        ("what's your name", "caller_name"),
    ],
)
async def test_questions_are_heard(dispatcher: Read, text: str, question: str) -> None:
    assert question in {asked.question for asked in (await dispatcher(text)).asked}


async def test_two_questions_in_one_breath_are_both_heard_each_in_its_clause(
    dispatcher: Read,
) -> None:
    reading = await dispatcher("okay what's your name and is anyone hurt")
    quotes = {asked.question: asked.quote for asked in reading.asked}
    assert quotes["caller_name"] != quotes["injuries"]
    # Whether that is a fault needs the call: a question put again is none.
    assert "several_questions" not in reading.faults


async def test_rapport_and_its_faults(dispatcher: Read) -> None:
    assert "calm_down" in (await dispatcher("you need to calm down ma'am")).faults
    assert "stay_on_line" in (await dispatcher("stay on the line with me")).techniques


async def test_a_read_back_is_told_with_little_confidence(dispatcher: Read) -> None:
    (told,) = (await dispatcher("so that's 4217 alder creek road correct")).told
    assert (told.fact, told.confidence) == ("location", 0.5)


@pytest.mark.parametrize(
    "text",
    ["", "   ", "...", "[noise]", "uh", "no se habla ingles por favor ayuda", "救命", "/restart",
     "/session_start", "//", "a " * 5000, "he's got a gun and " * 530],
)  # fmt: skip
async def test_anything_that_may_be_transcribed_is_read(caller: Read, text: str) -> None:
    assert (await caller(text)).speaker == "caller"
