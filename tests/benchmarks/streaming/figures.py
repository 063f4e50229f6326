"""One run in figures: every call and side pooled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from assistant.events import Speaker
from tests.benchmarks.streaming.accuracy import Accuracy, Seams, accuracy, interval, seams
from tests.benchmarks.streaming.conversation import SPEAKERS, Conversation
from tests.benchmarks.streaming.delays import Delays, measure, owners, quantile
from tests.benchmarks.streaming.host import Watch, loop_lag_s
from tests.benchmarks.streaming.losses import Losses, losses
from tests.benchmarks.streaming.offline import Offline
from tests.benchmarks.streaming.playing import Played
from tests.benchmarks.streaming.told import Heard, utterances
from tests.benchmarks.streaming.words import timed, tokens

Hearing = Mapping[Speaker, Offline]


@dataclass
class Run:
    """Calls played side by side, and the server meanwhile."""

    played: list[Played]
    watch: Watch
    before: Mapping[str, float]
    after: Mapping[str, float]


@dataclass
class Figures:
    """What a run gave; seconds and shares."""

    calls: int
    audio_s: float = 0.0
    refused: list[str] = field(default_factory=list)
    broke: list[str] = field(default_factory=list)
    delays: Delays = field(default_factory=Delays)
    streamed: Accuracy = field(default_factory=Accuracy)
    offline: Accuracy = field(default_factory=Accuracy)
    seams: Seams = field(default_factory=Seams)
    losses: Losses = field(default_factory=Losses)
    lines: int = 0
    lines_lost: int = 0
    """Lines of which the offline decode has words and streaming no final."""
    troubles: Counter[str] = field(default_factory=Counter)
    late_frames_s: float | None = None
    """How late the harness itself sent, 99 %: above a few ms it was the machine that lagged."""
    watch: Watch = field(default_factory=Watch)
    loop_lag_s: float | None = None
    """99 %, where the server publishes it."""

    def per_audio(self, cpu_s: float) -> float | None:
        """CPU seconds a second of call."""
        return cpu_s / self.audio_s if self.audio_s else None


def figures(run: Run, hearings: Mapping[Conversation, Hearing]) -> Figures:
    """Pool a run; calls without an entry in `hearings` are not held against anything."""
    found = Figures(len(run.played), watch=run.watch)
    found.loop_lag_s = loop_lag_s(run.before, run.after, 0.99)
    late: list[float] = []
    for played in run.played:
        found.refused += [played.refused] if played.refused else []
        found.broke += [played.broke] if played.broke else []
        found.troubles.update(told.text for told in played.told if told.kind == "trouble")
        if not played.sent.frames:
            continue
        late += played.sent.lateness()
        found.audio_s += played.call.duration_ms / 1000
        _call(found, played, hearings.get(played.call))
    found.late_frames_s = quantile(late, 0.99)
    return found


def _call(found: Figures, played: Played, hearing: Hearing | None) -> None:
    heard = utterances(played.told)
    for speaker in SPEAKERS:
        own = [each for each in heard if each.speaker == speaker]
        reference = timed(played.call.of(speaker))
        found.delays.add(measure(reference, own, played.sent))
        finals = [each for each in own if each.final]
        texts = [each.final.text for each in finals if each.final]
        found.streamed.add(accuracy(played.call.of(speaker), texts))
        if hearing is not None:
            side = hearing[speaker]
            found.offline.add(accuracy(played.call.of(speaker), side.texts))
            found.seams.add(seams(reference, [*map(tokens, texts)], side.tokens))
            found.losses += losses(own, side.words)
            _lines(found, played, speaker, finals, side)


def _lines(
    found: Figures, played: Played, speaker: Speaker, finals: Sequence[Heard], side: Offline
) -> None:
    """Count the lines said, and the ones that only the offline decode has."""
    lines = played.call.of(speaker)
    reference = timed(lines)
    owner = owners(reference, finals)
    told = {token.line for token, at in zip(reference, owner, strict=True) if at is not None}
    middles = [(word.start_ms + word.end_ms) // 2 for word in side.words]
    for number, line in enumerate(lines):
        found.lines += 1
        offline = any(line.start_ms <= middle <= line.end_ms for middle in middles)
        found.lines_lost += offline and number not in told


def error_interval(of: Accuracy) -> tuple[float, float] | None:
    """The 95 % interval of the word error rate."""
    return interval(of.lines)
