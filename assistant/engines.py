"""The models a machine runs, loaded once for all calls."""

from __future__ import annotations

import gc
from collections.abc import Awaitable, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import anyio.to_thread

from assistant.errors import FlorenceError, ModelFailed
from assistant.events import Speaker
from assistant.rehearsal import rehearse
from assistant.settings import Settings
from assistant.speech.ear import Ear, HearingLoad, OpenEar
from assistant.speech.hearing import Listening
from assistant.speech.segmenter import LIVE
from assistant.speech.transcriber import Transcriber
from assistant.threads import one_blas_thread
from assistant.understanding.absent import AbsentUnderstander
from assistant.understanding.understander import Understander

if TYPE_CHECKING:
    from assistant.speech.whisper import WhisperTranscriber
    from assistant.understanding.rasa_understander import RasaUnderstander

Progress = Callable[[str, float | None], None]
"""Told what is being done, in words, and how far it has got, 0 to 1, where that is known."""
ROOM_WAIT_S = 0.3
"""While windows typically wait for longer, nothing is read but what has been said."""


class Attributor(Protocol):
    """Tells speakers apart by what they say."""

    async def speakers(self, texts: Sequence[str]) -> list[Speaker]:
        """Who said each utterance of a call, in order."""
        ...


class Ears(Protocol):
    """Gives each live call an ear of its own."""

    def __call__(
        self, call_id: str, speakers: tuple[Speaker, ...], hotwords: tuple[str, ...]
    ) -> Ear:
        """An ear for a call with these channels; LinesFull when no more can be heard."""
        ...


@dataclass(frozen=True, slots=True)
class Engines:
    """The services behind their Protocols, with their versions for `call_started`."""

    understander: Understander
    attributor: Attributor
    transcriber: Transcriber | None
    ears: Ears | None = None
    """Ears of live calls."""
    open_ear: OpenEar | None = None
    """Ears of lines of which no call is made."""
    hearing: Callable[[], HearingLoad] | None = None
    """How busy the ears are."""
    rehearse: Callable[[], Awaitable[None]] | None = None
    """Does once what is slow only once, behind whatever calls need."""
    missing: FlorenceError | None = None
    """Why nothing that is said is understood: the language model cannot be loaded."""

    def have_room(self) -> bool:
        """Whether there is time for what can wait: no window has waited for long to be decoded."""
        load = self.hearing() if self.hearing else None
        return load is None or (not load.lags and load.wait_s < ROOM_WAIT_S)

    @property
    def versions(self) -> dict[str, str]:
        """Which models heard and understood the call."""
        named = {"understander": self.understander.name}
        return named | ({"transcriber": self.transcriber.name} if self.transcriber else {})


async def load_engines(settings: Settings, progress: Progress, *, hearing: bool = True) -> Engines:
    """Load the models, training the language model first where there is none of this version.

    Without `hearing` only written calls can be taken. WeightsMissing says what to do. A language
    model that cannot be loaded keeps no call from being taken: `missing` says what is wrong.
    """
    return await anyio.to_thread.run_sync(_load, settings, progress, hearing)


def _load(settings: Settings, progress: Progress, hearing: bool) -> Engines:
    # Rasa and CTranslate2 take seconds to import; only a process that needs them pays.
    model = _model(settings, progress)
    one_blas_thread()
    with _uncollected(), ThreadPoolExecutor(1) as beside:
        hears = beside.submit(_transcriber, settings, progress) if hearing else None
        progress("Loading the language model", None)
        understander = _understander(model)
        transcriber = hears.result() if hears else None
    from assistant.understanding.attribution import ModelAttributor

    missing = understander.why if isinstance(understander, AbsentUnderstander) else None
    attributor = ModelAttributor(understander)
    if transcriber is None:
        return Engines(understander, attributor, None, missing=missing)
    from assistant.speech.ears import Ears as LiveEars

    live = replace(listening_of(settings), segmentation=LIVE)
    ears = LiveEars(transcriber.pool, settings.lines_max, live)
    return Engines(
        understander, attributor, transcriber, ears.for_call, ears.lent, ears.load,
        partial(rehearse, transcriber, settings.whisper_workers, understander),
        missing,
    )  # fmt: skip


def _model(settings: Settings, progress: Progress) -> Path | ModelFailed:
    from assistant.understanding.training import current_model, train

    try:
        return current_model(settings) or train(settings, progress)
    except Exception as error:
        return _missing("The language model cannot be trained", error)


def _understander(model: Path | ModelFailed) -> RasaUnderstander | AbsentUnderstander:
    if isinstance(model, ModelFailed):
        return AbsentUnderstander(model)
    try:
        from assistant.understanding.rasa_understander import RasaUnderstander

        return RasaUnderstander(model)
    except Exception as error:
        return AbsentUnderstander(_missing("The language model cannot be loaded", error))


def _missing(sentence: str, error: Exception) -> ModelFailed:
    """The failure in words; what an error of ours says goes before its kind."""
    if isinstance(error, FlorenceError):
        return ModelFailed(error.sentence, todo=error.todo or "run florence check")
    return ModelFailed(f"{sentence} ({type(error).__name__})", todo="run florence check")


@contextmanager
def _uncollected() -> Iterator[None]:
    """No garbage collection while loading: nearly all that is made then stays for good."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def listening_of(settings: Settings) -> Listening:
    """How calls are heard here: language and hotwords of the agency."""
    language = None if settings.language == "auto" else settings.language
    return Listening(hotwords=settings.hotwords, language=language)


def _transcriber(settings: Settings, progress: Progress) -> WhisperTranscriber:
    from assistant.speech.whisper import WhisperTranscriber

    progress("Loading the speech model", None)
    return WhisperTranscriber.load(settings)
