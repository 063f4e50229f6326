"""The exception tree: each error has a code, one clear sentence, and what to do.

FlorenceError
├── SettingsInvalid        settings or florence.toml cannot be used
├── InputError             what a person gave us cannot be used (exit 2, HTTP 4xx)
│   ├── AudioUnreadable    not audio, truncated, empty, wrong number of channels
│   ├── BadAudio           frames of a live line that cannot be taken
│   ├── TranscriptInvalid  a .txt or .jsonl transcript that does not follow the format
│   ├── CardInvalid        a protocol card: file, line, field
│   ├── FormInvalid        a scorecard form: file, line, field
│   ├── ReviewInvalid      a mark, a comment or a drill that cannot be taken
│   ├── CommandInvalid     a dispatcher's command that names something unknown
│   └── EventInvalid       an event that does not follow the schema
├── CallNotFound           no such call in the log
├── JobNotFound            no such recording on its way
├── ReviewNotFound         no such form, comment, import or drill
├── DemoNotFound           no demo call of that name
├── RecordingNotFound      a call whose sound was not kept
├── NotAllowed             asked for without the right to it
├── CallLive               asked for what is there only when the call is over
├── CallOver               the call has ended and takes no more audio
├── LineTaken              another sender holds this call's line
├── LinesFull              as many live calls run as the machine can hear
├── NotReady               the models are loading, or too much is waiting: try again
├── NoRoom                 the disk has no room for what was sent
├── ImportCancelled        a recording that is no longer wanted while it is being taken
├── SlowConsumer           a reader of a call's events fell too far behind
├── WeightsMissing         a model's files are absent or damaged
├── ModelFailed            a model answered with an error
└── StoreDamaged           the event log cannot be read
"""

from __future__ import annotations


class FlorenceError(Exception):
    """Anything Florence raises on purpose; never holds what a caller said."""

    code = "florence_error"

    def __init__(self, sentence: str, *, todo: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.todo = todo

    def __str__(self) -> str:
        return f"{self.sentence}: {self.todo}" if self.todo else self.sentence


class SettingsInvalid(FlorenceError):
    """A setting has a value that cannot be used."""

    code = "settings_invalid"


class InputError(FlorenceError):
    """What a person gave us cannot be used."""

    code = "input_invalid"


class AudioUnreadable(InputError):
    """The file is not audio we can use."""

    code = "audio_unreadable"


class BadAudio(InputError):
    """Audio of a live line does not come as its sender said, or as anything we take."""

    code = "bad_audio"


class TranscriptInvalid(InputError):
    """The transcript does not follow the format."""

    code = "transcript_invalid"


class CardInvalid(InputError):
    """A protocol card cannot be used; the sentence names file, line and field."""

    code = "card_invalid"


class FormInvalid(InputError):
    """A scorecard form cannot be used; the sentence names file, line and field."""

    code = "form_invalid"


class ReviewInvalid(InputError):
    """What a trainer wants to note cannot be taken as it is."""

    code = "review_invalid"


class CommandInvalid(InputError):
    """A dispatcher's command names something unknown."""

    code = "command_invalid"


class EventInvalid(InputError):
    """An event does not follow the schema."""

    code = "event_invalid"


class CallNotFound(FlorenceError):
    """No such call in the log."""

    code = "call_not_found"


class JobNotFound(FlorenceError):
    """No such recording on its way."""

    code = "job_not_found"


class ReviewNotFound(FlorenceError):
    """No such form, comment, import or drill."""

    code = "review_not_found"


class DemoNotFound(FlorenceError):
    """No demo call of that name."""

    code = "demo_not_found"


class RecordingNotFound(FlorenceError):
    """The call's sound was not kept."""

    code = "recording_not_found"


class NotAllowed(FlorenceError):
    """Whoever asks may not do this."""

    code = "not_allowed"


class CallLive(FlorenceError):
    """The call still runs; what was asked for is there when it is over."""

    code = "call_live"


class CallOver(FlorenceError):
    """The call has ended: it takes no more audio."""

    code = "call_over"


class LineTaken(FlorenceError):
    """Another sender holds this call's line, or it has its audio from elsewhere."""

    code = "line_taken"


class LinesFull(FlorenceError):
    """As many live calls run as this machine can hear at once."""

    code = "lines_full"


class NotReady(FlorenceError):
    """Not now: the models are still loading, or too much is waiting."""

    code = "not_ready"


class NoRoom(FlorenceError):
    """The disk has no room for what was sent."""

    code = "no_room"


class ImportCancelled(FlorenceError):
    """Somebody cancelled a recording while it was being taken."""

    code = "import_cancelled"


class SlowConsumer(FlorenceError):
    """A reader of a call's events fell too far behind; it resumes from the seq it has."""

    code = "slow_consumer"


class WeightsMissing(FlorenceError):
    """A model's files are absent or damaged."""

    code = "weights_missing"


class ModelFailed(FlorenceError):
    """A model answered with an error."""

    code = "model_failed"


class StoreDamaged(FlorenceError):
    """The event log cannot be read."""

    code = "store_damaged"
