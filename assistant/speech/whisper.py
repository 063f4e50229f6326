"""Whisper on CTranslate2 with short windows, outside the event loop.

faster-whisper always encodes 30 s; CTranslate2 takes less. A window is padded to 10 s, decoded
under a cap of tokens, and decoded again in a longer one only when it loops, which gives the
accuracy of the padded decode at a fraction of its time (tests/benchmarks/speech_offline.py).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import ctranslate2
import numpy as np
from faster_whisper import WhisperModel
from faster_whisper.tokenizer import Tokenizer

from assistant.errors import ModelFailed, WeightsMissing
from assistant.events import Word
from assistant.settings import Settings
from assistant.speech import guards
from assistant.speech.pool import DecodePool
from assistant.speech.transcriber import SAMPLE_RATE, DecodeJob, Samples, Transcript
from assistant.speech.vad import voiced_ms
from assistant.speech.weights import whisper_dir
from assistant.speech.window import FLOORS, HOP, HURRIED_FLOOR, PARTIAL_FLOOR, frames_for, padded
from assistant.speech.words import joined, words_of
from assistant.threads import one_blas_thread

BEAM = {"partial": 1, "final": 5}
HOTWORD_TOKENS_MAX = 60
"""Longer lists leak into the output."""
PROMPT_TOKENS_MAX = 200
NEAR = 0.05
"""Log-probability a token by which a hypothesis that keeps the words shown may be less likely."""
WINDOW_MAX_S = 30


@dataclass(frozen=True, slots=True)
class Decoded:
    """Tokens of one decode, forced prefix included, and how far the model believes them."""

    tokens: list[int]
    text: str
    no_speech: float
    avg_logprob: float
    capped: bool

    @property
    def loops(self) -> bool:
        """Whether it ran into the cap or repeats itself."""
        return self.capped or guards.loops(self.text)


class WhisperTranscriber:
    """A Transcriber over one shared model: `workers` decoders of one thread each."""

    def __init__(
        self,
        model: WhisperModel,
        *,
        name: str,
        language: str | None,
        workers: int,
        voiced: Callable[[Samples], int] = voiced_ms,
    ) -> None:
        """`language` None identifies it; `voiced` tells how many ms of a window hold voice."""
        self.name = name
        self._voiced = voiced
        self._model = model
        self._language = language
        self.pool = DecodePool(self.decode, workers)
        self._tokenizer = lru_cache(maxsize=None)(self._make_tokenizer)

    @classmethod
    def load(
        cls, settings: Settings, *, voiced: Callable[[Samples], int] = voiced_ms
    ) -> WhisperTranscriber:
        """The model that the settings name; slow, call it in a thread. WeightsMissing if absent."""
        folder = whisper_dir(settings)
        one_blas_thread()
        return cls(
            _load_model(folder, settings.whisper_workers),
            name=f"{folder.name}-int8",
            language=None if settings.language == "auto" else settings.language,
            workers=settings.whisper_workers,
            voiced=voiced,
        )

    async def transcribe(self, job: DecodeJob) -> Transcript:
        """Decode one window in the worker pool; ModelFailed when the engine cannot."""
        return await asyncio.wrap_future(self.pool.ask(job))

    def close(self) -> None:
        """Let running decodes end, and take no more."""
        self.pool.close()

    def decode(self, job: DecodeJob) -> Transcript:
        """Decode one window in this thread; ModelFailed when the engine cannot."""
        language = job.language or self._language or ""
        if len(job.audio) > WINDOW_MAX_S * SAMPLE_RATE:
            raise ModelFailed(
                f"A window of speech is longer than {WINDOW_MAX_S} s", todo="cut it at a pause"
            )
        if guards.is_silent(job.audio):
            return _nothing("silence", language)
        voiced_ms = self._voiced(job.audio) if job.voiced_ms is None else job.voiced_ms
        if guards.lacks_voice(voiced_ms):
            return _nothing("no_voice", language)
        try:
            return self._decode(job)
        except (RuntimeError, ValueError) as error:
            kind = type(error).__name__
            raise ModelFailed(f"Whisper could not decode a window: {kind}") from error

    def _decode(self, job: DecodeJob) -> Transcript:
        """Decode at growing windows until nothing loops, then align and judge the words."""
        decoded: Decoded | None = None
        for floor in self._floors(job):
            frames = frames_for(len(job.audio), floor)
            encoded = self._encode(job.audio, frames)
            tokenizer = self._tokenizer(self._language_of(job, encoded))
            decoded = self._generate(job, tokenizer, encoded)
            if not decoded.loops:
                break
        assert decoded is not None
        words, logprob = self._align(job, tokenizer, encoded, decoded, frames)
        if not job.prefix:  # forced words are aligned as they are written, not as decoded
            decoded = replace(decoded, avg_logprob=logprob)
        return _judged(words, decoded, tokenizer.language_code)

    def _floors(self, job: DecodeJob) -> Sequence[int]:
        """Windows worth trying; a partial is not worth a second decode, the next is near."""
        if job.tier == "partial":
            return [HURRIED_FLOOR if job.hurried else PARTIAL_FLOOR]
        needed = frames_for(len(job.audio), FLOORS[0])
        return [needed, *(floor for floor in FLOORS if floor > needed)]

    def _encode(self, audio: Samples, frames: int) -> ctranslate2.StorageView:
        mel = self._model.feature_extractor(padded(audio, frames), padding=0)
        return self._model.encode(np.ascontiguousarray(mel[:, :frames], np.float32))

    def _language_of(self, job: DecodeJob, encoded: ctranslate2.StorageView) -> str:
        """The language asked for, or the likeliest by the same encoder output."""
        named = job.language or self._language
        if named or not self._model.model.is_multilingual:
            return named or "en"
        ranked = self._model.model.detect_language(encoded)[0]
        return str(ranked[0][0]).strip("<|>")

    def _make_tokenizer(self, language: str) -> Tokenizer:
        return Tokenizer(
            self._model.hf_tokenizer,
            self._model.model.is_multilingual,
            task="transcribe",
            language=language,
        )

    def _generate(
        self, job: DecodeJob, tokenizer: Tokenizer, encoded: ctranslate2.StorageView
    ) -> Decoded:
        """One decode under the cap of tokens, the stable words forced at its start."""
        prefix = _forced(job, tokenizer)
        prompt = [*self._prompt(job, tokenizer), *prefix]
        room = max(1, guards.token_cap(len(job.audio) / SAMPLE_RATE) - len(prefix))
        result = self._model.model.generate(
            encoded,
            [prompt],
            beam_size=BEAM[job.tier],
            num_hypotheses=BEAM[job.tier],
            max_length=len(prompt) + room,
            return_scores=True,
            return_no_speech_prob=True,
        )[0]
        # Past a forced prefix the model tells of the prefix's end, not of the window.
        no_speech = 0.0 if prefix else float(result.no_speech_prob)
        found = [
            _decoded(tokenizer, tokens, score, no_speech, room + len(prefix))
            for tokens, score in zip(result.sequences_ids, result.scores, strict=True)
        ]
        return _chosen(found, job.shown)

    def _prompt(self, job: DecodeJob, tokenizer: Tokenizer) -> list[int]:
        """Hotwords, then the task; no text of earlier windows, which would spread errors."""
        task = [*tokenizer.sot_sequence, tokenizer.no_timestamps]
        if not job.hotwords:
            return task
        hot = tokenizer.encode(" " + ", ".join(job.hotwords))[:HOTWORD_TOKENS_MAX]
        return [tokenizer.sot_prev, *hot, *task]

    def _align(
        self,
        job: DecodeJob,
        tokenizer: Tokenizer,
        encoded: ctranslate2.StorageView,
        decoded: Decoded,
        frames: int,
    ) -> tuple[tuple[Word, ...], float]:
        """Words with times and probabilities, and the mean log-probability of all tokens.

        CTranslate2 dies of an empty window, hence the floor of two frames.
        """
        if not decoded.tokens:
            return (), decoded.avg_logprob
        heard = min(frames, max(2, -(-len(job.audio) // HOP)))
        start = tokenizer.sot_sequence
        result = self._model.model.align(encoded, start, [decoded.tokens], heard)[0]
        probabilities = np.asarray(result.text_token_probs, np.float64)
        words = words_of(
            tokenizer,
            decoded.tokens,
            result.alignments,
            probabilities,
            window=(job.start_ms, job.start_ms + len(job.audio) * 1000 // SAMPLE_RATE),
        )
        return words, float(np.log(np.maximum(probabilities, 1e-6)).mean())


def _load_model(folder: Path, workers: int) -> WhisperModel:
    """The model in int8 on the CPU; WeightsMissing when its files cannot be used."""
    try:
        return WhisperModel(
            str(folder), device="cpu", compute_type="int8", cpu_threads=1, num_workers=workers
        )
    except (RuntimeError, ValueError, OSError) as error:
        raise WeightsMissing(
            f"The whisper model in {folder.name} cannot be loaded",
            todo="run florence check",
        ) from error


def _forced(job: DecodeJob, tokenizer: Tokenizer) -> list[int]:
    """The tokens of the text that a partial must begin with."""
    tokens: list[int] = tokenizer.encode(" " + job.prefix) if job.prefix else []
    return tokens[:PROMPT_TOKENS_MAX]


def _decoded(
    tokenizer: Tokenizer, ids: list[int], score: float, no_speech: float, cap: int
) -> Decoded:
    """One hypothesis of the beam."""
    tokens = [token for token in ids if token < tokenizer.eot]
    return Decoded(
        tokens=tokens,
        text=tokenizer.decode(tokens).strip(),
        no_speech=no_speech,
        avg_logprob=float(score) * len(tokens) / (len(tokens) + 1),
        capped=len(tokens) >= cap,
    )


def _chosen(found: Sequence[Decoded], shown: str) -> Decoded:
    """The likeliest hypothesis, or one that keeps more of the words shown and is as good.

    Whoever reads along has read those words: changing them must be worth it.
    """
    best = found[0]
    if not shown or best.loops:
        return best
    near = [one for one in found if best.avg_logprob - one.avg_logprob <= NEAR and not one.loops]
    return max(near, key=lambda one: guards.kept(shown, one.text))


def _judged(words: tuple[Word, ...], decoded: Decoded, language: str) -> Transcript:
    """The transcript, emptied or shortened by the guards."""
    if decoded.loops:
        words = tuple(words[i] for i in guards.without_loops([w.word for w in words]))
    spoken = len(words) - guards.squeezed_tail([w.end_ms - w.start_ms for w in words])
    words = words[:spoken]
    text = joined([word.word for word in words], language)
    confidence = sum(w.confidence for w in words) / len(words) if words else 0.0
    if not guards.plain(text):
        return _nothing("empty", language)
    if guards.is_unspoken(decoded.no_speech, decoded.avg_logprob):
        return _nothing("no_speech", language)
    if guards.is_ghost(text, confidence):
        return _nothing("ghost", language)
    return Transcript(text=text, words=words, confidence=round(confidence, 4), language=language)


def _nothing(guard: str, language: str) -> Transcript:
    return Transcript(text="", words=(), confidence=0.0, language=language, dropped=guard)
