"""What 阿里云短信 asks for: a signature and a template that it has approved."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from ..fields import Address, Secret, TextsInJson
from ..texting import TextingForm

PARAMETERS = '{"link": "{token}"}'


class AliyunForm(TextingForm):
    field_order = ("key", "secret", "sign_name", "template", "parameters", "own_number", "address")

    key = forms.CharField(label=_("AccessKey ID"), max_length=100)
    secret = Secret(label=_("AccessKey secret"), max_length=200)
    sign_name = forms.CharField(label=_("Signature of the sender"), max_length=60, help_text=_("As approved."))
    template = forms.RegexField(r"\ASMS_[0-9]{3,20}\Z", label=_("Template code"), help_text=_("Such as SMS_154950909."))
    parameters = TextsInJson(
        label=_("Variables of the template"), max_length=1000, such=PARAMETERS,
        help_text=_(
            "JSON. {link} is the whole link, {token} its last part, {text} the words, {stop} the address to opt out by."
        ),
    )  # fmt: skip
    address = Address(
        label=_("Address of the service"), initial="https://dysmsapi.aliyuncs.com/", help_text=_("As a rule this one.")
    )
