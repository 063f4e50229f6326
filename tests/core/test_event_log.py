"""The event log: gap-free, transactional, readable while written, alive after a kill."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import datetime, timezone
from pathlib import Path

import pytest

from assistant.errors import CallNotFound, StoreDamaged
from assistant.events import CallEnded, CallStarted, CallTypeChanged, Event, FactHeard, NoteAdded
from assistant.store.event_log import EventLog
from tests.core.builders import BEGAN, events

STARTED = CallStarted("a.wav", ("caller", "dispatcher"), {}, {})
WRITE_FOR_EVER = """
import sys
from pathlib import Path
from assistant.events import CallStarted, NoteAdded
from assistant.store.event_log import EventLog
from tests.core.builders import events
log = EventLog(Path(sys.argv[1]))
batch = events(CallStarted("a.wav", ("caller",), {}, {}), *[NoteAdded("x", "t")] * 100_000)
for at in range(0, len(batch), 3):
    log.append(batch[at : at + 3])
    print(batch[at + 2].seq, flush=True)
"""


@pytest.fixture
def log(tmp_path: Path) -> EventLog:
    return EventLog(tmp_path / "calls.sqlite3")


def test_what_was_appended_is_read_in_order(log: EventLog) -> None:
    batch = events(STARTED, NoteAdded("a", "t"), NoteAdded("b", "t"))
    log.append(batch[:2])
    log.append(batch[2:])
    assert log.read("call") == batch
    assert log.read("call", after=1, limit=1) == batch[1:2]
    assert log.read("call", after=3) == []


def test_types_are_left_out_but_never_the_last_event(log: EventLog) -> None:
    batch = events(STARTED, NoteAdded("a", "t"), CallEnded("x"), NoteAdded("b", "t"))
    log.append(batch)
    log.append(events(STARTED, NoteAdded("c", "t"), call_id="other"))
    assert log.read_without("call", ("note_added",)) == [batch[0], batch[2], batch[3]]
    assert log.read_without("call", ("note_added",), after=3) == batch[3:]
    assert log.read_without("call", ("note_added",), after=4) == []
    with pytest.raises(CallNotFound):
        log.read_without("nobody", ("note_added",))


@pytest.mark.parametrize("first", [1, 4])
def test_a_gap_or_a_double_is_refused_and_changes_nothing(log: EventLog, first: int) -> None:
    batch = events(STARTED, NoteAdded("a", "t"))
    log.append(batch)
    wrong = Event("call", first, 0, BEGAN, None, NoteAdded("b", "t"))
    with pytest.raises(StoreDamaged):
        log.append([wrong])
    assert log.read("call") == batch


def test_an_unknown_call_is_said_to_be_unknown(log: EventLog) -> None:
    with pytest.raises(CallNotFound):
        log.read("nobody")


def test_the_call_row_follows_type_location_and_end(log: EventLog) -> None:
    fact = FactHeard("location", "4217 Alder Creek Road", "affirmed", "caller", "u", "q", 0.9)
    log.append(events(STARTED, CallTypeChanged("hostage", 0.8, (), "model"), fact, CallEnded("x")))
    row = log.call("call")
    assert (row.call_type, row.location, row.ended, row.last_seq) == (
        "hostage", "4217 Alder Creek Road", True, 4,
    )  # fmt: skip


def test_calls_are_listed_newest_first_in_pages(log: EventLog) -> None:
    for name in ("one", "two", "three"):
        log.append(events(STARTED, call_id=name))
    page = log.calls(limit=2)
    assert [row.call_id for row in page] == ["three", "two"]
    assert [row.call_id for row in log.calls(2, before=page[-1].number)] == ["one"]


def test_a_second_reader_sees_batches_while_they_are_written(log: EventLog, tmp_path: Path) -> None:
    reader = EventLog(tmp_path / "calls.sqlite3")
    log.append(events(STARTED))
    assert len(reader.read("call")) == 1


def test_after_a_kill_every_appended_batch_is_there_whole(tmp_path: Path) -> None:
    path = tmp_path / "calls.sqlite3"
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITE_FOR_EVER, str(path)], stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout is not None
    told = [int(writer.stdout.readline()) for _ in range(20)]
    os.kill(writer.pid, signal.SIGKILL)
    writer.wait()
    log = EventLog(path)
    seqs = [event.seq for event in log.read("call")]
    assert seqs == list(range(1, len(seqs) + 1))
    assert len(seqs) >= told[-1] and len(seqs) % 3 == 0
    assert [row.call_id for row in log.interrupted()] == ["call"]


def test_a_running_writer_is_not_taken_for_interrupted(log: EventLog) -> None:
    now = datetime.now(timezone.utc)
    log.append([Event("call", 1, 0, now, None, STARTED)])
    assert log.interrupted() == []


def test_a_process_younger_than_the_call_did_not_write_it(log: EventLog) -> None:
    log.append(events(STARTED))
    assert [row.call_id for row in log.interrupted()] == ["call"]


def test_a_file_that_is_no_log_is_named(tmp_path: Path) -> None:
    path = tmp_path / "calls.sqlite3"
    path.write_bytes(b"this is not a database" * 100)
    with pytest.raises(StoreDamaged, match="calls.sqlite3"):
        EventLog(path)


@pytest.mark.parametrize(
    ("search", "found"),
    [("mill", 1), ("structure fire", 1), ("a.wav", 1), ("100%", 0), ("_", 1), ("nowhere", 0)],
)
def test_calls_are_searched_by_kind_place_and_source(
    log: EventLog, search: str, found: int
) -> None:
    place = FactHeard("location", "4 Mill Lane", "affirmed", "caller", "u-1", "q", 0.9)
    log.append(events(STARTED, CallTypeChanged("structure_fire", 0.9, (), "model"), place))
    assert len(log.calls(10, search=search)) == found
