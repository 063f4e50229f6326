"""Frames by position: in order, once each, and silence in place of those that never came."""

from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.audio.codecs import Pcm16
from assistant.audio.joiner import BRIDGE_MAX_MS, Fault, Joiner

FRAME = 160


def frame(number: int) -> Pcm16:
    """The frame of this number: its samples say which it is."""
    return np.full(FRAME, number + 1, np.int16)


def joined(numbers: list[int], numbered: bool = False) -> tuple[list[int], Counter[Fault]]:
    """Which frames come out, in order; 0 stands for a frame of silence."""
    counts: Counter[Fault] = Counter()
    joiner = Joiner(8000, lambda fault, number: counts.update({fault: number}))
    pieces = [
        piece
        for number in numbers
        for piece in joiner.push(number * FRAME, frame(number), number * 3 if numbered else None)
    ]
    samples = np.concatenate([*pieces, *joiner.flush(), np.zeros(0, np.int16)])
    assert len(samples) % FRAME == 0
    return [int(part[0]) for part in samples.reshape(-1, FRAME)], counts


def test_frames_in_order_come_out_at_once() -> None:
    joiner = Joiner(8000, lambda fault, number: None)
    for number in range(20):
        assert [piece[0] for piece in joiner.push(number * FRAME, frame(number))] == [number + 1]


def test_a_frame_that_was_overtaken_is_put_in_its_place() -> None:
    assert joined([0, 2, 1, 3]) == ([1, 2, 3, 4], Counter(late=1))


def test_doubles_are_dropped() -> None:
    assert joined([0, 1, 1, 2, 0]) == ([1, 2, 3], Counter(duplicated=2))


def test_what_never_came_is_silence_of_the_same_length() -> None:
    heard, counts = joined([0, 1, 4, *range(5, 20)])
    assert heard == [1, 2, 0, 0, *range(5, 21)]
    assert counts == Counter(missing=2, bridged_ms=40)


def test_a_frame_whose_place_is_past_is_dropped() -> None:
    heard, counts = joined([0, 2, *range(3, 30), 1, 30])
    assert heard == [1, 0, *range(3, 32)]
    assert counts == Counter(missing=1, bridged_ms=20, dropped=1)


def test_a_jump_is_bridged_as_far_as_allowed_and_the_stream_goes_on() -> None:
    far = 10**9
    heard, counts = joined([0, far, *range(far + 1, far + 20)])
    assert len(heard) == 1 + BRIDGE_MAX_MS // 20 + 20
    assert counts["jumps"] == 1 and counts["bridged_ms"] == BRIDGE_MAX_MS


def test_a_stream_that_begins_further_in_is_taken_to_begin_there() -> None:
    assert joined([500, 501])[0] == [501, 502]


def test_positions_may_wander_by_less_than_half_a_frame() -> None:
    counts: Counter[Fault] = Counter()
    joiner = Joiner(8000, lambda fault, number: counts.update({fault: number}))
    wander = [0, 60, -60, 40, -40, 0] * 10
    given_out = [
        joiner.push(number * FRAME + off, frame(number), number)
        for number, off in enumerate(wander)
    ]
    assert all(len(pieces) == 1 for pieces in given_out) and not counts


def test_numbers_tell_the_order_where_positions_stand_still() -> None:
    joiner = Joiner(8000, lambda fault, number: None)
    for number in range(10):
        assert len(joiner.push(0, frame(number), number)) == 1


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_shuffle_within_the_window_comes_out_whole(data: st.DataObject) -> None:
    numbers = list(range(40))
    for at in range(0, 40, 8):
        numbers[at : at + 8] = data.draw(st.permutations(numbers[at : at + 8]))
    heard, counts = joined(numbers, numbered=True)
    assert heard == list(range(1, 41))
    assert set(counts) <= {"late"}


@settings(max_examples=60, deadline=None)
@given(st.sets(st.integers(min_value=1, max_value=48), max_size=20))
def test_whatever_is_lost_the_rest_keeps_its_time(lost: set[int]) -> None:
    heard, counts = joined([number for number in range(50) if number not in lost])
    assert heard == [0 if number in lost else number + 1 for number in range(50)]
    assert counts["missing"] == len(lost)
