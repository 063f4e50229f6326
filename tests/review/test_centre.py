"""A call's measures against the centre's own calls of its kind."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.review.centre import BARS_MAX, COUNTS, amount, quarters, spread_of, told
from assistant.review.pages import MeasureShown, page_of
from assistant.review.profile import MEASURES
from assistant.review.reports import call_report
from tests.review.calls import Script, arrest
from tests.review.shelves import keep, library

seconds = st.floats(0, 4000).map(lambda value: round(value, 3))


@given(st.lists(seconds, min_size=4, max_size=60), seconds)
def test_every_call_is_in_one_bar_and_on_one_side(values: list[float], value: float) -> None:
    spread = spread_of("location_s", value, values)
    assert spread is not None and len(spread.bars) <= BARS_MAX
    assert sum(bar.calls for bar in spread.bars) == len(values)
    assert spread.below + spread.above + values.count(value) == len(values)
    edges = [
        (one.end, other.start) for one, other in zip(spread.bars, spread.bars[1:], strict=False)
    ]
    assert all(end == start for end, start in edges)
    assert spread.bars[0].start <= min(values) and spread.bars[-1].end > spread.bars[0].start


@given(st.lists(st.integers(0, 40).map(float), min_size=4, max_size=60))
def test_whole_numbers_stand_in_the_middle_of_their_bars(values: list[float]) -> None:
    spread = spread_of("faults", 1, values)
    assert spread is not None and len(spread.bars) <= BARS_MAX
    assert sum(bar.calls for bar in spread.bars) == len(values)
    assert spread.bars[0].start == min(values) - 0.5 and all(
        (bar.end - bar.start).is_integer() for bar in spread.bars
    )


def test_one_odd_call_does_not_flatten_the_others() -> None:
    spread = spread_of("location_s", 30, [20, 25, 30, 35, 40, 45, 3600])
    assert spread is not None and spread.bars[-1].end < 100
    assert spread.beyond == 1 and "The last bar has 1 far above." in told("location_s", spread, 7)


def test_where_it_lies_is_said_in_words() -> None:
    times = told("location_s", spread_of("location_s", 30, [10, 20, 30, 40, 50]), 5)
    assert times == (
        "Of the centre's 5 calls of this kind that have it, 2 took longer and 2 were quicker;"
        " the middle half lies between 20 s and 40 s."
    )
    shares = told("caller_share", spread_of("caller_share", 0.9, [0.2, 0.4, 0.6, 0.8]), 4)
    assert "0 lie higher and 4 lie lower" in shares and "35 % and 65 %" in shares
    assert "all the same" in told("faults", spread_of("faults", 0, [0, 0, 0, 0]), 4)
    assert told("faults", None, 3) == "Too few calls of this kind to compare with: 3."


def test_values_have_their_unit() -> None:
    assert [amount("location_s", 8.04), amount("open_share", 0.256), amount("faults", 2)] == [
        "8 s", "26 %", "2",
    ]  # fmt: skip


def test_quarters_lie_in_a_straight_line_between_neighbours() -> None:
    assert quarters([1, 2, 3, 4, 5]) == (2, 3, 4)
    assert set(MEASURES) >= COUNTS


def shown(held_page: tuple[MeasureShown, ...], name: str) -> MeasureShown:
    return next(one for one in held_page if one.name == name)


def test_only_calls_of_the_kind_count_and_from_four_on(tmp_path: Path) -> None:
    held = library(tmp_path)
    keep(held, arrest(), "arrest")
    few = shown(page_of(held, "arrest").measures, "location_s")
    assert few.spread is None and few.calls == 1 and "Too few" in few.told
    for number in range(4):
        keep(held, arrest(), f"more-{number}", day=number)
    other = Script().say("caller", "Nine Oak Street", 0, 900).tells("location").typed("intruder")
    keep(held, other.ends(), "other", day=9)
    held.catch_up()
    many = shown(page_of(held, "arrest").measures, "location_s")
    assert many.spread is not None and many.calls == 5
    assert many.spread.quarters == (8.0, 8.0, 8.0) and many.amount == "8 s"


@pytest.mark.parametrize("calls", [1, 5])
def test_the_report_draws_and_tells_each_measure(tmp_path: Path, calls: int) -> None:
    held = library(tmp_path)
    for number in range(calls):
        keep(held, arrest(), f"call-{number}", day=number)
    held.catch_up()
    report, measures = call_report(held, "call-0"), page_of(held, "call-0").measures
    assert report.count("<svg") == 1 + (len(measures) if calls == 5 else 0)
    assert all(one.told.replace("'", "&#39;") in report for one in measures)
