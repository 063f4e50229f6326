"""What a crisis caller says that is worth keeping: what matters to them, what sets them off.

Hooks help, triggers escalate, a caller's promise holds. Each is told by the words themselves, so
that the log can quote them; nothing is inferred beyond the words.
"""

from __future__ import annotations

import re

QUOTE_WORDS_MAX = 16
WORDS_BEFORE = 3
TEXT_READ = 2000
"""Of a very long utterance the end is read."""
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\s+(?=(?:but|because)\s)", re.I)
_KIN = (
    r"(?:kids?|children|child|son|daughter|boys?|girls?|baby|wife|husband|mom|mother|mum|dad|father|"
    r"brother|sister|grand\w+|family|dogs?|cats?|friends?|girlfriend|boyfriend|partner|girl|boy)"
)
_HOOK = re.compile(
    rf"\b(?:i|we)(?:'ve)?\s+(?:still\s+|really\s+|always\s+|do\s+)?(?:love|loved|adore|miss)\s+(?!to\s+die)\w+"
    rf"|\b(?:everything|the world)\s+to\s+me\b|\bmeans?\s+(?:a lot|so much|everything)\s+to\s+me\b"
    rf"|\bproud\s+of\b|\b(?:promised|taking care of|take care of|look after|worried about|think of|"
    rf"thinking of|thinking about|see|never hurt)\s+my\s+(?:\w+\s+)?{_KIN}\b"
    rf"|\b(?:he|she)\s+(?:loves\s+(?:his|her|my|me)|trusts|listens\s+to|looks\s+up\s+to|respects|cares\s+about)\s*\w*"
    rf"|\b(?:he|she)(?:'d|\s+would|\s+might|\s+will|'ll)\s+listen\s+to\b"
    rf"|\b(?:makes?|made|keeps?|kept)\s+me\s+(?:happy|smile|laugh|going|calm|alive)\b"
    rf"|\bonly\s+(?:thing|one|person|reason)\b.*\b(?:i|me|left)\b",
    re.I,
)
_NO_HOOK = re.compile(r"\b(?:don't|didn't|never|nobody|no longer|used to)\b.{0,20}\blove", re.I)
_TRIGGER = re.compile(
    r"\bif\s+(?:i\s+(?:see|hear)|you\s+(?:send|come|try|call|bring|hang)|anyone\s+\w+|anybody\s+\w+|"
    r"they\s+(?:come|try|send|step|get)|the\s+(?:cops|police)\s+\w+|(?:a|one)\s+(?:cop|police)\w*)"
    r"|(?<!\bi )\bdon't\s+(?:you\s+)?(?:\w+\s+)?(?:send|bring|come|call|talk\s+to\s+me|tell\s+me|"
    r"mention|talk\s+about|ask\s+me|lie|play|bullshit|try)\b"
    r"|\b(?:stop|quit)\s+(?:asking|telling|saying|talking|lying|calling|yelling)\b"
    r"|\b(?:keep|leave)\s+(?:my\s+\w+|her|him|them)\s+out\s+of\b|\bno\s+(?:cops|police)\b(?!\s+(?:here|around|yet))"
    r"|\bi\s+told\s+you\s+(?:not|no|to\s+stop)\b|\bsick\s+of\s+(?:your|these|people|hearing)\b",
    re.I,
)
_PROMISE = re.compile(
    r"\bi\s+promise\b|\bi\s+swear\s+i\s+won't\b|\byou(?:'ve|\s+have)\s+my\s+word\b|\bi\s+give\s+you\s+my\s+word\b"
    r"|\bi\s+won't\s+(?:hurt|do\s+anything|touch|shoot|hang\s+up|move|use|take\s+any)\b"
    r"|\bi(?:'ll|\s+will)\s+(?:put\s+it\s+(?:down|away)|come\s+out|let\s+(?:her|him|them|one)\s+go|stay\s+with\s+you)\b",
    re.I,
)
_PLEDGE = re.compile(
    r"\bi\s+(?:promise|guarantee|swear)\b|\byou\s+have\s+my\s+word\b|\bi\s+give\s+you\s+my\s+word\b"
    r"|\bi(?:'ll|\s+will)\s+(?:make\s+sure|see\s+to\s+it|get\s+(?:you|that|it|him|her)\b)"
    r"|\bnobody\s+(?:will|is\s+going\s+to)\s+hurt\s+you\b|\bnothing\s+will\s+happen\s+to\s+you\b",
    re.I,
)
_YIELDED = re.compile(
    r"\bi(?:'ve|\s+have)?\s+(?:just\s+)?(?:put|threw|laid|set|dropped|unloaded)\s+"
    r"(?:it|them|the\s+(?:gun|knife|weapon|blade|rifle|pistol|shotgun|pills|rope|bottle))"
    r"(?:\s+(?:down|away|out|on|in|up|over)\b|$|[.,!])"
    r"|\bi'm\s+(?:coming\s+out|putting\s+it\s+(?:down|away)|letting\s+(?:her|him|them|one)\s+go|opening\s+the\s+door)\b"
    r"|\b(?:i\s+let|i'm\s+sending)\s+(?:her|him|them|one)(?:\s+of\s+them)?\s+(?:go|out)\b"
    r"|\bit's\s+(?:in\s+the\s+other\s+room|unloaded|put\s+away|on\s+the\s+(?:floor|table|ground))\b",
    re.I,
)
_AGREED = re.compile(
    r"^\W*(?:okay|ok|alright|all\s+right|yes|yeah|fine|sure)\b(?!\W+but\b)|\bi(?:'ll|\s+will|\s+can)\s+(?:do|try)\s+(?:that|it)\b",
    re.I,
)


def hook_in(text: str) -> str:
    """The sentence in which something that matters is named; empty when there is none."""
    found = _sentence(_HOOK, text)
    return "" if _NO_HOOK.search(found) else found


def trigger_in(text: str) -> str:
    """The sentence that says what would make it worse; empty when there is none."""
    return _sentence(_TRIGGER, text)


def promise_in(text: str) -> str:
    """The sentence in which the caller gives their word; empty when there is none."""
    return _sentence(_PROMISE, text)


def pledge_in(text: str) -> str:
    """The sentence in which the dispatcher gives theirs; empty when there is none."""
    return _sentence(_PLEDGE, text)


def yielded(text: str) -> bool:
    """Whether the caller says they have done what leads to a safe end."""
    return bool(_sentence(_YIELDED, text))


def agreed(text: str) -> bool:
    """Whether the caller goes along with what was just asked of them."""
    return _AGREED.search(_plain(text)) is not None


def _sentence(cue: re.Pattern[str], text: str) -> str:
    """The first sentence with the cue, as it was said; of a run-on the words from there."""
    for part in _SENTENCE.split(_plain(text)):
        found = cue.search(part)
        if found:
            spoken = part.split()
            before = max(0, len(part[: found.start()].split()) - WORDS_BEFORE)
            start = before if len(spoken) > QUOTE_WORDS_MAX else 0
            return " ".join(spoken[start : start + QUOTE_WORDS_MAX])
    return ""


def _plain(text: str) -> str:
    return text.replace("’", "'")[-TEXT_READ:]
