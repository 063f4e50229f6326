"""Reports that stand alone: a call, a dispatcher over time, the centre; as HTML and as PDF."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from statistics import mean, median

import jinja2
from markupsafe import Markup

from assistant.review import charts
from assistant.review.climb import Climb
from assistant.review.library import Library
from assistant.review.pages import MeasureShown, page_of
from assistant.review.redaction import Redactor
from assistant.review.reviewing import TrendPoint, trends
from assistant.review.transcripts import captions, clock
from assistant.store.shelved import Shelved
from assistant.store.wanted import Wanted

WEAKEST = 15


@dataclass(frozen=True, slots=True)
class MonthRow:
    """A month of calls; scores and times are None where no call has one."""

    month: str
    calls: int
    final: int
    score: float | None
    location_s: float | None


def call_report(library: Library, call_id: str, *, redacted: bool = False) -> str:
    """One call as HTML; a redacted one is for training and names nobody."""
    page, reviewed = page_of(library, call_id), library.reviewed(call_id)
    record = reviewed.profile.record
    redactor = Redactor(record) if redacted else None
    lines = redactor.captions(record) if redactor else captions(record)
    return _render(
        "call.html",
        redactor.text if redactor else _unchanged,
        call=_without_place(page.call) if redacted else page.call,
        cards=page.scorecards, measures=page.measures, questions=page.questions,
        comments=page.comments, lines=lines, redacted=redacted, stairway=page.stairway,
        stairs=_stairs(page.stairway, record.duration_ms), spreads=_spreads(page.measures),
        chart=Markup(charts.call_chart(reviewed.profile)),  # drawn from numbers and our own names
    )  # fmt: skip


def period_report(library: Library, wanted: Wanted, title: str) -> str:
    """A dispatcher over time, or the whole centre, as HTML."""
    library.catch_up()
    calls = library.shelf.find(wanted, 2**31, None)
    points = trends(library.shelf.marks(wanted))
    scores = [call.score for call in calls if call.score is not None]
    kinds = Counter(call.call_type or "unknown" for call in calls).most_common()
    return _render(
        "period.html", _unchanged,
        title=title, calls=calls, points=points, months=month_rows(calls), kinds=kinds,
        mean=mean(scores) if scores else None, weakest=_weakest(points), since=wanted.since,
        until=wanted.until,
        chart=Markup(charts.trend_chart(points)) if points else "",
    )  # fmt: skip


def month_rows(calls: Sequence[Shelved]) -> list[MonthRow]:
    """Calls by month, oldest first."""
    groups: dict[str, list[Shelved]] = {}
    for call in calls:
        groups.setdefault(call.started_at.isoformat()[:7], []).append(call)
    return [_month(month, groups[month]) for month in sorted(groups)]


def to_pdf(html: str) -> bytes:
    """The same report as PDF; nothing is fetched from anywhere."""
    import weasyprint

    pdf: bytes = weasyprint.HTML(string=html, url_fetcher=_nothing).write_pdf()
    return pdf


def _nothing(url: str, *_: object, **__: object) -> dict[str, object]:
    raise ValueError("a report fetches nothing")


def _month(month: str, calls: Sequence[Shelved]) -> MonthRow:
    scores = [call.score for call in calls if call.score is not None]
    times = [call.measures["location_s"] for call in calls if "location_s" in call.measures]
    final = sum(call.state == "final" for call in calls)
    return MonthRow(
        month, len(calls), final,
        round(mean(scores), 1) if scores else None, median(times) if times else None,
    )  # fmt: skip


def _weakest(points: Sequence[TrendPoint]) -> list[TrendPoint]:
    """Items over all months and people, those that lose most first."""
    totals: dict[tuple[str, str], tuple[float, int]] = {}
    for p in points:
        share, marks = totals.get((p.form, p.item), (0.0, 0))
        totals[(p.form, p.item)] = (share + p.share * p.marks, marks + p.marks)
    items = [TrendPoint("", None, f, i, n, round(s / n, 4)) for (f, i), (s, n) in totals.items()]
    return sorted(items, key=lambda item: (item.share, item.form, item.item))[:WEAKEST]


def _spreads(measures: Sequence[MeasureShown]) -> dict[str, str]:
    return {
        one.name: Markup(charts.spread_chart(one.spread, one.value))
        for one in measures
        if one.spread
    }


def _stairs(climb: Climb | None, duration_ms: int) -> str:
    return Markup(charts.stairway_chart(climb, duration_ms)) if climb and climb.steps else ""


def _without_place(call: Shelved) -> Shelved:
    return replace(call, location=None, dispatcher=None)


def _render(name: str, safe_words: Callable[[str], str], **values: object) -> str:
    environment = _environment().overlay()
    environment.filters = {**environment.filters, "safe_words": safe_words}
    return environment.get_template(name).render(**values)


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("assistant.review"), autoescape=True,
        undefined=jinja2.StrictUndefined,
    )  # fmt: skip
    environment.filters |= {
        "clock": lambda ms: clock(ms)[3:8] if ms < 3_600_000 else clock(ms)[:8],
        "words": lambda name: (name or "unknown kind of call").replace("_", " "),
        "number": lambda value: f"{value:.2f}".rstrip("0").rstrip("."),
        "safe_words": _unchanged,
    }
    return environment


def _unchanged(text: str) -> str:
    return text
