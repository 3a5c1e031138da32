"""Fields that the forms of several kinds have."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

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


class OfTouchpoint(forms.CharField):
    """The touchpoint that all of what is read is about."""

    def __init__(self) -> None:
        super().__init__(
            label=gettext_lazy("Touchpoint"),
            max_length=120,
            required=False,
            help_text=gettext_lazy(
                "What all of them are about, such as store; empty where that differs from one to the next."
            ),
        )


class TextsInJson(forms.CharField):
    """An object whose values are texts, in which places such as ``{link}`` are filled; ``such`` it is at first."""

    def __init__(self, such: str, **more: Any):
        super().__init__(initial=such, widget=forms.Textarea(attrs={"rows": 2}), **more)
        self.such = such

    def clean(self, value: Any) -> str:
        try:
            said = json.loads(str(super().clean(value)))
        except ValueError as error:
            raise forms.ValidationError(_("This is no JSON: %(why)s") % {"why": error}) from None
        if not isinstance(said, dict) or not all(isinstance(each, str) for each in said.values()):
            raise forms.ValidationError(
                _("Write an object whose values are texts, such as %(such)s.") % {"such": self.such}
            )
        return json.dumps(said, ensure_ascii=False)


class Secret(forms.CharField):
    """Something that is written and never shown again; left empty it stays as it is."""

    def __init__(self, **more: Any):
        widget = forms.PasswordInput(attrs={"autocomplete": "off"})
        super().__init__(widget=widget, **more)


class SecretAddress(Secret, Address):
    """An address whose last part lets anybody write: a robot's."""
