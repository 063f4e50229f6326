"""Charts as SVG: drawn by Vega-Lite on this machine, with a table's data and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from assistant.guidance.stairway import STEPS
from assistant.review.centre import Spread
from assistant.review.climb import Climb
from assistant.review.profile import Profile
from assistant.review.reviewing import TrendPoint

CALLER, DISPATCHER, ALARM, PLAIN = "#7a4a07", "#1f6157", "#97291f", "#4c585b"
LANES = ("Caller", "Dispatcher", "Both", "Silence", "Prompts", "Questions", "Alerts", "Faults")
COLOURS = (CALLER, DISPATCHER, ALARM, "#b9c0bd", PLAIN, DISPATCHER, ALARM, ALARM)
FONT = "DejaVu Sans, sans-serif"


def call_chart(profile: Profile) -> str:
    """Who spoke when, and when prompts, questions, alerts and faults came."""
    talk, record = profile.talk, profile.record
    rows = [("Caller", a, b) for a, b in talk.caller]
    rows += [("Dispatcher", a, b) for a, b in talk.dispatcher]
    rows += [("Both", a, b) for a, b in talk.overlaps]
    rows += [("Silence", a, b) for a, b in talk.silences]
    rows += [("Prompts", p.at_ms, p.until_ms or record.duration_ms)
             for p in record.prompts.values() if p.issued.kind != "alert"]  # fmt: skip
    rows += [("Questions", h.begins_ms, h.at_ms) for h in record.asked]
    rows += [("Alerts", p.at_ms, p.at_ms + 800) for p in record.alerts]
    faults = profile.listening.faults.values()
    rows += [("Faults", e.at_ms, e.at_ms + 800) for found in faults for e in found]
    return _svg(_spans(rows, LANES, COLOURS))


def stairway_chart(climb: Climb, duration_ms: int) -> str:
    """Which step of the stairway the talk stood on, over the call."""
    names = [name.replace("_", " ") for name in reversed(STEPS)]
    stood = [one for one in climb.steps if one.step]
    rows = [(names[-one.step], one.at_ms, one.until_ms) for one in stood]
    return _svg(_spans(rows, names, [DISPATCHER] * len(names), (0.0, duration_ms / 1000)))


def spread_chart(spread: Spread, value: float) -> str:
    """The centre's calls as bars, their middle half shaded behind, and where this call lies."""
    alt, first, last = _altair(), spread.bars[0].start, spread.bars[-1].end
    scale = alt.Scale(domain=[min(first, value), last], nice=False)
    bars = [{"from": one.start, "to": one.end, "calls": one.calls} for one in spread.bars]
    half = [{"from": spread.quarters[0], "to": spread.quarters[2]}]
    here = [{"at": min(value, last)}]
    axis = alt.X("from:Q", title=None, scale=scale, axis=alt.Axis(tickCount=4, grid=False))
    shade = alt.Chart(alt.Data(values=half)).mark_rect(color="#dfe7e4").encode(x=axis, x2="to:Q")
    calls = alt.Chart(alt.Data(values=bars)).mark_rect(color=PLAIN).encode(
        x=axis, x2="to:Q", y=alt.Y("calls:Q", axis=None), y2=alt.datum(0),
    )  # fmt: skip
    line = alt.Chart(alt.Data(values=here)).mark_rule(color=ALARM, strokeWidth=2).encode(x="at:Q")
    return _svg(alt.layer(shade, calls, line).properties(width=170, height=34))


def trend_chart(points: Sequence[TrendPoint]) -> str:
    """The share of points by month, a line a dispatcher."""
    months: dict[tuple[str, str], tuple[float, int]] = {}
    for point in points:
        key = (point.dispatcher or "unnamed", point.month)
        share, marks = months.get(key, (0.0, 0))
        months[key] = (share + point.share * point.marks, marks + point.marks)
    rows = [
        {"dispatcher": who, "month": month, "share": round(100 * share / marks, 1)}
        for (who, month), (share, marks) in sorted(months.items())
    ]
    alt = _altair()
    chart = alt.Chart(alt.Data(values=rows)).mark_line(point=True).encode(
        x=alt.X("month:O", title=None),
        y=alt.Y("share:Q", title="points in %", scale=alt.Scale(domain=[0, 100])),
        color=alt.Color("dispatcher:N", title=None),
    )  # fmt: skip
    return _svg(chart.properties(width=560, height=220))


def _spans(
    rows: Sequence[tuple[str, int, int]],
    lanes: Sequence[str],
    colours: Sequence[str],
    domain: tuple[float, float] | None = None,
) -> Any:
    alt = _altair()
    values = [{"lane": lane, "from": a / 1000, "to": b / 1000} for lane, a, b in rows]
    scale = alt.Scale(domain=list(domain)) if domain else alt.Undefined
    shades = alt.Scale(domain=list(lanes), range=list(colours))
    chart = alt.Chart(alt.Data(values=values)).mark_bar().encode(
        x=alt.X("from:Q", title="seconds", scale=scale), x2="to:Q",
        y=alt.Y("lane:N", sort=list(lanes), title=None, scale=alt.Scale(domain=list(lanes))),
        color=alt.Color("lane:N", scale=shades, legend=None),
    )  # fmt: skip
    return chart.properties(width=620, height=30 + 20 * len(lanes))


@cache
def _altair() -> Any:
    import altair
    from altair.utils import schemapi

    # Our charts are tested: checking each against the schema takes as long as drawing it.
    schemapi.disable_debug_mode()
    return altair


def _svg(chart: Any) -> str:
    import vl_convert

    svg: str = vl_convert.vegalite_to_svg(chart.configure(font=FONT).to_dict())
    return svg
