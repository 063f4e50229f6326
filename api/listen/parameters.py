"""What a client of Deepgram's API asks for in the address, read and checked.

Parameters of theirs that change nothing here are let pass (docs/api.md lists them), as are those
nobody knows. What would be missed silently (callback, redact) is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from assistant.audio.line import CHANNELS_MAX, Encoding, RawFormat
from assistant.audio.raw import RATES
from assistant.errors import InputError
from assistant.speech.hearing import Listening
from assistant.speech.segmenter import Segmentation

ENCODINGS: dict[str, Encoding] = {"linear16": "pcm16", "mulaw": "mulaw", "alaw": "alaw"}
CONTAINED = {"flac", "opus", "ogg-opus", "speex", "amr-nb", "amr-wb"}
"""Encodings that come in a container, which a whole recording has."""
G711_RATE = 8000
PAUSE_MIN_MS = 200
"""Shorter silences lie between words: a shorter `endpointing` is taken as this."""
LONGEST_MS = 60_000
TERMS_MAX, TERM_CHARS_MAX = 100, 100
LANGUAGES = frozenset(
    "af am ar as az ba be bg bn bo br bs ca cs cy da de el en es et eu fa fi fo fr gl gu ha haw he "
    "hi hr ht hu hy id is it ja jw ka kk km kn ko la lb ln lo lt lv mg mi mk ml mn mr ms mt my ne "
    "nl nn no oc pa pl ps pt ro ru sa sd si sk sl sn so sq sr su sv sw ta te tg th tk tl tr tt uk "
    "ur uz vi yi yo yue zh".split()
)
_TRUE, _FALSE = "true", "false"
_LANGUAGE = re.compile(r"^([a-z]{2,3})(-[a-z0-9]{2,8})*$")


class BadParameter(InputError):
    """A parameter has a value that cannot be used; the sentence never repeats the value."""

    code = "bad_parameter"


@dataclass(frozen=True, slots=True)
class Parameters:
    """One request: how to hear and what to send.

    `form` is None where the audio says itself what it is. `endpoints` says whether results mark
    the end of speech; `plain` asks for lower case without punctuation.
    """

    listening: Listening = Listening()
    form: RawFormat | None = None
    apart: bool = False
    interim: bool = False
    plain: bool = True
    endpoints: bool = True
    utterance_end_ms: int | None = None
    voice_events: bool = False
    utterances: bool = False

    def lines(self, form: RawFormat) -> int:
        """How many channels are heard of audio of this form."""
        return form.channels if self.apart else 1


def live_parameters(query: Iterable[tuple[str, str]]) -> Parameters:
    """The parameters of a stream; BadParameter names the first that cannot be used."""
    given = _Given(query)
    encoding = given.one("encoding")
    if encoding is not None and encoding not in ENCODINGS:
        raise BadParameter("encoding is not taken", todo="send linear16, mulaw or alaw")
    return _parameters(given, _form(given, encoding))


def file_parameters(query: Iterable[tuple[str, str]]) -> Parameters:
    """The parameters of a whole recording; BadParameter names the first that cannot be used."""
    given = _Given(query)
    encoding = given.one("encoding")
    if encoding in CONTAINED:
        encoding = None
    elif encoding is not None and encoding not in ENCODINGS:
        raise BadParameter("encoding is not taken", todo="send linear16, mulaw, alaw or a file")
    asked = _parameters(given, _form(given, encoding))
    return replace(asked, utterances=given.flag("utterances"))


class _Given:
    """The query as it came; each reading checks its own parameter."""

    def __init__(self, query: Iterable[tuple[str, str]]) -> None:
        self._values: dict[str, list[str]] = {}
        for name, value in query:
            self._values.setdefault(name, []).append(value)

    def one(self, name: str) -> str | None:
        """The value, in lower case; None when not given."""
        values = self._values.get(name, [])
        if len(values) > 1:
            raise BadParameter(f"{name} is given twice", todo="give it once")
        return values[0].lower() if values else None

    def every(self, *names: str) -> list[str]:
        """All values of these names, as they came."""
        return [value for name in names for value in self._values.get(name, [])]

    def flag(self, name: str) -> bool:
        """A parameter that is true or false; false when not given."""
        value = self.one(name)
        if value not in (None, _TRUE, _FALSE):
            raise BadParameter(f"{name} is not a boolean", todo="send true or false")
        return value == _TRUE

    def number(self, name: str, low: int, high: int) -> int | None:
        """A whole number within bounds; None when not given."""
        value = self.one(name)
        if value is None:
            return None
        if not (value.isascii() and value.isdigit() and len(value) < 10):
            raise BadParameter(f"{name} is not a whole number", todo=f"send {low} to {high}")
        if not low <= int(value) <= high:
            raise BadParameter(f"{name} is out of range", todo=f"send {low} to {high}")
        return int(value)


def _parameters(given: _Given, form: RawFormat | None) -> Parameters:
    _refuse_missed(given)
    interim = given.flag("interim_results")
    endpoints, pause_ms = _endpointing(given)
    return Parameters(
        listening=Listening(
            hotwords=_terms(given),
            language=_language(given),
            segmentation=Segmentation(pause_ms=pause_ms),
            partials=interim,
        ),
        form=form,
        apart=given.flag("multichannel"),
        interim=interim,
        plain=not any([given.flag("punctuate"), given.flag("smart_format")]),
        endpoints=endpoints,
        utterance_end_ms=given.number("utterance_end_ms", 1, LONGEST_MS),
        voice_events=given.flag("vad_events"),
    )


def _refuse_missed(given: _Given) -> None:
    """Refuse what a client would wait for, or rely on, in vain."""
    if given.every("callback"):
        raise BadParameter("callback is not taken", todo="read the results where you asked")
    if any(value.lower() != _FALSE for value in given.every("redact")):
        raise BadParameter("redact is not taken", todo="results hold every word that was heard")


def _form(given: _Given, encoding: str | None) -> RawFormat | None:
    """What the bytes are; None when a header must say it."""
    rate = given.number("sample_rate", 1, 10**6)
    channels = given.number("channels", 1, CHANNELS_MAX) or 1
    if encoding is None:
        return None
    if rate is None and encoding == "linear16":
        raise BadParameter("sample_rate is missing", todo="linear16 needs it")
    if rate is not None and rate not in RATES:
        known = ", ".join(str(rate) for rate in RATES)
        raise BadParameter("sample_rate is not taken", todo=f"send one of {known}")
    return RawFormat(ENCODINGS[encoding], rate or G711_RATE, channels)


def _endpointing(given: _Given) -> tuple[bool, int]:
    """Whether ends of speech are marked, and the silence that makes one, in ms."""
    usual = Segmentation().pause_ms
    value = given.one("endpointing")
    if value in (None, _TRUE, _FALSE):
        return value != _FALSE, usual
    return True, max(given.number("endpointing", 0, LONGEST_MS) or 0, PAUSE_MIN_MS)


def _language(given: _Given) -> str | None:
    """The language to decode; None leaves it to the settings."""
    value = given.one("language")
    if value is None or value == "multi":
        return None
    matched = _LANGUAGE.match(value)
    if matched is None or matched[1] not in LANGUAGES:
        raise BadParameter("language is not known", todo="send a code such as en or en-US")
    return matched[1]


def _terms(given: _Given) -> tuple[str, ...]:
    """Words to expect; the boost of `keywords` is left out."""
    terms = [term.strip() for term in given.every("keyterm")]
    terms += [word.split(":")[0].strip() for word in given.every("keywords")]
    terms = [term for term in terms if term]
    if len(terms) > TERMS_MAX or any(len(term) > TERM_CHARS_MAX for term in terms):
        raise BadParameter(
            "keyterm or keywords hold too much",
            todo=f"send up to {TERMS_MAX}, of up to {TERM_CHARS_MAX} letters each",
        )
    return tuple(terms)
