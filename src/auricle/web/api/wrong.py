"""Why a field does not fit, in the reader's language: what pydantic found, in our words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel

SAID = {
    "missing": _("it has to be given"),
    "extra_forbidden": _("there is no such field; leave it out"),
    "string_type": _("it has to be text"),
    "string_too_short": _("it needs at least %(min_length)s characters"),
    "string_too_long": _("it has more than %(max_length)s characters"),
    "string_pattern_mismatch": _("it is not in the form %(pattern)s"),
    "too_short": _("it needs at least %(min_length)s entries"),
    "too_long": _("it has more than %(max_length)s entries"),
    "int_type": _("it has to be a whole number"),
    "int_parsing": _("it has to be a whole number"),
    "int_parsing_size": _("the number is too large"),
    "int_from_float": _("it has to be a whole number"),
    "float_type": _("it has to be a number"),
    "float_parsing": _("it has to be a number"),
    "finite_number": _("it has to be a finite number"),
    "bool_type": _("it has to be true or false"),
    "bool_parsing": _("it has to be true or false"),
    "greater_than_equal": _("it has to be %(ge)s or more"),
    "greater_than": _("it has to be more than %(gt)s"),
    "less_than_equal": _("it has to be %(le)s or less"),
    "less_than": _("it has to be less than %(lt)s"),
    "literal_error": _("it has to be one of %(expected)s"),
    "enum": _("it has to be one of %(expected)s"),
    "list_type": _("it has to be a list"),
    "dict_type": _("it has to be an object in braces"),
    "model_attributes_type": _("it has to be an object in braces"),
    "day": _("write a day as 2026-01-31"),
    "date_type": _("write a day as 2026-01-31"),
    "date_parsing": _("write a day as 2026-01-31"),
    "date_from_datetime_parsing": _("there is no such day; write one as 2026-01-31"),
    "date_from_datetime_inexact": _("write a day as 2026-01-31, without a time"),
    "json_invalid": _("it is not JSON"),
    "windows_in_order": _("a window ends before it starts; swap the two days"),
}


class Wrong(BaseModel):
    """``at``: query, path, body or header, then the names down to the field; ``why`` says what to mend."""

    at: list[str]
    why: str


def wrongs(errors: Iterable[Mapping[str, Any]], where: str = "") -> list[Wrong]:
    """What pydantic or ninja found; ``where`` is put before places that do not say it themselves."""
    return [Wrong(at=_at(each, where), why=_why(each)) for each in errors]


def _at(error: Mapping[str, Any], where: str) -> list[str]:
    """Without the name of the model that ninja reads all of a query or a body into."""
    parts = [str(part) for part in error["loc"]]
    if not where and len(parts) > 1 and parts[0] == parts[1]:
        parts = parts[1:]
    return [where, *parts] if where else parts


def _why(error: Mapping[str, Any]) -> str:
    said = SAID.get(error["type"])
    if said is None:
        return str(error["msg"])
    given = {name: str(value).replace(" or ", ", ") for name, value in error.get("ctx", {}).items()}
    return str(said) % given
