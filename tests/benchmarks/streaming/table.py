"""Figures as a table for people and as JSON for scripts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from tests.benchmarks.streaming.accuracy import Accuracy
from tests.benchmarks.streaming.delays import quantile
from tests.benchmarks.streaming.figures import Figures, error_interval

Row = tuple[str, Callable[[Figures], str]]


def show(runs: Sequence[Figures], title: str, console: Console) -> None:
    """Print one column a run."""
    names = [f"{run.calls} call{'s' * (run.calls > 1)}" for run in runs]
    table = Table("delays in s, p50 / p95", *names, title=title)
    for name, cell in ROWS:
        table.add_row(name, *(cell(run) for run in runs))
    console.print(table)
    for run in runs:
        for problem in [
            *run.refused,
            *run.broke,
            *(f"{code}: {n}" for code, n in run.troubles.items()),
        ]:
            console.print(f"{run.calls} calls: {problem}", markup=False)


def as_json(run: Figures) -> dict[str, Any]:
    """The same figures as plain values; seconds, shares and counts."""
    entities = {"streamed": vars(run.streamed.entities), "offline": vars(run.offline.entities)}
    return {
        "calls": run.calls,
        "refused": run.refused,
        "broke": run.broke,
        "audio_s": run.audio_s,
        "delays": {name: _spread(getattr(run.delays, name)) for name in DELAYS},
        "stable_words": {"claimed": run.delays.claimed, "revised": run.delays.revised},
        "late_partials": run.delays.late_partials,
        "wer": {"streamed": _errors(run.streamed), "offline": _errors(run.offline)},
        "entities": entities,
        "seams": vars(run.seams),
        "utterances": {
            "ended": run.losses.ended, "without_final": run.losses.silent, "lost": run.losses.lost
        },
        "lines": {"said": run.lines, "lost": run.lines_lost},
        "cpu_s_per_s": run.per_audio(run.watch.cpu_s),
        "harness_cpu_s_per_s": run.per_audio(run.watch.own_cpu_s),
        "memory": {"peak_mb": run.watch.peak_mb, "growth": run.watch.growth},
        "loop_lag_p99_s": run.loop_lag_s,
        "frames_late_p99_s": run.late_frames_s,
        "troubles": dict(run.troubles),
    }  # fmt: skip


DELAYS = ("first_text", "stable_word", "staying_word", "endpoint_to_final", "speech_to_final")


def _spread(values: list[float]) -> dict[str, float | int | None]:
    return {"n": len(values), "p50": quantile(values, 0.5), "p95": quantile(values, 0.95)}


def _errors(of: Accuracy) -> dict[str, Any]:
    errors = of.errors
    return {
        "rate": errors.rate,
        "interval": error_interval(of),
        "words": errors.words,
        "substituted": errors.substituted,
        "deleted": errors.deleted,
        "inserted": errors.inserted,
    }


def _delay(name: str) -> Callable[[Figures], str]:
    def cell(run: Figures) -> str:
        values = getattr(run.delays, name)
        return f"{_number(quantile(values, 0.5))} / {_number(quantile(values, 0.95))}"

    return cell


def _number(value: float | None, digits: int = 2) -> str:
    return "-" if value is None else f"{value:.{digits}f}"


def _percent(part: float, whole: float) -> str:
    return f"{100 * part / whole:.1f} % of {whole:.0f}" if whole else "-"


def _wer(of: Callable[[Figures], Accuracy]) -> Callable[[Figures], str]:
    def cell(run: Figures) -> str:
        errors, bounds = of(run).errors, error_interval(of(run))
        if errors.rate is None or bounds is None:
            return "-"
        edits = f"{errors.substituted}/{errors.deleted}/{errors.inserted}"
        return f"{errors.rate * 100:.1f} ({bounds[0] * 100:.1f}-{bounds[1] * 100:.1f}) {edits}"

    return cell


def _digits(run: Figures) -> str:
    one, other = run.streamed.entities, run.offline.entities
    return f"{_percent(one.digits_heard, one.digits)}; {_percent(other.digits_heard, other.digits)}"


def _negations(run: Figures) -> str:
    one, other = run.streamed.entities, run.offline.entities
    heard = _percent(one.negations_heard, one.negations)
    return f"{heard}; {_percent(other.negations_heard, other.negations)}"


def _invented(run: Figures) -> str:
    one, other = run.streamed.entities, run.offline.entities
    return f"{one.negations_invented}; {other.negations_invented}"


ROWS: tuple[Row, ...] = (
    ("first text after speech begins", _delay("first_text")),
    ("stable word", _delay("stable_word")),
    ("word shown and stays", _delay("staying_word")),
    ("stable words revised", lambda run: _percent(run.delays.revised, run.delays.claimed)),
    ("endpoint to final", _delay("endpoint_to_final")),
    ("end of speech to final", _delay("speech_to_final")),
    ("WER %, streamed (95 %) S/D/I", _wer(lambda run: run.streamed)),
    ("WER %, offline (95 %) S/D/I", _wer(lambda run: run.offline)),
    ("digits heard, streamed; offline", _digits),
    ("negations heard, streamed; offline", _negations),
    ("negations invented, streamed; offline", _invented),
    (
        "words lost, doubled, at seams",
        lambda run: f"{run.seams.lost}, {run.seams.doubled}, {run.seams.seams}",
    ),
    (
        "finals lost, of utterances ended",
        lambda run: f"{run.losses.lost} of {run.losses.ended}",
    ),
    ("lines lost", lambda run: f"{run.lines_lost} of {run.lines}"),
    ("partials after their final", lambda run: str(run.delays.late_partials)),
    ("CPU s a s of call", lambda run: _number(run.per_audio(run.watch.cpu_s))),
    ("CPU s a s of call, this harness", lambda run: _number(run.per_audio(run.watch.own_cpu_s))),
    (
        "memory, peak MB, growth %",
        lambda run: f"{run.watch.peak_mb:.0f}, {run.watch.growth * 100:+.1f}",
    ),
    ("event loop lag, p99", lambda run: _number(run.loop_lag_s, 3)),
    ("frames sent late, p99", lambda run: _number(run.late_frames_s, 3)),
    (
        "calls refused, broken off, troubles",
        lambda run: f"{len(run.refused)}, {len(run.broke)}, {run.troubles.total()}",
    ),
)
