"""The answer to a whole recording, in Deepgram's shape."""

from __future__ import annotations

from api.listen.messages import FileAnswer, FileChannel, FileResults, Request, Utterance
from api.listen.parameters import Parameters
from api.listen.words import alternative, said
from assistant.events import TranscriptFinal
from assistant.transcription import Transcription


def answer(heard: Transcription, asked: Parameters, request: Request, sha256: str) -> FileAnswer:
    """What was said, by channel and, where asked for, by utterance."""
    channels = [_channel(finals, asked) for finals in heard.channels]
    return FileAnswer(
        metadata=request.about(sha256, heard.duration_ms, len(channels)),
        results=FileResults(
            channels=channels, utterances=_utterances(heard, asked) if asked.utterances else None
        ),
    )


def _channel(finals: tuple[TranscriptFinal, ...], asked: Parameters) -> FileChannel:
    words = [word for final in finals for word in final.words]
    mean = sum(word.confidence for word in words) / len(words) if words else 0.0
    text = " ".join(final.text for final in finals)
    whole = alternative(words, text, round(mean, 4), plain=asked.plain)
    language = finals[0].language if finals else None
    return FileChannel(alternatives=[whole], detected_language=language)


def _utterances(heard: Transcription, asked: Parameters) -> list[Utterance]:
    """All utterances in the order of time; channels in order at the same moment."""
    found = [(final, channel) for channel, finals in enumerate(heard.channels) for final in finals]
    found.sort(key=lambda one: one[0].start_ms)
    return [_utterance(final, channel, asked) for final, channel in found]


def _utterance(final: TranscriptFinal, channel: int, asked: Parameters) -> Utterance:
    words = said(final, plain=asked.plain)
    return Utterance(
        start=final.start_ms / 1000,
        end=final.end_ms / 1000,
        confidence=words.confidence,
        channel=channel,
        transcript=words.transcript,
        words=words.words,
        id=f"{channel}-{final.utterance_id}",
    )
