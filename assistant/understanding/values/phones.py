"""Telephone numbers, spoken or written."""

from __future__ import annotations

import re

import phonenumbers

from assistant.understanding.values.numbers import with_digits

_RUN = re.compile(r"(?<![\d.])\+?(?:[\d][\s().,-]{0,3}){6,14}\d(?!\d)")
_AREA = re.compile(r"\barea code\b|\bextension\b|\bdash\b", re.I)


def find_phone(text: str, region: str = "US") -> str | None:
    """The first telephone number: nationally written, or its digits when only local ones are said.

    Seven digits (no area code), ten, or a number that is valid with its country code.
    """
    digits = _AREA.sub(" ", with_digits(text))
    for match in _RUN.finditer(digits):
        bare = re.sub(r"\D", "", match[0])
        if len(bare) == 7:
            return f"{bare[:3]}-{bare[3:]}"
        if number := _parsed(match[0] if "+" in match[0] else bare, region):
            return number
    return None


def _parsed(text: str, region: str) -> str | None:
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    if number.country_code == phonenumbers.country_code_for_region(region):
        return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL))
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL))
