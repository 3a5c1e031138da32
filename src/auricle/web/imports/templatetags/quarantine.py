"""Of which rows a refused one is, why it was refused, and what the first rows become."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import template
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from auricle.model.entities import ENTITIES
from auricle.model.entity import Type
from auricle.web.customers.public import kind_of_rows
from auricle.web.imports.refusing import reason_called, tag, why
from auricle.web.measures.public import dimension_title

register = template.Library()
register.filter("why", why)
register.filter("tag", tag)
register.filter("reason_called", reason_called)
register.filter("column_title", dimension_title)


@register.filter
def rows_of(entity: str) -> str:
    """What the rows of an entity are called; a name that is none stays as it is."""
    if entity == "customers":
        return _("Customers")
    return kind_of_rows(entity) if entity in ENTITIES else entity


@register.filter
def first_rows(preview: Mapping[str, Any]) -> list[list[tuple[str, str]]]:
    """The rows of a preview: each cell as people write it, and its class."""
    types = {column.name: column.type for column in ENTITIES[preview["name"]].columns}
    return [
        [_cell(types.get(name), text) for name, text in zip(preview["columns"], row, strict=True)]
        for row in preview["rows"]
    ]


def _cell(kind: Type | None, text: str) -> tuple[str, str]:
    if text and kind is Type.INSTANT:
        return date_format(localtime(datetime.fromisoformat(text)), "DATETIME_FORMAT"), "date"
    if text and kind is Type.DATE:
        return date_format(date.fromisoformat(text), "DATE_FORMAT"), "date"
    return text, ""
