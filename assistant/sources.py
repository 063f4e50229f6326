"""From a file to the moments of a call: recordings heard, written calls read."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from pathlib import Path

import anyio.to_thread

from assistant.audio.decode import decode_file
from assistant.audio.recording import Recording
from assistant.engines import Attributor, Engines
from assistant.errors import InputError
from assistant.events import Speaker, SpeechEnded, SpeechStarted, TranscriptFinal
from assistant.replay import Moment, written_moments
from assistant.settings import Settings
from assistant.speech.hearing import hear
from assistant.transcripts import Written, is_transcript, read_transcript

TWO_CHANNELS: tuple[Speaker, ...] = ("caller", "dispatcher")


@dataclass(frozen=True, slots=True)
class Source:
    """A call that can be played: who is on which channel, how long it is, its moments."""

    name: str
    speakers: tuple[Speaker, ...]
    duration_ms: int
    moments: Callable[[], AsyncIterator[Moment]]


async def open_source(
    path: Path,
    engines: Engines,
    settings: Settings,
    speakers: tuple[Speaker, ...] | None = None,
    filename: str | None = None,
) -> Source:
    """Open a recording or a written call; InputError says what is wrong with it.

    `filename` is what the sender calls the file, where `path` is only where it was put.
    """
    if is_transcript(path):
        written = await anyio.to_thread.run_sync(read_transcript, path)
        return await _written_source(path, written, engines.attributor)
    recording = await anyio.to_thread.run_sync(decode_file, path, settings.recording_max_minutes)
    return _recorded_source(recording, engines, speakers)


async def _written_source(path: Path, written: Written, attributor: Attributor) -> Source:
    speakers = await _who(written, attributor)
    finals = written.finals(speakers)
    duration_ms = max(final.end_ms for final in finals)
    return Source(path.name, TWO_CHANNELS, duration_ms, lambda: written_moments(finals))


async def _who(written: Written, attributor: Attributor) -> tuple[Speaker, ...]:
    if all(written.speakers):
        return tuple(speaker for speaker in written.speakers if speaker)
    guessed = await attributor.speakers(written.texts)
    return tuple(known or guess for known, guess in zip(written.speakers, guessed, strict=True))


def _recorded_source(
    recording: Recording, engines: Engines, speakers: tuple[Speaker, ...] | None
) -> Source:
    channels = len(recording.channels)
    named = speakers or (TWO_CHANNELS if channels == 2 else ())
    if named and len(named) != channels:
        raise InputError(
            f"{recording.source} has {channels} channel{'s' * (channels > 1)}, and "
            f"{len(named)} speakers were named",
            todo="name one speaker a channel",
        )
    if named:
        return Source(
            recording.source, named, recording.duration_ms, lambda: _heard(recording, engines, named)
        )
    return Source(
        recording.source, TWO_CHANNELS, recording.duration_ms, lambda: _told_apart(recording, engines)
    )


async def _heard(
    recording: Recording, engines: Engines, speakers: tuple[Speaker, ...]
) -> AsyncIterator[Moment]:
    assert engines.transcriber is not None
    async for heard in hear(recording, engines.transcriber, speakers):
        yield Moment(heard.at_ms, heard.payload)


async def _told_apart(recording: Recording, engines: Engines) -> AsyncIterator[Moment]:
    """One channel: who speaks is decided over the whole call, then the call is played."""
    finals = [
        moment.payload
        async for moment in _heard(recording, engines, ("caller",))
        if isinstance(moment.payload, TranscriptFinal)
    ]
    who = await engines.attributor.speakers([final.text for final in finals])
    for number, (final, speaker) in enumerate(zip(finals, who, strict=True), start=1):
        utterance_id = f"{speaker}-{number:04d}"
        yield Moment(final.start_ms, SpeechStarted(speaker, utterance_id))
        yield Moment(final.end_ms, SpeechEnded(speaker, utterance_id))
        yield Moment(final.end_ms, replace(final, speaker=speaker, utterance_id=utterance_id))
