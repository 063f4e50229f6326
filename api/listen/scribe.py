"""From what an ear hears to the messages of a stream: no clock, no I/O, one scribe a stream."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from api.listen.messages import (
    Alternative,
    Channel,
    Message,
    Request,
    Results,
    Trouble,
    UtteranceEnd,
    VoiceStarted,
)
from api.listen.parameters import Parameters
from api.listen.words import said, so_far
from assistant.events import (
    SpeechEnded,
    SpeechStarted,
    StageFailed,
    TranscriptFinal,
    TranscriptPartial,
)
from assistant.speech.ear import EarHeard

AWAITED_MAX = 64
"""Ended utterances whose finals may still come; guards leave some without one."""


@dataclass
class _Line:
    """One channel: what is being said since when, what ended without a final yet.

    `cuts` names the utterance that goes on where a long one was cut. `last_word_ms` is the end of
    the last word that no UtteranceEnd has followed yet.
    """

    speaking: dict[str, int] = field(default_factory=dict)
    awaited: dict[str, int] = field(default_factory=dict)
    cuts: dict[str, str] = field(default_factory=dict)
    last_word_ms: int | None = None

    def begin(self, name: str, at_ms: int) -> bool:
        """Voice began; False when it goes on from an utterance that was cut at this moment."""
        self.speaking[name] = at_ms
        cut = [before for before, ended in self.awaited.items() if ended == at_ms]
        self.cuts.update((before, name) for before in cut)
        return not cut

    def end(self, name: str, at_ms: int) -> None:
        """Voice ended, or the utterance was cut."""
        self.speaking.pop(name, None)
        self.awaited[name] = at_ms
        if len(self.awaited) > AWAITED_MAX:
            oldest = next(iter(self.awaited))
            self.awaited.pop(oldest)
            self.cuts.pop(oldest, None)

    def told(self, final: TranscriptFinal) -> bool:
        """A final came; whether its speaker went on, and then from where it ends."""
        name = final.utterance_id
        self.awaited.pop(name, None)
        after = self.cuts.pop(name, name)
        if after in self.speaking:
            self.speaking[after] = final.end_ms
        return after in self.speaking or after != name


class Scribe:
    """Follows every channel of one stream, told what is heard and how far the audio has come."""

    def __init__(self, asked: Parameters, request: Request, channels: int) -> None:
        self._asked, self._request = asked, request
        self._lines = [_Line() for _ in range(channels)]
        self._flushed_ms = -1

    def heard(self, heard: EarHeard) -> Iterator[Message]:
        """The messages that follow from something heard."""
        line = self._lines[heard.channel]
        match heard.payload:
            case SpeechStarted(utterance_id=name):
                yield from self._silence(heard.channel, heard.at_ms)
                if line.begin(name, heard.at_ms) and self._asked.voice_events:
                    yield VoiceStarted(
                        channel=self._index(heard.channel), timestamp=heard.at_ms / 1000
                    )
            case TranscriptPartial() as partial:
                yield from self._partial(heard.channel, heard.at_ms, partial)
            case SpeechEnded(utterance_id=name):
                line.end(name, heard.at_ms)
            case TranscriptFinal() as final:
                yield from self._final(heard.channel, final)
            case StageFailed(code="model_failed" as code):
                yield Trouble(variant=code, description="An utterance could not be decoded.")

    def advanced(self, ms: int) -> Iterator[Message]:
        """The audio has come so far: ends of utterances that no word has followed."""
        for channel, line in enumerate(self._lines):
            if not line.speaking:
                quiet_from = max(line.awaited.values(), default=0)
                yield from self._silence(channel, ms, quiet_from)

    def flush(self, ms: int) -> None:
        """What was said before now, and is told from now on, answers a Finalize."""
        self._flushed_ms = ms

    def _partial(self, channel: int, at_ms: int, partial: TranscriptPartial) -> Iterator[Results]:
        if self._asked.interim and partial.text:
            began = min(self._lines[channel].speaking.get(partial.utterance_id, at_ms), at_ms)
            words = so_far(partial, began, at_ms, plain=self._asked.plain)
            yield self._results(channel, words, began, at_ms)

    def _final(self, channel: int, final: TranscriptFinal) -> Iterator[Message]:
        line = self._lines[channel]
        going_on = line.told(final)
        words = said(final, plain=self._asked.plain)
        yield self._results(
            channel, words, final.start_ms, final.end_ms, final=True,
            speech_final=self._asked.endpoints and not going_on,
            flushed=final.start_ms < self._flushed_ms,
        )  # fmt: skip
        if final.words:
            line.last_word_ms = max(line.last_word_ms or 0, final.end_ms)
        if line.speaking and not going_on:
            yield from self._silence(channel, min(line.speaking.values()))

    def _silence(self, channel: int, until_ms: int, quiet_from: int = 0) -> Iterator[UtteranceEnd]:
        """An UtteranceEnd, when no word has come long enough before `until_ms`."""
        line, patience = self._lines[channel], self._asked.utterance_end_ms
        if patience is None or line.last_word_ms is None:
            return
        if until_ms - max(line.last_word_ms, quiet_from) >= patience:
            last_word_end = line.last_word_ms / 1000
            line.last_word_ms = None
            yield UtteranceEnd(channel=self._index(channel), last_word_end=last_word_end)

    def _results(
        self, channel: int, words: Alternative, start_ms: int, end_ms: int, *,
        final: bool = False, speech_final: bool = False, flushed: bool = False,
    ) -> Results:  # fmt: skip
        return Results(
            channel_index=self._index(channel),
            start=start_ms / 1000,
            duration=max(0, end_ms - start_ms) / 1000,
            is_final=final,
            speech_final=speech_final,
            from_finalize=flushed,
            channel=Channel(alternatives=[words]),
            metadata=self._request.metadata,
        )

    def _index(self, channel: int) -> tuple[int, int]:
        return channel, len(self._lines)
