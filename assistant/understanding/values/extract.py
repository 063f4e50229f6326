"""One extractor a fact: what it is worth in the words given for it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from types import MappingProxyType

from assistant.understanding.values import lexicon
from assistant.understanding.values.ages import age_answer, find_age
from assistant.understanding.values.numbers import find_count
from assistant.understanding.values.people import find_caller_name, name_answer
from assistant.understanding.values.phones import find_phone
from assistant.understanding.values.places import find_address, find_place, place_answer
from assistant.understanding.values.roles import role_answer
from assistant.understanding.values.times import find_time, pregnancy_answer
from assistant.understanding.words import normal

Extractor = Callable[[str], str | None]

FILLERS = re.compile(
    r"^\W*(?:(?:uh+|um+|er|oh|okay|ok|well|so|yeah|yes|and|like|it's|just)\b[\s,.-]*)+", re.I
)
_EMPTY_ANSWER = re.compile(
    r"^(?:(?:yes|no|ok|okay|please|hurry|help|sir|maam|ma am|what|huh|hello|pardon|sorry|"
    r"right|sure|"
    r"oh|my|god|thank|you|hold|on|wait|i|do|not|know|have|no|idea|think|so|just|send|somebody|someone|"
    r"can|hear|me|say|again|excuse|come|quick|fast|now|mm|hm|uhhuh|tell|that|it|is|am)\b\s*)*$"
)
MOST_WORDS = 40
_CORRECTED = re.compile(r"\b(?:no|wait|i mean|actually|make that)\b[\s,.]*", re.I)


def gist(text: str) -> str | None:
    """The answer in its own words, fillers taken off; None when nothing is said in it."""
    bare = FILLERS.sub("", text).strip(" ,.-")
    words = bare.split()
    if not words or _EMPTY_ANSWER.match(normal(bare)):
        return None
    return " ".join(words[:MOST_WORDS])


def _count(text: str) -> str | None:
    """A number of people; of "five, no, six" the one it was corrected to."""
    corrected = find_count(_CORRECTED.split(text)[-1])
    count = find_count(text) if corrected is None else corrected
    return None if count is None else str(count)


def _described(text: str) -> str | None:
    return gist(text) if lexicon.describes(text) else None


def _clothes(text: str) -> str | None:
    return gist(text) if lexicon.names_clothes(text) else None


def _or_gist(find: Extractor, most_words: int = 8) -> Extractor:
    """The thing itself, or a short answer as it stands."""

    def extract(text: str) -> str | None:
        if (found := find(text)) is not None:
            return found
        bare = gist(text)
        return bare if bare and len(bare.split()) <= most_words else None

    return extract


def _named(words: str) -> Extractor:
    return partial(lexicon.named, words)


def _time_or_count(text: str) -> str | None:
    return find_time(text) or _count(text)


_EXTRACTORS: Mapping[str, Extractor] = MappingProxyType(
    {
        "location": place_answer,
        "location_verified": _or_gist(find_place),
        "caller_position": _or_gist(find_place, 12),
        "callback_number": find_phone,
        "when_happened": _or_gist(find_time),
        "caller_name": name_answer,
        "patient_name": name_answer,
        "suspect_name": name_answer,
        "caller_role": _or_gist(role_answer, 12),
        "weapon_type": _named(lexicon.WEAPONS),
        "language": _named(lexicon.LANGUAGES),
        "service_needed": _named(lexicon.SERVICES),
        "people_count": _count,
        "suspect_count": _count,
        "hostage_count": _count,
        "vehicles_involved": _or_gist(lexicon.find_vehicle),
        "age": age_answer,
        "patient_sex": lexicon.find_sex,
        "substance": _or_gist(_named(lexicon.SUBSTANCES), 6),
        "amount_taken": _or_gist(_count),
        "weeks_pregnant": pregnancy_answer,
        "contractions": _or_gist(_time_or_count, 15),
        "time_submerged": _or_gist(find_time),
        "building_type": _or_gist(_named(lexicon.BUILDINGS)),
        "direction_of_travel": _or_gist(lexicon.find_direction),
        "suspect_description": _described,
        "suspect_vehicle": lexicon.find_vehicle,
        "suspect_direction": _or_gist(lexicon.find_direction, 12),
        "relationship": lexicon.find_relationship,
        "last_seen_time": _or_gist(find_time),
        "last_seen_place": _or_gist(find_place, 12),
        "missing_description": _described,
        "clothing": _clothes,
        "deadline": _or_gist(find_time),
        "animal_type": _named(lexicon.ANIMALS),
    }
)
_IN_OWN_WORDS = frozenset(
    """
    what_happened weapon_location injuries airway_object symptoms patient_position
    what_is_burning flames_or_smoke fire_location position_inside water_level access
    suspect_location entry_point property_taken hostage_condition suicide_means reasons
    searched_places medical_history hazards people_inside demands responders_arrived
    """.split()
)


def value_for(fact: str, text: str) -> str | None:
    """The value of a pending question's fact in a short answer to it, or None.

    "Uh, Manny" is `Manny` for a name; "like two or three" is `2-3` for a count. None for
    questions that a yes or no answers, and for words that hold no answer.
    """
    if extractor := _EXTRACTORS.get(fact):
        return extractor(text)
    return gist(text) if fact in _IN_OWN_WORDS else None


def told_value(fact: str, certainty: str, clause: str) -> str:
    """The value of a fact that a clause was understood to tell: never empty for a told fact."""
    if certainty == "unknown":
        return "unknown"
    if fact in _EXTRACTORS or fact in _IN_OWN_WORDS:
        if certainty == "denied":
            return "no"
        return value_for(fact, clause) or gist(clause) or clause
    if certainty == "hedged":
        return gist(clause) or clause
    return "no" if certainty == "denied" else "yes"


def find_values(text: str) -> Iterator[tuple[str, str, float]]:
    """Facts that need no question to be recognised: (fact, value, confidence 0 to 1)."""
    if phone := find_phone(text):
        yield "callback_number", phone, 0.85
    if address := find_address(text):
        yield "location", address, 0.8 if address[0].isdigit() else 0.65
    if name := find_caller_name(text):
        yield "caller_name", name, 0.85
    if age := find_age(text):
        yield "age", age, 0.7
