"""Names of people, as given in answers and introductions."""

from __future__ import annotations

import re

_FILLER = re.compile(
    r"^\W*(?:(?:uh+|um+|er|oh|okay|ok|yes|yeah|sure|so|well|sir|ma'am|please|it's|it is|its|"
    r"that's|that is|this is|i'm|i am|my|his|her|their|the|name|names|name's|first|last|full|"
    r"is|was|"
    r"and|a|he's|she's|called|officer|like)\b[\s,.:-]*)+",
    re.I,
)
_GIVEN = re.compile(
    r"\b(?:(my|his|her|their|the (?:guy|man|woman|patient|baby|kid)'?s)\s+(?:full |first |"
    r"last )?name"
    r"(?:'s| is|s)?|(?:he's|she's) called|they call (?:him|her))\s+(.+)",
    re.I,
)
_INTRODUCED = re.compile(
    r"^\W*(?:hi |hello |hey |yes )?(?:this is|i'm|i am)\s+((?:[A-Z][a-z'-]+\s?){1,3})"
)
_SPELLED = re.compile(r"\b(?:[A-Za-z][-\s.]+){2,}[A-Za-z]\b")
_END = re.compile(
    r"[,.;!?]|\s+(?:and|but|i|he|she|i'm|he's|she's|like|with|at|on|we|is|spelled|please)\b", re.I
)
_WORD = re.compile(r"[A-Za-z][A-Za-z'-]*")
_NOT_NAMES = frozenset(
    """
    a about after again ago ahead ain't all alone already also am an and any anybody anymore
    anything are around as ask at away baby back bad barely be because been before behind
    being bleeding boy boyfriend breathing brother but by bye call called calling came can
    can't car come coming cop could dad daughter dead did didn't do does doesn't doing don't
    door down dying else ever everybody everything fast father fell fine fire for friend from
    get getting girl girlfriend give go god going gone good got gun guy had has hasn't have he
    he's help her here hers hey hi him his home hospital house how huh hurry hurt husband i
    i'd i'll i'm i've idea if in inside into is isn't it it's jesus just kid kids kind know
    lady let like listen little live lives lot mad man maybe me mine mom more mother move
    moving much my myself name need neighbor never no nobody none nope normal not nothing now
    of off oh ok okay old on one only or other our out outside over people person phone please
    police probably quick quickly ready really right said same saw say scared send she she's
    shot should sir sister so some somebody someone something son sorry speak stay still stop
    stranger street stuck sure take talk tell than thank thanks that that's the their them
    then there they they're thing think this those to told too trapped try trying two uh um
    unconscious under unknown until up upstairs us very wait wake want was wasn't way we we're
    well went were what what's when where which who who's why wife will with woman won't work
    would wrong yeah yes yep yet you you're your whatever refuse anonymous anyone safe awake
    asleep confused conscious responsive male female white black hispanic hello correct awful
    terrible alive bleeding choking crying drunk gasping hiding killed minute minutes hour
    hours second seconds today yesterday tonight morning
    """.split()
)
LONGEST = 4


def find_caller_name(text: str) -> str | None:
    """The caller's own name, when the words say that it is: "my name is", "this is Dana"."""
    if (match := _GIVEN.search(text)) and (match[1] or "").lower() == "my":
        return _name(match[2])
    if match := _INTRODUCED.match(text):
        return _name(match[1])
    return None


def name_answer(text: str) -> str | None:
    """A name given where one was asked: "Uh, Manny", "his name is Ray Ortiz", "M-A-N-N-Y"."""
    if match := _GIVEN.search(text):
        return _name(match[2])
    if (match := _SPELLED.search(text)) and len(_WORD.findall(text)) <= 14:
        return re.sub(r"[^A-Za-z]", "", match[0]).capitalize()
    return _name(_FILLER.sub("", text))


def _name(text: str) -> str | None:
    """The words of a name at the start of a text, or None when they are ordinary words."""
    named = _END.split(f"{text.strip()} ", maxsplit=1)[0]
    words = _WORD.findall(named)
    if not 0 < len(words) <= LONGEST or any(char.isdigit() for char in named):
        return None
    if any(word.lower() in _NOT_NAMES for word in words):
        return None
    return " ".join(word[0].upper() + word[1:] for word in words)
