"""Tags of every page: addresses that keep the view, icons, numbers with their unit."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

from django import template
from django.forms import BoundField, CheckboxInput, Widget
from django.forms.widgets import ChoiceWidget
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from auricle.web.platform.audit import details
from auricle.web.platform.charts import Chart, Heat
from auricle.web.platform.numbers import Estimated, duration, estimate, grouped
from auricle.web.platform.screen import ScreenState
from auricle.web.platform.wording import in_words

register = template.Library()
register.filter("details", details)


@register.simple_tag(takes_context=True)
def to(context: template.Context, route_: str, **kwargs: Any) -> str:
    """The address of a page of this workspace, keeping period and segment: ``{% to "measures:one" name="nps" %}``."""
    return context["request"].state.url(route_, **kwargs)


@register.simple_tag(takes_context=True)
def this_page(context: template.Context, **changes: str) -> str:
    """This page's address with parts of its query changed; an empty value takes the part away."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        name = name.rstrip("_")
        if value in ("", None):
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"{context['request'].path}?{query.urlencode()}" if query else context["request"].path


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon of the sprite; with a label it speaks, without it stays silent to screen readers."""
    address = f"{static('vendor/icons.svg')}#{name}"
    if label:
        return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}"/></svg>', label, address)
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"/></svg>', address)


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """A form's control in the look of the page, told to screen readers with its hint and its error."""
    described = [f"{field.auto_id}_helptext"] if field.help_text else []
    described += [f"{field.auto_id}_error"] if field.errors else []
    attributes = {"class": _look_of(field.field.widget)}
    if described:
        attributes["aria-describedby"] = " ".join(described)
    if field.errors:
        attributes["aria-invalid"] = "true"
    return field.as_widget(attrs=attributes)


def _look_of(widget: Widget) -> str:
    if isinstance(widget, (CheckboxInput, ChoiceWidget)) and getattr(widget, "input_type", "") in ("checkbox", "radio"):
        return "form-check-input"
    return "form-select" if isinstance(widget, ChoiceWidget) else "form-control"


@register.inclusion_tag("platform/chart.html")
def chart(chart: Chart) -> dict[str, Any]:
    """Draw a picture with its twins; the page loads ``platform/charts_head.html`` once in its head."""
    return {"chart": chart, "id": f"chart-{uuid4().hex[:12]}", "exports": ("PNG", "SVG", "CSV")}


@register.inclusion_tag("platform/heat.html")
def heat_table(heat: Heat) -> dict[str, Any]:
    return {"heat": heat}


@register.simple_tag
def number(value: float | None, digits: int = 0) -> str:
    """A plain number with the separators of the language."""
    return "" if value is None else grouped(value, digits)


@register.simple_tag
def value(row: Estimated, unit: str, currency: str = "") -> str:
    """A value with its interval, or why there is none."""
    return estimate(row, unit, currency)


@register.simple_tag(takes_context=True)
def this_export(context: template.Context, route_: str, **kwargs: Any) -> str:
    """The address of an export that takes the whole query of this page: what one sees is what one gets."""
    request = context["request"]
    query = request.GET.copy()
    query.pop("page", None)
    address = reverse(route_, kwargs={"workspace": request.state.record.slug, **kwargs})
    return f"{address}?{query.urlencode()}" if query else address


@register.filter
def said(text: object) -> str:
    """What is kept in English, such as an audited verb or why the library refused, in the language of the page."""
    return in_words(text)


@register.filter
def may(state: ScreenState, verb: str) -> bool:
    """Whether the person who looks may do something: ``{% if state|may:"erase customers" %}``."""
    return state.may(verb)


@register.filter
def away(moment: datetime) -> str:
    """How far away a moment is, before or behind us: ``2 h 05 min``."""
    return duration(abs((moment - timezone.now()).total_seconds()))


@register.filter
def unlocalized(value: float) -> str:
    """A number as markup wants it, whatever the language."""
    return str(value)
