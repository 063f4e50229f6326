"""Words by which a dispatcher's part in CPR by telephone is heard, live and in review."""

from __future__ import annotations

import re

CPR_WORDS = re.compile(r"\b(c\W?p\W?r|chest compressions?|compressions?|defibrillator|a\W?e\W?d)\b")
PUSH_WORDS = re.compile(
    r"\bpush(ing)? (\w+ ){0,4}(hard|down|fast|chest)\b|\bpump (\w+ ){0,3}chest\b"
    r"|\b(hands?|heel) (\w+ ){0,6}chest\b|\bkeep (pushing|pumping)\b"
)
COUNT_WORDS = re.compile(r"\bone\W+two\W+three\b|\b1\W+2\W+3\b")
NOT_AWAKE = ("conscious",)
NOT_BREATHING = ("breathing_normally", "breathing")
COMPRESSIONS = ("compressions", "infant_compressions")
ARREST_TYPES = ("cardiac_arrest",)
AHA_TARGETS = {"recognition_s": 90, "first_compression_s": 150}
"""Public targets for CPR by telephone (American Heart Association), where no card names others."""
