"""Why a row was refused, beside the row."""

from __future__ import annotations

from django import template

from auricle.web.imports.refusing import why

register = template.Library()
register.filter("why", why)
