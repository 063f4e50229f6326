"""The messages and answers, in Deepgram's shapes; times in seconds of media time."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Literal

from pydantic import BaseModel, ConfigDict

FAMILY = uuid.uuid5(uuid.NAMESPACE_URL, "urn:florence:speech-model")


class _Message(BaseModel):
    model_config = ConfigDict(frozen=True, protected_namespaces=())


class ModelInfo(_Message):
    """Which model heard."""

    name: str
    version: str
    arch: str


class WordHeard(_Message):
    """A word, bare and as it is written."""

    word: str
    punctuated_word: str
    start: float
    end: float
    confidence: float


class Alternative(_Message):
    """What was said; there is never more than one alternative."""

    transcript: str
    confidence: float
    words: list[WordHeard]


class Channel(_Message):
    """What was said on a channel."""

    alternatives: list[Alternative]


class ResultsMetadata(_Message):
    """Which request and which model a result belongs to."""

    request_id: str
    model_info: ModelInfo
    model_uuid: str


class Results(_Message):
    """Words of an utterance: so far, or for good."""

    type: Literal["Results"] = "Results"
    channel_index: tuple[int, int]
    duration: float
    start: float
    is_final: bool
    speech_final: bool
    from_finalize: bool = False
    channel: Channel
    metadata: ResultsMetadata


class VoiceStarted(_Message):
    """Voice began on a channel."""

    type: Literal["SpeechStarted"] = "SpeechStarted"
    channel: tuple[int, int]
    timestamp: float


class UtteranceEnd(_Message):
    """Nobody has spoken on a channel for `utterance_end_ms`."""

    type: Literal["UtteranceEnd"] = "UtteranceEnd"
    channel: tuple[int, int]
    last_word_end: float


class Trouble(_Message):
    """Something could not be read or heard; the stream goes on."""

    type: Literal["Error"] = "Error"
    variant: str
    description: str


class About(_Message):
    """What was taken in: of a recording, or at the end of a stream."""

    transaction_key: Literal["deprecated"] = "deprecated"
    request_id: str
    sha256: str
    created: str
    duration: float
    channels: int
    models: list[str]
    model_info: dict[str, ModelInfo]


class Metadata(About):
    """The last message of a stream."""

    type: Literal["Metadata"] = "Metadata"


class Utterance(_Message):
    """An utterance of a recording."""

    start: float
    end: float
    confidence: float
    channel: int
    transcript: str
    words: list[WordHeard]
    id: str


class FileChannel(Channel):
    """What was said on a channel of a recording."""

    detected_language: str | None = None


class FileResults(_Message):
    """What was said in a recording, by channel and, if asked for, by utterance."""

    channels: list[FileChannel]
    utterances: list[Utterance] | None = None


class FileAnswer(_Message):
    """The answer to a recording."""

    metadata: About
    results: FileResults


class Refusal(_Message):
    """An error in Deepgram's shape; `err_code` is for programs, `err_msg` for people."""

    err_code: str
    err_msg: str
    request_id: str


Message = Results | VoiceStarted | UtteranceEnd | Trouble | Metadata


@dataclass(frozen=True, slots=True)
class Request:
    """One stream or one recording, and the model that hears it."""

    request_id: str
    created: datetime
    model: ModelInfo

    @classmethod
    def new(cls, model: str, version: str) -> Request:
        """A request that begins now, heard by the speech model of that name."""
        info = ModelInfo(name=model, version=version, arch=model.split("-")[0])
        return cls(str(uuid.uuid4()), datetime.now(timezone.utc), info)

    @property
    def model_uuid(self) -> str:
        """An identifier made from the model's name."""
        return str(uuid.uuid5(FAMILY, self.model.name))

    @property
    def metadata(self) -> ResultsMetadata:
        """What every result carries."""
        return ResultsMetadata(
            request_id=self.request_id, model_info=self.model, model_uuid=self.model_uuid
        )

    def metadata_at_close(self, sha256: str, duration_ms: int, channels: int) -> Metadata:
        """What was taken in by a stream."""
        return Metadata(**self.about(sha256, duration_ms, channels).model_dump())

    def about(self, sha256: str, duration_ms: int, channels: int) -> About:
        """What was taken in; `sha256` is that of the bytes as they came."""
        return About(
            request_id=self.request_id,
            sha256=sha256,
            created=self.created.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            duration=duration_ms / 1000,
            channels=channels,
            models=[self.model_uuid],
            model_info={self.model_uuid: self.model},
        )
