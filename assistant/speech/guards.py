"""Against invented text: what Whisper says over noise, and what it repeats without end.

Every guard is a pure function; each has a name that `Transcript.dropped` carries.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from difflib import SequenceMatcher

from assistant.audio.recording import Samples

TOKENS_PER_S = 6
TOKENS_MORE = 8
"""Fast English speech stays below 6 tokens a second; 8 more let the shortest answers pass."""
COMPRESSION_MAX = 2.4
"""Whisper's own bound on len(text) / len(zlib(text)), from its reference decoder."""
COMPRESSION_FROM_CHARS = 60
NO_SPEECH_MIN = 0.6
LOGPROB_MIN = -1.0
LOGPROB_FLOOR = -2.0
"""The mean log-probability of a token at which text is no longer taken for heard at all. Hotwords
make the model hear speech everywhere: over noise it then says one of them, at -3 to -8."""
VOICED_MIN_MS = 64
SILENCE_PEAK = 1e-4
REPEATS = {1: 7, 2: 5, 3: 4}
"""From how many repetitions an n-gram of words is a loop: people do shout 'help' five times."""
REPEATS_LONGER = 3
LONGEST_NGRAM = 12
KEPT_REPEATS = 2
SQUEEZED_MIN = 3

GHOSTS = frozenset(
    {
        "thanks for watching",
        "thank you for watching",
        "thank you so much for watching",
        "thanks for listening",
        "please subscribe",
        "please subscribe to my channel",
        "like and subscribe",
        "see you next time",
        "see you in the next video",
        "ill see you next time",
        "subtitles by the amaraorg community",
        "transcription by castingwords",
        "music",
        "music playing",
        "applause",
        "laughter",
        "silence",
        "blankaudio",
        "inaudible",
        "beep",
    }
)
"""Said over noise, never on an emergency line, once letters alone are compared."""
FAINT_GHOSTS = frozenset({"you", "thank you", "bye", "oh", "okay", "im sorry", "the", "so", "uh"})
"""Said over noise and by people: dropped only when the model itself doubts them."""
FAINT_CONFIDENCE = 0.4
_SOUND = re.compile(r"[\[(♪*][^\])♪*]*[\])♪*]")


def token_cap(seconds: float) -> int:
    """The most tokens that this much speech can hold."""
    return int(seconds * TOKENS_PER_S) + TOKENS_MORE


def is_silent(audio: Samples) -> bool:
    """Whether the window is digital silence or below the noise of any telephone line."""
    return not len(audio) or float(abs(audio).max()) < SILENCE_PEAK


def lacks_voice(voiced_ms: int) -> bool:
    """Whether the voice detector heard less of it than the shortest word takes."""
    return voiced_ms < VOICED_MIN_MS


def is_unspoken(no_speech: float, avg_logprob: float) -> bool:
    """Whether the model itself hears no speech and does not believe its text.

    The less it believes it, the less sure it need be that there is no speech.
    """
    doubt = (LOGPROB_MIN - avg_logprob) / (LOGPROB_MIN - LOGPROB_FLOOR)
    return doubt > 0 and no_speech > NO_SPEECH_MIN * (1 - doubt)


def is_ghost(text: str, confidence: float) -> bool:
    """Whether the text is one of the phrases said over noise, or only names a sound."""
    letters = plain(_SOUND.sub(" ", text))
    if not letters:
        return True
    return letters in GHOSTS or (letters in FAINT_GHOSTS and confidence < FAINT_CONFIDENCE)


def plain(text: str) -> str:
    """Lower-case letters and figures, one space between words."""
    kept = "".join(c for c in text.lower() if c.isalnum() or c.isspace() or c == "-")
    return " ".join(kept.replace("-", " ").split())


def kept(shown: str, text: str) -> int:
    """How many of the words shown, in order, stand in a text as they were."""
    before, now = plain(shown).split(), plain(text).split()
    blocks = SequenceMatcher(None, before, now, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks)


def loops(text: str) -> bool:
    """Whether the text repeats itself as speech does not."""
    return repetition(plain(text).split()) is not None or compresses(text)


def compresses(text: str) -> bool:
    """Whether a text of some length is too repetitive to be speech."""
    data = text.encode()
    if len(data) < COMPRESSION_FROM_CHARS:
        return False
    return len(data) / len(zlib.compress(data)) > COMPRESSION_MAX


def repetition(words: Sequence[str]) -> tuple[int, int, int] | None:
    """The first loop: its first word, the length of the n-gram, and how often it comes."""
    for start in range(len(words)):
        for size in range(1, min(LONGEST_NGRAM, (len(words) - start) // 2) + 1):
            times = _times(words, start, size)
            if times >= REPEATS.get(size, REPEATS_LONGER):
                return start, size, times
    return None


def without_loops(words: Sequence[str]) -> list[int]:
    """Which words to keep so that no n-gram comes more than twice in a loop."""
    kept = list(range(len(words)))
    while found := repetition([plain(words[i]) for i in kept]):
        start, size, times = found
        del kept[start + size * KEPT_REPEATS : start + size * times]
    return kept


def squeezed_tail(durations_ms: Sequence[int]) -> int:
    """How many words at the end were never spoken: aligned to one instant, three or more.

    When Whisper starts a short window over again, the words it adds find no sound to align to.
    """
    tail = 0
    while tail < len(durations_ms) and durations_ms[-1 - tail] <= 0:
        tail += 1
    return tail if tail >= SQUEEZED_MIN else 0


def _times(words: Sequence[str], start: int, size: int) -> int:
    """How often the n-gram at `start` comes in a row."""
    gram, at = words[start : start + size], start + size
    while words[at : at + size] == gram:
        at += size
    return (at - start) // size
