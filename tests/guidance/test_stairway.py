"""The stairway: one step at a time, resting on the one before, down again when trust breaks."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.events import CallerStateObserved, Payload, RapportObserved, TranscriptFinal
from assistant.guidance.stairway import STEPS, Stairway
from tests.core.builders import events, final


class Talk:
    """A talk told turn by turn."""

    def __init__(self) -> None:
        self.payloads: list[Payload] = []
        self._number = 0

    def caller(self, text: str, eccs: int | None = 2) -> Talk:
        """The caller speaks, in such a state."""
        said = self._say(text, "caller")
        if eccs is not None:
            self.payloads.append(CallerStateObserved(eccs, said.utterance_id))
        return self

    def dispatcher(self, *techniques: str, fault: str | None = None) -> Talk:
        """The dispatcher speaks, heard so."""
        said = self._say("words", "dispatcher")
        self.payloads += [RapportObserved(one, None, said.utterance_id) for one in techniques]
        if fault:
            self.payloads.append(RapportObserved(None, fault, said.utterance_id))
        return self

    def _say(self, text: str, speaker: str) -> TranscriptFinal:
        self._number += 1
        said = final(text, speaker, self._number)  # type: ignore[arg-type]
        self.payloads.append(said)
        return said

    @property
    def steps(self) -> list[int]:
        """Every step the talk came to stand on."""
        stairs = Stairway()
        for event in events(*self.payloads):
            stairs.apply(event)
        return [move.step for move in stairs.moves]


def to_rapport() -> Talk:
    """Listened to, understood, settled."""
    talk = Talk().caller("i can't do this", 4).dispatcher("open_question").caller("it's over")
    talk.dispatcher("reflection").caller("yeah").dispatcher("emotion_label")
    return talk.caller("i guess so").dispatcher("minimal_encourager").caller("it was my brother")


def test_the_talk_climbs_step_by_step() -> None:
    assert to_rapport().steps == [1, 2, 3]


def test_a_request_that_is_agreed_to_is_influence_and_what_is_done_is_change() -> None:
    talk = to_rapport().dispatcher("safety_instruction").caller("okay")
    assert talk.steps[-1] == 4
    talk.dispatcher("reassurance").caller("I put it down on the table.")
    assert [STEPS[step - 1] for step in talk.steps] == [*STEPS]


def test_a_request_too_early_skips_nothing() -> None:
    talk = Talk().dispatcher("safety_instruction").caller("okay").caller("I put it down.")
    assert talk.steps == []


def test_naming_a_feeling_first_is_listening_not_empathy() -> None:
    talk = Talk().dispatcher("emotion_label", "reflection", "paraphrase")
    assert talk.steps == [1]


def test_a_fault_goes_one_step_down_and_trust_is_built_again() -> None:
    talk = to_rapport().dispatcher(fault="argue")
    assert talk.steps[-1] == 2
    talk.caller("whatever").dispatcher("reflection").caller("maybe")
    assert talk.steps[-1] == 3


def test_a_caller_who_gets_worse_goes_one_step_down() -> None:
    assert to_rapport().caller("get them away from the door", 5).steps[-1] == 2


def test_nothing_is_built_on_a_caller_who_does_not_listen() -> None:
    talk = Talk().dispatcher("reflection").dispatcher("emotion_label").dispatcher("emotion_label")
    for _ in range(5):
        talk.caller("no no no", 4)
    assert talk.steps == [1, 2]


techniques = st.sampled_from(
    ["open_question", "reflection", "emotion_label", "i_message", "safety_instruction", "name_use"]
)
ANSWERS = ["okay", "no", "i put it down."]
turns = st.one_of(
    st.tuples(st.just("caller"), st.sampled_from(ANSWERS), st.integers(1, 5)),
    st.tuples(st.just("dispatcher"), techniques, st.sampled_from([None, None, "argue", "scold"])),
)


@given(st.lists(turns, max_size=40))
def test_no_step_is_ever_skipped(sequence: list[tuple[str, str, int | str | None]]) -> None:
    talk = Talk()
    for speaker, what, more in sequence:
        if speaker == "caller":
            talk.caller(what, int(more or 1))
        else:
            talk.dispatcher(what, fault=more if isinstance(more, str) else None)
    steps = [0, *talk.steps]
    assert all(abs(after - before) == 1 for before, after in zip(steps, steps[1:], strict=False))
    assert all(0 <= step <= 5 for step in steps)
