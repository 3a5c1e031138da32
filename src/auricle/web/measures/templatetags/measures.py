"""Tags of the measures' pages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms, template
from django.utils.translation import gettext as _

from auricle.model.measure import Measure, said
from auricle.web.platform.public import amount, too_few

register = template.Library()

FORMATS = {"csv": "CSV", "xlsx": "Excel", "parquet": "Parquet"}


@register.simple_tag(takes_context=True)
def titled(context: template.Context, measure: Measure) -> str:
    return measure.called(context["request"].state.language)


@register.simple_tag(takes_context=True)
def summarised(context: template.Context, measure: Measure) -> str:
    return said(measure.summary, context["request"].state.language)


@register.simple_tag(takes_context=True)
def too_few_here(context: template.Context) -> str:
    return too_few(context["request"].state.workspace.settings.floor)


@register.simple_tag
def share(value: float) -> str:
    return amount(value, "share")


@register.filter
def words(text: str) -> list[str]:
    return text.split()


@register.filter
def field(form: forms.Form, name: str) -> forms.BoundField:
    return form[name]


@register.filter
def format_title(ending: str) -> str:
    return FORMATS[ending]


@register.filter
def any_of(values: Iterable[Any]) -> bool:
    return any(values)


@register.filter
def entity_title(name: str) -> str:
    """What the rows of an entity are called."""
    titles = {
        "answers": _("Answers"), "cases": _("Cases"), "contracts": _("Contracts"), "customers": _("Customers"),
        "exposures": _("Exposures"), "feedback": _("Feedback"), "interactions": _("Interactions"),
        "mentions": _("Mentions"), "orders": _("Orders"), "points": _("Points"), "readings": _("Texts read"),
        "sessions": _("Sessions"),
    }  # fmt: skip
    return titles.get(name, name)
