"""What is timed and counted in a call."""

from __future__ import annotations

from assistant.review.profile import MEASURES, missed, profile_of, repeated
from assistant.review.record import record_of
from assistant.review.talk import both, merged
from assistant.review.timings import QuestionTiming
from tests.review.calls import CARDS, Script, arrest


def question(events: list, name: str) -> QuestionTiming:  # type: ignore[type-arg]
    profile = profile_of(record_of(events), CARDS)
    return next(one for one in profile.timings.questions if one.question == name)


def test_location_and_type_are_timed_at_the_end_of_the_words_that_told_them() -> None:
    timings = profile_of(record_of(arrest()), CARDS).timings
    assert timings.location is not None and timings.location.at_ms == 8000
    assert timings.location.evidence.at_ms == 4000
    assert timings.call_type is not None and timings.call_type.at_ms == 8000


def test_the_cpr_clock_runs_from_signs_to_counting() -> None:
    clock = profile_of(record_of(arrest()), CARDS).timings.cpr
    assert clock is not None
    moments = (clock.told, clock.recognised, clock.instructed, clock.compressing)
    assert [m and m.at_ms for m in moments] == [17000, 30000, 40000, 50000]
    assert clock.targets["recognition_s"] == 90


def test_a_count_before_any_instruction_is_no_compression() -> None:
    call = Script().say("caller", "one two three people are here", 0, 1000)
    call.typed("cardiac_arrest")
    clock = profile_of(record_of(call.ends()), CARDS).timings.cpr
    assert clock is not None and clock.compressing is None


def test_a_call_about_something_else_has_no_cpr_clock() -> None:
    call = Script().say("caller", "somebody is in my house", 0, 1000).typed("intruder")
    assert profile_of(record_of(call.ends()), CARDS).timings.cpr is None


def test_a_question_asked_after_its_prompt_is_late_by_the_time_between() -> None:
    asked = question(arrest(), "conscious")
    assert asked.late_ms == 13000 - 8000
    assert question(arrest(), "location").late_ms is None


def test_a_prompted_question_that_never_came_is_missed() -> None:
    call = Script().say("caller", "help", 0, 1000).prompts("weapons").ends()
    profile = profile_of(record_of(call), CARDS)
    assert [one.question for one in missed(profile)] == ["weapons"]


def test_a_question_is_repeated_only_when_asked_after_its_answer() -> None:
    call = Script().say("dispatcher", "Where?", 0, 1000).asks("location")
    call.say("dispatcher", "Where are you?", 2000, 3000).asks("location")
    call.say("caller", "Oak Street", 4000, 5000).tells("location")
    assert repeated(profile_of(record_of(call.events), CARDS)) == []
    call.say("dispatcher", "Where was that?", 6000, 7000).asks("location")
    assert [q.question for q in repeated(profile_of(record_of(call.events), CARDS))] == ["location"]


def test_talk_is_shared_overlaps_and_silences_are_found() -> None:
    call = Script().say("caller", "a b c d", 0, 4000).say("dispatcher", "e f", 3000, 5000)
    call.say("caller", "g", 12000, 13000)
    talk = profile_of(record_of(call.ends()), CARDS).talk
    assert (talk.caller_ms, talk.dispatcher_ms) == (5000, 2000)
    assert talk.overlaps == ((3000, 4000),) and talk.longest_silence == (5000, 12000)


def test_an_effective_pause_is_room_left_after_an_upset_turn() -> None:
    call = Script().say("caller", "I cannot go on", 0, 2000).upset(4)
    call.say("dispatcher", "I hear you", 4000, 5000)
    profile = profile_of(record_of(call.ends()), CARDS)
    assert profile.listening.more_pies["effective_pause"] == 1


def test_questions_are_open_or_closed_and_faults_are_counted() -> None:
    call = Script().say("dispatcher", "What is going on today?", 0, 1000)
    call.asks("what_happened").shows("open_question")
    call.say("dispatcher", "Why did you do that?", 2000, 3000).asks("reasons").errs("why_question")
    profile = profile_of(record_of(call.ends()), CARDS)
    assert profile.listening.open_share == 0.5
    faults = profile.measure("faults")
    assert faults is not None and faults.value == 1 and faults.evidence[0].at_ms == 2000


def test_every_measure_has_a_name_and_evidence_that_stands_in_the_log() -> None:
    events = arrest()
    measures = profile_of(record_of(events), CARDS).measures()
    seqs = {event.seq for event in events}
    assert set(measures) <= set(MEASURES) and "first_compression_s" in measures
    assert all(m.evidence and {e.seq for e in m.evidence} <= seqs for m in measures.values())


def test_an_empty_call_has_no_measures() -> None:
    assert profile_of(record_of(Script().ends()), CARDS).measures() == {}


def test_spans_are_merged_and_intersected() -> None:
    assert merged([(5, 9), (0, 3), (4, 6), (7, 7)], gap_ms=1) == ((0, 9),)
    assert both([(0, 5), (8, 9)], [(3, 8)]) == ((3, 5),)
