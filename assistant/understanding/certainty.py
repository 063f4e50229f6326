"""How sure a clause leaves us: hedges, not knowing, refusing.

The classifier learns from examples whether a fact is affirmed or denied. These cues only take
certainty away: none of them can make a doubtful answer sure.
"""

from __future__ import annotations

import re

from assistant.events import Certainty
from assistant.understanding.words import normal

_DOUBT = re.compile(
    r"\b(?:i think|i guess|i believe|i suppose|maybe|perhaps|possibly|probably|might|may be|"
    r"looks? like|seems?|sounds? like|not sure|as far as i know|could be|should be|i hope|"
    r"looked like|like (?:\d+|\w+) (?:seconds?|minutes?|hours?|days?|feet|miles?|blocks?)|"
    r"supposedly|apparently|somewhere|i do not think|i am guessing|i can not really tell|"
    r"hard to tell|i would say|likely|presumably|i imagine|i assume|or something|or so|"
    r"not (?:positive|certain)|as far as i can|not that i know|not that i can see|"
    r"not that i am aware|who knows)\b"
)
_DEGREE = re.compile(
    r"\b(?:kind of|kinda|sort of|sorta|barely|hardly|not really|not (?:very|too|so) \w+|a little|"
    r"a bit|somewhat|on and off|off and on|every now and then|once in a while|sometimes|almost|"
    r"in and out|gasping|gurgling|snoring|shallow|"
    r"(?<!i am )(?<!been )(?<!i was )(?<!we are )(?<!i )trying to)\b"
)
_UNKNOWN = re.compile(
    r"\b(?:(?:i|we) (?:really |still |honestly )?(?:do not|did not|would not) (?:really |"
    r"even )?(?:know|remember)"
    r"|i have no (?:idea|clue)|no idea|no clue|i can not (?:really )?(?:tell|see|hear|remember)"
    r"|(?:i am )?not sure (?:if|where|who|what|whether|how|when)|could not tell you|i forgot|"
    r"i did not see"
    r"|your guess is as good)\b"
)
_UNKNOWN_ANSWER = re.compile(
    r"^(?:oh |well |no |uh |god )?(?:i )?(?:really |honestly )?do not know\b|^no idea\b|"
    r"^i have no (?:idea|clue)\b|^i could not (?:really )?(?:tell you|say)\b"
)
_HEDGED_ANSWER = re.compile(
    r"^(?:oh |well |no |yes |uh |i mean )*(?:i (?:do not )?(?:think|believe|guess|hope|suppose) so"
    r"|maybe|perhaps|possibly|probably(?: not)?|kinda|kind of|sort of|sorta|not really"
    r"|not that i (?:know|can see)(?: of)?)(?: no| yes)?$"
)
_REFUSED = re.compile(
    r"\b(?:i (?:am not|will not|would not|do not want to|would rather not|can not|refuse to) "
    r"(?:going to )?(?:say|tell you|give (?:you )?(?:my|that|his|her)|answer|be telling|"
    r"give that|giving)"
    r"|none of your business|why does (?:it|that) matter|i rather not|want to (?:stay|remain|"
    r"be) anonymous"
    r"|i am not (?:telling|giving|answering))\b"
)
_QUALIFIED = re.compile(
    r"^(?:but|though|although|except|only|well|just|kind of|sort of|barely|i think|i guess)\b"
)
_NONE = re.compile(
    r"\b(?:no|not any|without|not (?:see|hear|have)(?: (?:a|any|no))?) (?:\w+ )?"
    r"(?:guns?|weapons?|knife|knives|shots?|blood|bleeding|fire|smoke|gas|wires|children|kids)\b"
    r"|\b(?:nobody|no one)(?: is| has been| got| was)? (?:hurt|injured|shot|dead|bleeding)\b"
)
_YES = re.compile(
    r"^(?:oh )?(?:yes|yes (?:sir|maam|ma am|please|yes|he is|she is|it is|i am|they are|"
    r"he does|she does|i do)"
    r"|uh huh|mm hmm|correct|thats right|that is right|that is correct|exactly|of course|"
    r"affirmative|yes yes yes)$"
)
_NO = re.compile(
    r"^(?:oh )?(?:no|no (?:sir|maam|ma am|no|he is not|she is not|it is not|i am not|"
    r"they are not|i do not|no no)"
    r"|not at all|negative|huh uh|uh uh|absolutely not|no not at all)$"
)


def is_none_of_it(clause: str) -> bool:
    """Whether the clause says that a danger is not there: "no guns", "nobody's hurt"."""
    return bool(_NONE.search(normal(clause)))


def is_doubtful(clause: str) -> bool:
    """Whether the speaker is not sure of what the clause says."""
    return bool(_DOUBT.search(normal(clause)))


def is_qualified(clause: str) -> bool:
    """Whether the speaker is unsure of it, or says that it holds only in part."""
    return is_doubtful(clause) or bool(_DEGREE.search(normal(clause)))


def is_unknown(clause: str) -> bool:
    """Whether the clause says that the speaker does not know."""
    return bool(_UNKNOWN.search(normal(clause)))


def is_refused(clause: str) -> bool:
    """Whether the clause declines to answer."""
    return bool(_REFUSED.search(normal(clause)))


def is_qualification(clause: str) -> bool:
    """Whether the clause takes back some of what stood before it ("but he's gasping")."""
    return bool(_QUALIFIED.match(normal(clause)))


def told_certainty(learned: Certainty, clause: str) -> Certainty:
    """The certainty of a told fact: what was learned, less what the words take away.

    "Barely breathing" is no clean yes to *is he breathing*, and still a plain no to *normally*:
    words of degree weaken a yes only.
    """
    if is_unknown(clause):
        return "unknown"
    doubtful = is_doubtful(clause) or (learned == "affirmed" and is_qualified(clause))
    return "hedged" if doubtful and learned in ("affirmed", "denied") else learned


def short_answer(clause: str) -> Certainty | None:
    """What a clause says that is nothing but an answer; None for anything longer."""
    text = normal(clause)
    if is_refused(clause):
        return "refused"
    if _UNKNOWN_ANSWER.match(text) and len(text.split()) <= 7:
        return "unknown"
    if _HEDGED_ANSWER.match(text):
        return "hedged"
    if _YES.match(text):
        return "affirmed"
    return "denied" if _NO.match(text) else None
