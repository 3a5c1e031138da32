"""How ids are written the same way each time."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Literal

from phonenumbers import (
    NumberParseException,
    PhoneMetadata,
    PhoneNumberFormat,
    format_number,
    is_possible_number,
    parse,
)

Form = Literal["text", "email", "telephone"]

_LONGEST = 256
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_INTERNATIONAL = re.compile(r"\+[1-9]\d{6,14}")
_BETWEEN_DIGITS = str.maketrans("", "", " -.()/\u00a0\u3000\u2010\u2011\u2012\u2013")


def written(form: Form, value: str, country: str = "") -> str:
    """A value as its form has it; empty when it is none.

    Parameters
        country: ISO 3166, of telephone numbers that begin with no country's code.
    """
    plain = unicodedata.normalize("NFKC", value).strip()
    if not plain or len(plain) > _LONGEST or not plain.isprintable():
        return ""
    if form == "email":
        return plain.lower() if _EMAIL.fullmatch(plain) else ""
    return telephone(plain, country) if form == "telephone" else plain


def telephone(number: str, country: str) -> str:
    """A number in E.164; empty when it can be nobody's."""
    digits = number.translate(_BETWEEN_DIGITS)
    if digits.isdecimal() and (mobile := _mobile(country)) and mobile[1].fullmatch(digits):
        return f"+{mobile[0]}{digits}"
    try:
        read = parse(number, country or None)
    except NumberParseException:
        return digits if _INTERNATIONAL.fullmatch(digits) else ""
    return format_number(read, PhoneNumberFormat.E164) if is_possible_number(read) else ""


@cache
def _mobile(country: str) -> tuple[int, re.Pattern[str]] | None:
    """The code of a country and what its mobile numbers look like at home: most numbers are such, and read quickly."""
    found = PhoneMetadata.metadata_for_region(country) if country else None
    if found is None or not found.country_code or not found.mobile or not found.mobile.national_number_pattern:
        return None
    return found.country_code, re.compile(found.mobile.national_number_pattern)


@cache
def country_of(zone: str) -> str:
    """The country (ISO 3166) of a time zone; empty when it is none's in particular."""
    table = files("tzdata.zoneinfo").joinpath("zone.tab").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines() if not line.startswith("#"))
    return next((row[0] for row in rows if row[2] == zone), "")
