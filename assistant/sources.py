"""From a file to the moments of a call: recordings heard, written calls read."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import anyio.to_thread

from assistant.audio.decode import read_recording
from assistant.audio.recording import Recording
from assistant.engines import Attributor, Engines, listening_of
from assistant.errors import InputError
from assistant.events import Speaker, SpeechEnded, SpeechStarted, TranscriptFinal
from assistant.replay import Moment, written_moments
from assistant.settings import Settings
from assistant.speech.hearing import Listening, hear
from assistant.transcripts import Written, is_transcript, read_transcript

TWO_CHANNELS: tuple[Speaker, ...] = ("caller", "dispatcher")


@dataclass(frozen=True, slots=True)
class Source:
    """A call that can be played: who is on which channel, how long it is, its moments."""

    name: str
    speakers: tuple[Speaker, ...]
    duration_ms: int
    moments: Callable[[], AsyncIterator[Moment]]


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that was read and can be played once the models are there."""

    name: str
    content: Recording | Written
    speakers: tuple[Speaker, ...] | None


async def open_file(
    path: Path,
    settings: Settings,
    speakers: tuple[Speaker, ...] | None = None,
    filename: str | None = None,
) -> Opened:
    """Read a recording or a written call; InputError says what is wrong with it.

    `speakers` names each channel's; `filename` is what the sender calls the file, where `path`
    is only where it was put.
    """
    name = filename or path.name
    if is_transcript(name):
        return Opened(name, await anyio.to_thread.run_sync(read_transcript, path, name), None)
    read = partial(read_recording, path, max_minutes=settings.recording_max_minutes, name=name)
    recording = await anyio.to_thread.run_sync(read)
    _check_channels(recording, speakers)
    return Opened(name, recording, speakers)


async def source_of(opened: Opened, engines: Engines, settings: Settings) -> Source:
    """The call in the file, to be heard and understood by these models."""
    if isinstance(opened.content, Written):
        return await _written_source(opened.name, opened.content, engines.attributor)
    listening = listening_of(settings)
    return _recorded_source(opened.content, _Ears(engines, listening), opened.speakers)


async def open_source(path: Path, engines: Engines, settings: Settings) -> Source:
    """The call in a file, its channels in the usual order."""
    return await source_of(await open_file(path, settings), engines, settings)


async def _written_source(name: str, written: Written, attributor: Attributor) -> Source:
    speakers = await _who(written, attributor)
    finals = written.finals(speakers)
    duration_ms = max(final.end_ms for final in finals)
    return Source(name, TWO_CHANNELS, duration_ms, partial(written_moments, finals))


async def _who(written: Written, attributor: Attributor) -> tuple[Speaker, ...]:
    if all(written.speakers):
        return tuple(speaker for speaker in written.speakers if speaker)
    guessed = await attributor.speakers(written.texts)
    return tuple(known or guess for known, guess in zip(written.speakers, guessed, strict=True))


def _check_channels(recording: Recording, speakers: tuple[Speaker, ...] | None) -> None:
    channels = len(recording.channels)
    if speakers and len(speakers) != channels:
        raise InputError(
            f"{recording.source} has {channels} channel{'s' * (channels > 1)}, and "
            f"{len(speakers)} speaker{'s were' if len(speakers) > 1 else ' was'} named",
            todo="name one speaker a channel",
        )


@dataclass(frozen=True, slots=True)
class _Ears:
    """What a recording is heard with."""

    engines: Engines
    listening: Listening

    async def hear(
        self, recording: Recording, speakers: tuple[Speaker, ...]
    ) -> AsyncIterator[Moment]:
        """The recording's moments, as its channels name them."""
        assert self.engines.transcriber is not None
        async for heard in hear(recording, self.engines.transcriber, speakers, self.listening):
            yield Moment(heard.at_ms, heard.payload)


def _recorded_source(
    recording: Recording, ears: _Ears, speakers: tuple[Speaker, ...] | None
) -> Source:
    two = len(recording.channels) == 2
    named = speakers or (TWO_CHANNELS if two else ())
    moments = (
        partial(ears.hear, recording, named) if named else partial(_told_apart, recording, ears)
    )
    return Source(recording.source, named or TWO_CHANNELS, recording.duration_ms, moments)


async def _told_apart(recording: Recording, ears: _Ears) -> AsyncIterator[Moment]:
    """One channel: who speaks is decided over the whole call, then the call is played."""
    heard = [moment async for moment in ears.hear(recording, ("caller",))]
    finals = [m.payload for m in heard if isinstance(m.payload, TranscriptFinal)]
    who = await ears.engines.attributor.speakers([final.text for final in finals])
    said = iter(zip(finals, who, strict=True))
    for moment in heard:
        if isinstance(moment.payload, TranscriptFinal):
            final, speaker = next(said)
            for payload in _spoken(final, speaker):
                yield Moment(moment.at_ms, payload)
        elif not isinstance(moment.payload, SpeechStarted | SpeechEnded):
            yield moment


def _spoken(
    final: TranscriptFinal, speaker: Speaker
) -> tuple[SpeechStarted, SpeechEnded, TranscriptFinal]:
    """An utterance once its speaker is known; whose voice began cannot be known earlier."""
    return (
        SpeechStarted(speaker, final.utterance_id),
        SpeechEnded(speaker, final.utterance_id),
        replace(final, speaker=speaker),
    )
