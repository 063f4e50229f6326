"""Training copies name nobody; reports stand alone."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from assistant.audio.recording import Recording
from assistant.review.record import Record, record_of
from assistant.review.redaction import REMOVED, Redactor, silenced
from assistant.review.reports import call_report, period_report, to_pdf
from assistant.store.wanted import Wanted
from tests.review.calls import Script
from tests.review.shelves import keep, library

PLANTED = ("Helen", "Michael", "Maple", "Hollow", "nineteen thirty", "0176", "zero one seven six")


def planted() -> Script:
    call = Script()
    call.say("dispatcher", "Nine one one, what is the address?", 0, 2000)
    call.say("caller", "It's nineteen thirty Maple Hollow Lane.", 3000, 6000)
    call.tells("location", "1930 Maple Hollow Lane")
    call.say("dispatcher", "Maple Hollow, the number is 1930?", 6500, 8500)
    call.say("caller", "Call me on five five five, zero one seven six.", 9000, 12000)
    call.say("dispatcher", "What is your name?", 12500, 13500)
    call.say("caller", "Helen. Tell Michael to open the door.", 14000, 16000)
    call.tells("caller_name", "Helen")
    call.say("dispatcher", "helen, push. One, two, three, four. One, two, three.", 17000, 20000)
    return call


@pytest.fixture(scope="module")
def record() -> Record:
    return record_of(planted().ends())


def test_nothing_planted_is_left_in_the_words(record: Record) -> None:
    text = " ".join(line.text for line in Redactor(record).captions(record)).lower()
    assert [word for word in PLANTED if word.lower() in text] == []
    assert "push" in text and "what is the address" in text


def test_counting_aloud_and_the_emergency_number_stay(record: Record) -> None:
    text = " ".join(line.text for line in Redactor(record).captions(record))
    assert "One, two, three, four. One, two, three." in text and "Nine one one" in text


def test_what_was_taken_out_is_silent_in_every_channel_and_nothing_else(record: Record) -> None:
    spans = Redactor(record, tagged=lambda text: []).silences(record)
    loud = np.ones(16 * 20_000, np.float32)
    sound = silenced(Recording((loud, loud), 20_000, "x.wav"), spans)
    for channel in sound.channels:
        assert not channel[16 * 14_100]  # "Helen."
        assert channel[16 * 1000] and channel[16 * 19_000]
    assert loud.all()


def test_a_call_without_word_times_is_silent_over_the_whole_utterance() -> None:
    from dataclasses import replace

    from assistant.events import TranscriptFinal

    events = planted().ends()
    bare = [
        replace(e, payload=replace(e.payload, words=()))
        if isinstance(e.payload, TranscriptFinal)
        else e
        for e in events
    ]
    record = record_of(bare)
    assert any(start <= 9000 and end >= 12_000 for start, end in Redactor(record).silences(record))


def test_a_redacted_report_holds_nothing_planted_and_the_other_does(tmp_path: Path) -> None:
    held = library(tmp_path)
    keep(held, planted().ends(), "call")
    redacted = call_report(held, "call", redacted=True)
    assert [word for word in PLANTED if re.search(rf"\b{word}\b", redacted, re.I)] == []
    assert REMOVED in redacted and "Helen" in call_report(held, "call")


def test_a_report_stands_alone_and_what_was_said_is_never_markup(tmp_path: Path) -> None:
    held = library(tmp_path)
    call = Script().say("caller", "<script>alert(1)</script> help", 0, 1000)
    keep(held, call.ends(), "call")
    html = call_report(held, "call")
    assert "<script" not in html and "&lt;script&gt;" in html
    assert not re.search(r"(src|href)=|url\(|@import", html)


def test_reports_become_pdf_even_of_nothing(tmp_path: Path) -> None:
    held = library(tmp_path)
    assert to_pdf(period_report(held, Wanted(), "The centre")).startswith(b"%PDF")
