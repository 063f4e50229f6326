"""Utterances begin and end where they should, however the frames arrive."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.speech.segmenter import Boundary, Segmentation, Segmenter, VoiceBegan, VoiceEnded
from assistant.speech.vad import FRAME_MS

HOW = Segmentation()
PROBABILITIES = st.lists(st.tuples(st.floats(0, 1, width=32), st.integers(1, 60)), max_size=40).map(
    lambda runs: [value for value, times in runs for _ in range(times)]
)


def segmented(probabilities: list[float], size: int = 10_000) -> list[Boundary]:
    """Everything a segmenter says about these frames, given `size` at a time."""
    segmenter = Segmenter()
    said: list[Boundary] = []
    for at in range(0, len(probabilities), size):
        said += segmenter.push(probabilities[at : at + size])
    return said + [*segmenter.finish()]


def frames(*runs: tuple[float, int]) -> list[float]:
    """Frames of a probability for so many ms."""
    return [value for value, ms in runs for _ in range(ms // FRAME_MS)]


def ended(said: list[Boundary]) -> list[VoiceEnded]:
    """The ends among boundaries."""
    return [boundary for boundary in said if isinstance(boundary, VoiceEnded)]


def test_an_utterance_has_its_pre_roll_and_ends_after_a_pause() -> None:
    began, over = segmented(frames((0.0, 2016), (0.9, 992), (0.0, 992)))
    assert began == VoiceBegan(
        at_ms=2016 + HOW.begin_ms, start_ms=2016 - HOW.preroll_ms // FRAME_MS * FRAME_MS
    )
    assert isinstance(over, VoiceEnded)
    assert over.end_ms == 3008 + HOW.hangover_ms
    assert over.at_ms == 3008 + HOW.pause_ms
    assert over.voiced_ms == 992
    assert not over.cut


def test_a_short_pause_does_not_end_an_utterance() -> None:
    assert len(ended(segmented(frames((0.9, 640), (0.0, 320), (0.9, 640), (0.0, 960))))) == 1


def test_a_click_begins_nothing() -> None:
    assert segmented(frames((0.0, 960), (0.9, 32), (0.0, 960))) == []


def test_doubtful_voice_begins_nothing_but_keeps_an_utterance_open() -> None:
    assert segmented(frames((0.2, 960))) == []
    (over,) = ended(segmented(frames((0.9, 320), (0.2, 1600), (0.0, 960))))
    assert over.end_ms >= 1920


def test_pre_roll_never_reaches_into_the_utterance_before() -> None:
    first, second = ended(segmented(frames((0.9, 640), (0.0, 512), (0.9, 640), (0.0, 960))))
    assert second.start_ms == first.end_ms


def test_a_monologue_is_cut_between_words() -> None:
    gap_at = 9600
    said = segmented(frames((0.95, gap_at), (0.4, 160), (0.95, 8000), (0.0, 960)))
    first, second = ended(said)
    assert first.cut
    assert gap_at <= first.end_ms <= gap_at + 160
    assert second.start_ms == first.end_ms
    assert not second.cut


def test_the_end_of_the_audio_ends_the_utterance() -> None:
    (over,) = ended(segmented(frames((0.0, 320), (0.9, 640))))
    assert over.at_ms == over.end_ms == 960


@given(PROBABILITIES, st.integers(1, 50))
def test_the_result_does_not_depend_on_the_pieces(probabilities: list[float], size: int) -> None:
    assert segmented(probabilities, size) == segmented(probabilities)


@given(PROBABILITIES)
def test_utterances_alternate_fit_and_never_overlap(probabilities: list[float]) -> None:
    said = segmented(probabilities)
    assert [type(boundary) for boundary in said] == [VoiceBegan, VoiceEnded] * (len(said) // 2)
    assert [b.at_ms for b in said] == sorted(b.at_ms for b in said)
    free_from = 0
    for over in ended(said):
        assert free_from <= over.start_ms < over.end_ms <= len(probabilities) * FRAME_MS
        assert over.end_ms - over.start_ms <= HOW.longest_ms
        assert over.end_ms <= over.at_ms
        free_from = over.end_ms


@given(PROBABILITIES)
def test_no_sustained_voice_is_left_out(probabilities: list[float]) -> None:
    spans = [(over.start_ms, over.end_ms) for over in ended(segmented(probabilities))]
    need = HOW.begin_ms // FRAME_MS
    for at in range(len(probabilities) - need + 1):
        if min(probabilities[at : at + need]) >= HOW.voice:
            ms = (at + need - 1) * FRAME_MS
            assert any(start <= ms < end for start, end in spans)
