"""What sending e-mail needs to know."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from auricle.web.platform.public import in_words

from ..fields import Secret
from ..outgoing import NotSent
from ..outgoing.addresses import plain
from ..outgoing.smtp import IMPLICIT, PLAIN, STARTTLS


class EmailForm(forms.Form):
    host = forms.CharField(label=_("Mail server"), max_length=250, help_text=_("Such as smtp.example.com."))
    port = forms.IntegerField(label=_("Port"), min_value=1, max_value=65535, initial=587)
    security = forms.ChoiceField(
        label=_("Encryption"),
        initial=STARTTLS,
        choices=(
            (STARTTLS, _("STARTTLS (usually port 587)")),
            (IMPLICIT, _("TLS from the start (usually port 465)")),
            (PLAIN, _("none, only inside your own network")),
        ),
    )
    user = forms.CharField(label=_("User name"), required=False, max_length=250)
    password = Secret(label=_("Password"), required=False)
    sender = forms.EmailField(label=_("Sender's address"))
    sender_name = forms.CharField(label=_("Sender's name"), required=False, max_length=120)
    reply_to = forms.EmailField(
        label=_("Address for replies"), required=False, help_text=_("Where it differs from the sender's.")
    )
    bounces_to = forms.EmailField(
        label=_("Address for bounces"), required=False, help_text=_("Where it differs from the sender's.")
    )

    def clean_host(self) -> str:
        try:
            return plain(self.cleaned_data["host"])
        except NotSent as reason:
            raise forms.ValidationError(in_words(reason)) from None

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("security") == PLAIN and said.get("password"):
            self.add_error("security", _("A password is not sent unencrypted; choose an encryption."))
        return said
