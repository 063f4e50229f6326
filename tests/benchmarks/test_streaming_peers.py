"""What servers send, read into the same words."""

from __future__ import annotations

from typing import Any

from tests.benchmarks.streaming.deepgram import ResultReader
from tests.benchmarks.streaming.florence import read_event
from tests.benchmarks.streaming.host import loop_lag_s, parse_metrics
from tests.benchmarks.streaming.told import Told, utterances
from tests.benchmarks.streaming.whisperlive import SegmentReader


def result(text: str, *, channel: int = 0, final: bool = False) -> dict[str, Any]:
    return {
        "type": "Results",
        "channel_index": [channel, 2],
        "start": 1.0,
        "duration": 0.5,
        "is_final": final,
        "channel": {"alternatives": [{"transcript": text, "words": []}]},
    }


def test_a_partials_stable_part_is_cut_where_the_event_says() -> None:
    event = {
        "type": "transcript_partial", "utterance_id": "caller-0001", "speaker": "caller",
        "revision": 2, "text": "he has a", "stable_chars": 6, "at_ms": 900,
    }  # fmt: skip
    told = read_event(event, 5.0)
    assert told == Told(5.0, "partial", "caller", "caller-0001", "he has a", "he has", 900)


def test_events_about_other_things_tell_nothing_and_failures_are_trouble() -> None:
    assert read_event({"type": "guidance_issued", "text": "Ask"}, 5.0) is None
    failed = {"type": "stage_failed", "stage": "speech", "code": "degraded", "message": "late"}
    told = read_event(failed, 5.0)
    assert told is not None and (told.kind, told.text) == ("trouble", "speech: degraded")


def test_interims_belong_to_the_next_final_of_their_channel() -> None:
    reader = ResultReader()
    messages = [
        result("he"),
        result("hello", channel=1),
        result("he has", final=True),
        result("a gun"),
        result("", final=True),
        result("a gun", final=True),
    ]
    told = [t for n, m in enumerate(messages) if (t := reader.read(m, float(n)))]
    found = {heard.utterance: heard for heard in utterances(told)}
    assert found.keys() == {"caller-0", "dispatcher-0", "caller-1"}
    last = found["caller-1"]
    assert last.final is not None and last.final.text == "a gun"
    assert [partial.text for partial in last.partials] == ["a gun"]


def test_a_segment_is_final_once_and_the_open_one_at_the_end() -> None:
    reader = SegmentReader("caller")
    done = {"start": "0.000", "end": "2.0", "text": " he has a gun", "completed": True}
    going = {"start": "2.000", "end": "3.0", "text": " please", "completed": False}
    told = [
        *reader.read({"segments": [{**done, "completed": False}]}, 1.0),
        *reader.read({"segments": [done, going]}, 2.0),
        *reader.read({"segments": [done, going]}, 3.0),
        *reader.finish(4.0),
    ]
    assert [(t.kind, t.utterance, t.text) for t in told] == [
        ("partial", "caller-0", "he has a gun"),
        ("final", "caller-0", "he has a gun"),
        ("partial", "caller-1", "please"),
        ("final", "caller-1", "please"),
    ]


def test_a_second_final_under_one_name_is_another_utterance() -> None:
    told = [
        Told(1.0, "final", "caller", "caller-1", "he has"),
        Told(2.0, "final", "caller", "caller-1", "a gun"),
    ]
    assert [h.final.text for h in utterances(told) if h.final] == ["he has", "a gun"]


def test_a_partial_after_its_final_is_late() -> None:
    told = [
        Told(1.0, "final", "caller", "caller-1", "he has"),
        Told(2.0, "partial", "caller", "caller-1", "he"),
    ]
    (heard,) = utterances(told)
    assert heard.late_partials == 1 and not heard.partials


def test_the_loops_lag_is_read_between_two_scrapes() -> None:
    text = (
        "# TYPE florence_event_loop_lag_seconds histogram\n"
        'florence_event_loop_lag_seconds_bucket{{le="0.01"}} {0}\n'
        'florence_event_loop_lag_seconds_bucket{{le="0.1"}} {1}\n'
        'florence_event_loop_lag_seconds_bucket{{le="+Inf"}} {1}\n'
    )
    before, after = parse_metrics(text.format(1000, 1000)), parse_metrics(text.format(1097, 1100))
    assert loop_lag_s(before, after, 0.95) == 0.01
    assert loop_lag_s(before, after, 0.99) == 0.1
    assert loop_lag_s({}, {}, 0.99) is None
