"""What Twilio asks for."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from ..fields import Address, Secret
from ..texting import TextingForm


class TwilioForm(TextingForm):
    field_order = ("account", "token", "sender", "own_number", "address")

    account = forms.RegexField(
        r"\AAC[0-9a-fA-F]{32}\Z", label=_("Account SID"), help_text=_("It begins with AC and has 34 characters.")
    )
    token = Secret(label=_("Auth token"), max_length=200)
    sender = forms.CharField(
        label=_("Sender"), max_length=60,
        help_text=_("A number of yours such as +14155550100, a name, or a messaging service (MG…)."),
    )  # fmt: skip
    address = Address(
        label=_("Address of the service"), initial="https://api.twilio.com", help_text=_("As a rule this one.")
    )
