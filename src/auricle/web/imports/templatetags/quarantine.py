"""Of which rows a refused one is, and why it was refused."""

from __future__ import annotations

from django import template

from auricle.model.entities import ENTITIES
from auricle.web.customers.public import kind_of_rows
from auricle.web.imports.refusing import tag, why

register = template.Library()
register.filter("why", why)
register.filter("tag", tag)


@register.filter
def rows_of(entity: str) -> str:
    """What the rows of an entity are called; a name that is none stays as it is."""
    return kind_of_rows(entity) if entity in ENTITIES else entity
