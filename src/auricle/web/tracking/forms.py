"""What a write key is made with."""

from __future__ import annotations

from urllib.parse import urlsplit

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class MendedEvents(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Mended file"), help_text=gettext_lazy("The exported file, with the events put right.")
    )


class KeyForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Name of the key"),
        max_length=60,
        help_text=gettext_lazy("What sends with it, such as: shop, iOS app, order service."),
    )
    origins = forms.CharField(
        label=gettext_lazy("Allowed pages"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "placeholder": "https://shop.example.com"}),
        help_text=gettext_lazy("Origins of pages that may send with it, one a line; empty means any."),
    )
    per_second = forms.IntegerField(
        label=gettext_lazy("Events a second"),
        required=False,
        min_value=0,
        max_value=1_000_000,
        help_text=gettext_lazy("What is above it is asked to come later; empty means any number."),
    )
    consent_required = forms.BooleanField(
        label=gettext_lazy("auricle.js waits for the visitor's consent"), required=False
    )
    strict = forms.BooleanField(label=gettext_lazy("auricle.js keeps nothing on the visitor's device"), required=False)

    def clean_origins(self) -> tuple[str, ...]:
        found = tuple(dict.fromkeys(self.cleaned_data["origins"].split()))
        for origin in found:
            parts = urlsplit(origin)
            if parts.scheme not in ("http", "https") or not parts.netloc or parts.path.strip("/") or parts.query:
                raise forms.ValidationError(
                    _("%(origin)s is no origin; write it like https://shop.example.com, without a path.")
                    % {"origin": origin}
                )
        return tuple(origin.rstrip("/") for origin in found)

    def clean_per_second(self) -> int:
        return self.cleaned_data["per_second"] or 0
