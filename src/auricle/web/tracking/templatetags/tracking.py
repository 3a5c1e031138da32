"""A field of a rule."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_  # noqa: N812 - gettext's own name for it

from auricle.web.platform.public import in_words
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


REASONS = {
    "contradicts": N_("another of this id said something else"),
    "not_json": N_("not JSON"),
    "no_name": N_("without a name"),
    "too_large": N_("too large"),
    "damaged": N_("damaged"),
    "nobody": N_("of nobody"),
}


@register.filter
def why_refused(reason: str) -> str:
    """A reason of the collector's in words; one that has none yet as its code, spaced."""
    return gettext(REASONS[reason]) if reason in REASONS else reason.replace("_", " ")


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
