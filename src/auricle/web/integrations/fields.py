"""Fields that the forms of several kinds have."""

from __future__ import annotations

from typing import Any

from django import forms

from auricle.web.platform.public import in_words

from .outgoing import NotSent, read_address


class Address(forms.CharField):
    """The address of somebody else's server, over HTTP."""

    def __init__(self, **more: Any):
        super().__init__(**{"max_length": 2_000, **more})

    def clean(self, value: Any) -> str:
        text = str(super().clean(value)).strip()
        if text:
            try:
                read_address(text)
            except NotSent as reason:
                raise forms.ValidationError(in_words(reason)) from None
        return text


class Secret(forms.CharField):
    """Something that is written and never shown again; left empty it stays as it is."""

    def __init__(self, **more: Any):
        widget = forms.PasswordInput(attrs={"autocomplete": "off"})
        super().__init__(widget=widget, **more)


class SecretAddress(Secret, Address):
    """An address whose last part lets anybody write: a robot's."""
