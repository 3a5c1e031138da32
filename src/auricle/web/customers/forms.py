"""Forms of the customers' room."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class TypedId(forms.Form):
    """Whoever erases somebody types the id, so that nobody is erased by a slip."""

    typed = forms.CharField(
        label=_("Type the customer's id to confirm"), strip=True, max_length=2000,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip

    def __init__(self, *args: object, customer: str, **kwargs: object):
        super().__init__(*args, **kwargs)
        self._customer = customer

    def clean_typed(self) -> str:
        if self.cleaned_data["typed"] != self._customer.strip():
            raise forms.ValidationError(_("This is another id. Copy it from above, letter by letter."))
        return self._customer
