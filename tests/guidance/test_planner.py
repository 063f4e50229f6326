"""What is in view, and when: the order of questions, urgency, and no prompt twice."""

from __future__ import annotations

import pytest

from assistant.events import (
    Asked,
    CallEnded,
    CallTypeChanged,
    FactHeard,
    GuidanceIssued,
    GuidanceWithdrawn,
    Payload,
    Told,
    TranscriptFinal,
    UtteranceUnderstood,
)
from assistant.guidance.cards import CardSet
from assistant.guidance.prompts_in_view import SNOOZE_MS, SNOOZED
from tests.guidance.builders import BEGAN, Call


def withdrawn(payloads: list[Payload]) -> list[str]:
    """The reasons of the withdrawals among these."""
    return [p.reason for p in payloads if isinstance(p, GuidanceWithdrawn)]


def arrest(call: Call, breathing: str = "hedged") -> None:
    """A person who is not awake and, asked about breathing, "sort of" breathes."""
    call.answer("location", value="12 Oak Street")
    call.type("cardiac_arrest")
    call.answer("conscious", "denied")
    call.answer("breathing_normally", breathing)  # type: ignore[arg-type]


def safe_intruder_call(call: Call) -> None:
    """An intruder, and every question of danger answered."""
    call.type("intruder")
    for danger in ("suspect_location", "caller_safe", "weapons"):
        call.answer(danger, "affirmed")


def test_the_location_comes_first_whatever_the_call_is(cards: CardSet) -> None:
    for name, card in cards.cards.items():
        for role in card.roles or [None]:
            call = Call(cards)
            if name != "case_entry":
                call.type(name)
            if role is not None:
                call.fact("caller_role", value=role.id)
            if name == "silent_call":  # first whether anybody hears, and how they can answer
                assert call.question == "can_speak_freely"
                call.answer("can_speak_freely", "denied")
            assert call.question == "location", (name, role)


def test_danger_to_life_comes_before_the_rest_of_the_card(cards: CardSet) -> None:
    call = Call(cards)
    call.type("suicidal_person")
    call.fact("caller_role", value="relative")
    danger = {q.id for q in cards.agenda("suicidal_person", "witness").questions if q.danger}
    order = call.asks_through()[1:]
    asked_danger = [name for name in order if name in danger]
    assert len(asked_danger) >= 4 and order[: len(asked_danger)] == asked_danger


def test_questions_of_a_card_come_in_its_order(cards: CardSet) -> None:
    call = Call(cards)
    call.type("hostage")
    call.fact("caller_role", value="suspect")
    order = call.asks_through()
    woven = ["location", "caller_name", "injuries", "what_happened", "hostage_count"]
    assert order[:5] == woven
    assert order.index("hostage_condition") < order.index("position_inside")
    assert order.index("position_inside") < order.index("weapons")


@pytest.mark.parametrize(
    ("role", "second"),
    [("witness", "caller_safe"), ("hostage", "can_speak_freely"), ("suspect", "caller_name")],
)
def test_who_is_calling_decides_the_order(call: Call, role: str, second: str) -> None:
    call.type("hostage")
    call.fact("caller_role", value=role)
    assert call.asks_through()[:2] == ["location", second]


def test_a_caller_who_cannot_speak_freely_is_led_as_a_hostage(call: Call) -> None:
    call.type("hostage")
    call.answer("location")
    call.answer("can_speak_freely", "denied")
    shown = call.shown("critical_question")
    assert shown is not None and shown.text == "Do they have a weapon? Just yes or no."


def test_the_wording_follows_the_role(cards: CardSet) -> None:
    texts = set()
    for role in ("witness", "hostage", "suspect"):
        call = Call(cards)
        call.type("hostage")
        call.fact("caller_role", value=role)
        call.asks_through()
        texts |= {g.text for g in call.issued("critical_question") if g.subject == "weapons"}
    assert len(texts) == 3


def test_nothing_asked_or_answered_is_asked_again(call: Call) -> None:
    call.ask("location")
    assert call.question != "location"
    call.answer("location")
    call.type("intruder")
    call.answer("weapons", "denied")
    assert {"location", "weapons"}.isdisjoint(call.asks_through())


def test_a_place_that_was_asked_for_and_not_given_comes_up_again(call: Call) -> None:
    call.ask("location")
    assert call.question != "location"
    call.caller("My baby's choking!", eccs=2)
    call.type("choking")
    call.later(1000)
    shown = call.shown("critical_question")
    assert shown is not None and shown.protocol_ref.endswith("#questions/location/anew")
    call.ask("location")
    call.caller("He's turning blue!", eccs=2)
    call.later(1000)
    shown = call.shown("critical_question")
    assert shown is not None and shown.protocol_ref.endswith("#questions/location/follow_up")


def test_a_place_is_not_asked_for_in_the_same_words_again(call: Call) -> None:
    first = call.shown("critical_question")
    call.ask("location")
    call.caller("Please hurry!", eccs=2)
    call.later(1000)
    shown = call.shown("critical_question")
    assert first is not None and first.subject == "location"
    assert shown is not None and shown.subject == "location" and shown.text != first.text
    call.ask("location")
    assert call.question != "location"
    call.answer("location")
    call.caller("Hurry!", eccs=2)
    call.later(1000)
    assert call.question != "location"


def test_other_questions_the_caller_passed_over_do_not_come_back(call: Call) -> None:
    call.answer("location")
    call.type("intruder")
    call.ask("caller_safe")
    call.caller("He's downstairs!")
    call.later(1000)
    assert call.question != "caller_safe"


def test_a_refused_question_is_left_alone(call: Call) -> None:
    call.answer("location", "refused")
    assert "location" not in call.asks_through()


def test_a_fact_already_told_is_never_asked_even_for_a_moment(call: Call) -> None:
    call.answer("location")
    call.type("intruder")
    call.asks_through(1)
    told = (Told("weapons", "gun", "affirmed", 0.9, "he has a gun"),)
    call.says("caller", "he has a gun", told=told)
    assert call.question != "weapons"


def test_a_fact_that_follows_from_others_is_not_asked_even_for_a_moment(call: Call) -> None:
    call.caller("I want to order a pizza.")
    call.fact("can_speak_freely", "denied")
    fact = FactHeard("what_happened", "a gun", "affirmed", "caller", "u-1", "a gun", 0.7)
    kind = CallTypeChanged("silent_call", 0.8, (), "model")
    events = [
        *call.pipeline.feed(fact, call.at_ms, BEGAN),
        *call.pipeline.feed(kind, call.at_ms, BEGAN),
    ]
    issued = [e.payload for e in events if isinstance(e.payload, GuidanceIssued)]
    assert "what_happened" not in {one.subject for one in issued}


def test_each_prompt_says_where_it_comes_from_and_why(call: Call) -> None:
    call.answer("location")
    call.type("hostage")
    shown = call.shown("critical_question")
    assert shown is not None
    assert shown.protocol_ref == "hostage@0.3.1#questions/caller_safe"
    assert shown.guidance_id == "g-0003" and shown.priority == 70
    by_seq = {event.seq: event.type for event in call.events}
    assert "call_type_changed" in [by_seq[seq] for seq in shown.because]


def test_an_unclear_answer_gets_one_follow_up_once(call: Call) -> None:
    call.ask("location")
    call.answer("location", "hedged")
    shown = call.shown("critical_question")
    assert shown is not None and shown.subject == "location"
    assert shown.protocol_ref.endswith("#questions/location/follow_up")
    call.ask("location")
    call.answer("location", "unknown")
    assert call.question != "location"
    assert len([g for g in call.issued("critical_question") if g.subject == "location"]) == 2


def test_two_answers_that_disagree_are_checked_once(call: Call) -> None:
    call.answer("location")
    safe_intruder_call(call)
    already = len([g for g in call.issued("critical_question") if g.subject == "weapons"])
    for _ in range(2):
        call.state("weapons", "contradicted")
        call.asks_through()
    checks = [g.text for g in call.issued("critical_question") if g.subject == "weapons"][already:]
    assert len(checks) == 1 and checks[0].startswith("Two answers so far.")


def test_a_dismissed_subject_never_returns(call: Call) -> None:
    shown = call.shown("critical_question")
    assert shown is not None and shown.subject == "location"
    assert withdrawn(call.dismiss(shown.guidance_id)) == ["dismissed"]
    call.type("hostage")
    call.state("location", "unclear")
    assert "location" not in call.asks_through()


def test_what_was_taken_up_counts_as_asked(call: Call) -> None:
    shown = call.shown("critical_question")
    assert shown is not None
    assert withdrawn(call.acknowledge(shown.guidance_id)) == ["asked"]
    assert call.question != "location"


def test_withdrawals_say_why(call: Call) -> None:
    assert withdrawn(call.ask("location")) == ["asked"]
    assert call.question == "what_happened"
    assert withdrawn(call.type("cardiac_arrest")) == ["call_type_changed"]
    assert call.question == "conscious"
    assert withdrawn(call.answer("conscious", "affirmed")) == ["answered"]


def test_a_question_in_view_stays_until_something_more_urgent_comes(call: Call) -> None:
    call.answer("location")
    safe_intruder_call(call)
    before = call.question
    call.caller("he is breaking things")
    call.later(5000)
    assert call.question == before
    call.answer("injuries", "affirmed")
    assert call.question == "conscious"


def test_an_overtaken_question_comes_back_once_marked_as_such(call: Call) -> None:
    call.answer("location")
    safe_intruder_call(call)
    before = call.question
    assert before is not None
    call.answer("injuries", "affirmed")
    call.answer("conscious", "affirmed")
    shown = call.shown("critical_question")
    assert shown is not None and shown.subject == before
    assert shown.text.startswith("Still to ask: ")


@pytest.mark.parametrize("breathing", ["denied", "hedged", "unknown"])
def test_not_awake_and_not_surely_breathing_normally_starts_compressions(
    call: Call, breathing: str
) -> None:
    arrest(call, breathing)
    shown = call.shown("safety_instruction")
    assert shown is not None and shown.subject == "compressions" and shown.priority == 80
    assert call.question is None


def test_compressions_do_not_wait_for_the_call_type(call: Call) -> None:
    call.answer("conscious", "denied")
    call.answer("breathing_normally", "hedged")
    assert call.instruction == "compressions"
    assert call.question == "location"


def test_cannot_breathe_starts_no_compressions_on_somebody_who_may_be_awake(call: Call) -> None:
    call.type("choking")
    call.fact("breathing", "denied", quote="he can't breathe")
    call.fact("can_speak_or_cough", "denied")
    assert call.instruction == "back_blows"
    call.answer("conscious", "denied")
    assert call.instruction == "compressions"


def test_not_breathing_on_an_arrest_does_not_wait_for_whether_they_are_awake(call: Call) -> None:
    call.type("cardiac_arrest")
    call.fact("breathing", "denied", quote="he's not breathing")
    assert call.instruction == "compressions"


def test_a_plain_yes_to_breathing_normally_starts_nothing(call: Call) -> None:
    arrest(call, "affirmed")
    assert call.instruction is None


def test_an_infant_gets_an_infants_compressions(call: Call) -> None:
    call.answer("age", value="8 months")
    arrest(call)
    assert call.instruction == "infant_compressions"


def test_an_urgent_instruction_withdraws_the_question_in_view(call: Call) -> None:
    call.answer("location")
    call.type("cardiac_arrest")
    call.fact("conscious", "denied")
    call.state("conscious", "answered")
    assert call.question == "breathing_normally"
    call.fact("breathing", "denied")
    assert call.instruction == "compressions" and call.question is None


def test_an_instruction_given_makes_room_for_the_next(call: Call) -> None:
    arrest(call)
    call.dispatcher("put both hands on the chest and push", "medical_instruction")
    assert call.instruction == "compressions_pace"
    call.dispatcher("push as hard as you can", "medical_instruction")
    assert call.instruction == "keep_pushing"
    subjects = [g.subject for g in call.issued("safety_instruction")]
    assert len(subjects) == len(set(subjects))


def test_asking_about_compressions_does_not_give_them(call: Call) -> None:
    arrest(call)
    call.dispatcher("is anybody doing chest compressions", asked=("cpr_knowledge",))
    assert call.instruction == "compressions"


def test_an_instruction_beside_a_question_is_given(call: Call) -> None:
    arrest(call)
    said = "Is anybody with you? Start CPR, push on his chest."
    call.feed(TranscriptFinal("u-9", "dispatcher", said, 0, 2000, (), 0.9, "en"))
    asked = (Asked("help_available", 0.9, "Is anybody with you?"),)
    call.feed(UtteranceUnderstood("u-9", "dispatcher", asked))
    assert call.instruction != "compressions"


def test_an_instruction_passed_over_makes_room_for_one_that_waits(call: Call) -> None:
    call.type("missing_person")
    call.answer("location")
    call.fact("age", value="4")
    assert call.instruction == "search_water_first"
    for _ in range(2):
        call.dispatcher("okay")
    assert call.instruction == "search_water_first"
    call.dispatcher("okay")
    assert call.instruction == "leave_room"


def test_an_instruction_goes_when_it_no_longer_applies(call: Call) -> None:
    arrest(call)
    call.answer("breathing_normally", "affirmed")
    assert call.instruction is None


def test_a_dismissed_instruction_never_returns(call: Call) -> None:
    arrest(call)
    shown = call.shown("safety_instruction")
    assert shown is not None
    call.dismiss(shown.guidance_id)
    call.answer("breathing_normally", "denied")
    assert "compressions" not in [
        g.subject for g in call.issued("safety_instruction") if g.guidance_id != shown.guidance_id
    ]


def test_questions_resume_when_an_urgent_instruction_is_left_for_long(call: Call) -> None:
    arrest(call)
    assert call.question is None
    call.later(31_000)
    assert call.instruction == "compressions" and call.question is not None


def test_nothing_is_issued_after_the_call_has_ended(call: Call) -> None:
    call.feed(CallEnded("hung up"))
    assert not any(isinstance(p, GuidanceIssued) for p in call.type("structure_fire"))


def test_a_question_passed_over_makes_room_and_comes_back_once(cards: CardSet) -> None:
    call = Call(cards)
    call.answer("location", value="12 Oak Street")
    first = call.question
    assert first is not None
    for _ in range(3):
        call.dispatcher("Okay, go on.")
    second = call.question
    assert second is not None and second != first
    later = call.asks_through()
    assert later.count(first) == 1
    texts = [issued.text for issued in call.issued("critical_question") if issued.subject == first]
    assert len(texts) == 2 and texts[1].startswith("Still to ask: ")


def test_the_location_is_never_passed_over(cards: CardSet) -> None:
    call = Call(cards)
    call.type("intruder")
    for _ in range(6):
        call.dispatcher("Okay, go on.")
    assert call.question == "location"


def snooze(call: Call, kind: str) -> None:
    """Put off the prompt of this kind that is in view."""
    shown = call.shown(kind)
    assert shown is not None
    call.feed(GuidanceWithdrawn(shown.guidance_id, SNOOZED))


def test_a_snoozed_question_comes_again_in_the_same_words_after_a_minute(call: Call) -> None:
    words = call.shown("critical_question")
    snooze(call, "critical_question")
    assert words is not None and call.question != words.subject
    call.later(SNOOZE_MS - 1)
    assert call.question != words.subject
    call.later(1)
    again = call.shown("critical_question")
    assert again is not None and again.text == words.text


def test_a_snoozed_question_that_was_answered_meanwhile_stays_away(call: Call) -> None:
    snooze(call, "critical_question")
    call.answer("location")
    call.later(SNOOZE_MS)
    assert call.question != "location"


def test_a_snoozed_instruction_comes_again_and_lets_the_questions_through(call: Call) -> None:
    arrest(call)
    snooze(call, "safety_instruction")
    assert call.instruction is None
    assert call.question is not None
    call.later(SNOOZE_MS)
    assert call.instruction == "compressions"
