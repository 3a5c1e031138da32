"""A field of a rule."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from auricle.collector.public import Refused
from auricle.web.platform.public import in_words
from auricle.web.tracking import refusing
from auricle.web.tracking.rule_form import Draft

register = template.Library()

LABELS = {
    "name": _("Name of the rule"),
    "event": _("Event"),
    "where": _("Where"),
    "touchpoint": _("Touchpoint"),
    "stage": _("Stage"),
    "channel": _("Channel"),
    "activity": _("Activity"),
    "outcome": _("Outcome"),
    "value": _("Value"),
    "duration_seconds": _("Seconds"),
}

register.filter("why_refused", refusing.why_refused)


@register.filter
def what_to_do(refused: Refused) -> str:
    return refusing.what_to_do(refused.reason, refused.explanation)


@register.simple_tag
def rule_field(draft: Draft, field: str, number: int) -> SafeString:
    """A labelled input, with what is wrong beside it."""
    id_, wrong = f"{field}-{number}", draft.wrong.get(field, "")
    said = format_html('<p class="wrong" id="{}-wrong">{}</p>', id_, in_words(wrong)) if wrong else ""
    about = format_html(' aria-invalid="true" aria-describedby="{}-wrong"', id_) if wrong else ""
    return format_html(
        '<div class="field field-{}{}"><label for="{}">{}</label>'
        '<input class="form-control" id="{}" name="{}" value="{}" spellcheck="false" autocomplete="off"{}>{}</div>',
        field, " field-wrong" if wrong else "", id_, LABELS[field], id_, field, draft.values[field], about, said,
    )  # fmt: skip
