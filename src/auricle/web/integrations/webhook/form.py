"""What a webhook needs to know."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from ..fields import Address


class WebhookForm(forms.Form):
    address = Address(label=_("Address"), help_text=_("Where events are sent, such as https://example.com/hooks."))
    events = forms.CharField(
        label=_("Events"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Names of events, one a line; case.* stands for all of cases. Empty means all of them."),
    )

    def clean_events(self) -> list[str]:
        return list(dict.fromkeys(self.cleaned_data["events"].split()))
