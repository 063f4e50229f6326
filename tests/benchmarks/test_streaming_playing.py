"""Calls played to a server over real sockets, on a clock that does not wait."""

from __future__ import annotations

import dataclasses

import pytest

from tests.benchmarks.fakes import FakeServer, QuickClock
from tests.benchmarks.said import call, line
from tests.benchmarks.streaming.bench import judged
from tests.benchmarks.streaming.conversation import FRAME_BYTES, Conversation, programme
from tests.benchmarks.streaming.figures import Run, figures
from tests.benchmarks.streaming.florence import Florence
from tests.benchmarks.streaming.host import Watch
from tests.benchmarks.streaming.offline import Offline
from tests.benchmarks.streaming.playing import Played, play
from tests.benchmarks.streaming.table import as_json
from tests.benchmarks.streaming.told import Sent, Told

pytestmark = pytest.mark.anyio

FIRE = call(line("there is a fire", 200), duration_ms=3000)
SPOKEN = {"utterance_id": "caller-0001", "speaker": "caller", "at_ms": 300}
EVENTS = (
    {"type": "speech_started", **SPOKEN},
    {"type": "transcript_partial", **SPOKEN, "revision": 1, "text": "there is", "stable_chars": 5},
    {"type": "speech_ended", **SPOKEN, "at_ms": 2600},
    {"type": "transcript_final", **SPOKEN, "text": "There is a fire.", "words": []},
)


async def played(server: FakeServer, what: Conversation = FIRE) -> Played:
    """One call to the server."""
    clock, found = QuickClock(), Played(what)
    async with server.running() as url:
        await play(Florence(url, clock), found, clock=clock)
    return found


async def test_a_call_is_sent_whole_interleaved_and_at_its_pace() -> None:
    channels = (b"\x01" * 8 * 50, b"\x02" * 8 * 50)
    server = FakeServer()
    found = await played(server, dataclasses.replace(FIRE, channels=channels))
    assert server.heard[0][: 50 * 16] == b"\x01\x02" * 8 * 50
    assert len(server.heard[0]) == 3 * 2 * FRAME_BYTES  # 50 ms fill three frames of 20
    assert found.sent.lateness() == pytest.approx([0.0] * 3)
    assert "encoding=mulaw&rate=8000&channels=2&speakers=caller,dispatcher" in server.asked[0]


async def test_what_is_told_is_kept_in_order() -> None:
    found = await played(FakeServer(EVENTS))
    assert [told.kind for told in found.told] == ["began", "partial", "ended", "final"]
    assert found.told[1].stable == "there"
    assert not found.refused and not found.broke


async def test_a_refused_call_says_so() -> None:
    found = await played(FakeServer(most=0))
    assert found.refused == "1013: no room for another call"
    assert not found.sent.frames


async def test_a_call_that_breaks_off_says_so() -> None:
    found = await played(FakeServer(EVENTS, breaks_after=FRAME_BYTES * 20))
    assert "1011" in found.broke


async def test_figures_pool_calls_and_hold_them_against_the_offline_decode() -> None:
    runs = [await played(FakeServer(EVENTS)), await played(FakeServer(most=0))]
    other = Offline(texts=("there is a wire",))
    run = Run(runs, Watch(cpu_s=1.5), {}, {})
    found = as_json(figures(run, {FIRE: {"caller": other, "dispatcher": Offline()}}))
    assert found["refused"] == ["1013: no room for another call"]
    assert (found["calls"], found["audio_s"]) == (2, 3.0)
    assert found["wer"]["streamed"]["rate"] == 0 and found["wer"]["offline"]["rate"] == 0.25
    assert found["stable_words"] == {"claimed": 1, "revised": 0}
    assert found["delays"]["speech_to_final"]["n"] == 1
    assert found["cpu_s_per_s"] == 0.5


def test_a_call_went_on_when_it_was_told_more_after_the_refusal() -> None:
    before, after = Told(1.0, "began", "caller", "1"), Told(3.0, "began", "caller", "2")
    calls = [
        Played(FIRE, told=[before, after]),
        Played(FIRE, told=[before]),
        Played(FIRE, told=[before, after], broke="1011"),
        Played(FIRE, refused="1013: full"),
    ]
    found = judged(calls, refused_at=2.0)
    assert (found.admitted, found.went_on, found.refusal) == (3, 1, "1013: full")
    assert found.broke == ("1011",)


def test_a_frame_holds_its_moment() -> None:
    sent = Sent([10.0, 10.5, 10.6])
    assert (sent.at(0), sent.at(19), sent.at(20), sent.at(9999)) == (10.0, 10.0, 10.5, 10.6)


def test_a_programme_goes_on_with_the_next_call_and_ends_after_a_line() -> None:
    first = call(line("one dog", 500), line("two dogs", 2000), duration_ms=4000, name="first")
    second = call(line("three dogs", 500), duration_ms=2000, name="second")
    found = programme([first, second], 1, 3.6)
    assert [(said.text, said.start_ms) for said in found.lines] == [
        ("three dogs", 500),
        ("one dog", 2500),
    ]
    assert found.duration_ms == 5000  # the last word ends at 3.5 s; then an open line


def test_what_is_cut_off_a_programme_is_not_heard_either() -> None:
    loud = (b"\x01" * 8 * 4000, b"\xff" * 8 * 4000)
    talk = call(line("one dog", 500), line("two dogs", 2000), duration_ms=4000)
    found = programme([dataclasses.replace(talk, channels=loud)], 0, 2.5)
    assert found.channels[0].rstrip(b"\xff") == b"\x01" * 8 * 1520
