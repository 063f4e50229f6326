"""A tape gives back what came in, until it is forgotten."""

from __future__ import annotations

import numpy as np

from assistant.speech.tape import PER_MS, Tape


def test_windows_give_back_what_was_pushed_however_it_came() -> None:
    tape, said = Tape(), np.arange(50_000, dtype=np.float32)
    for at in range(0, len(said), 317):
        tape.push(said[at : at + 317])
    assert tape.end_ms == 3125
    assert np.array_equal(tape.window(1000, 2000), said[16_000:32_000])
    assert np.array_equal(tape.window(3000, 9000), said[48_000:])


def test_a_tape_forgets_without_moving_what_is_kept() -> None:
    tape, second = Tape(), 1000 * PER_MS
    for number in range(100):
        tape.push(np.full(second, number, np.float32))
        tape.forget(tape.end_ms - 2000)
    assert np.array_equal(tape.window(98_500, 99_500), np.repeat([98, 99], second // 2))
    assert len(tape.window(0, 1000)) == 0


def test_a_window_is_a_copy() -> None:
    tape = Tape()
    tape.push(np.zeros(160, np.float32))
    tape.window(0, 10)[:] = 1
    assert not tape.window(0, 10).any()
