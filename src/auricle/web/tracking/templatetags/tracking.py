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

STANDARD = {
    "largest contentful paint": _("largest contentful paint"),
    "interaction to next paint": _("interaction to next paint"),
    "cumulative layout shift": _("cumulative layout shift"),
    "first contentful paint": _("first contentful paint"),
    "time to first byte": _("time to first byte"),
    "script error": _("script error"),
    "rage click": _("rage click"),
    "dead click": _("dead click"),
    "form abandoned": _("form abandoned"),
    "form submitted": _("form submitted"),
    "page": _("page"),
    "screen": _("screen"),
    "products searched": _("products searched"),
    "product list viewed": _("product list viewed"),
    "promotion": _("promotion"),
    "product viewed": _("product viewed"),
    "wishlist": _("wishlist"),
    "sharing": _("sharing"),
    "product reviewed": _("product reviewed"),
    "cart": _("cart"),
    "checkout": _("checkout"),
    "coupon": _("coupon"),
    "order placed": _("order placed"),
    "order updated": _("order updated"),
    "order refunded": _("order refunded"),
    "order cancelled": _("order cancelled"),
    "account": _("account"),
    "app opened": _("app opened"),
    "app crashed": _("app crashed"),
    "e-mail": _("e-mail"),
}
"""What a reader calls the standard rules; a workspace's own are called as it calls them."""

register.filter("why_refused", refusing.why_refused)


@register.filter
def rule_title(name: str) -> object:
    return STANDARD.get(name, name)


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
