"""What a gateway asks for whose request a workspace writes down itself."""

from __future__ import annotations

import json
from urllib.parse import parse_qsl

from django import forms
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from ..fields import Address, Secret
from ..texting import TextingForm

JSON, FORM = "json", "form"


class GatewayForm(TextingForm):
    field_order = ("address", "format", "template", "header", "secret", "success", "own_number")

    address = Address(label=_("Address"), help_text=_("Where your provider takes messages, by POST."))
    format = forms.ChoiceField(label=_("Format"), choices=((JSON, "JSON"), (FORM, "application/x-www-form-urlencoded")))
    template = forms.CharField(
        label=_("Request"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}),
        initial='{"to": "{to}", "text": "{text}"}',
        help_text=_("{to} is the number, {text} the words with the link; also {link}, {token}, {stop} and {id}."),
    )  # fmt: skip
    header = forms.RegexField(
        r"\A[A-Za-z0-9-]{1,60}\Z", label=_("Header that signs in"), initial="Authorization", required=False
    )
    secret = Secret(label=_("What stands in it"), max_length=2000, required=False)
    success = forms.CharField(
        label=_("An answer that took it holds"), max_length=200, required=False,
        help_text=_('Some providers answer 200 to everything; then write what only a success says, such as "code":0.'),
    )  # fmt: skip

    def clean(self) -> dict[str, object]:
        given = super().clean() or self.cleaned_data
        template = str(given.get("template", ""))
        if given.get("format") == JSON and template and (why := _no_json(template)):
            self.add_error("template", __("This is no JSON: %(why)s") % {"why": why})
        if given.get("format") == FORM and template and not parse_qsl(template):
            self.add_error("template", __("Write it like to={to}&text={text}."))
        return given


def _no_json(template: str) -> str:
    try:
        json.loads(template)
    except ValueError as error:
        return str(error)
    return ""
