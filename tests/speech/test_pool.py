"""Urgent windows first, stale partials replaced, finals never lost, load told."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import Future

import numpy as np
import pytest

from assistant.errors import ModelFailed
from assistant.speech.pool import DecodePool
from assistant.speech.transcriber import (
    FIRST_PARTIAL,
    LIVE_FINAL,
    PARTIAL,
    RECORDED,
    DecodeJob,
    Transcript,
)
from tests.speech.fakes import transcript

AUDIO = np.zeros(160, np.float32)


class Decoder:
    """Decodes one window after another; each waits until it is let go."""

    def __init__(self) -> None:
        self.order: list[int] = []
        self.begun, self.go = threading.Semaphore(0), threading.Semaphore(0)

    def __call__(self, job: DecodeJob) -> Transcript:
        self.order.append(job.start_ms)
        self.begun.release()
        self.go.acquire()
        if job.start_ms == 13:
            raise ModelFailed("it cannot")
        return transcript(f"from {job.start_ms}", job.start_ms)


@pytest.fixture
def decoder() -> Decoder:
    return Decoder()


@pytest.fixture
def pool(decoder: Decoder) -> Iterator[DecodePool]:
    pool = DecodePool(decoder, workers=1)
    yield pool
    for _ in range(20):
        decoder.go.release()
    pool.close()


def ask(
    pool: DecodePool, number: int, urgency: int = RECORDED, replaces: object = None
) -> Future[Transcript]:
    """Ask for a window that begins at `number` ms."""
    return pool.ask(DecodeJob(AUDIO, start_ms=number, urgency=urgency), replaces)


def finish(decoder: Decoder, *asked: Future[Transcript]) -> None:
    """Let every window go, and wait for those asked."""
    for _ in range(20):
        decoder.go.release()
    for future in asked:
        future.exception(timeout=10)


def test_the_most_urgent_goes_first_whatever_came_first(pool: DecodePool, decoder: Decoder) -> None:
    running = ask(pool, 0)
    decoder.begun.acquire()
    asked = [
        ask(pool, 1, RECORDED),
        ask(pool, 2, PARTIAL),
        ask(pool, 3, FIRST_PARTIAL),
        ask(pool, 4, LIVE_FINAL + 1),
        ask(pool, 5, LIVE_FINAL),
    ]
    finish(decoder, running, *asked)
    assert decoder.order == [0, 5, 4, 3, 2, 1]


def test_a_newer_partial_takes_the_place_of_the_one_that_waits(
    pool: DecodePool, decoder: Decoder
) -> None:
    running = ask(pool, 0)
    decoder.begun.acquire()
    stale = ask(pool, 1, PARTIAL, "left")
    other = ask(pool, 2, PARTIAL, "right")
    fresh = ask(pool, 3, PARTIAL, "left")
    assert pool.load.queued == 2
    finish(decoder, running, other, fresh)
    assert stale.cancelled()
    assert decoder.order == [0, 3, 2]
    assert pool.load.shed == 1


def test_a_partial_at_work_is_not_replaced(pool: DecodePool, decoder: Decoder) -> None:
    running = ask(pool, 1, PARTIAL, "left")
    decoder.begun.acquire()
    fresh = ask(pool, 2, PARTIAL, "left")
    finish(decoder, running, fresh)
    assert [running.result().text, fresh.result().text] == ["from 1", "from 2"]
    assert pool.load.shed == 0


def test_a_failure_is_its_own_window_s_alone(pool: DecodePool, decoder: Decoder) -> None:
    bad, good = ask(pool, 13), ask(pool, 14)
    finish(decoder, bad, good)
    assert isinstance(bad.exception(), ModelFailed)
    assert good.result().text == "from 14"


def test_room_is_there_only_while_a_decoder_stands_idle(pool: DecodePool, decoder: Decoder) -> None:
    assert pool.has_room
    running = ask(pool, 0)
    decoder.begun.acquire()
    assert not pool.has_room
    finish(decoder, running)


def test_closing_cancels_what_waits_and_takes_no_more(decoder: Decoder) -> None:
    pool = DecodePool(decoder, workers=1)
    running = ask(pool, 0)
    decoder.begun.acquire()
    waiting = ask(pool, 1)
    closing = threading.Thread(target=pool.close)
    closing.start()
    while not waiting.cancelled():  # by the thread that closes, before it waits for what runs
        closing.join(timeout=0.01)
        assert closing.is_alive()
    decoder.go.release()
    closing.join(timeout=10)
    assert running.result(timeout=10).text == "from 0"
    assert waiting.cancelled()
    with pytest.raises(RuntimeError):
        ask(pool, 2)


def test_late_words_are_told_and_not_taken_back_at_once() -> None:
    seconds = [100.0]
    decoder = Decoder()
    pool = DecodePool(decoder, workers=1, clock=lambda: seconds[0])
    running = ask(pool, 0, LIVE_FINAL)
    decoder.begun.acquire()
    late = [ask(pool, number, PARTIAL) for number in range(1, 9)]
    assert not pool.lags
    seconds[0] += 5
    finish(decoder, running, *late)
    assert pool.lags and pool.load.lags
    seconds[0] += 10
    assert pool.lags
    seconds[0] += 10
    assert not pool.lags
    pool.close()
