"""What a fold keeps beside the last word on a fact."""

from __future__ import annotations

from assistant.events import FactConfirmed, FactCorrected, FactHeard, Payload
from assistant.folds import fold
from assistant.views import CallSummary, CallView, FactView
from tests.core.builders import BEGAN, events

SUMMARY = CallSummary("call", BEGAN, "test", True, None, None, 0, 0)
PLACE = "412 Alder Street"
HEARD = FactHeard("location", PLACE, "affirmed", "caller", "u-1", "four twelve Alder", 0.9)
CONFIRMED = FactConfirmed("location", PLACE, "affirmed", "caller", "u-3", "Yes", 0.9)
BY_HAND = FactCorrected("location", "421 Alder Street", "affirmed", "dispatcher", None, "", 1.0)


def seen(*payloads: Payload) -> CallView:
    """The call after these."""
    return fold(events(*payloads)).view(SUMMARY)


def place(view: CallView) -> FactView:
    """What is held of the location."""
    (held,) = view.facts
    return held


def test_a_value_that_is_confirmed_is_known_since_it_was_first_given() -> None:
    held = place(seen(HEARD, CONFIRMED))
    assert (held.seq, held.quote) == (2, "Yes")
    assert (held.since_seq, held.since_ms) == (1, 1000)


def test_another_value_is_known_since_it_was_given() -> None:
    held = place(seen(HEARD, CONFIRMED, BY_HAND))
    assert (held.since_seq, held.since_ms) == (3, 3000)


def test_what_every_utterance_told_is_kept_for_marking_it() -> None:
    marks = seen(HEARD, CONFIRMED, BY_HAND).marks
    assert [(one.utterance_id, one.quote, one.seq) for one in marks] == [
        ("u-1", "four twelve Alder", 1),
        ("u-3", "Yes", 2),
    ]
