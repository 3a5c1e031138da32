"""Why a row waits in quarantine, in the language of the page; English as the row keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as N_  # noqa: N812 - gettext's own name for it

from auricle.model.entities import ENTITIES
from auricle.model.entity import Column, Type
from auricle.sources.quarantine.waiting import EVENT_BEGINS
from auricle.web.tracking.public import what_to_do, why_refused

# What each reason means; a reason said of a column that bounds it says the bounds.
WHY = {
    "missing": N_("{column} is empty, and every row must have it; fill it in."),
    "no_feedback": N_("The feedback that {column} names is neither stored nor in this import; bring it first."),
    "feedback_refused": N_("The feedback this answer belongs to is in quarantine itself; mend that row."),
    "off_scale": N_("This answer is not on the scale of its question; mend it, or name the code under missing:."),
    "contradicts": N_(
        "Another row with the same {column} says something else, and that one was kept; mend one of the two, "
        "or say `on conflict: latest`."
    ),
    "ragged": N_("The row has fewer or more columns than the header; mend it, or quote the value with a separator."),
    "quoting": N_("A quoted value goes on behind its closing quote; double the quotes inside it."),
    "too_long": N_("The row is too long to be read; shorten it."),
    "unreadable": N_("The row cannot be read; mend it."),
    "wrong_type": N_("{column} cannot be read as what it must be; mend it, or say its format: or missing:."),
    "out_of_range": N_("{column} is out of range; mend it, or name it under missing:."),
    "unknown_value": N_("This value of {column} is not listed; list it under values:."),
}
BETWEEN = N_("{column} is not between {low:g} and {high:g}; mend it, or name it under missing:.")
BELOW = N_("{column} is below {low:g}; mend it, or name it under missing:.")
CHOICES = N_("{column} is none of {choices}; map it under values:.")
TYPES = {
    Type.INTEGER: N_("{column} is not a whole number; mend it, or say its format: or missing: in the mapping."),
    Type.NUMBER: N_("{column} is not a number; mend it, or say its format: or missing: in the mapping."),
    Type.AMOUNT: N_("{column} is not an amount; mend it, or say its format: or missing: in the mapping."),
    Type.BOOLEAN: N_("{column} is not a yes or no; mend it, or say its format: or missing: in the mapping."),
    Type.INSTANT: N_("{column} is not a date and time; mend it, or say its format: or missing: in the mapping."),
    Type.DATE: N_("{column} is not a date; mend it, or say its format: or missing: in the mapping."),
    Type.JSON: N_("{column} is not a JSON object; mend it, or say its format: or missing: in the mapping."),
}
# The codes themselves, as tags.
CODES = (
    N_("missing"), N_("no_feedback"), N_("feedback_refused"), N_("off_scale"), N_("contradicts"), N_("ragged"),
    N_("quoting"), N_("too_long"), N_("unreadable"), N_("wrong_type"), N_("out_of_range"), N_("unknown_value"),
)  # fmt: skip


def why(row: Mapping[str, Any]) -> str:
    """The sentence of a quarantined row. English says what the import wrote, which names the header too."""
    if _came_over_http(row):
        return what_to_do(row["reason"], row["explanation"] or "")
    template = _template(row)
    if not template or (get_language() or "en").startswith("en"):
        return row["explanation"] or ""
    column = _column(row)
    bounds = {"low": column.low, "high": column.high, "choices": ", ".join(column.choices)} if column else {}
    return gettext(template).format(column=row["column"] or "", **bounds)


def tag(row: Mapping[str, Any]) -> str:
    """The reason of a quarantined row in a word or two."""
    return why_refused(row["reason"]) if _came_over_http(row) else reason_called(row["reason"])


def reason_called(code: str) -> str:
    """A reason of a file's row, or of an event, in a word or two; in English its code without the underscores."""
    return gettext(code).replace("_", " ") if code in CODES else why_refused(code)


def _came_over_http(row: Mapping[str, Any]) -> bool:
    return str(row.get("raw") or "").startswith(EVENT_BEGINS)


def _template(row: Mapping[str, Any]) -> str:
    reason, column = row["reason"] or "", _column(row)
    if column and reason == "wrong_type":
        return TYPES.get(column.type, WHY[reason])
    if column and reason == "out_of_range" and column.low is not None:
        return BELOW if column.high is None else BETWEEN
    if column and reason == "unknown_value" and column.choices:
        return CHOICES
    return WHY.get(reason, "")


def _column(row: Mapping[str, Any]) -> Column | None:
    entity, name = ENTITIES.get(row["entity"] or ""), row["column"] or ""
    return entity.column(name) if entity and entity.has(name) else None
